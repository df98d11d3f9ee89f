"""Entries that sound like common words."""

import random
import time
from functools import cache

import pytest
from english import PHONES, from_ipa

from earmark.biasing.common_words import COMMONEST, CommonWords
from earmark.biasing.confusability import FAR, UNKNOWN, Confusability
from earmark.biasing.forms import SpokenForms, Texts
from earmark.biasing.spoken_forms import EntryForms
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronunciation
from earmark.lexicon.table import PronunciationTable

LEXICON = Lexicon.of(
    {
        "ran": ["ɹæn"], "sync": ["sɪŋk"], "can": ["kæn", "kən"], "president": ["pɹɛzɪdənt"],
        "sneak": ["snik"], "smith": ["smɪθ"], "the": ["ðə"],
    }
)  # fmt: skip


class Model:
    """Has the words of a text, the commonest first."""

    def __init__(self, text: str) -> None:
        self.words = text.split()

    def commonest(self, count: int) -> list[str]:
        return self.words[:count]


COMMON = CommonWords(LEXICON, Model("the can ran president sync sneak smith unspoken"))


def near(common: CommonWords, *ipa: str, spoken: tuple[str, ...] = ()) -> Confusability:
    table = PronunciationTable.of([[Pronunciation(from_ipa(one), "g2p") for one in ipa]])
    return common.confusability(table, SpokenForms.of(Texts(spoken), [EntryForms(tuple(spoken))], [()]))[0]


def risk(*ipa: str, spoken: tuple[str, ...] = ()) -> Confusability:
    return near(COMMON, *ipa, spoken=spoken)


def test_cran_is_near_ran_and_can():
    found = risk("kɹæn", spoken=("cran",))
    assert (found.phones, found.sounds_like, found.distance) == (4, "can", 1.0)
    assert found.others == ("ran",)
    assert found.degree == 0.5


def test_snyk_is_near_sync_however_it_is_said():
    assert (risk("sɪŋk").sounds_like, risk("sɪŋk").distance, risk("sɪŋk").degree) == ("sync", 0.0, 1.0)
    swapped = risk("snɪk")  # as it is read: two phones change places, one becomes its neighbour
    assert (swapped.sounds_like, swapped.distance) == ("sneak", 0.4)
    assert COMMON.distance(from_ipa("snɪk"), from_ipa("sɪŋk")) == pytest.approx(1.4)
    assert risk("snɪk", "sɪŋk").sounds_like == "sync"  # the nearest of all readings


def test_a_word_is_no_risk_to_itself():
    assert risk("sɪŋk", spoken=("sync",)).sounds_like == "sneak"
    assert risk("kæn", "kən", spoken=("can",)).sounds_like == "ran"


def test_short_entries():
    assert risk("ɔb").degree == risk("ɔbɔ").degree == 1.0
    assert risk("ɔbɔf").degree == 0.5
    assert risk("ɔbɔfɔ").degree == 0.0
    assert risk("ɔbɔf", "ɔbɔfɔ").phones == 4  # the shortest reading counts


def test_long_words_that_differ_by_a_phone():
    assert risk("pɹɛzɪdənts").sounds_like == "president"
    assert risk("pɹɛsɪdənt").distance == 0.4
    assert risk("pɹɛsɪdəntsi").sounds_like is None


def test_nothing_is_known():
    assert risk(spoken=("snyk",)) == UNKNOWN
    assert UNKNOWN.degree == 0.0


def test_rarer_words_count_only_where_they_sound_the_same():
    rare = CommonWords(LEXICON, Model("the " + "unspoken " * COMMONEST + "sync smith"))
    assert near(rare, "sɪŋk").sounds_like == "sync"
    assert near(rare, "sɪŋks").sounds_like is None
    assert "sync" not in rare.words and "the" in rare.words


def test_without_a_language_model_the_list_that_comes_along():
    assert CommonWords(LEXICON).words == DEFAULT.common_words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("kæt", "kæt", 0), ("kæt", "kɛt", 0.4), ("kæt", "kit", 1), ("kæt", "kæts", 1), ("kæt", "ækt", 1),
     ("kæt", "", 3), ("kæt", "ɛkd", 1.8)],
)  # fmt: skip
def test_distance(one: str, other: str, expected: float):
    a, b = (from_ipa(x) if x else () for x in (one, other))
    assert COMMON.distance(a, b) == COMMON.distance(b, a) == pytest.approx(expected)


def test_the_index_finds_what_a_brute_force_finds():
    rng = random.Random(3)
    phones = range(len(PHONES))
    words = {f"w{n}": tuple(rng.choices(phones, k=rng.randint(1, 5))) for n in range(300)}
    lexicon = Lexicon.of_phones((word, [reading]) for word, reading in words.items())
    ranked = sorted(words, key=lambda word: int(word[1:]))
    common = CommonWords(lexicon, Model(" ".join(ranked)))
    names = [_changed(rng, words[rng.choice(ranked)]) for _ in range(400)]
    table = PronunciationTable.of([[Pronunciation(name, "g2p")] if name else [] for name in names])
    forms = SpokenForms.of(Texts(), [EntryForms()] * len(names), [()] * len(names))
    found = common.confusability(table, forms)
    assert len(found) == len(names) and sum(one.sounds_like is not None for one in found) > 100
    for name, one in zip(names, found, strict=True):
        away = {word: slow_distance(name, words[word]) for word in ranked} if name else {}
        least = min(away.values(), default=FAR)
        assert one.phones == len(name)
        assert one.distance == pytest.approx(min(least, FAR))
        if least < FAR:
            assert one.sounds_like == next(word for word in ranked if away[word] == least)
            others = [word for word in ranked if word != one.sounds_like and away[word] <= 1.0 + 1e-9]
            assert one.others == tuple(others[:2])


def _changed(rng: random.Random, phones: tuple[int, ...]) -> tuple[int, ...]:
    """Up to two random edits."""
    changed = list(phones)
    for _ in range(rng.randint(0, 2)):
        at, phone = rng.randrange(len(changed) + 1), rng.randrange(len(PHONES))
        match rng.randrange(4):
            case 0:
                changed.insert(at, phone)
            case 1:
                changed[at : at + 1] = [phone]
            case 2:
                changed[at : at + 1] = []
            case 3:
                changed[at : at + 2] = reversed(changed[at : at + 2])
    return tuple(changed)


def slow_distance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The definition, without a table."""

    def replaced(a: int, b: int) -> float:
        return 0.0 if a == b else 0.4 if COMMON.groups[a] == COMMON.groups[b] else 1.0

    @cache
    def cost(i: int, j: int) -> float:
        if i == 0 or j == 0:
            return float(i + j)
        kept = cost(i - 1, j - 1) + replaced(one[i - 1], other[j - 1])
        found = min(kept, cost(i - 1, j) + 1, cost(i, j - 1) + 1)
        if i > 1 and j > 1:
            swapped = replaced(one[i - 1], other[j - 2]) + replaced(one[i - 2], other[j - 1])
            found = min(found, cost(i - 2, j - 2) + 1 + swapped)
        return found

    return cost(len(one), len(other))


def test_ten_thousand_entries_take_no_time():
    names = ["".join("kætsnɪɹ"[int(d) % 7] for d in str(10**6 + 7919 * i)) for i in range(10_000)]
    table = PronunciationTable.of([[Pronunciation(from_ipa(name), "g2p")] for name in names])
    forms = SpokenForms.of(Texts(), [EntryForms()] * len(names), [()] * len(names))
    began = time.process_time()
    COMMON.confusability(table, forms)
    assert time.process_time() - began < 1.0  # 0.03 s
