"""Opening of sound files: by libsndfile, and others by what is installed."""

from __future__ import annotations

import os
from pathlib import Path

import soundfile

from earmark.audio import media
from earmark.audio.reader import AudioReader
from earmark.audio.stored import StoredAudio
from earmark.checks import meant
from earmark.errors import AudioError

MIN_RATE, MAX_RATE = 1_000, 768_000  # samples a second; outside it a header is damaged
FORMATS = "wav, flac, ogg, opus and mp3"


def open_audio(audio: str | Path | StoredAudio) -> AudioReader:
    """Open an audio file.

    Raises:
        AudioError: the file is missing, empty, or of a type that is not read.
    """
    name = name_of(audio)
    path = audio.file() if isinstance(audio, StoredAudio) else Path(audio)
    if path.is_dir():
        raise AudioError(f"{name} is a folder; give an audio file")
    if not path.exists():
        raise AudioError(f"audio file {name} does not exist{meant(path) or '; check the path'}")
    try:
        if path.stat().st_size == 0:
            raise AudioError(f"{name} is empty (0 bytes); record or download it again")
        # as bytes: under LC_ALL=C soundfile cannot encode names
        file: AudioReader = soundfile.SoundFile(os.fsencode(path))
    except OSError as error:
        raise AudioError(f"{name} cannot be read: {error.strerror or error}") from error
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: headerless .raw
        file = _open_other(path, name, reason_of(error))
    if not MIN_RATE <= file.samplerate <= MAX_RATE:
        rate = file.samplerate
        file.close()
        raise AudioError(
            f"{name} claims {rate} samples a second, expected {MIN_RATE} to {MAX_RATE}; re-export it"
        )
    return file


def name_of(audio: str | Path | StoredAudio) -> str:
    """What messages call an audio."""
    return audio.name if isinstance(audio, StoredAudio) else str(audio)


def _open_other(path: Path, name: str, reason: str) -> AudioReader:
    """Open a file that libsndfile does not read, for a reason that it gives."""
    try:
        file = media.open_media(path)
    except media.MediaError as error:
        raise AudioError(
            f"{name} cannot be read as audio ({reason}; {error}); give a sound or video file that plays"
        ) from error
    if file is None:
        raise AudioError(
            f"{name} cannot be read as audio ({reason}); {FORMATS} are read by themselves, {media.FORMATS} "
            "with PyAV or ffmpeg: pip install av, or install ffmpeg"
        )
    return file


def reason_of(error: Exception) -> str:
    """What a library says of a file, without a full stop."""
    text = getattr(error, "error_string", None) or str(error)
    return str(text).strip().rstrip(".")
