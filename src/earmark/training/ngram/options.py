"""Options of a language model in training."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.errors import OptionsError

MAX_ORDER = 6  # core/lm/ngram_key.h: six words to a key
QUANTISED = range(4, 13)  # bits of a code that are worth having; 0 keeps floats


@dataclass(frozen=True)
class NgramOptions:
    """Options of :func:`earmark.training.ngram.train_ngram`."""

    order: int = 4  # words of the longest n-grams, 1..6
    vocabulary: int = 80_000  # words at most, the commonest
    min_count: int = 2  # a word seen less often is rare whatever the vocabulary: most are typing errors
    class_token: bool = True  # rare words become <boost>, so that names have a place; else <unk>
    prune: tuple[int, ...] = ()  # by order, the first included: n-grams seen at most so often are left out
    entropy: float | None = None  # n-grams that cost less are left out: nats a word of running text
    max_bytes: int | None = None  # entropy pruning to this size of the binary file
    bits: int = 8  # of the codes of probabilities and back-offs in the binary file; 0: floats
    memory: int = 1 << 30  # bytes for counting; what does not fit goes to disk in sorted runs

    def __post_init__(self) -> None:
        if not 1 <= self.order <= MAX_ORDER:
            raise OptionsError(f"order is {self.order}, expected 1 to {MAX_ORDER}")
        if self.vocabulary < 1 or self.min_count < 1:
            raise OptionsError(
                f"vocabulary is {self.vocabulary} and min_count {self.min_count}, expected 1 or more of both"
            )
        if self.bits != 0 and self.bits not in QUANTISED:
            raise OptionsError(f"bits is {self.bits}, expected 4 to 12, or 0 for floats")
        if self.memory < 1 << 20:
            raise OptionsError(f"memory is {self.memory} bytes, expected at least a megabyte")
        if self.entropy is not None and self.max_bytes is not None:
            raise OptionsError("an entropy threshold and a size were given: one follows from the other")
        if self.entropy is not None and not self.entropy > 0:
            raise OptionsError(f"entropy is {self.entropy}, expected nats above 0, such as 1e-8")
        self._check_prune()

    def _check_prune(self) -> None:
        thresholds = self.thresholds
        if len(thresholds) != self.order or any(t < 0 for t in thresholds):
            raise OptionsError(f"prune is {self.prune}, expected at most {self.order} counts of 0 or more")
        if list(thresholds) != sorted(thresholds) or thresholds[0] != 0:
            raise OptionsError(
                f"prune is {self.prune}, expected 0 for single words and then counts that do not fall: "
                "an n-gram needs its beginning and its end"
            )

    @property
    def thresholds(self) -> tuple[int, ...]:
        """``prune`` with one count for each order: the last one given goes on."""
        given = self.prune or (0,)
        return (*given, *[given[-1]] * (self.order - len(given)))
