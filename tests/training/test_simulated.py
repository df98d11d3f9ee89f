import json

import numpy as np
import pytest
import torch

from earmark.errors import ManifestError
from earmark.training.cache import FeatureCache
from earmark.training.encoder import WIDTH
from earmark.training.mixed import MixedBatches
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.sentences import read_sentences
from earmark.training.simulated import SimulatedBatches, UnitIndex
from earmark.training.units import Units

SYMBOLS = ("a", "b", "c", "<wb>", "<blank>")
LEXICON = {"ab": (0, 1), "ca": (2, 0), "bb": (1, 1)}


def units_of(clips: list[list[int]]) -> Units:
    """Units of three frames each."""
    phones = [p for clip in clips for p in clip]
    ends = [i == len(clip) - 1 for clip in clips for i in range(len(clip))]
    return Units(
        np.array(phones, np.int16),
        np.arange(0, 3 * len(phones), 3, dtype=np.int32),
        np.full(len(phones), 3, np.int16),
        np.array(ends),
        SYMBOLS,
    )


@pytest.fixture
def bank(tmp_path):
    """A cache of two clips whose states say which unit they are of, in column 0 which phone."""
    units = units_of([[0, 1, 3, 2, 0], [1, 2, 2, 3, 1]])
    states = np.zeros((3 * len(units.phones), WIDTH), np.float16)
    states[:, 0] = np.repeat(units.phones, 3) + 1
    states[:, 1] = np.repeat(np.arange(len(units.phones)), 3)
    states.tofile(tmp_path / "features.f16")
    row = {"id": "x", "text": "ab", "first": 0, "frames": len(states), "variant": 0}
    (tmp_path / "index.jsonl").write_text(json.dumps(row) + "\n")
    return FeatureCache(tmp_path), units


def simulated(bank, pieces, texts, seed=1):
    return SimulatedBatches([(*bank, 1.0)], texts, PhoneLexicon(LEXICON, 3), pieces, 4.0, seed)


def test_every_phone_gets_a_unit_of_its_own(bank):
    index = UnitIndex(bank[1])
    rng = np.random.default_rng(1)
    for wanted in ([0, 1, 3, 2, 0], [1, 1], [2, 1, 0, 0, 3, 1]):
        chosen = index.select(wanted, rng)
        assert [int(index.units.phones[u]) for u in chosen] == wanted
    assert index.select([0, 4], rng) is None  # the blank is nowhere


def test_a_stretch_that_was_said_is_taken_whole(bank):
    index = UnitIndex(bank[1])
    assert index.select([1, 3, 2, 0], np.random.default_rng(2)) == [1, 2, 3, 4]


def test_neighbours_decide_between_units(bank):
    index = UnitIndex(bank[1])
    assert index.candidates(2, 2, 3).tolist() == [7]  # c between c and a boundary
    assert index.candidates(0, 2, 3).tolist() == [7]  # only the right one fits
    assert index.candidates(3, 2, 1).tolist() == [3]  # only the left one fits
    assert sorted(index.candidates(0, 2, 1).tolist()) == [3, 6, 7]  # none fits


def test_states_are_those_of_the_wanted_phones_in_order(bank, pieces):
    batch = simulated(bank, pieces, ["ab ca"]).batch(0)
    for row, length in zip(batch.hidden, batch.frames.tolist(), strict=True):
        seen = [int(v) - 1 for v in row[:length, 0].tolist() if v]  # masked frames are zero
        order = [p for i, p in enumerate(seen) if i == 0 or seen[i - 1] != p]
        rest = iter([0, 1, 3, 2, 0])
        assert all(p in rest for p in order) and len(order) >= 3
    assert set(batch.labels.texts) == {"ab ca"}


def test_batches_are_pure_functions_of_their_number(bank, pieces):
    source = simulated(bank, pieces, ["ab ca", "ca bb ab", "ab ab ab ab"])
    first = source.batch(5)
    source.batch(6)
    again = source.batch(5)
    assert torch.equal(first.hidden, again.hidden) and first.labels.texts == again.labels.texts
    assert len(first.hidden) == len(first.frames) == len(first.labels.lengths)


def test_a_bank_that_lacks_a_phone_says_so(tmp_path, bank, pieces):
    poor = units_of([[0, 0]])
    with pytest.raises(ManifestError, match="none of a batch of sentences"):
        simulated((bank[0], poor), pieces, ["ab ca"]).batch(0)


def test_mixed_batches_hold_the_share_and_are_repeatable(bank, pieces):
    one, other = simulated(bank, pieces, ["ab ab ab"], 1), simulated(bank, pieces, ["ca ca ca"], 2)
    mixed = MixedBatches(one, other, 0.7, 3)
    kinds = [mixed.batch(n).labels.texts[0] for n in range(60)]
    assert 30 <= kinds.count("ca ca ca") <= 54
    assert kinds == [mixed.batch(n).labels.texts[0] for n in range(60)]
    assert MixedBatches(one, other, 0.0, 3).batch(0).labels.texts[0] == "ab ab ab"


def test_sentences_that_cannot_be_pronounced_are_left_out(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Ab, ca bb!\nid7\tca ca ab\nab ca\nab ca xyz\n")
    assert read_sentences([path], PhoneLexicon(LEXICON, 3)) == ["ab ca bb", "ca ca ab"]
    path.write_text("nothing here fits\n")
    with pytest.raises(ManifestError, match="3 to 36 words that are all in the lexicon"):
        read_sentences([path], PhoneLexicon(LEXICON, 3))
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ManifestError, match="cannot be read as text"):
        read_sentences([path], PhoneLexicon(LEXICON, 3))
