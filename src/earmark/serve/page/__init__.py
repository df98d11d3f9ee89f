"""The page: speak, edit a list, and compare transcripts without and with it, in a browser."""

from earmark.serve.page.routes import router

__all__ = ["router"]
