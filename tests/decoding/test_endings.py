"""Entries with endings: their score by brute force, and the choice between endings."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from decoding.language import ARPA, VOCABULARY, Ngrams, lm_score, words_of, write
from decoding.reference import EXHAUSTIVE, entries, exact_log_probs, random_log_probs, tempered
from decoding.test_language import random_entries, random_options
from decoding.test_listed_sounds import HEARD, sounding
from decoding.test_phone_lexicon import PRONOUNCER
from decoding.test_second_pass import clear, written

from earmark._core import NameContext as CoreContext
from earmark.decoding import BeamDecoder, NameContext, WordLm
from earmark.language import DEFAULT, Ending, PhoneSet
from earmark.transcript import Hypothesis

NGRAMS = Ngrams.of(ARPA)
A, B, AB = 1, 2, 3  # tokens: "▁a", "b", "▁ab"
NASAL = Ending("b", (("bb", ""), ("", "b")), (("", "m"),), "", "", -1.2)  # no word has it twice


@dataclass(frozen=True)
class Language:
    """A language of which only the endings count."""

    endings: tuple[Ending, ...] = (NASAL,)
    phone_set: PhoneSet | None = DEFAULT.phone_set


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def context(log_odds: float) -> NameContext:
    """Says the same whatever stands around."""
    return NameContext(CoreContext(np.zeros(0, np.uint32), np.zeros(0, np.int8), 1.0, log_odds))


@pytest.mark.parametrize("seed", range(30))
def test_an_entry_with_an_ending_scores_by_the_formula(seed: int, lm: WordLm) -> None:
    log_probs = random_log_probs(seed, 3 + seed % 3, len(VOCABULARY))
    options = random_options(seed).with_({"boosting.mode": "off", "verification.enabled": False})
    listed = random_entries(seed)
    decoder = BeamDecoder(VOCABULARY, options, lm, language=Language())
    found = decoder.decode(log_probs, listed, nbest=4096)
    exact = exact_log_probs(tempered(log_probs, options))
    assert len({h.tokens for h in found}) == len(found)
    for h in found:
        expected = lm_score(h.tokens, NGRAMS, options, listed, endings=[NASAL])
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)
        assert h.scores.lm == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.3])
@pytest.mark.parametrize("odds", [-3.0, 0.0, 3.0])
def test_the_ending_is_the_one_that_scores_most(share: float, odds: float, lm: WordLm) -> None:
    log_probs = written((A, 0.9), (B, share))
    log_probs[1, AB] = math.log(0.01)
    options = EXHAUSTIVE.with_(
        {"verification.enabled": False, "boosting.mode": "off", "class_lm.log_weight": 6.0,
         "endings.context_weight": 0.5, "endings.log_weight": 0.3}
    )  # fmt: skip
    decoder = BeamDecoder(VOCABULARY, options, lm, language=Language(), endings={"b": context(odds)})
    best = decoder.decode(log_probs, entries((A,)))[0]
    exact = exact_log_probs(tempered(log_probs, options))

    def total(word: str) -> float:
        return math.log(sum(math.exp(p) for y, p in exact.items() if words_of(y, VOCABULARY) == [word]))

    with_ending = total("ab") + 0.5 * odds + 0.3 > total("a")
    assert words_of(best.tokens, VOCABULARY) == ["ab" if with_ending else "a"]
    assert [hit.ending for hit in best.hits] == [0 if with_ending else -1]
    assert [hit.last_token for hit in best.hits] == [len(best.tokens) - 1]


def spoken(lm: WordLm, phones: str, options: dict[str, object] | None = None) -> Hypothesis:
    """"abb", pronounced zoo, listed alone; the sub-words say little of its end."""
    given = HEARD.with_({"class_lm.log_weight": 10.0, **(options or {})})
    listed = sounding(entries((AB, B)), abb=["z u"])
    language = Language((replace(NASAL, spellings=(("bbb", ""), ("", "b"))),))
    decoder = BeamDecoder(VOCABULARY, given, lm, PRONOUNCER, language=language)
    return decoder.decode(written((AB, 0.9), (B, 0.3), (0, 0.9), (B, 0.1)), listed, phones=clear(phones))[0]


def test_the_phones_of_an_ending_are_heard(lm: WordLm) -> None:
    bare, ended = spoken(lm, "z u"), spoken(lm, "z u m")
    assert words_of(bare.tokens, VOCABULARY) == ["abb"] and [h.ending for h in bare.hits] == [-1]
    assert words_of(ended.tokens, VOCABULARY) == ["abbb"] and [h.ending for h in ended.hits] == [0]
    assert ended.hits[0].entry == 0 and ended.hits[0].last_token == len(ended.tokens) - 1


def test_endings_can_be_switched_off(lm: WordLm) -> None:
    off = spoken(lm, "z u m", {"endings.enabled": False})
    assert all(hit.ending == -1 for hit in off.hits)


def test_an_entry_that_is_listed_with_its_ending_keeps_it(lm: WordLm) -> None:
    log_probs = written((AB, 0.99))
    decoder = BeamDecoder(VOCABULARY, HEARD, lm, language=Language())
    best = decoder.decode(log_probs, entries((A,), (A, B), (AB,)))[0]
    assert [(hit.entry in (1, 2), hit.ending) for hit in best.hits] == [(True, -1)]


def test_without_a_language_model_the_sub_words_decide() -> None:
    decoder = BeamDecoder(VOCABULARY, language=Language())
    plain = decoder.decode(written((A, 0.9)), entries((A,)))[0]
    assert [(hit.entry, hit.ending) for hit in plain.hits] == [(0, -1)]


def test_a_language_without_endings_changes_nothing(lm: WordLm) -> None:
    log_probs, listed = random_log_probs(3, 12, len(VOCABULARY)), entries((A,), (A, B))
    one = BeamDecoder(VOCABULARY, lm=lm).decode(log_probs, listed, nbest=5)
    assert BeamDecoder(VOCABULARY, lm=lm, language=Language(())).decode(log_probs, listed, nbest=5) == one
