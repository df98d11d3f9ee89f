"""`with_options` did not pass `search.threads` on to list compilation, and no test said that it bounds it."""

import pytest

from earmark import Recognizer
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.common_words import CommonWords
from earmark.lexicon import Graphones

WORDS = ["Zelenskyy", "Siobhan", "Fremont"]


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Threads that each part of a compilation was given."""
    given: list[int] = []
    for owner, name, place in (
        (Graphones, "table", 4), (ContextualAdapter, "encode", 2), (CommonWords, "confusability", 3),
    ):  # fmt: skip
        real = getattr(owner, name)

        def call(*arguments: object, real=real, place=place) -> object:
            given.append(arguments[place])
            return real(*arguments)

        monkeypatch.setattr(owner, name, call)
    return given


def test_every_part_of_a_compilation(threads: list[int]) -> None:
    recognizer = Recognizer("english", {"search.threads": 1})
    recognizer.compile(WORDS)
    assert threads == [1, 1, 1]
    recognizer.with_options({"search.threads": 2}).compile([*WORDS, "Saoirse"])
    assert threads == [1, 1, 1, 2, 2, 2]
