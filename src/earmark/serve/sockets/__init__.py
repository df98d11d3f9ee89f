"""WebSockets: transcription while audio comes in, in our own protocol and in those of the field."""

from earmark.serve.sockets.routes import router

__all__ = ["router"]
