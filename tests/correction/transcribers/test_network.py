"""Moonshine's networks are run with their cache: tokens, log-probabilities, and the guards' stops."""

import numpy as np
import pytest
from correction.transcribers import tiny_moonshine as tiny

from earmark import EarmarkError
from earmark.correction.transcribers.moonshine.files import MoonshineFiles
from earmark.correction.transcribers.moonshine.guards import token_limit
from earmark.correction.transcribers.moonshine.network import Network
from earmark.correction.transcribers.moonshine.pieces import Piece


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return MoonshineFiles.of_folder(tiny.write(tmp_path_factory.mktemp("moonshine")))


@pytest.fixture(scope="module")
def network(files):
    return Network(files)


def piece(*tokens, frames=0):
    samples = tiny.spoken(*tokens, frames=frames)
    return Piece(samples, 0.0, len(samples) / 16000)


def test_tokens_and_their_probabilities(network):
    tokens, log_probs, stop = network.read(piece(5, 6, 7, 8, 9, frames=40))
    assert (tokens, stop) == ([5, 6, 7, 8, 9], "end")
    assert log_probs == pytest.approx([tiny.log_prob(n) for n in (*tokens, 2)], rel=1e-3)


def test_silence_has_no_tokens(network):
    assert network.read(piece()) == ([], pytest.approx([tiny.log_prob(2)], rel=1e-3), "end")


def test_a_loop_is_cut_to_one_copy(network):
    tokens, log_probs, stop = network.read(piece(5, *[11, 6] * 60))
    assert (tokens, stop) == ([5, 11, 6], "loop") and len(log_probs) == 3


def test_no_more_tokens_than_anybody_says(network):
    given = np.random.default_rng(0).integers(3, len(tiny.TOKENS), 400).tolist()
    limit = token_limit(402 * tiny.STRIDE / 16000)
    tokens, log_probs, stop = network.read(piece(*given, 2))
    assert stop == "limit" and tokens == given[:limit] and len(log_probs) == limit


def test_a_broken_file_is_refused(files, tmp_path):
    (tmp_path / "encoder_model.ort").write_bytes(files.encoder.read_bytes()[:100])
    broken = MoonshineFiles(tmp_path / "encoder_model.ort", files.decoder, files.tokens)
    with pytest.raises(EarmarkError, match=r"encoder_model.ort.*cannot be loaded"):
        Network(broken)


def test_networks_that_are_not_moonshine_are_refused(files):
    with pytest.raises(EarmarkError, match="has no input 'encoder_hidden_states'"):
        Network(MoonshineFiles(files.encoder, files.encoder, files.tokens))
