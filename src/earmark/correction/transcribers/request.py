"""Send an HTTP request and read its JSON answer; what goes wrong is one sentence."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from earmark.checks import cause
from earmark.errors import TranscriberError

TIMEOUT = 600.0  # seconds without a byte: ten minutes of audio on a slow server
SHOWN = 200  # characters of a server's message
ADVICE = {
    401: "set OPENAI_API_KEY to a key that it accepts",
    403: "set OPENAI_API_KEY to a key that it accepts",
    404: "give the address up to its version, as in https://api.openai.com/v1, and a model that it has",
    413: "the audio is too large for it",
    429: "try again later",
}


class Refusal(TranscriberError):
    """Raised for an answer with an error's status."""

    def __init__(self, url: str, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        advice = ADVICE.get(status, "its log says more" if status >= 500 else "change what it names")
        super().__init__(f"{url} refused the audio with status {status} ({reason}): {advice}")


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Any:
    """Post a body and return the JSON of the answer.

    Raises:
        Refusal: the server answered with an error.
        TranscriberError: it cannot be reached, or its answer is not JSON.
    """
    # The library's own name is refused by some servers.
    request = urllib.request.Request(url, body, {"User-Agent": "earmark", **headers})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            answer = response.read()
    except urllib.error.HTTPError as error:
        raise Refusal(url, error.code, _reason(error)) from None
    except TimeoutError:
        raise TranscriberError(f"{url} did not answer within {TIMEOUT:g} seconds: see if it runs") from None
    except (OSError, http.client.HTTPException) as error:
        found = error.reason if isinstance(error, urllib.error.URLError) else error
        why = cause(found) if isinstance(found, Exception) else str(found)
        raise TranscriberError(
            f"{url} cannot be reached ({why}): see if the address is right and it runs"
        ) from None
    try:
        return json.loads(answer)
    except ValueError:
        shown = answer[:SHOWN].decode("utf-8", errors="replace").strip()
        raise TranscriberError(
            f"{url} answered {shown!r}, expected JSON: give the address of a transcriber"
        ) from None


def _reason(error: urllib.error.HTTPError) -> str:
    """The message in an error's body: OpenAI's form, FastAPI's, or text."""
    try:
        body = error.read().decode("utf-8", errors="replace").strip()
    except (OSError, http.client.HTTPException):
        body = ""
    try:
        told = json.loads(body)
    except ValueError:
        told = body
    for key in ("error", "message", "detail"):
        if isinstance(told, dict) and key in told:
            told = told[key]
    return " ".join(str(told).split())[:SHOWN].rstrip(".") or error.reason
