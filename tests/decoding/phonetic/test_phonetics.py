"""Both techniques in the order in which a recognizer uses them."""

import numpy as np
from decoding.phonetic.spoken import LEXICON, VOCABULARY, phones, tokens
from decoding.phonetic.test_lookup import listed, text
from english import BLANK, BLANK_SYMBOL, BOUNDARY_SYMBOL, PHONES

from earmark.decoding import DecodeOptions, PhoneLexicon
from earmark.decoding.phonetic.phonetics import Phonetics
from earmark.models import Emissions
from earmark.transcript import Hypothesis, Scores

PRONOUNCER = PhoneLexicon(LEXICON, (*PHONES, BOUNDARY_SYMBOL, BLANK_SYMBOL), BLANK)


BOTH = {"rescoring.enabled": True, "lookup.enabled": True}


def phonetics(options: dict[str, object]) -> Phonetics:
    return Phonetics(VOCABULARY, PRONOUNCER, [LEXICON], None, DecodeOptions.of(options))


def heard(*pieces: str, ipa: str) -> tuple[Hypothesis, Emissions]:
    log_probs, ids, frames = tokens(*pieces)
    hypothesis = Hypothesis(tuple(ids), tuple(frames), (0.3,) * len(ids), Scores(-1.0))
    heard = phones(*ipa.split())
    return hypothesis, Emissions(log_probs, 0.04, phone_log_probs=heard, phone_frame_shift=0.02)


def test_nothing_is_done_unless_asked_for() -> None:
    hypothesis, emissions = heard("▁free", "▁mont", ipa="fɹi mɑnt")
    nothing = phonetics({})
    assert nothing.nbest(3) == 3
    assert nothing.apply([hypothesis] * 4, emissions, listed("Fremont").words, 3) == [hypothesis] * 3


def test_the_best_of_many_is_looked_up() -> None:
    wrong, _ = heard("▁the", "▁mont", ipa="ðə mɑnt")
    right, emissions = heard("▁free", "▁mont", ipa="fɹi mɑnt")
    both = phonetics({**BOTH, "rescoring.weight": 1.0, "rescoring.nbest": 50})
    assert both.nbest(1) == 50
    words = listed("Fremont").words
    (best,) = both.apply([wrong, right], emissions, words, 1)
    assert text(best) == "fremont"
    assert best.scores.phones > -5
    assert text(both.apply([wrong, right], emissions, None, 1)[0]) == "free mont"
    assert both._of_list(words) is both._of_list(words)
    assert both._of_list(listed("Smythe").words) is not both._of_list(words)


def test_without_phone_emissions_everything_stays() -> None:
    hypothesis, emissions = heard("▁free", "▁mont", ipa="fɹi mɑnt")
    deaf = Emissions(emissions.log_probs, 0.04)
    both = phonetics({**BOTH, "rescoring.form": "distance"})
    assert both.apply([hypothesis], deaf, listed("Fremont").words, 1) == [hypothesis]
    assert both.apply([], emissions, listed("Fremont").words, 1) == []


def test_audio_without_frames() -> None:
    nothing = Hypothesis((), (), (), Scores(0.0))
    empty = Emissions(np.zeros((0, len(VOCABULARY)), np.float32), 0.04, phone_log_probs=phones("ðə")[:0])
    both = phonetics(BOTH)
    assert both.apply([nothing], empty, listed("Fremont").words, 1) == [nothing]
