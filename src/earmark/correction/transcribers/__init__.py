"""Run other recognizers: faster-whisper, servers with OpenAI's interface, commands, the bundled writer."""

from earmark.correction.transcribers.opening import open_transcriber
from earmark.correction.transcribers.protocol import Transcribed, Transcriber

__all__ = ["Transcribed", "Transcriber", "open_transcriber"]
