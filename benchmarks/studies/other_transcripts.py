"""Transcribe sets with Whisper and keep what it writes, in faster-whisper's JSON.

    python -m benchmarks.studies.other_transcripts --data ../shared/data --whisper FOLDER [--set NAME ...]

Without ``--set`` all development sets. Files that are there are kept: a run that was broken off goes on.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Sequence
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.others import transcript_file, transcripts_folder
from benchmarks.common.sets import SETS, TRAINING_ARCHIVES, unpacked
from earmark.audio import load_audio
from earmark.evaluation.manifest import Utterance, load_manifest

SEED = 7  # of the draw of ``--sample``


def main() -> None:
    """Transcribe what is missing."""
    parser = common_parser(__doc__)
    parser.add_argument("--whisper", required=True, help="name or folder of a model of faster-whisper")
    parser.add_argument(
        "--set", action="append", choices=(*SETS, *TRAINING_ARCHIVES), metavar="NAME", help="may be repeated"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="N utterances of each set, drawn once and for all"
    )
    parser.add_argument("--threads", type=int, default=0, help="cores (0 = all)")
    arguments = parser.parse_args()
    from faster_whisper import WhisperModel

    model = WhisperModel(arguments.whisper, device="cpu", compute_type="int8", cpu_threads=arguments.threads)
    folder = transcripts_folder(arguments.work)
    for name in arguments.set or SETS:
        rows = load_manifest(unpacked(name, arguments.data, arguments.work))
        rows = _sampled(rows, arguments.sample)[: arguments.limit]
        for row in rows:
            file = transcript_file(folder, name, row)
            if not file.is_file():
                file.parent.mkdir(parents=True, exist_ok=True)
                written = json.dumps(transcribe(model, row), ensure_ascii=False)
                file.with_suffix(".part").write_text(written, encoding="utf-8")
                file.with_suffix(".part").replace(file)
        print(f"{name}: {len(rows)} transcripts in {folder / name}", flush=True)


def _sampled(rows: Sequence[Utterance], count: int | None) -> list[Utterance]:
    drawn = list(rows)
    if count is not None:
        random.Random(SEED).shuffle(drawn)
    return drawn[:count]


def transcribe(model: Any, row: Utterance, **options: Any) -> dict[str, Any]:
    """Return what faster-whisper writes of an utterance, with the times of words."""
    segments, _ = model.transcribe(
        load_audio(row.audio).samples, language="en", beam_size=5, condition_on_previous_text=False,
        word_timestamps=True, **options,
    )  # fmt: skip
    found = [dataclasses.asdict(segment) for segment in segments]
    return {"text": "".join(one["text"] for one in found), "language": "en", "segments": found}


if __name__ == "__main__":
    main()
