"""Lists of requests: words given inline, a stored list, or both together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Request

from earmark.biasing import WordList
from earmark.serve.access import Owner
from earmark.serve.keys import READ
from earmark.serve.rest.form import Form, name_of
from earmark.serve.vocabulary import Vocabulary, check_list, merged


@dataclass(frozen=True)
class RequestList:
    """The words of one request."""

    words: WordList | None
    version: dict[str, Any] | None = None  # of a stored list


async def request_list(request: Request, owner: Owner, vocabulary: Vocabulary) -> RequestList:
    """Return the words of a request, those of a stored list included.

    Raises:
        RequestError: 404 for a list that this owner does not have.
    """
    if vocabulary.list_id is None:
        return RequestList(vocabulary.words)
    owner.require(READ)
    stored = await request.app.state.store.word_list(owner.id, vocabulary.list_id)
    words = merged([stored.words, *([] if vocabulary.words is None else [vocabulary.words])])
    check_list(words, request.app.state.settings.limits.list_entries)
    return RequestList(words, {"id": stored.head.id, "version": stored.version, "etag": stored.etag})


async def with_word_file(form: Form) -> tuple[Form, str | None]:
    """Put a list that came as a file among the fields; return its name beside."""
    file = form.files.get("words")
    if file is None:
        return form, None
    text = (await file.read()).decode("utf-8", "surrogateescape")
    return Form({**form.fields, "words": [text]}, form.files), name_of(file)
