"""Entries that sound like common words."""

from types import SimpleNamespace

import pytest
from english import from_ipa

from earmark.biasing.common_words import COMMONEST, CommonWords
from earmark.biasing.confusability import FAR, UNKNOWN_RISK, Risk
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronunciation

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


def risk(*ipa: str, spoken: tuple[str, ...] = ()) -> Risk:
    return COMMON.risk([Pronunciation(from_ipa(one), "g2p") for one in ipa], spoken)


def test_cran_is_near_ran_and_can():
    found = risk("kɹæn", spoken=("cran",))
    assert (found.phones, found.sounds_like, found.distance) == (4, "can", 1.0)
    assert found.others == ("ran",)
    assert found.strictness == 0.5


def test_snyk_is_near_sync_however_it_is_said():
    assert (risk("sɪŋk").sounds_like, risk("sɪŋk").distance, risk("sɪŋk").strictness) == ("sync", 0.0, 1.0)
    swapped = risk("snɪk")  # as it is read: two phones change places, one becomes its neighbour
    assert (swapped.sounds_like, swapped.distance) == ("sneak", 0.4)
    assert COMMON.distance(from_ipa("snɪk"), from_ipa("sɪŋk")) == pytest.approx(1.4)
    assert risk("snɪk", "sɪŋk").sounds_like == "sync"  # the nearest of all readings


def test_a_word_is_no_risk_to_itself():
    assert risk("sɪŋk", spoken=("sync",)).sounds_like == "sneak"
    assert risk("kæn", "kən", spoken=("can",)).sounds_like == "ran"


def test_short_entries():
    assert risk("ɔb").strictness == risk("ɔbɔ").strictness == 1.0
    assert risk("ɔbɔf").strictness == 0.5
    assert risk("ɔbɔfɔ").strictness == 0.0
    assert risk("ɔbɔf", "ɔbɔfɔ").phones == 4  # the shortest reading counts


def test_long_words_that_differ_by_a_phone():
    assert risk("pɹɛzɪdənts").sounds_like == "president"
    assert risk("pɹɛsɪdənt").distance == 0.4
    assert risk("pɹɛsɪdəntsi").sounds_like is None


def test_nothing_is_known():
    assert COMMON.risk([], ("snyk",)) == UNKNOWN_RISK
    assert UNKNOWN_RISK.strictness == 0.0


def test_rarer_words_count_only_where_they_sound_the_same():
    rare = CommonWords(LEXICON, Model("the " + "unspoken " * COMMONEST + "sync smith"))
    assert rare.risk([Pronunciation(from_ipa("sɪŋk"), "ipa")], ()).sounds_like == "sync"
    assert rare.risk([Pronunciation(from_ipa("sɪŋks"), "ipa")], ()).sounds_like is None
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


def test_everything_nearer_than_far_by_the_index_is_found_by_brute_force():
    names = ["snɪk", "kɹæn", "smaɪð", "kɔn", "ðɪ", "ðɪs", "snæk", "pɹɛzədɛnt", "ɹɑn", "smɪt"]
    for name in names:
        near = [COMMON.distance(from_ipa(name), r) for w in LEXICON.words for r in LEXICON.readings(w)]
        found = risk(name)
        # Neighbours with more than one edit between their groups are not looked for.
        assert found.distance == pytest.approx(min(near)) or min(near) > 1.0
        assert found.distance <= FAR


def test_ten_thousand_entries_take_no_time(monkeypatch):
    asked = SimpleNamespace(number=0)
    ranked = CommonWords._near

    def counted(self, reading):
        for found in ranked(self, reading):
            asked.number += 1
            yield found

    monkeypatch.setattr(CommonWords, "_near", counted)
    for i in range(1000):
        risk("".join("kætsnɪɹ"[int(d) % 7] for d in str(10**6 + 7919 * i)))
    assert asked.number < 2000  # words compared phone by phone: hardly any
