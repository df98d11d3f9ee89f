"""Read audio, bring it to mono 16 kHz, and cut it into segments of speech."""

from earmark.audio.clipping import ClippingMeter
from earmark.audio.gain import gain, normalize_gain
from earmark.audio.load import AudioLike, load_audio
from earmark.audio.record import record
from earmark.audio.segment import Segment, segments
from earmark.audio.speech import Detector
from earmark.audio.stored import StoredAudio, is_file_object, stored
from earmark.audio.stream import ChannelOfFile, audio_seconds, stream_audio
from earmark.audio.waveform import MIN_SECONDS, RATE, Waveform

__all__ = [
    "MIN_SECONDS",
    "RATE",
    "AudioLike",
    "ChannelOfFile",
    "ClippingMeter",
    "Detector",
    "Segment",
    "StoredAudio",
    "Waveform",
    "normalize_gain",
    "audio_seconds",
    "gain",
    "is_file_object",
    "load_audio",
    "record",
    "segments",
    "stored",
    "stream_audio",
]
