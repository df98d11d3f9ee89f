import json

import pytest

from earmark.errors import ManifestError, OptionsError
from earmark.evaluation.compare import Rows, compare

COLUMNS = ["errors", "words", "found", "invented", "missed"]


@pytest.fixture
def report(tmp_path):
    def write(name, counts, ids=None, **more):
        path = tmp_path / name
        ids = ids or [f"u{n}" for n in range(len(counts))]
        path.write_text(json.dumps({"rows": {"columns": COLUMNS, "ids": ids, "counts": counts}, **more}))
        return path

    return write


def test_a_clear_difference_has_a_small_p_and_an_interval_on_one_side(report):
    a = report("a.json", [[3, 10, 1, 0, 1]] * 30 + [[2, 10, 0, 0, 2]] * 30)
    b = report("b.json", [[1, 10, 2, 0, 0]] * 30 + [[1, 10, 1, 1, 1]] * 30)
    found = compare(Rows.load(a), Rows.load(b), ("wer", "f1"))
    wer = found["wer"]
    assert (wer.a, wer.b) == pytest.approx((0.25, 0.1)) and wer.difference == pytest.approx(-0.15)
    assert wer.interval[0] < -0.15 < wer.interval[1] < 0 and wer.p < 0.001
    assert found["f1"].interval[0] > 0 and found["f1"].p < 0.001


def test_equal_systems_do_not_differ(report):
    a = report("a.json", [[n % 4, 10, 1, 0, 0] for n in range(40)])
    wer = compare(Rows.load(a), Rows.load(a), ("wer",))["wer"]
    assert wer.difference == 0 and wer.interval == (0, 0) and wer.p == 1


def test_a_difference_that_one_utterance_makes_is_not_sure(report):
    a = report("a.json", [[1, 10, 0, 0, 0]] * 40)
    b = report("b.json", [[0, 10, 0, 0, 0]] + [[1, 10, 0, 0, 0]] * 39)
    found = compare(Rows.load(a), Rows.load(b), ("wer", "f1"))
    assert found["wer"].p > 0.3 and "f1" not in found  # no entity was said: nothing to compare


def test_figures_that_a_report_did_not_count_are_left_out(report):
    a = report("a.json", [[1, 10, 0, 0, 0]] * 4)  # no columns of damage
    assert "clips_worse" not in compare(Rows.load(a), Rows.load(a))


def test_the_same_utterances_are_asked_for(report):
    a = report("a.json", [[1, 10, 0, 0, 0]] * 2)
    b = report("b.json", [[1, 10, 0, 0, 0]] * 2, ids=["u0", "x"])
    with pytest.raises(
        OptionsError, match="different utterances .2 and 2, 2 of them in one only, first 'u1'"
    ):
        compare(Rows.load(a), Rows.load(b))


def test_runs_are_found_by_name(report):
    inner = {
        "name": "boosting alone",
        "rows": {"columns": COLUMNS, "ids": ["u"], "counts": [[1, 2, 0, 0, 0]]},
    }
    path = report("a.json", [[0, 2, 0, 0, 0]], runs=[inner])
    assert Rows.load(path, "boosting alone").counts.tolist() == [[1, 2, 0, 0, 0]]
    with pytest.raises(OptionsError, match="no run 'x', expected one of boosting alone"):
        Rows.load(path, "x")


def test_what_is_no_report_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(ManifestError, match="holds no counts of single utterances"):
        Rows.load(tmp_path / "a.json")
    with pytest.raises(ManifestError, match="cannot be read"):
        Rows.load(tmp_path / "b.json")
