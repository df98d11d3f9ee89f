"""The server: transcription, corrections and word lists over HTTP and WebSocket; an extra, ``serve``."""
