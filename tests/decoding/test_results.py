"""The core's results behave like frozen dataclasses."""

import pickle

import pytest

from earmark.transcript import Hit, Hypothesis, Scores, Verdict

VERDICT = Verdict((4, 5), acoustic=-1.5, phones=2.0, words=0.5, phone_match=-0.25, length=6, log_odds=3.0)
HIT = Hit(7, 1, 2, 2.5, lm=1.0, first_frame=3, last_frame=5, verdict=VERDICT)
SCORES = Scores(-3.0, boost=2.5, lm=-4.0, phones=-0.5, lm_log_prob=-6.0)
HYPOTHESIS = Hypothesis((9, 4, 5), (1, 3, 5), (0.5, 0.25, 1.0), SCORES, hits=(HIT,), considered=(2, 7))


@pytest.mark.parametrize("result", [VERDICT, HIT, SCORES, HYPOTHESIS])
def test_results_are_values(result: object) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again == result and again is not result
    assert len({again, result}) == 1
    assert result != "another type"
    with pytest.raises(AttributeError):
        setattr(result, "lm", 1.0)  # noqa: B010


def test_replace_changes_a_copy() -> None:
    changed = HYPOTHESIS.replace(scores=SCORES.replace(boost=0.0), hits=())
    assert changed.scores.total == -7.5 and HYPOTHESIS.scores.total == -5.0
    assert changed.hits == () and HYPOTHESIS.hits == (HIT,)
    assert changed != HYPOTHESIS
    with pytest.raises(TypeError):
        HIT.replace(unknown=1)


def test_repr_names_every_field() -> None:
    assert repr(SCORES) == "Scores(acoustic=-3.0, boost=2.5, lm=-4.0, phones=-0.5, lm_log_prob=-6.0)"
    assert "alternative=(4, 5)" in repr(HYPOTHESIS)


def test_no_alternative_and_an_empty_one_differ() -> None:
    assert Verdict().alternative is None
    assert Verdict(alternative=()).alternative == ()
    assert Verdict() != Verdict(alternative=())
