"""Compare a long file with its pieces, and clips with copies that are shifted by a few milliseconds.

    python -m benchmarks.studies.joined --data ../shared/data

Joins clips of librispeech-dev with pauses of noise, transcribes them in one file and alone, and alone after a
short lead of noise; prints differing words.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.sets import BOOKS
from earmark import Recognizer
from earmark.audio import RATE, load_audio
from earmark.audio.waveform import Samples
from earmark.language import DEFAULT

PAUSE = 0.8  # seconds between the pieces
LEVEL = 1e-4  # of the noise in pauses and leads: a quiet room
LEADS = (0.005, 0.02, 0.04, 0.08, 0.8)  # seconds


def main() -> None:
    """Measure and print."""
    parser = common_parser(__doc__)
    parser.set_defaults(limit=60)
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="also write an hour of them, again and again"
    )
    arguments = parser.parse_args()
    rows = Bench.of(arguments).utterances(BOOKS)
    clips = [load_audio(row.audio).samples for row in rows]
    said = " ".join(DEFAULT.normalize(row.text) for row in rows).split()
    rng = np.random.default_rng(0)
    recognizer = Recognizer(arguments.model, verbatim=True)

    def words(audios: list[Samples]) -> list[str]:
        return " ".join(t.text for t in recognizer.transcribe_batch(audios)).split()

    def noise(seconds: float) -> Samples:
        return (rng.standard_normal(round(seconds * RATE)) * LEVEL).astype(np.float32)

    alone = words(clips)
    whole = np.concatenate([part for clip in clips for part in (clip, noise(PAUSE))])
    if arguments.write:
        soundfile.write(arguments.write, np.resize(whole, 3600 * RATE), RATE)
    joined = words([whole])
    print(f"{len(clips)} clips, {len(said)} words said, {len(alone)} written")
    print(f"errors: {Levenshtein.distance(alone, said)} alone, {Levenshtein.distance(joined, said)} joined")
    print(f"joined against alone: {Levenshtein.distance(joined, alone)} words differ")
    for lead in LEADS:
        shifted = words([np.concatenate([noise(lead), clip]) for clip in clips])
        print(
            f"{1000 * lead:.0f} ms of noise before each: {Levenshtein.distance(shifted, alone)} words differ"
        )


if __name__ == "__main__":
    main()
