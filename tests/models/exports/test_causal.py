"""Streaming exports while the audio comes in: rows of any blocks, and what sherpa-onnx makes of them."""

from dataclasses import replace

import causal
import exported
import numpy as np
import onnx
import pytest
import sherpa_onnx
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.errors import ModelError
from earmark.models.exports.layouts import describe_export
from earmark.models.inspection import inspect_model
from earmark.models.opening import open_model

MAKE = {"zipformer2": "from_zipformer2_ctc", "nemo": "from_nemo_ctc", "wenet": "from_wenet_ctc"}
WENET = {"chunk_size": causal.ROWS, "num_left_chunks": causal.LEFT // causal.ROWS}  # not in its metadata
HALF = np.zeros(8000, np.float32)


@pytest.fixture(scope="module")
def folders(tokenizer, tmp_path_factory):
    return causal.write_all(tmp_path_factory.mktemp("causal"), tokenizer)


@pytest.fixture(scope="module")
def models(folders):
    return {name: open_model(folder) for name, folder in folders.items()}


def of_sherpa(name, folder, samples):
    """Row and token of each token."""
    make, more = getattr(sherpa_onnx.OnlineRecognizer, MAKE[name]), WENET if name == "wenet" else {}
    recognizer = make(tokens=str(folder / "tokens.txt"), model=str(folder / "model.onnx"), **more)
    stream = recognizer.create_stream()
    for start in range(0, len(samples), 1600):
        stream.accept_waveform(16_000, samples[start : start + 1600])
        while recognizer.is_ready(stream):
            recognizer.decode_stream(stream)
    found = recognizer.get_result_all(stream)
    rows = [round(seconds / 0.04) for seconds in found.timestamps]
    return list(zip(rows, found.tokens, strict=True))


def in_blocks(model, samples, size):
    encoder = model.begin()
    rows = [r for n in range(0, len(samples), size) for r in encoder.accept(samples[n : n + size])]
    return np.concatenate(rows + encoder.finish())


@pytest.mark.parametrize("name", causal.LAYOUTS)
def test_tokens_and_their_rows_are_those_of_sherpa_onnx(name, folders, models, recordings):
    alphabet = models[name].alphabet
    for samples in recordings[:5]:
        samples = np.concatenate([samples, HALF])
        expected = of_sherpa(name, folders[name], samples)
        rows = np.concatenate(models[name].begin().accept(samples))
        found = causal.greedy(rows, alphabet.blank)
        found = [(row, alphabet.tokens[token].replace("▁", " ")) for row, token in found]
        assert len(expected) >= 8
        behind = found[len(expected) :]  # sherpa-onnx waits for a frame behind the last chunk
        assert found[: len(expected)] == expected and all(row >= len(rows) - causal.ROWS for row, _ in behind)


@settings(max_examples=40)
@given(
    name=st.sampled_from(causal.LAYOUTS),
    length=st.integers(0, 40_000),
    cuts=st.lists(st.integers(0, 40_000), max_size=12),
    seed=st.integers(0, 9),
)
def test_blocks_and_copies_change_no_bit(models, name, length, cuts, seed):
    samples = np.random.default_rng(seed).normal(0, 0.1, length).astype(np.float32)
    model = models[name]
    encoder, places = model.begin(), [0, *sorted(cut for cut in cuts if cut < length), length]
    rows, copies = [np.zeros((0, len(model.alphabet)), np.float32)], []
    for start, end in zip(places, places[1:], strict=False):
        rows += encoder.accept(samples[start:end])
        copies.append((encoder.copy(), list(rows), end))
    (whole,) = model.encode([samples])
    frames = (length + 80) // 160
    assert len(whole.log_probs) == -(-frames // causal.STRIDE)
    for other, before, end in [*copies, (encoder, rows, length)]:
        found = np.concatenate([*before, *other.accept(samples[end:]), *other.finish()])
        np.testing.assert_array_equal(found, whole.log_probs)


@pytest.mark.parametrize("name", causal.LAYOUTS)
def test_rows_come_with_each_chunk(name, models):
    encoder, samples = models[name].begin(), np.zeros(160, np.float32)
    counts = [sum(map(len, encoder.accept(samples))) for _ in range(200)]
    frames = [n + 1 for n, count in enumerate(counts) if count]
    assert set(counts) == {0, causal.ROWS}
    # The window of the last frame reaches 120 samples beyond its 10 ms.
    assert frames == list(range(causal.WINDOW + 1, 201, causal.SHIFT))


@pytest.mark.parametrize("name", causal.LAYOUTS)
def test_features_of_chunks_are_those_of_the_whole(name, models, recordings, monkeypatch):
    model, found = models[name], []
    own = type(model).run
    monkeypatch.setattr(
        type(model), "run", lambda m, features, *rest: found.append(features) or own(m, features, *rest)
    )
    model.encode([recordings[0]])
    whole = model.mel(np.concatenate([recordings[0], np.zeros(16_000, np.float32)]))
    assert len(found) > 20
    for number, features in enumerate(found):
        first = number * causal.SHIFT
        np.testing.assert_allclose(features, whole[first : first + causal.WINDOW], atol=2e-5)


def test_toy_networks_write_their_text_from_blocks(tokenizer, tmp_path):
    model = open_model(exported.write_streaming(tmp_path / "nemo", "nemo", tokenizer))
    sound = exported.sound(toy.Speaker(tokenizer).tokens(toy.SENTENCES[0]), 3000)
    rows = in_blocks(model, sound, 777)
    tokens = [token for _, token in causal.greedy(rows, model.alphabet.blank)]
    assert model.alphabet.text(tokens) == toy.SENTENCES[0]


@pytest.mark.parametrize("name", causal.LAYOUTS)
def test_inspection_says_that_a_model_streams(name, folders, models):
    streaming = inspect_model(folders[name]).streaming
    assert streaming is not None and streaming.chunk == pytest.approx(0.16)
    assert streaming.latency == pytest.approx(0.01 * (causal.WINDOW - 1) + 0.025 - 0.0075)


def test_inspection_of_other_models_says_nothing_of_it(tokenizer, tmp_path):
    folder = exported.write(tmp_path / "wenet", exported.LAYOUTS["wenet"], tokenizer)
    assert inspect_model(folder).streaming is None and inspect_model("english").streaming is None


def changed(folder, place, metadata=(), drop=None):
    """A copy of a folder with other metadata, without an input."""
    network = onnx.load(folder / "model.onnx")
    known = {entry.key: entry.value for entry in network.metadata_props} | dict(metadata)
    del network.metadata_props[:]
    for key, value in known.items():
        if value is not None:
            network.metadata_props.add(key=key, value=str(value))
    if drop is not None:
        for tensors in (network.graph.input, network.graph.output):
            for tensor in [tensor for tensor in tensors if drop in tensor.name]:
                tensors.remove(tensor)
    place.mkdir()
    onnx.save(network, place / "model.onnx")
    (place / "tokens.txt").write_bytes((folder / "tokens.txt").read_bytes())
    return place


@pytest.mark.parametrize(
    ("name", "metadata", "drop", "message"),
    [
        ("nemo", {"window_size": None}, None, "has window_size '' in its metadata, expected a whole number"),
        ("nemo", {"chunk_shift": "0"}, None, "has chunk_shift '0' in its metadata, expected a whole number"),
        ("nemo", {"cache_last_time_dim2": "x"}, None, "has cache_last_time_dim2 'x' in its metadata"),
        ("nemo", {"cache_last_time_dim3": 9}, None, r"takes cache_last_time float32 \(1, 1, 16, 4\), by its "
         r"metadata it would be \(1, 1, 16, 9\): export it again"),
        ("wenet", {"num_blocks": 3}, None, r"takes attn_cache .* it would be \(3, 2, 8, 16\)"),
        ("zipformer2", {"T": 45}, None, r"takes x .*, by its metadata it would be \(\?, 45, \?\)"),
        ("nemo", {}, "cache_last_channel_len", "takes 2 states, a streaming model of NeMo has 3"),
        ("nemo", {"cache_last_channel_dim1": None}, None, "has cache_last_channel_dim1 '' in its metadata"),
        ("wenet", {"head": None}, None, "has head '' in its metadata, expected a whole number"),
        ("wenet", {"output_size": "-1"}, None, "has output_size '-1' in its metadata"),
        ("wenet", {}, "conv_cache", "takes x, offset, required_cache_size, attn_cache, attn_mask and puts"),
        ("wenet", {}, "attn_cache", "takes x, offset, .*, a streaming model of WeNet takes x, offset"),
        ("zipformer2", {"T": None}, None, "has T '' in its metadata, expected a whole number"),
        ("zipformer2", {"decode_chunk_len": None}, None, "has decode_chunk_len '' in its metadata"),
    ],
)  # fmt: skip
def test_faulty_metadata_and_missing_caches_are_a_sentence(name, metadata, drop, message, folders, tmp_path):
    with pytest.raises(ModelError, match=message):
        describe_export(changed(folders[name], tmp_path / name, metadata, drop))


def test_a_chunk_that_the_network_refuses_is_a_sentence(models):
    model = models["nemo"]
    chunks = replace(model.chunks, length=causal.WINDOW + 1)
    other = type(model)(replace(model.export, recipe=replace(model.export.recipe, chunks=chunks)))
    with pytest.raises(ModelError, match="failed on chunk 1 of an utterance .*inspect"):
        other.encode([np.zeros(16_000, np.float32)])


def test_features_that_need_the_whole_utterance_are_refused(folders, tmp_path):
    folder = changed(folders["zipformer2"], tmp_path / "mine")
    (folder / "earmark.toml").write_text('[features]\nnormalize = "per_feature"\n', encoding="utf-8")
    with pytest.raises(ModelError, match="takes a chunk at a time, and its features .* need more than that"):
        describe_export(folder)


def test_a_chunk_shorter_than_the_shift_skips_frames(models):
    model = models["zipformer2"]
    chunks = replace(model.chunks, shift=causal.WINDOW + 5)
    other = type(model)(replace(model.export, recipe=replace(model.export.recipe, chunks=chunks)))
    samples = np.random.default_rng(0).normal(0, 0.1, 20_000).astype(np.float32)
    np.testing.assert_array_equal(in_blocks(other, samples, 333), other.encode([samples])[0].log_probs)
