"""Words while somebody speaks: audio in blocks in, partials and final transcripts out."""

from earmark.live.async_stream import AsyncStream
from earmark.live.partial import Partial
from earmark.live.stream import LiveStream

__all__ = ["AsyncStream", "LiveStream", "Partial"]
