"""Access: whose request it is, and what its key allows."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from earmark.serve.errors import FORBIDDEN, UNAUTHORIZED, RequestError
from earmark.serve.keys import SCOPES, KeyRecord, digest_of, parts_of
from earmark.serve.limiter import RateLimiter
from earmark.serve.settings import LOOPBACK
from earmark.serve.store import Store

LOCAL = "local"  # owner of everything on a server without keys
SCHEMES = ("bearer", "token")  # OpenAI's and Deepgram's names of the same
QUERY = ("api_key", "access_token", "token")  # of WebSockets in browsers, which send no headers
PROTOCOLS = "openai-insecure-api-key."  # how OpenAI's browsers send a key


@dataclass(frozen=True)
class Owner:
    """Whose request it is."""

    id: str
    scopes: frozenset[str]
    key: str | None = None  # id of the key; None on a server without keys

    def require(self, scope: str) -> None:
        """Refuse what the key does not allow.

        Raises:
            RequestError: 403.
        """
        if scope not in self.scopes:
            raise RequestError(
                f"this key lacks the scope {scope!r}: create one with `earmark serve key create --scope "
                f"{scope}`",
                FORBIDDEN,
                code="missing_scope",
            )


class Access:
    """Finds the owner of a request by its key."""

    def __init__(self, store: Store, loopback: bool) -> None:
        """Use the keys of ``store``; without any, a server on a loopback address serves one owner."""
        self._store, self._loopback = store, loopback
        self._limiter = RateLimiter()

    async def authenticate(self, headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> Owner:
        """Return whose request it is.

        Args:
            headers: of the request, lower case.
            query: its parameters, where keys may stand in them (WebSockets).

        Raises:
            RequestError: 401 without a valid key; 403 for a page of another site that calls a server without
                keys; 429 beyond the rate of the key.
        """
        if not await self._store.has_keys():
            return self._local(headers)
        given = key_of(headers, query or {})
        if given is None:
            raise _unauthorized("no API key was given: send the header Authorization: Bearer KEY")
        record = await self._record(given)
        if record is None:
            raise _unauthorized("the API key is not valid: it is wrong or was revoked")
        self._limiter.take(record.id, record.rate)
        return Owner(record.owner, frozenset(record.scopes), record.id)

    async def _record(self, given: str) -> KeyRecord | None:
        parts = parts_of(given)
        if parts is None:
            return None
        record = await self._store.key(parts.id)
        known = record is not None and not record.revoked
        stored = record.digest if record is not None else digest_of("")
        right = hmac.compare_digest(digest_of(parts.secret), stored)
        return record if known and right else None

    def _local(self, headers: Mapping[str, str]) -> Owner:
        """The owner on a server without keys, for programs and pages of this machine only.

        A page of another site may reach a loopback address through its visitor's browser, or through a name
        of its own that points there; Origin and Host give both away.
        """
        host = host_of(headers.get("host", ""))
        origin = headers.get("origin")
        foreign = origin is not None and urlsplit(origin).hostname not in LOOPBACK
        if not self._loopback or host not in LOOPBACK or foreign or _forwarded(headers):
            raise RequestError(
                "this server has no API keys, so it answers programs of its own machine only: create a key "
                "with `earmark serve key create`",
                FORBIDDEN,
                code="loopback_only",
            )
        return Owner(LOCAL, frozenset(SCOPES))


def _forwarded(headers: Mapping[str, str]) -> bool:
    """Whether a proxy says that the request came from another machine."""
    named = [headers.get("x-forwarded-for", ""), headers.get("x-real-ip", "")]
    named += re.findall(r'for="?\[?([^;,"\]]+)', headers.get("forwarded", ""), re.IGNORECASE)
    addresses = (part.strip() for value in named for part in value.split(","))
    return any(address and host_of(address) not in LOOPBACK for address in addresses)


def host_of(header: str) -> str:
    """Return the name in a Host header, without its port."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def key_of(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """Return the key of a request, from the places where clients of the field put it."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() in SCHEMES and value.strip():
        return value.strip()
    if headers.get("x-api-key"):
        return headers["x-api-key"]
    protocols = [part.strip() for part in headers.get("sec-websocket-protocol", "").split(",")]
    found = _of_protocols(protocols)
    return found or next((query[name] for name in QUERY if query.get(name)), None)


def _of_protocols(protocols: Sequence[str]) -> str | None:
    for part in protocols:
        if part.startswith(PROTOCOLS):
            return part[len(PROTOCOLS) :]
    return protocols[1] if len(protocols) > 1 and protocols[0].lower() in SCHEMES else None


def _unauthorized(message: str) -> RequestError:
    return RequestError(message, UNAUTHORIZED, code="invalid_api_key", headers={"WWW-Authenticate": "Bearer"})
