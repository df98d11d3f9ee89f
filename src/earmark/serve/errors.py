"""Errors of requests, in the shape that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earmark.errors import EarmarkError

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
TOO_LARGE, UNSUPPORTED, TOO_MANY, UNAVAILABLE = 413, 415, 429, 503
TIMED_OUT, PRECONDITION_FAILED, FAILED = 408, 412, 500
_TYPES = {
    UNAUTHORIZED: "authentication_error",
    FORBIDDEN: "permission_error",
    TOO_MANY: "rate_limit_error",
    UNAVAILABLE: "server_error",
    FAILED: "server_error",
}


class RequestError(EarmarkError):
    """Raised for a request that cannot be answered as it was meant."""

    def __init__(
        self,
        message: str,
        status: int = BAD_REQUEST,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the error.

        Args:
            message: one sentence: what was given, what was expected, what to do.
            status: of HTTP, 400..599.
            param: field of the request that it is about.
            code: for programs, such as "word_list_not_found".
            headers: of the answer.
        """
        super().__init__(message)
        self.message, self.status, self.param, self.code = message, status, param, code
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        kind = _TYPES.get(self.status, "invalid_request_error")
        message = self.message.encode("utf-8", "replace").decode()  # it may repeat what no UTF-8 holds
        return {"error": {"message": message, "type": kind, "param": self.param, "code": self.code}}


class Busy(RequestError):
    """Raised where the queue is full, or as many streams are open as may be."""

    def __init__(self, message: str, retry_after: int) -> None:
        """Say when to come again, in ``retry_after`` seconds."""
        super().__init__(
            message, TOO_MANY, code="server_busy", headers={"Retry-After": str(max(1, retry_after))}
        )
