"""Word lists of names and terms that the development sets do not say, to count what they damage."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.common.cases import Bench
from benchmarks.common.sets import phrase_files
from earmark.biasing import Word, WordCompiler, WordList
from earmark.biasing.common_words import CommonWords
from earmark.evaluation.lists import draw_distractors, read_phrases
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT
from earmark.lexicon import Pronouncer
from earmark.pronouncing import load_graphones

SURNAMES = (  # sound like a word, or are spelt like one
    "Mann", "Wright", "Knight", "Goode", "Hart", "Bell", "Reid", "Rhodes", "Moore", "Lowe", "Blunt", "Cook",
    "Neal", "Waite", "Weeks", "Sharpe", "Pryce", "Browne", "Whyte", "Greene", "Boothe", "Fry", "Wise", "Nunn",
    "Cole", "Hurd", "Kidd", "Wray", "Dunn", "Byrd", "Steele", "Wolfe", "Foote", "Paige", "Ware", "Lamb",
)  # fmt: skip
WORDS = (  # names that are words
    "Will", "Mark", "Rose", "May", "Hope", "Grace", "Bill", "Brown", "Young", "Faith", "Grant", "Rich", "Joy",
    "Drew", "Dawn", "Frank", "Art", "Pat", "Sue", "Dean",
)  # fmt: skip
BUSINESS = (
    "AWS", "EBITDA", "AT&T", "SaaS", "KPI", "ROI", "CRM", "Q4", "ERP", "API", "SLA", "B2B", "OKR", "CFO",
    "SEO", "VAT", "IPO", "NDA", "Jira",
    "CTO", "HR", "PR", "UX", "P&L", "RFP", "SKU", "GDPR", "YTD", "Scrum",
)  # fmt: skip
FEWER_TERMS = 19  # of BUSINESS
SPELT_LIKE_WORDS = ("IT", "US", "WHO", "CAT", "PIN", "SAP", "ICE", "AIDS")
SHORT = ("Lee", "Ng", "Xi", "Wu", "Yi", "Li", "Ho", "Ma", "Cho", "Kim", "Le", "Oh")
NAMED = ("AWS", "EBITDA", "AT&T")
ONE_OF_RARE = 50  # rare names that take turns as a list of one
RARE_SIZES = (10, 50, 1000, 10_000)
NEAR_SIZES = (10, 50, 1000)
OTHERS = 1000
NEAREST = 1.0  # phones between a word and a name that is near it, at most

# Names of the lists that are said as names, by the whole text: right where they are written there.
SAID = {
    "mark got a shoe": "Mark",
    "mark like a cabbage": "Mark",
    "mark is not a farmer": "Mark",
    "bill is drawing train bean": "Bill",
    "bill hunt put down his book": "Bill",
    "may you must be smoking": "May",
    "and what's may to how us do": "May",
    "lee lilly gives up baseball": "Lee",
    "that is what mr wright asks": "Wright",
}


@dataclass(frozen=True)
class Listed:
    """A list as a row of the table; entries that take turns are lists of one, each on other clips."""

    name: str
    entries: tuple[str, ...]
    in_turn: bool = False

    @property
    def size(self) -> int:
        """Entries of the list, or of each of them."""
        return 1 if self.in_turn else len(self.entries)

    def of(self, rows: Sequence[Utterance]) -> list[WordList]:
        """The list of each row."""
        if not self.in_turn:
            return [WordList.of(self.entries)] * len(rows)
        singles = [WordList.of([entry]) for entry in self.entries]
        return [singles[number % len(singles)] for number in range(len(rows))]


def short_lists() -> list[Listed]:
    """Those that need no data; the ones that take turns mix all kinds."""
    return [
        Listed("surnames like words", SURNAMES),
        Listed("names that are words", WORDS),
        Listed("business terms", BUSINESS),
        Listed("business terms, fewer", BUSINESS[:FEWER_TERMS]),
        Listed("spelt like words", SPELT_LIKE_WORDS),
        Listed("short names", SHORT),
    ]


def lists_of_one(rare: Sequence[str]) -> list[Listed]:
    """Entries that stand alone."""
    kinds = {
        "AWS, EBITDA or AT&T": NAMED, "business term": BUSINESS, "surname like a word": SURNAMES,
        "name that is a word": WORDS, "short name": SHORT, "rare name": tuple(rare),
    }  # fmt: skip
    return [Listed(f"one {name}", entries, in_turn=True) for name, entries in kinds.items()]


def mixed_one() -> Listed:
    """Lists of one of every kind in turn."""
    kinds = (NAMED, SURNAMES, WORDS, SHORT, BUSINESS[len(NAMED) :])
    turns = max(map(len, kinds))
    return Listed("one entry", tuple(kind[n % len(kind)] for n in range(turns) for kind in kinds), True)


def full_lists(bench: Bench, rows: Sequence[Utterance]) -> list[Listed]:
    """All lists of the page; ``rows`` are what no long list may say."""
    rare = [w.text for w in draw_distractors(phrase_files(bench.data, ["ent_person"]), RARE_SIZES[-1], rows)]
    near = near_names(bench, rows)
    return [
        *lists_of_one(rare[:ONE_OF_RARE]),
        *short_lists(),
        Listed(f"surnames like words, and {OTHERS:,} rare names", (*SURNAMES, *rare[:OTHERS])),
        *(Listed("rare names", tuple(rare[:size])) for size in RARE_SIZES),
        *(Listed("near the words of the sets", tuple(near[:size])) for size in NEAR_SIZES),
    ]


def quick_lists(bench: Bench, rows: Sequence[Utterance]) -> list[Listed]:
    """Those that do the most damage."""
    return [
        mixed_one(),
        Listed("surnames like words", SURNAMES),
        Listed("names that are words", WORDS),
        Listed("business terms, fewer", BUSINESS[:FEWER_TERMS]),
        Listed("near the words of the sets", tuple(near_names(bench, rows)[: NEAR_SIZES[1]])),
    ]


def fit_lists(bench: Bench, rows: Sequence[Utterance]) -> list[Listed]:
    """Those that verification is fitted to: one or two of each kind."""
    rare = [w.text for w in draw_distractors(phrase_files(bench.data, ["ent_person"]), RARE_SIZES[-1], rows)]
    near = near_names(bench, rows)
    return [
        mixed_one(),
        Listed("surnames like words", SURNAMES),
        Listed("business terms", BUSINESS),
        Listed("near the words of the sets", tuple(near[: NEAR_SIZES[1]])),
        *(Listed("rare names", tuple(rare[:size])) for size in RARE_SIZES[2:]),
    ]


class _SpokenWords:
    """The words of some references in place of a language model's, the most frequent first."""

    def __init__(self, rows: Sequence[Utterance]) -> None:
        self.counts = Counter(word for row in rows for word in DEFAULT.normalize(row.text).split())

    def commonest(self, n: int, /) -> list[str]:
        return [word for word, _ in sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))[:n]]


def near_names(bench: Bench, rows: Sequence[Utterance]) -> list[str]:
    """Surnames at most NEAREST phones from a word of the references, and not said like it; nearest first.

    Near is measured by the share of the phones that differ. Every word is given its nearest name before any
    is given a second one, so that a short list is near many words.
    """
    spoken = _SpokenWords(rows)
    key = "-".join(str(part) for part in (len(rows), sum(spoken.counts.values()), bench.own.model.digest[:8]))
    kept = bench.work / "damage" / f"near-{key}.json"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(_find_near(bench, spoken)), encoding="utf-8")
    found: list[str] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def _find_near(bench: Bench, spoken: _SpokenWords) -> list[str]:
    pronouncer, model = bench.own.pronouncer, bench.own.model
    assert pronouncer is not None  # the bundled model has phones
    compiler = WordCompiler(
        model.tokenizer, model.alphabet, language=DEFAULT,
        pronouncer=Pronouncer(pronouncer.lexicon, load_graphones(model)),
        common=CommonWords(pronouncer.lexicon, spoken),
    )  # fmt: skip
    names = [
        name for name in read_phrases(phrase_files(bench.data, ["ent_surname"])[0])
        if DEFAULT.normalize(name) not in spoken.counts and not DEFAULT.unspeakable(name)
    ]  # fmt: skip
    table = compiler.compile(WordList.of(Word(name) for name in names)).confusability
    assert table is not None
    beside: dict[str, list[tuple[float, str]]] = {}
    for name, one in zip(names, table, strict=True):
        if one.sounds_like is not None and 0 < one.distance <= NEAREST:
            beside.setdefault(one.sounds_like, []).append((one.distance / one.phones, name))
    ranked = [(turn, *pair) for pairs in beside.values() for turn, pair in enumerate(sorted(pairs))]
    return [name for _, _, name in sorted(ranked)]


def names_said(row: Utterance) -> tuple[str, ...]:
    """Names of these lists that a row says as names."""
    name = SAID.get(row.text.lower())
    return () if name is None else (name,)
