"""Counts of what a correction made better and worse."""

from pathlib import Path

import pytest

from earmark.biasing import WordList
from earmark.evaluation.correcting import CorrectedText, score_corrections
from earmark.evaluation.manifest import Utterance

LISTED = WordList.of(["Zelenskyy", "Fremont", "May"])


def rows(*texts, rare=None):
    return [
        Utterance(str(n), Path(f"{n}.wav"), text, n, entities=(), rare=rare)
        for n, text in enumerate(texts, 1)
    ]


def scored(utterances, *pairs):
    texts = [CorrectedText(before, after, 3600.0, before == after) for before, after in pairs]
    return score_corrections(utterances, [LISTED] * len(utterances), texts)


def test_errors_before_and_after():
    found = scored(
        rows("president Zelenskyy came", "we moved", rare=("zelenskyy",)),
        ("President Zelinsky came.", "President Zelenskyy came."),
        ("We moved.", "We moved."),
    )
    assert [report.measures()["wer"].value for report in (found.before, found.after)] == [0.2, 0.0]
    assert [report.measures()["b_wer"].value for report in (found.before, found.after)] == [1.0, 0.0]
    after = found.after.measures()
    assert (after["clips_better"].value, after["clips_worse"].value) == (0.5, 0.0)
    assert after["wrong_entries_per_hour"].value == 0.0


def test_a_wrong_entry_is_one_that_the_list_brought():
    found = scored(rows("free months may pass"), ("Free months, May, pass.", "Fremont, May, pass."))
    (score,) = found.after.scores
    assert score.damage.wrong == ("fremont",) and score.damage.worse
    found = scored(rows("she said so"), ("May said so", "May said so"))
    (score,) = found.after.scores
    assert score.damage.wrong == () and score.entities.invented == 1  # the other recognizer's own mistake


def test_shares_that_stayed():
    found = scored(
        rows("president Zelenskyy came", "the queen came", "a free month"),
        ("President Zelinsky came", "President Zelenskyy came"),
        ("The queen came", "The queen came"),
        ("A free month", "A Fremont"),
    )
    shares = {name: measure.value for name, measure in found.measures().items()}
    assert shares == {"unchanged": pytest.approx(1 / 3), "unchanged_where_unsaid": 0.5}
    assert found.said == (True, False, False)


def test_a_changed_format_counts_as_changed():
    report = score_corrections(rows("a"), [LISTED], [CorrectedText("a", "a", 1.0, unchanged=False)])
    assert report.measures()["unchanged"].value == 0.0


def test_differences_are_of_pairs():
    texts = ["president Zelenskyy came"] * 12
    pairs = [("President Zelinsky came", "President Zelenskyy came")] * 12
    found = scored(rows(*texts), *pairs)
    wer = found.differences["wer"]
    assert (wer.a, wer.b) == (pytest.approx(1 / 3), 0.0) and wer.p < 0.001
    assert found.as_json()["differences"]["wer"]["after"] == 0.0
    assert found.as_json(rows=True)["after"]["rows"]["ids"] == [str(n) for n in range(1, 13)]
