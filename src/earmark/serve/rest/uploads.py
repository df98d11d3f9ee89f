"""Uploads: sound that came with a request, checked before anything is computed."""

from __future__ import annotations

import soundfile
from starlette.datastructures import UploadFile

from earmark.audio import StoredAudio
from earmark.audio.opening import open_audio
from earmark.audio.reader import AudioReader
from earmark.errors import AudioError
from earmark.serve.errors import TOO_LARGE, RequestError
from earmark.serve.rest.form import name_of

BLOCK = 1 << 16  # frames read at a time to count those of a video
MOST_CHANNELS = 64


def stored_upload(file: UploadFile) -> StoredAudio:
    """Return the sound of an upload; its temporary file goes with the object.

    Raises:
        AudioError: it is empty.
    """
    if not file.size:
        raise AudioError(f"{name_of(file)} is empty (0 bytes): record it again, or send it whole")
    file.file.seek(0)
    return StoredAudio(file.file, name_of(file))


def check_audio(audio: StoredAudio, most_seconds: float) -> float:
    """Return the length in seconds.

    Raises:
        AudioError: it is not sound, or damaged.
        RequestError: 413 for sound that is too long, by its header or by its content.
    """
    with open_audio(audio) as file:
        if isinstance(file, soundfile.SoundFile):
            if file.channels > MOST_CHANNELS:
                raise AudioError(
                    f"{audio.name} has {file.channels} channels, at most {MOST_CHANNELS} are read: "
                    "export it again"
                )
            seconds = float(file.frames / file.samplerate)
        else:
            seconds = _counted(file, most_seconds)
    if seconds > most_seconds:
        raise RequestError(
            f"{audio.name} is longer than {most_seconds:,.0f} seconds: split it, or transcribe it with "
            "`earmark transcribe`, which takes any length",
            TOO_LARGE,
            param="file",
            code="audio_too_long",
        )
    return seconds


def _counted(file: AudioReader, most: float) -> float:
    """Seconds of a file whose header need not be right, read no further than the most that is allowed."""
    done, rate = 0, file.samplerate
    while done <= most * rate:
        count = len(file.read(BLOCK, dtype="float32", always_2d=True))
        if not count:
            break
        done += count
    return done / rate
