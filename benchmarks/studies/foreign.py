"""Measure a foreign alphabet: characters spread from the bundled model's emissions, with phones beside them.

    python -m benchmarks.studies.foreign --data ../shared/data

Writes docs/figures/foreign.md: entities among 1,000 others, the rare-word protocol of read books, and
what lists of ten names do to ordinary words where there is neither a language model nor phones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench, Case
from benchmarks.common.characters import Characters
from benchmarks.common.page import hourly, page, percent, section, table, write_page
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import BOOKS, NAMES
from earmark import Decoder, Recognizer
from earmark.evaluation.variations import Variation, run_variation
from earmark.language import DEFAULT
from earmark.offline import EncodedAudio

STUDY = "studies.foreign"
CASES = (Case(NAMES, "entities", 1000), Case(BOOKS, "words_100"), Case(NAMES), Case(BOOKS))
SENTENCES, ENTRIES = 60, 10
CHARACTERS = "characters"
MODELS: Mapping[str, Mapping[str, Any]] = {
    "sub-words, as bundled": {},
    "sub-words, no adapter": {"biasing": "decoder"},
    "sub-words, no adapter, no LM, no phones": {"biasing": "decoder", "lm": None},
    f"{CHARACTERS}, bundled phones and LM": {"lm": "english"},
    f"{CHARACTERS}, bundled phones": {},
    f"{CHARACTERS} alone": {"phones": None},
}


@dataclass(frozen=True)
class Damage:
    """What lists of ten names did to ordinary words."""

    words: int = 0  # ordinary ones, right without a list
    damaged: int = 0  # of them, missing with it
    said: int = 0  # entries
    found: int = 0


def main() -> None:
    """Measure and write the page."""
    bench = Bench.of(common_parser(__doc__).parse_args())
    model = Characters()
    rows = [(name, case, _row(bench, model, name, case)) for case in CASES for name in MODELS]
    cells = [[name, case.set, case.listed, *_cells(row)] for name, case, row in rows]
    head = ("model", "set", "list", "WER", "B-WER", "precision", "recall", "entity F1", "FA/h")
    text = page(
        "A foreign alphabet over real emissions",
        STUDY,
        "Each piece of the bundled model's rows is spread over as many rows as it has letters; no adapter.",
        section("Lists", table(head, cells)),
        section("Ordinary words without a language model", _told(_damage(bench, model))),
    )
    if bench.limit is None:
        write_page("foreign", text)
    else:
        print(text)


def _row(bench: Bench, model: Characters, name: str, case: Case) -> dict[str, Any]:
    def measure() -> dict[str, Any]:
        foreign = name.startswith(CHARACTERS)
        recognizer = Recognizer(model if foreign else bench.model, **MODELS[name])
        load = bench.emissions(case.set).load
        variation = Variation(name, "", bench.lists(case), size=case.size)
        run = run_variation(
            recognizer, bench.utterances(case.set), _spread(model, load) if foreign else load, variation,
            damage=False,
        )  # fmt: skip
        return run.as_json(rows=False)

    key = [STUDY, name, asdict(case), bench.limit, bench.own.model.digest, fingerprint()]
    found = cached(bench.work / "foreign", key, measure)
    assert found is not None  # what is measured here always is
    return found


def _spread(model: Characters, load: Callable[[str], EncodedAudio]) -> Callable[[str], EncodedAudio]:
    return lambda utterance: model.spread_all(load(utterance))


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (percent(row[key]) for key in ("wer", "b_wer"))
    entities = row.get("entities") or {}
    yield from (percent(entities.get(key)) for key in ("precision", "recall", "f1"))
    yield hourly(row["false_alarms_per_hour"])


def _damage(bench: Bench, model: Characters) -> Damage:
    """Of sentences with entities, with lists of ten of all entities in turn."""
    rows = bench.utterances(NAMES)[:SENTENCES]
    load = _spread(model, bench.emissions(NAMES).load)
    names = list(dict.fromkeys(name for row in rows for name in row.entities or ()))
    decoder = Decoder(list(model.alphabet.tokens), frame_shift=model.frame_shift)
    found = Damage()
    for first in range(0, len(names), ENTRIES):
        listed = names[first : first + ENTRIES]
        compiled = decoder.compile(listed)
        for row in rows:
            own = [name for name in row.entities or () if name in listed]
            said = DEFAULT.normalize(" ".join(own)).split()
            text = Counter(DEFAULT.normalize(row.text).split()) - Counter(said)
            rows_of = load(row.id).segments[0].log_probs
            plain = text & Counter(decoder.decode(rows_of).text.lower().split())
            transcript = decoder.decode(rows_of, compiled)
            lost = plain - Counter(transcript.text.lower().split())
            kept = sum(entry.entry in own for entry in transcript.entries)
            counts = plain.total(), lost.total(), len(own), kept
            found = Damage(*(before + more for before, more in zip(astuple(found), counts, strict=True)))
    return found


def _told(damage: Damage) -> str:
    return (
        f"Characters alone, {SENTENCES} sentences of {NAMES}, each with every list of {ENTRIES} of their "
        f"entities: {damage.damaged} of {damage.words:,} ordinary words that were right without the list "
        "were wrong with it; "
        f"{damage.found} of {damage.said} entries that were said were written."
    )


if __name__ == "__main__":
    main()
