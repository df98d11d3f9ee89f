"""Words by lexicon, letters' names and graphones."""

import math

from english import from_ipa, symbols_of

from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer, Pronunciation

LEXICON = Lexicon.of({"data": ["deɪtə", "dætə"], "a": ["ə", "eɪ"], "hmm": ["h m"]})


class Graphones:
    """Says what it was told, and counts what it was asked."""

    def __init__(self, **readings: list[tuple[str, float]]) -> None:
        self.readings, self.asked = readings, []

    def pronounce(self, words, most=3, threads=0):
        self.asked += words
        return [
            tuple(
                Pronunciation(from_ipa(ipa), "g2p", math.log(p))
                for ipa, p in self.readings.get(word, [])[:most]
            )
            for word in words
        ]


def shown(readings: tuple[Pronunciation, ...]) -> list[tuple[str, str]]:
    return [(symbols_of(r.phones), r.source) for r in readings]


def test_the_lexicon_is_asked_first_and_alone() -> None:
    g2p = Graphones(data=[("d ɑ t ə", 1.0)])
    found = Pronouncer(LEXICON, g2p).pronounce(["data", "hmm"])
    assert shown(found["data"]) == [("d eɪ t ə", "lexicon"), ("d æ t ə", "lexicon")]
    assert shown(found["hmm"]) == [("h m", "lexicon")]
    assert g2p.asked == []
    assert {r.log_prob for r in found["data"]} == {0.0}


def test_guesses_that_are_much_less_likely_than_the_first_are_left_out() -> None:
    g2p = Graphones(zelenskyy=[("zəlɛnski", 0.7), ("zɛlənski", 0.2), ("zilɛnski", 0.05), ("zələnski", 0.05)])
    (found,) = Pronouncer(LEXICON, g2p).pronounce(["zelenskyy"]).values()
    assert shown(found) == [("z ə l ɛ n s k i", "g2p"), ("z ɛ l ə n s k i", "g2p")]
    assert found[1].log_prob == math.log(0.2)


def test_guesses_are_kept() -> None:
    g2p = Graphones(snyk=[("s n ɪ k", 1.0)])
    pronouncer = Pronouncer(LEXICON, g2p)
    first = pronouncer.pronounce(["snyk", "snyk", "data"])
    assert pronouncer.pronounce(["snyk"])["snyk"] == first["snyk"]
    assert g2p.asked == ["snyk"]


def test_letters_have_names() -> None:
    found = Pronouncer(LEXICON, Graphones()).pronounce(["a", "b", "mdr"])
    assert shown(found["a"]) == [("ə", "lexicon"), ("eɪ", "lexicon")]
    assert shown(found["b"]) == [("b i", "letters")]
    assert shown(found["mdr"]) == [("ɛ m d i ɑ ɹ", "letters")]  # nobody can say it otherwise
    assert DEFAULT.letter_names("o'b") == from_ipa("oʊ b i")


def test_nobody_knows() -> None:
    assert Pronouncer(LEXICON).pronounce(["zelenskyy"]) == {"zelenskyy": ()}
    assert Pronouncer(LEXICON, Graphones()).pronounce(["zelenskyy"]) == {"zelenskyy": ()}
