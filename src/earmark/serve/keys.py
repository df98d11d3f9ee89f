"""API keys: made of an id and a secret, of which the store keeps a hash."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

TRANSCRIBE, READ, WRITE, METRICS = "transcribe", "lists:read", "lists:write", "metrics"
SCOPES = (TRANSCRIBE, READ, WRITE, METRICS)
USUAL_SCOPES = (TRANSCRIBE, READ, WRITE)
PREFIX = "ek"
_KEY = re.compile(rf"{PREFIX}_([0-9a-z]{{12}})_([0-9A-Za-z_-]{{43}})")


@dataclass(frozen=True)
class KeyRecord:
    """A key as the store has it."""

    id: str
    name: str
    owner: str  # of the lists that it sees
    digest: str  # of its secret
    scopes: tuple[str, ...]
    rate: int | None  # requests a minute; None for no bound
    created: datetime
    revoked: bool = False


@dataclass(frozen=True)
class KeyParts:
    """A key as its user has it."""

    id: str
    secret: str

    def __str__(self) -> str:
        return f"{PREFIX}_{self.id}_{self.secret}"


def new_parts() -> KeyParts:
    """Return a key that nobody has guessed: 256 random bits."""
    return KeyParts(secrets.token_hex(6), secrets.token_urlsafe(32))


def parts_of(key: str) -> KeyParts | None:
    """Return the parts of a key; None for another text."""
    found = _KEY.fullmatch(key)
    return None if found is None else KeyParts(found[1], found[2])


def digest_of(secret: str) -> str:
    """Hash a secret. It is random, so that a slow hash would protect it no better."""
    return hashlib.sha256(secret.encode()).hexdigest()
