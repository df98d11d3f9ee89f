"""The endings of a language in the phones of a model, as the search reads them."""

from __future__ import annotations

from collections.abc import Mapping

from earmark import _core
from earmark.decoding.name_context import NameContext
from earmark.language import Language, PhoneSet

ENDINGS = 64  # that the search tells apart


def core_endings(
    language: Language | None, phone_set: PhoneSet | None, contexts: Mapping[str, NameContext]
) -> _core.Endings | None:
    """The endings of ``language``; None where it knows none.

    Args:
        language: of the model.
        phone_set: of its phone head; None where it has none. Where it is not the language's, endings are
            compared as they are written.
        contexts: what stands around words with an ending, by its name.
    """
    if language is None or not language.endings:
        return None
    ids = phone_set.ids if phone_set is not None and phone_set == language.phone_set else {}
    return _core.Endings(
        [
            (
                ending.spellings,
                [(_numbers(last, ids), _numbers(added, ids)) for last, added in ending.sounds] if ids else [],
                _numbers(ending.silent_after, ids) if ids else [],
                _numbers(ending.silent_before, ids) if ids else [],
                ending.sure,
                ending.log_prob,
                contexts[ending.name].core if ending.name in contexts else None,
            )
            for ending in language.endings[:ENDINGS]
        ]
    )


def _numbers(phones: str, ids: dict[str, int]) -> list[int]:
    return [ids[phone] for phone in phones.split()]
