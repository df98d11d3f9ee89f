"""Pronunciations of entries and of the words they are spelled with."""

import pytest
from english import PHONES, from_ipa, symbols_of

from earmark.biasing import Word, WordList
from earmark.biasing.pronunciations import ListPronunciations, pronounce_list
from earmark.biasing.spoken_forms import spoken_forms_of
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer, Pronunciation

LEXICON = Lexicon.of(
    {
        "blue": ["blu"], "island": ["aɪlənd"], "shaun": ["ʃɔn"], "data": ["deɪtə", "dætə"],
        "a": ["ə", "eɪ"], "i": ["aɪ"], "hall": ["hɔl"], "nasa": ["næsə"],
    }
)  # fmt: skip


class Graphones:
    """Says every letter: enough to tell a guess."""

    def pronounce(self, words, most=3, threads=0):
        said = {"e": "ɛ", "o": "ɑ", "u": "ʌ", "y": "i", "j": "d͡ʒ", "r": "ɹ", "c": "k", "x": "z", "a": "æ"}
        phones = ([said.get(c, c) for c in word] for word in words)
        return [
            (Pronunciation(from_ipa(" ".join(p for p in said if p in PHONES)), "g2p", 0.0),)
            for said in phones
        ]


def pronounce(*words: Word | str) -> ListPronunciations:
    listed = WordList.of(words).words
    spoken = [spoken_forms_of(word, DEFAULT) for word in listed]
    return pronounce_list(listed, spoken, Pronouncer(LEXICON, Graphones()))


def shown(readings: tuple[Pronunciation, ...]) -> list[tuple[str, str]]:
    return [(symbols_of(r.phones), r.source) for r in readings]


def test_what_the_user_says_comes_first_and_guesses_only_without_it():
    found = pronounce("Zelenskyy", Word("Data", ipa="dɑtə"), Word("Xe", ipa="ʃi", sounds_like="zee"))
    assert [p.source for p in found.entries[0]] == ["g2p"]
    assert shown(found.entries[1]) == [
        ("d ɑ t ə", "ipa"), ("d eɪ t ə", "lexicon"), ("d æ t ə", "lexicon"),
    ]  # fmt: skip
    assert [source for _, source in shown(found.words["xe"])] == ["ipa", "sounds_like", "sounds_like"]
    assert shown(found.words["xe"])[0] == ("ʃ i", "ipa")


def test_words_of_a_phrase():
    (entry,) = pronounce("Blue Island data").entries
    assert shown(entry) == [
        ("b l u <wb> aɪ l ə n d <wb> d eɪ t ə", "lexicon"),
        ("b l u <wb> aɪ l ə n d <wb> d æ t ə", "lexicon"),
    ]
    (entry,) = pronounce("Blue Zen").entries
    assert shown(entry) == [("b l u <wb> z ɛ n", "g2p")]  # as sure as the least sure word


@pytest.mark.parametrize("ipa", ["tʃaɪˈkɔfski hɔl", "tʃaɪˈkɔfskihɔl", "t ʃ aɪ k ɔ f s k i h ɔ l"])
def test_ipa_of_several_words_is_shared_out(ipa):
    found = pronounce(Word("Tchaikovsky Hall", ipa=ipa))
    assert found.words["hall"][0].phones == from_ipa("hɔl")
    assert found.words["tchaikovsky"][0].phones[-5:] == from_ipa("ɔfski")
    assert {p.source for p in found.words["tchaikovsky"]} == {"ipa"}


def test_a_respelling_sounds_as_its_syllables():
    found = pronounce(Word("Zelenskyy", sounds_like="zuh-LEN-skee"))
    assert shown(found.entries[0]) == [("z ə l ɛ n s k i", "sounds_like")]
    assert shown(found.words["zuhlenskee"]) == shown(found.words["zelenskyy"]) == shown(found.entries[0])
    # EncodedAudio as three words it is the same.
    assert [shown(found.words[w]) for w in ("zuh", "len", "skee")] == [
        [("z ə", "sounds_like")], [("l ɛ n", "sounds_like")], [("s k i", "sounds_like")]
    ]  # fmt: skip


def test_a_syllable_that_is_spelled_like_a_common_word_leaves_that_alone():
    found = pronounce(Word("Ahuru", sounds_like="a-HALL-oo"))
    assert shown(found.words["a"]) == [("ə", "lexicon"), ("eɪ", "lexicon")]
    assert shown(found.words["hall"]) == [("h ɔ l", "lexicon")]
    assert shown(found.words["ahuru"]) == shown(found.words["ahalloo"]) == [("ə h æ l u", "sounds_like")]


def test_a_mark_that_stands_alone_is_no_word():
    (entry,) = pronounce(Word("Blue Island", ipa="ˈ bluaɪlənd")).entries
    assert entry[0] == Pronunciation(from_ipa("bluaɪlənd"), "ipa")


def test_a_respelling_that_is_a_word_sounds_as_the_word():
    found = pronounce(Word("Seán", sounds_like="shaun"))
    assert shown(found.words["sean"])[0] == ("ʃ ɔ n", "sounds_like")


@pytest.mark.parametrize("spelling", ["F. B. I.", "F.B.I.", "F B I", "eff-bee-EYE"])
def test_initials_are_said_by_name(spelling):
    found = pronounce(Word("FBI", sounds_like=spelling))
    assert from_ipa("ɛf bi aɪ") in [p.phones for p in found.words["fbi"]]
    assert found.words["fbi"][0].phones == from_ipa("ɛf bi aɪ")


def test_acronyms_are_said_as_a_word_or_by_letters():
    found = pronounce("NASA", "CRAN", "MRI")
    assert shown(found.words["nasa"]) == [("n æ s ə", "lexicon"), ("ɛ n eɪ ɛ s eɪ", "letters")]
    assert shown(found.words["cran"]) == [("s i ɑ ɹ eɪ ɛ n", "letters"), ("k ɹ æ n", "g2p")]
    assert found.words["mri"][0].phones == from_ipa("ɛm ɑɹ aɪ")
    assert [p.source for p in found.entries[0]] == ["lexicon", "letters"]
    assert all(p.phones != from_ipa("ɛn ə ɛs ə") for p in found.entries[0])  # the letter a is no article


def test_nobody_knows():
    listed = WordList.of(["Zelenskyy Hall"]).words
    found = pronounce_list(listed, [spoken_forms_of(w, DEFAULT) for w in listed], Pronouncer(LEXICON))
    assert found.entries == ((),)
    assert found.lexicon({}, DEFAULT.phone_set).words == ("hall",)
    assert pronounce_list((), (), Pronouncer(LEXICON)).lexicon({}, DEFAULT.phone_set) is None


def test_ipa_with_a_sound_that_the_model_lacks_is_left_out():
    found = pronounce(Word("hall", ipa=("ǃxoː", "hæl")))
    assert shown(found.entries[0])[0] == ("h æ l", "ipa")
    assert all("ǃ" not in phones for phones, _ in shown(found.entries[0]))
