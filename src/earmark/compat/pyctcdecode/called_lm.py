"""CalledLm: a language model in Python, asked by the search in the core."""

from __future__ import annotations

from typing import Any

from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel


class CalledLm:
    """Numbers the states of one search; equal ones get one number, and no word is scored twice after one."""

    def __init__(self, lm: AbstractLanguageModel, start: Any) -> None:
        self._lm = lm
        self.states = [start]
        self._numbers: dict[Any, int] = {}
        self._scores: dict[tuple[int, str, bool], tuple[float, int]] = {}

    def score(self, state: int, word: str, last: bool) -> tuple[float, int]:
        """Nats of a word after a state, and the number of the state behind it."""
        key = (state, word, last)
        if key not in self._scores:
            nats, after = self._lm.score(self.states[state], word, is_last_word=last)
            self._scores[key] = float(nats), self._number(after)
        return self._scores[key]

    def beginning(self, letters: str) -> float:
        """Nats of the beginning of a word."""
        return float(self._lm.score_partial_token(letters))

    def _number(self, state: Any) -> int:
        try:
            number = self._numbers.setdefault(state, len(self.states))
        except TypeError:  # it has no hash, such as a list of states
            number = len(self.states)
        if number == len(self.states):
            self.states.append(state)
        return number
