"""Audio: files and samples to mono 16 kHz, and long audio cut at silences."""

from earmark.audio.frame_grid import align_to_frame_grid
from earmark.audio.gain import gain, normalize_gain
from earmark.audio.load import AudioLike, load_audio
from earmark.audio.record import record
from earmark.audio.segment import Segment, segments
from earmark.audio.stream import audio_seconds, stream_audio
from earmark.audio.waveform import MIN_SECONDS, RATE, Waveform

__all__ = [
    "MIN_SECONDS",
    "RATE",
    "AudioLike",
    "Segment",
    "Waveform",
    "normalize_gain",
    "audio_seconds",
    "gain",
    "align_to_frame_grid",
    "load_audio",
    "record",
    "segments",
    "stream_audio",
]
