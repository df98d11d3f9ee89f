"""Every technique alone, and left out of all of them, by length of list.

    python benchmarks/techniques.py --data ../shared/data --work runs/accuracy

Writes docs/figures/techniques.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them;
rows stay until the code that they depend on changes.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accuracy import DISTRACTORS, ROOT, Row, common_parser, machine, measure, percent

from earmark.decoding.phonetic.lookup import LookupOptions
from earmark.decoding.phonetic.phonetics import PhoneticOptions

# The list is there, and nothing is paid for it.
NOTHING = {"adapter": False, "boosting": "off", "class_token": False}
FIRST = {**NOTHING, "boosting": "adaptive"}
SECOND = {**NOTHING, "class_token": True, "entry_search": False}
BOTH = {"adapter": False, "boosting": "adaptive", "entry_search": False}
RESCORED = PhoneticOptions(rescore="alignment")
LOOKED_UP = PhoneticOptions(lookup=LookupOptions())
NEAR = PhoneticOptions(lookup=LookupOptions(budget=0.2))


@dataclass(frozen=True)
class Setting:
    """A row of the tables."""

    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the model's own
    phonetics: PhoneticOptions | None = None


GROUPS: dict[str, dict[str, Setting]] = {
    "Each alone, on top of beam search with the language model": {
        "nothing": Setting(NOTHING),
        "1, boosting": Setting(FIRST),
        "2, class": Setting(SECOND),
        "2 and entry search": Setting({"adapter": False, "boosting": "off"}),
        "3, rescoring": Setting(NOTHING, RESCORED),
        "4, lookup, exact": Setting(NOTHING, LOOKED_UP),
        "4, lookup, budget 0.2": Setting(NOTHING, NEAR),
        "5, five variants, with 1": Setting({**FIRST, "variants": 5}),
        "1 and 2, no guard": Setting({**BOTH, "guard": False}),
        "adapter": Setting({**NOTHING, "adapter": True}),
    },
    "All that is on by default, and each left out or added": {
        "default: adapter, 1, 2, entry search, guard": Setting(),
        "without the adapter": Setting({"adapter": False}),
        "without 1": Setting({"boosting": "off"}),
        "without 2": Setting({"class_token": False}),
        "without entry search": Setting({"entry_search": False}),
        "without the guard": Setting({"guard": False}),
        "with 3": Setting({}, RESCORED),
        "with 4, exact": Setting({}, LOOKED_UP),
        "with 4, budget 0.2": Setting({}, NEAR),
        "with 5, five variants": Setting({"variants": 5}),
    },
}
SIZES = (10, 100, 1000, 10_000)  # distractors beside all entities of the set


def main() -> None:
    """Measure every row with every list and write the tables."""
    arguments = common_parser(__doc__).parse_args()
    named: dict[tuple[str, int], list[str]] = {}
    read: dict[str, list[str]] = {}
    page = ROOT / "docs" / "figures" / "techniques.md"
    for size in (1000, None, 10_000, 100, 10):  # what says most comes first; None: read books
        for group, settings in GROUPS.items():
            for name, setting in settings.items():
                if size is None:
                    figures = _figures(arguments, Row("librispeech-dev", "words_100"), setting)
                    read.setdefault(group, []).append(_read(name, figures))
                    print(read[group][-1], flush=True)
                else:
                    row = Row("synthetic-entities-dev", "entities", size)
                    named.setdefault((group, size), []).append(
                        _named(name, _figures(arguments, row, setting))
                    )
                    print(f"{size:,}", named[group, size][-1], flush=True)
        page.write_text(as_markdown(named, read), encoding="utf-8")


def _figures(arguments: argparse.Namespace, row: Row, setting: Setting) -> dict[str, Any]:
    options = {"boosting": "adaptive", **setting.options}
    return measure(row, arguments.data, arguments.work, arguments.model, options, setting.phonetics)


def _named(name: str, found: dict[str, Any]) -> str:
    entities, spans = found["entities"], found["intervals"]
    cells = [
        name,
        *(percent(entities[key], None) for key in ("precision", "recall")),
        percent(entities["f1"], spans["entities"]["f1"]), percent(found["wer"], spans["wer"]),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _read(name: str, figures: dict[str, Any]) -> str:
    cells = [
        name,
        *(percent(figures[key], figures["intervals"][key]) for key in ("wer", "b_wer", "u_wer")),
        f"{figures['false_alarms_per_hour']:.1f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def as_markdown(named: dict[tuple[str, int], list[str]], read: dict[str, list[str]]) -> str:
    """The page."""
    parts = [
        f"""# Techniques

Written by `python benchmarks/techniques.py --data DATA`; do not edit. Machine: {machine()}. Bundled model,
language model and pronunciations; percent, 95 % bootstrap intervals in brackets. What they cost is in
[speed.md](../design/speed.md).

1. *Boosting* pays listed words token by token where the sound is near (adaptive sub-word boosting).
2. The *class* changes what the language model says alone: a listed word that it does not know, or knows less
   well than its class of rare words, counts as one of that class, which is shared out among the entries.
   *Entry search* proposes entries by their pronunciations to the second pass, which the class then pays.
3. *Rescoring* ranks the hypotheses anew by how well their phones fit ([phonetics.md](phonetics.md)).
4. *Lookup* writes an entry where words sound like it ([phonetics.md](phonetics.md)).
5. *Variants* are other spellings of an entry's sounds ([variants.md](variants.md)).

The *adapter* biases the emissions before the search ([adapter.md](adapter.md)).

The *guard* undoes entries that were hardly said ([verification.md](verification.md)); it is on wherever
the search writes entries, unless a row says otherwise. *Nothing* pays for no entry; one that is written
anyway, in any of the spellings that the list has for it, is told and shown as the list says.

## Names and terms: synthetic-entities-dev, list of all its entities and distractors

Distractors are drawn from {", ".join(DISTRACTORS)}.
"""
    ]
    for size in SIZES:
        for group in GROUPS if (next(iter(GROUPS)), size) in named else ():
            parts.append(f"""### {group}: {size:,} distractors

| technique | precision | recall | entity F1 | WER |
|---|---|---|---|---|
{chr(10).join(named[group, size])}
""")
    parts.append("## Read books: librispeech-dev, each clip with its `words_100`\n")
    for group in read:
        parts.append(f"""### {group}

| technique | WER | B-WER | U-WER | false alarms an hour |
|---|---|---|---|---|
{chr(10).join(read[group])}
""")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
