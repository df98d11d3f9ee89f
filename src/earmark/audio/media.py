"""Video files and compressed audio that libsndfile does not read, by PyAV or the program ffmpeg."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from earmark.audio.reader import AudioReader

# What people have, and FFmpeg's names of it. Others are refused: FFmpeg takes playlists, pictures and scripts
# for media too, and opens what they name.
FORMATS = "m4a, mp4, mov, webm, mkv, amr, 3gp, wma, aac, avi and others"
DEMUXERS = (
    "mov,matroska,webm,asf,amr,amrnb,amrwb,aac,avi,flv,mpegts,mpeg,ogg,wav,w64,mp3,flac,aiff,caf,au,ac3,eac3,"
    "ape,wv,tta,dts"
)
UNREADABLE, NO_TRACK = "FFmpeg cannot read it either", "it has no audio track"
OPTIONS = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}


class MediaError(Exception):
    """Raised where FFmpeg fails on a file; the message is FFmpeg's own or says what is missing."""


def has_av() -> bool:
    """Whether PyAV is installed."""
    return find_spec("av") is not None


def open_media(path: Path) -> AudioReader | None:
    """Open a file's first audio track; None where neither PyAV nor ffmpeg is there.

    Raises:
        MediaError: it cannot be read, or has no audio.
    """
    if has_av():
        from earmark.audio.media_av import AvReader

        return AvReader(path)
    program = shutil.which("ffmpeg")
    if program is None:
        return None
    from earmark.audio.media_ffmpeg import FfmpegReader

    return FfmpegReader(path, program)
