"""EncodedSpeech: emissions of one audio or channel, and what the acoustic model reads there by itself."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

from earmark.correction.pieces import Speller
from earmark.correction.placing import ReadWord
from earmark.correction.spool import EmissionSpool
from earmark.decoding import greedy_decode
from earmark.models import CtcModel
from earmark.offline import Audio, Cut, End, Work, batches, encode_chunks, work_of


@dataclass(frozen=True, eq=False)
class EncodedSpeech:
    """Pieces of one audio in order; close it to free its file."""

    spool: EmissionSpool
    read: tuple[ReadWord, ...]  # by the best token of each frame
    end: End  # of the audio

    @classmethod
    def of(cls, audio: Audio, model: CtcModel, speller: Speller, cut: Cut, group: int) -> EncodedSpeech:
        """Encode an audio, ``group`` segments at a time.

        Raises:
            AudioError: the audio is missing, unreadable, empty or not finite.
        """
        spool = EmissionSpool()
        try:
            return cls._filled(spool, audio, model, speller, cut, group)
        except BaseException:
            spool.close()
            raise

    @classmethod
    def _filled(
        cls, spool: EmissionSpool, audio: Audio, model: CtcModel, speller: Speller, cut: Cut, group: int
    ) -> EncodedSpeech:
        read: list[ReadWord] = []
        end = End(0, 0.0)
        for batch in batches(work_of([audio], cut), group):
            for emissions in encode_chunks(model, [item.chunk for item in batch if isinstance(item, Work)]):
                best = greedy_decode(emissions.log_probs, model.alphabet.blank)
                read += speller.read_words(best, len(spool))
                spool.append(emissions)
            end = next((item for item in batch if isinstance(item, End)), end)
        if end.error is not None:
            raise end.error
        return cls(spool, tuple(read), end)

    def __enter__(self) -> EncodedSpeech:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.spool.close()

    def texts(self) -> list[str]:
        """What is read in each piece."""
        words: list[list[str]] = [[] for _ in range(len(self.spool))]
        for word in self.read:
            words[word.piece].append(word.text)
        return [" ".join(one) for one in words]
