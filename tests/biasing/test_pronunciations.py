"""Pronunciations of entries and of the words they are spelled with."""

import pytest
from english import PHONES, from_ipa, symbols_of

from earmark.biasing import Word, WordList
from earmark.biasing.pronunciations import ListPronunciations, pronounce_list
from earmark.biasing.spoken_forms import list_forms
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer, Pronunciation
from earmark.lexicon.table import PronunciationTable

LEXICON = Lexicon.of(
    {
        "blue": ["blu"], "island": ["aɪlənd"], "shaun": ["ʃɔn"], "data": ["deɪtə", "dætə"],
        "a": ["ə", "eɪ"], "i": ["aɪ"], "hall": ["hɔl"], "nasa": ["næsə"],
    }
)  # fmt: skip


class Graphones:
    """Says every letter: enough to tell a guess."""

    def pronounce(self, words, most):
        return [self.table([word], most, 1.0)[0] for word in words]

    def spell(self, pronunciations, most, threads=0):
        return [[] for _ in pronunciations]

    def table(self, words, most, share, threads=0):
        return PronunciationTable.of(
            [[Pronunciation(tuple(PHONES.index(p) for p in self._say(word)), "g2p")] for word in words]
        )

    def _say(self, word):
        said = {"e": "ɛ", "o": "ɑ", "u": "ʌ", "y": "i", "j": "d͡ʒ", "r": "ɹ", "c": "k", "x": "z", "a": "æ"}
        return [said.get(c, c) for c in word if said.get(c, c) in PHONES]


def pronounce(*words: Word | str) -> ListPronunciations:
    listed = WordList.of(words).words
    pronouncer = Pronouncer(LEXICON, Graphones())
    return pronounce_list(list_forms(listed, DEFAULT, pronouncer), pronouncer)


def shown(readings: tuple[Pronunciation, ...]) -> list[tuple[str, str]]:
    return [(symbols_of(r.phones), r.source) for r in readings]


def test_what_the_user_gives_replaces_what_the_spelling_has():
    found = pronounce("Zelenskyy", Word("Data", ipa="dɑtə"), Word("Xe", ipa="ʃi", sounds_like="zee"))
    assert [p.source for p in found.entries[0]] == ["g2p"]
    assert shown(found.entries[1]) == shown(found.words.get("data")) == [("d ɑ t ə", "ipa")]
    assert [source for _, source in shown(found.words.get("xe"))] == ["ipa", "sounds_like", "sounds_like"]
    assert shown(found.words.get("xe"))[0] == ("ʃ i", "ipa")


def test_a_word_of_other_entries_keeps_its_own_pronunciations():
    found = pronounce(Word("Data", ipa="dɑtə"), "Blue Data")
    assert shown(found.words.get("data")) == [
        ("d ɑ t ə", "ipa"), ("d eɪ t ə", "lexicon"), ("d æ t ə", "lexicon"),
    ]  # fmt: skip
    assert [source for _, source in shown(found.entries[0])] == ["ipa"]


def test_words_of_a_phrase():
    (entry,) = pronounce("Blue Island data").entries
    assert shown(entry) == [
        ("b l u <wb> aɪ l ə n d <wb> d eɪ t ə", "lexicon"),
        ("b l u <wb> aɪ l ə n d <wb> d æ t ə", "lexicon"),
    ]
    (entry,) = pronounce("Blue Zen").entries
    assert shown(entry) == [("b l u <wb> z ɛ n", "g2p")]  # as sure as the least sure word


@pytest.mark.parametrize("ipa", ["tʃaɪˈkɔfski hɔl", "tʃaɪˈkɔfskihɔl"])
def test_ipa_of_several_words_is_that_of_the_whole(ipa):
    found = pronounce(Word("Tchaikovsky Hall", ipa=ipa))
    whole = from_ipa("tʃaɪkɔfskihɔl")
    assert [phone for phone in found.given[0][0].phones if phone != DEFAULT.phone_set.boundary] == list(whole)
    assert found.entries[0][0] == found.given[0][0]
    assert shown(found.words.get("hall")) == [("h ɔ l", "lexicon")]
    parted = " " in ipa  # then its words are known
    assert [p.source for p in found.words.get("tchaikovsky")] == (["ipa"] if parted else ["g2p"])


def test_a_respelling_sounds_as_its_syllables():
    found = pronounce(Word("Zelenskyy", sounds_like="zuh-LEN-skee"))
    assert shown(found.entries[0]) == [("z ə l ɛ n s k i", "sounds_like")]
    for word in ("zuhlenskee", "zelenskyy"):
        assert shown(found.words.get(word)) == shown(found.entries[0])


def test_a_syllable_that_is_spelled_like_a_common_word_leaves_that_alone():
    found = pronounce(Word("Ahuru", sounds_like="a-HALL-oo"))
    assert shown(found.words.get("a")) == [("ə", "lexicon"), ("eɪ", "lexicon")]
    assert shown(found.words.get("hall")) == [("h ɔ l", "lexicon")]
    for word in ("ahuru", "ahalloo"):
        assert shown(found.words.get(word)) == [("ə h æ l u", "sounds_like")]


def test_a_mark_that_stands_alone_is_no_word():
    (entry,) = pronounce(Word("Blue Island", ipa="ˈ bluaɪlənd")).entries
    assert entry[0] == Pronunciation(from_ipa("bluaɪlənd"), "ipa")


def test_a_respelling_that_is_a_word_sounds_as_the_word():
    found = pronounce(Word("Seán", sounds_like="shaun"))
    assert shown(found.words.get("sean"))[0] == ("ʃ ɔ n", "sounds_like")


@pytest.mark.parametrize("spelling", ["F. B. I.", "F.B.I.", "F B I", "eff-bee-EYE"])
def test_initials_are_said_by_name(spelling):
    found = pronounce(Word("FBI", sounds_like=spelling))
    assert from_ipa("ɛf bi aɪ") in [p.phones for p in found.words.get("fbi")]
    assert found.words.get("fbi")[0].phones == from_ipa("ɛf bi aɪ")


def test_acronyms_are_said_as_a_word_or_by_letters():
    found = pronounce("NASA", "CRAN", "MRI")
    assert shown(found.words.get("nasa")) == [("n æ s ə", "lexicon"), ("ɛ n eɪ ɛ s eɪ", "letters")]
    assert shown(found.words.get("cran")) == [("s i ɑ ɹ eɪ ɛ n", "letters"), ("k ɹ æ n", "g2p")]
    assert found.words.get("mri")[0].phones == from_ipa("ɛm ɑɹ aɪ")
    assert [p.source for p in found.entries[0]] == ["lexicon", "letters"]
    assert all(p.phones != from_ipa("ɛn ə ɛs ə") for p in found.entries[0])  # the letter a is no article


def test_nobody_knows():
    listed = WordList.of(["Zelenskyy Hall"]).words
    found = pronounce_list(list_forms(listed, DEFAULT), Pronouncer(LEXICON))
    assert found.entries[0] == ()
    assert [word for word in found.words.words if found.words.get(word)] == ["hall"]
    assert len(pronounce_list((), Pronouncer(LEXICON)).entries) == 0


def test_ipa_with_a_sound_that_the_model_lacks_is_left_out():
    found = pronounce(Word("hall", ipa=("ǃxoː", "hæl")))
    assert shown(found.entries[0])[0] == ("h æ l", "ipa")
    assert all("ǃ" not in phones for phones, _ in shown(found.entries[0]))
