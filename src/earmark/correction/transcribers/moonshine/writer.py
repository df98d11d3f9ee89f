"""Moonshine tiny as a transcriber."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.audio.waveform import Samples
from earmark.correction.transcribers.moonshine.files import MoonshineFiles, find_files
from earmark.correction.transcribers.moonshine.guards import Stop
from earmark.correction.transcribers.moonshine.network import Network
from earmark.correction.transcribers.moonshine.pieces import Piece, pieces
from earmark.correction.transcribers.moonshine.tokens import TokenTable
from earmark.models.sessions import cores, run_each
from earmark.pickling import SharedByCopies

GROUP = 16  # pieces in memory at once, 5 minutes: fills the cores, and an hour stays a few megabytes


@dataclass(frozen=True)
class Written:
    """What was written of one piece."""

    piece: Piece
    tokens: list[int]
    log_probs: list[float]  # of the tokens, and of the end where the decoder reached it
    stop: Stop


class Moonshine(SharedByCopies):
    """Writes English with punctuation and capitals. Immutable; may be called from several threads.

    Audio of any length is cut at pauses; a piece is read alone, on one thread, and several side by side. So
    neither the company that a piece is in nor the number of threads changes what is written.
    """

    _holds = "a loaded network"
    _advice = "make one in each process"

    def __init__(self, folder: str | Path | None = None, threads: int = 0) -> None:
        """Load the files of ``folder``, or of an installed package, to run on ``threads`` cores (0 = all).

        Raises:
            TranscriberError: the files are not installed, missing or of another kind.
            OptionsError: ``threads`` is out of range.
        """
        files = find_files() if folder is None else MoonshineFiles.of_folder(Path(folder))
        self.threads = cores(threads)
        self._table = TokenTable.load(files.tokens)
        self._network = Network(files)

    def hint_limit(self) -> int:
        """0: the network takes no hints."""
        return 0

    def transcribe(self, samples: Samples, hints: Sequence[str] = ()) -> dict[str, Any]:
        """Transcribe a recording, (N,) at 16 kHz; ``hints`` are not used.

        Returns:
            A dictionary like OpenAI's ``verbose_json``, with a segment for each piece between pauses. Its
            "words" have a probability and no times; "stop" is "loop" or "limit" where a guard ended it.
        """
        return self.transcribe_blocks([samples])

    def transcribe_blocks(self, blocks: Iterable[Samples]) -> dict[str, Any]:
        """Transcribe a stream of 16 kHz blocks, of which a few minutes are in memory at once."""
        found = [self._segment(number, one) for number, one in enumerate(self._written(blocks))]
        segments = [segment for segment in found if segment["text"]]
        return {
            "task": "transcribe",
            "language": "english",
            "text": " ".join(segment["text"] for segment in segments),
            "segments": segments,
        }

    def _written(self, blocks: Iterable[Samples]) -> Iterator[Written]:
        cut = pieces(blocks)
        while group := list(itertools.islice(cut, GROUP)):
            yield from run_each(self._read, group, self.threads)

    def _read(self, piece: Piece) -> Written:
        return Written(piece, *self._network.read(piece))

    def _segment(self, number: int, written: Written) -> dict[str, Any]:
        """One of the dictionary's segments."""
        words = self._table.words(written.tokens, written.log_probs)
        return {
            "id": number,
            "start": round(written.piece.start, 3),
            "end": round(written.piece.end, 3),
            "text": self._table.text(written.tokens),
            "avg_logprob": round(sum(written.log_probs) / len(written.log_probs), 4),
            "words": [{"word": word.text, "probability": round(word.probability, 4)} for word in words],
            **({} if written.stop == "end" else {"stop": written.stop}),
        }
