"""The server: transcription, corrections and word lists over HTTP and WebSocket; needs the extra ``serve``."""
