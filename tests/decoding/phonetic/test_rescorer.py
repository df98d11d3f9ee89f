"""Hypotheses weighed by how far they sound from what was heard."""

import numpy as np
import pytest
from decoding.phonetic.spoken import COLUMNS, LEXICON, VOCABULARY, phones

from earmark.decoding.phonetic.rescorer import PhoneticRescorer
from earmark.transcript import Hypothesis, Scores

FORMS = ("alignment", "distance", "expected")
SEQUENCES = [tuple(s.split()) for s in ("the smith is free", "the smythe is free", "the smith free", "free")]


def rescorer(form: str, weight: float = 1.0) -> PhoneticRescorer:
    return PhoneticRescorer(COLUMNS, True, form, weight)


def hypothesis(pieces: str, acoustic: float) -> Hypothesis:
    ids = tuple(VOCABULARY.tokens.index(f"▁{piece}") for piece in pieces.split())
    return Hypothesis(ids, tuple(range(len(ids))), (1.0,) * len(ids), Scores(acoustic))


@pytest.mark.parametrize("form", FORMS)
def test_what_was_said_costs_least(form: str) -> None:
    heard = phones("ði", "smaɪð", "ɪz", "fɹi")
    costs = rescorer(form).costs(SEQUENCES, heard, [LEXICON])
    assert min(costs) == costs[1]
    assert sorted(costs) == [costs[1], costs[0], costs[2], costs[3]]


@pytest.mark.parametrize("form", FORMS)
def test_the_company_of_a_hypothesis_does_not_matter(form: str) -> None:
    heard = phones("ðə", "smɪθ", "ɪz", "mɑnt")
    together = rescorer(form).costs(SEQUENCES[::-1], heard, [LEXICON])[::-1]
    alone = [rescorer(form).costs([words], heard, [LEXICON])[0] for words in SEQUENCES]
    assert together == pytest.approx(alone, rel=1e-6)


@pytest.mark.parametrize("form", FORMS)
def test_order_and_scores_follow_the_weight(form: str) -> None:
    heard = phones("ðə", "smɪθ", "ɪz")
    given = [hypothesis("the smith", -1.0), hypothesis("the smith is", -2.0)]
    assert rescorer(form, 0.0).rescore(given, heard, [LEXICON], VOCABULARY.text) == given
    ranked = rescorer(form, 5.0).rescore(given, heard, [LEXICON], VOCABULARY.text)
    assert [len(h.tokens) for h in ranked] == [3, 2]
    costs = rescorer(form).costs([("the", "smith", "is"), ("the", "smith")], heard, [LEXICON])
    assert [h.scores.phones for h in ranked] == pytest.approx([-5 * cost for cost in costs])
    assert [h.scores.acoustic for h in ranked] == [-2.0, -1.0]


@pytest.mark.parametrize("form", FORMS)
def test_a_word_that_nobody_can_say_has_a_price_and_takes_any_sounds(form: str) -> None:
    heard = phones("ðə", "smɪθ", "ɪz")
    known, unknown, wrong = rescorer(form).costs(
        [("the", "smith", "is"), ("the", "smoth", "is"), ("the", "katherine", "is")], heard, [LEXICON]
    )
    assert known < unknown < wrong


def test_nothing_heard_and_nothing_said() -> None:
    empty = phones("ðə")[:0]
    assert rescorer("distance").costs([(), ("is",)], empty, [LEXICON]) == pytest.approx([0.0, 0.9])
    assert rescorer("alignment").costs([(), ("is",)], empty, [LEXICON]) == [0.0, np.inf]
