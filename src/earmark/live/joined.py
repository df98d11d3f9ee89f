"""Join the parts of an utterance that were read with different lists to one transcript."""

from __future__ import annotations

from collections.abc import Sequence

from earmark.assemble import assemble
from earmark.errors import AudioDiagnostic
from earmark.live.lists import Part
from earmark.live.partial import text_of
from earmark.models.alphabet import Alphabet
from earmark.transcript import Transcript


def joined(
    parts: Sequence[Part], alphabet: Alphabet, seconds: float, nbest: int, remarks: Sequence[AudioDiagnostic]
) -> Transcript:
    """The transcript of an utterance; alternatives only where it was read with one list."""
    readings = list({id(part.read): part.read for part in parts}.values())
    wholes = {
        id(read): assemble([read.decoded], alphabet, read.words, seconds, nbest, None, remarks)
        for read in readings
    }
    if len(readings) == 1:
        return wholes[id(readings[0])]
    written = [one for part in parts for one in part.written]
    text = text_of(written)
    return Transcript(
        text=text,
        words=tuple(word for word, _, _ in written),
        seconds=seconds,
        entries=tuple(entry for _, _, entry in written if entry is not None),
        nbest=(text,) if nbest > 1 else (),
        rejected=tuple(
            entry
            for part in parts
            for entry in wholes[id(part.read)].rejected
            if part.start <= entry.start < part.end
        ),
        considered=tuple(dict.fromkeys(text for whole in wholes.values() for text in whole.considered)),
        diagnostics=tuple(dict.fromkeys(item for whole in wholes.values() for item in whole.diagnostics)),
    )
