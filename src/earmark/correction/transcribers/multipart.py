"""Encode a form with a file as ``multipart/form-data`` (RFC 7578)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable


def encode_form(
    fields: Iterable[tuple[str, str]], name: str, filename: str, content: bytes
) -> tuple[bytes, str]:
    """Encode text fields and one file.

    Returns:
        The body of the request and its content type.
    """
    boundary = secrets.token_hex(16)
    parts = [_part(boundary, f'name="{key}"', b"", value.encode()) for key, value in fields]
    head = f'name="{name}"; filename="{filename}"'
    parts.append(_part(boundary, head, b"Content-Type: audio/wav\r\n", content))
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, head: str, more: bytes, content: bytes) -> bytes:
    disposition = f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n".encode()
    return disposition + more + b"\r\n" + content + b"\r\n"
