"""Place the words of a transcript in pieces of audio, by what the acoustic model reads there.

Times of the transcript are not needed, and drifting ones do no harm: two texts are aligned as a whole, word
by word, and letter by letter where their words differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio

from earmark.correction.spoken import SpokenPart

UNHEARD_WORDS = 3  # so many words in a row of which the model reads nothing were not said there
UNHEARD_LETTERS = 12  # likewise
LEAST_SHARE = 0.3  # of a word's letters that have to stand in a read word for the two to be one


@dataclass(frozen=True)
class ReadWord:
    """A word that the acoustic model reads by itself."""

    text: str
    piece: int  # of the audio


@dataclass(frozen=True)
class PlacedPart:
    """A spoken part and where it is said."""

    part: SpokenPart
    words: tuple[str, ...]  # the form in which it is said
    piece: int | None  # of the audio; None: it was not said


def place_parts(parts: Sequence[SpokenPart], read: Sequence[ReadWord]) -> list[PlacedPart]:
    """Choose the form of each part, and the piece of audio in which it is said; pieces never go back."""
    chosen = [part.forms[0] for part in parts]
    matches = _align(chosen, read)
    better = [_best_form(part, matches, k, read) for k, part in enumerate(parts)]
    if better != chosen:
        chosen, matches = better, _align(better, read)
    pieces = _pieces(chosen, matches, read)
    return [PlacedPart(part, form, piece) for part, form, piece in zip(parts, chosen, pieces, strict=True)]


def _align(forms: Sequence[Sequence[str]], read: Sequence[ReadWord]) -> list[int | None]:
    """Return for each part the read word that it is, None for none."""
    owners = [k for k, form in enumerate(forms) for _ in form]
    words = [word for form in forms for word in form]
    texts = [word.text for word in read]
    found: list[int | None] = [None] * len(forms)
    for (a0, a1), (b0, b1), equal in _blocks(words, texts):
        if equal:
            pairs = list(zip(range(a0, a1), range(b0, b1), strict=True))
        else:
            pairs = [(a0 + a, b0 + b) for a, b in _by_letters(words[a0:a1], texts[b0:b1])]
        for a, b in pairs:
            if found[owners[a]] is None:
                found[owners[a]] = b
    return found


def _blocks(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int], bool]]:
    """Yield stretches of two texts that are equal, and whole ones between them that are not."""
    at = (0, 0)
    for op in Levenshtein.opcodes(a, b):
        if op.tag != "equal":
            continue
        if at != (op.src_start, op.dest_start):
            yield (at[0], op.src_start), (at[1], op.dest_start), False
        yield (op.src_start, op.src_end), (op.dest_start, op.dest_end), True
        at = (op.src_end, op.dest_end)
    if at != (len(a), len(b)):
        yield (at[0], len(a)), (at[1], len(b)), False


def _by_letters(words: Sequence[str], texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pair words that share most of their letters, in order."""
    if not words or not texts:
        return []
    owner_a = [i for i, word in enumerate(words) for _ in range(len(word) + 1)]
    owner_b = [i for i, word in enumerate(texts) for _ in range(len(word) + 1)]
    shared: dict[tuple[int, int], int] = {}
    for op in Levenshtein.opcodes(" ".join(words), " ".join(texts)):
        if op.tag == "equal":
            for a, b in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                pair = owner_a[a], owner_b[b]
                shared[pair] = shared.get(pair, 0) + 1
    best: dict[int, tuple[int, int]] = {}
    for (a, b), letters in shared.items():
        if letters >= LEAST_SHARE * (len(words[a]) + 1) and letters > best.get(a, (0, 0))[0]:
            best[a] = letters, b
    return [(a, b) for a, (_, b) in sorted(best.items())]


def _best_form(
    part: SpokenPart, matches: Sequence[int | None], index: int, read: Sequence[ReadWord]
) -> tuple[str, ...]:
    """Return the form that is most like what is read between the parts around it."""
    if len(part.forms) == 1:
        return part.forms[0]
    before = next((m for m in reversed(matches[max(0, index - 3) : index]) if m is not None), None)
    after = next((m for m in matches[index + 1 : index + 4] if m is not None), None)
    own = matches[index]
    first = before + 1 if before is not None else max(0, own - 2) if own is not None else 0
    last = after if after is not None else first + 8
    around = " ".join(word.text for word in read[first : min(last, first + 16)])
    if not around:
        return part.forms[0]
    # of equals the plain form, which comes first
    return max(part.forms, key=lambda form: Levenshtein.normalized_similarity(" ".join(form), around) +
               partial_ratio(" ".join(form), around) / 100)  # fmt: skip


def _pieces(
    forms: Sequence[Sequence[str]], matches: Sequence[int | None], read: Sequence[ReadWord]
) -> list[int | None]:
    """Return the piece of each part; those that were not read go where their neighbours are."""
    pieces: list[int | None] = [None if m is None else read[m].piece for m in matches]
    at = 0
    while at < len(pieces):
        if pieces[at] is not None:
            at += 1
            continue
        end = at
        while end < len(pieces) and pieces[end] is None:
            end += 1
        before = matches[at - 1] if at > 0 else None
        after = matches[end] if end < len(pieces) else None
        pieces[at:end] = _between(forms[at:end], before, after, read)
        at = end
    return pieces


def _between(
    forms: Sequence[Sequence[str]], before: int | None, after: int | None, read: Sequence[ReadWord]
) -> list[int | None]:
    """Return pieces of parts that are like nothing read, between two read words."""
    first = 0 if before is None else before + 1
    last = len(read) if after is None else after
    others = [word.piece for word in read[first:last]]
    if not others:  # nothing is read there
        words = [word for form in forms for word in form]
        if len(words) >= UNHEARD_WORDS and sum(map(len, words)) >= UNHEARD_LETTERS:
            return [None] * len(forms)
        near = before if before is not None else after
        return [None if near is None else read[near].piece] * len(forms)
    return [others[k * len(others) // len(forms)] for k in range(len(forms))]
