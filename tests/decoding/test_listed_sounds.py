"""Words of a list that sound as their list says, and entries that are found by their sound."""

from dataclasses import replace

import numpy as np
import pytest
from decoding.language import VOCABULARY, words_of, write
from decoding.reference import EXHAUSTIVE, Entries, entries, random_log_probs
from decoding.test_phone_lexicon import PRONOUNCER, heard
from decoding.test_second_pass import clear, written

from earmark.decoding import BeamDecoder, DecodeOptions, WordLm
from earmark.errors import WordListError

A, B, AB = 1, 2, 3  # tokens: "▁a", "b", "▁ab"
HEARD = DecodeOptions.of(
    {"second_pass.phone_weight": 3.0, "second_pass.lm_weight": 0.1, "verification.enabled": False}
)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def sounding(listed: Entries, **readings: list[str]) -> Entries:
    """The entries with pronunciations of their words."""
    return Entries(listed.paths, listed.weights, readings)


def test_an_entry_that_no_sub_words_propose_is_heard(lm: WordLm) -> None:
    log_probs = written((A, 0.999))  # "a", and nothing near after it
    listed = entries((A, B, B))  # "abb", in no first pass
    options = HEARD.with_({"search.token_threshold": 2.0, "boosting.reach": 0.1, "class_lm.log_weight": 10.0})
    spoken = sounding(listed, abb=["z u m"])
    found = [
        BeamDecoder(VOCABULARY, options.with_({"second_pass.entry_search": search}), lm, PRONOUNCER).decode(
            log_probs, spoken, phones=clear("z u m")
        )[0]
        for search in (True, False)
    ]
    assert words_of(found[0].tokens, VOCABULARY) == ["abb"] and [h.entry for h in found[0].hits] == [0]
    assert not found[1].hits  # nothing else proposes it


def test_the_list_s_pronunciation_is_the_one_that_counts(lm: WordLm) -> None:
    log_probs, rows = written((A, 0.6), (B, 0.3)), clear("z u m")
    plain = entries((A, B))
    options = EXHAUSTIVE.with_(
        {"second_pass.enabled": False, "phones.weight": 1.0, "verification.enabled": False}
    )
    scores = {}
    for name, listed in (("lexicon", plain), ("list", sounding(plain, ab=["z u m"]))):
        found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, listed, 4096, rows)
        scores[name] = {h.tokens: h.scores.phones for h in found}
    assert scores["list"][(A, B)] > scores["lexicon"][(A, B)] + 5  # "ab" sounds like zoom there
    assert scores["list"][(A,)] == pytest.approx(scores["lexicon"][(A,)], abs=1e-4)  # "a" as ever


def test_a_word_with_a_number_of_readings_takes_the_best(lm: WordLm) -> None:
    log_probs, rows = written((A, 0.6), (B, 0.3)), clear("z u m")
    options = EXHAUSTIVE.with_(
        {"second_pass.enabled": False, "phones.weight": 1.0, "verification.enabled": False}
    )

    def phones(*readings: str) -> float:
        listed = sounding(entries((A, B)), ab=list(readings))
        found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, listed, 4096, rows)
        return next(h.scores.phones for h in found if h.tokens == (A, B))

    assert phones("æ b", "z u m") == pytest.approx(phones("z u m"), abs=0.1)


@pytest.mark.parametrize("seed", range(6))
def test_sounds_that_say_what_the_lexicon_says_change_nothing(seed: int, lm: WordLm) -> None:
    log_probs, rows = random_log_probs(seed, 12, len(VOCABULARY), peak=0.2), heard(seed, 12)
    listed = entries((A, B), (AB, B))
    same = sounding(listed, ab=["æ b"], abb=["æ b ə"])
    options = HEARD.with_({"second_pass.entry_search": False})
    one, other = (
        BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, words, 5, rows)
        for words in (listed, same)
    )
    assert [h.tokens for h in one] == [h.tokens for h in other]
    assert [h.scores.total for h in one] == pytest.approx([h.scores.total for h in other], abs=1e-4)


def test_what_is_given_for_a_whole_entry_counts_where_its_words_stand(lm: WordLm) -> None:
    log_probs, rows = written((A, 0.6), (A, 0.3)), clear("z u m")
    options = EXHAUSTIVE.with_(
        {"second_pass.enabled": False, "phones.weight": 1.0, "verification.enabled": False}
    )
    plain = sounding(entries((A, A)), a=["æ"])
    scores = {}
    for name, listed in (("words", plain), ("whole", replace(plain, whole=(("z u m",),)))):
        found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, listed, 4096, rows)
        scores[name] = {h.tokens: h.scores.phones for h in found}
    assert scores["whole"][(A, A)] > scores["words"][(A, A)] + 5
    assert scores["whole"][(A,)] == pytest.approx(scores["words"][(A,)], abs=1e-4)  # "a" as ever


def test_an_entry_of_two_words_is_heard_as_it_is_given(lm: WordLm) -> None:
    log_probs = written((A, 0.999))
    options = HEARD.with_({"search.token_threshold": 2.0, "boosting.reach": 0.1, "class_lm.log_weight": 10.0})
    listed = replace(sounding(entries((A, A)), a=["æ"]), whole=(("z u m",),))
    decoder = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER)
    best = decoder.decode(log_probs, listed, phones=clear("z u m"))[0]
    assert words_of(best.tokens, VOCABULARY) == ["a", "a"] and [h.entry for h in best.hits] == [0]


def test_fewer_confusability_than_entries_are_refused() -> None:
    listed = entries((A, B), (AB,))
    log_probs = np.log(np.full((3, len(VOCABULARY)), 0.01, np.float32))
    log_probs[1, AB] = np.log(0.96)
    log_probs[(0, 2), 0] = np.log(0.96)
    for confusability in (1, 2):
        given = Entries(listed.paths, listed.weights, confusability=np.zeros(confusability, np.float32))
        if confusability == 2:
            assert [h.entry for h in BeamDecoder(VOCABULARY).decode(log_probs, given)[0].hits] == [1]
        else:
            with pytest.raises(WordListError, match="a word list with entry 1 came with 1 confusabilities"):
                BeamDecoder(VOCABULARY).decode(log_probs, given)
