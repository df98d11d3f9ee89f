
import pytest
from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.studies.claims import by_name, check
from benchmarks.studies.result_page import as_markdown, picture

COLUMNS = ["found", "invented", "missed", "biased_errors", "biased_words"]


def row(where, kind, name, size=0, f1=0.9, b_wer=0.1, alarms=0.5, **more):
    """A measured row with made-up figures."""
    entities = {"precision": 0.95, "recall": 0.9, "f1": f1}
    found = round(100 * f1)
    return {
        "set": where, "kind": kind, "name": name, "size": size, "words": "", "options": {}, "bias": True,
        "wer": 0.1, "u_wer": 0.05, "b_wer": b_wer, "cer": 0.02, "oov_recall": None,
        "false_alarms_per_hour": alarms,
        "entities": {**entities, "by_type": {"drug": entities}},
        "intervals": {"wer": [0.05, 0.15], "u_wer": None, "b_wer": None, "entities": {"f1": [0.8, 0.95]}},
        "groups": {part: {"entities": entities} for part in ("med", "name")},
        "rows": {
            "columns": COLUMNS,
            "ids": [f"u{n}" for n in range(50)],
            "counts": [[found, 5, 100 - found, round(100 * b_wer), 100]] * 50,
        },
        **more,
    }  # fmt: skip


@pytest.fixture
def rows():
    sizes = ((0, 0.95), (100, 0.94), (1000, 0.92), (10_000, 0.9), (100_000, 0.8))
    return [
        row(NAMES, "none", "no list", f1=0.3, b_wer=0.7),
        *(row(NAMES, "sizes", f"{size:,} distractors", size, f1) for size, f1 in sizes),
        *(row(NAMES, "flaws", name, 1000) for name in ("10 % typos", "half missing")),
        row(NAMES, "ablation", "boosting alone", 1000, f1=0.5),
        row(BOOKS, "none", "no list", b_wer=0.4),
        row(BOOKS, "sizes", "words_100", b_wer=0.2),
        row(BOOKS, "sizes", "words_1000", b_wer=0.3),
        row(BOOKS, "never", "100 never spoken", 100, alarms=3.0),
    ]


def test_claims_are_checked_against_the_rows(rows):
    found = {claim.text.split(":")[0]: claim for claim in check(by_name(rows))}
    names = found["all names and 1,000 distractors"]
    assert names.holds and names.measured == "92.0 and 95.0"
    flat = found["flat with the length of the list"]
    assert not flat.holds and flat.measured == "4.0 and 14.0 points"
    assert found["rare words of read books, words_100"].holds
    assert not found["rare words of read books, words_1000"].holds
    assert not any("false alarms" in text for text in found)  # 1,000 never spoken was not measured


def test_each_half_has_to_gain_what_was_published(rows):
    at_1000 = next(one for one in rows if one["name"] == "1,000 distractors")
    at_1000["groups"]["name"] = {"entities": {"f1": 0.45}}  # 30 -> 45, x 1.5
    gains = [claim for claim in check(by_name(rows)) if claim.text.startswith("joint biasing")]
    assert [(claim.published[-6:], claim.holds) for claim in gains] == [("x 1.59", True), ("x 1.63", False)]


def test_both_sides_together_have_to_beat_each(rows):
    sides = {"adapter alone": 0.5, "without adapter": 0.95}
    rows += [row(NAMES, "ablation", name, 1000, f1) for name, f1 in sides.items()]
    (joint,) = [one for one in check(by_name(rows)) if one.text.startswith("encoder and decoder")]
    assert not joint.holds and joint.measured.startswith("+28.9 (p = 0.0002), -")
    rows[-1] = row(NAMES, "ablation", "without adapter", 1000, 0.8)
    (joint,) = [one for one in check(by_name(rows)) if one.text.startswith("encoder and decoder")]
    assert joint.holds


def test_the_page_has_every_table(rows):
    page = as_markdown(rows, [])
    assert "| no list | 95.0 | 90.0 | 30.0 (80.0-95.0) |" in page
    assert "| boosting alone | 50.0 (80.0-95.0) | +28.9 (+28.9 to +28.9), p = 0.0002 |" in page
    assert "| all | 92.0" in page and "| half missing |" in page and "| drug | 95.0" in page
    assert "x 1.63" in page and "Beside the peers" not in page


def test_the_picture_has_a_line_for_each_system(rows):
    peer = {
        "peer": "slow", "set": NAMES, "mode": "all", "distractors": 100, "entities": {"f1": 0.4},
        "intervals": {"entities": {"f1": [0.3, 0.5]}},
    }  # fmt: skip
    (axes,) = picture(rows, [peer, {**peer, "mode": "own"}, {**peer, "set": BOOKS}]).axes
    lines = {line.get_label(): line.get_xdata() for line in axes.lines if line.get_marker() == "o"}
    assert {name: len(sizes) for name, sizes in lines.items()} == {"earmark": 5, "slow": 1}
