"""Phrases are cut where it is quiet between words, and joined without a loss."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from splice import FADE, HOP, RATE, Phrase, crossfaded, cut, joined, sessions_of

from earmark.train.clips import Clip
from earmark.train.pronunciations import Pronouncer

BLANK, BOUNDARY = 4, 3
PRONOUNCER = Pronouncer({"one": (0,), "two": (1,), "three": (2,)}, BOUNDARY)


def heard(labels: list[int]) -> np.ndarray:
    """Log-probabilities that are sure of a label a frame."""
    rows = np.full((len(labels), 5), 0.01, np.float32)
    rows[np.arange(len(labels)), labels] = 0.96
    return np.log(rows)


def clip(text: str) -> Clip:
    return Clip("a", Path("a.wav"), text, 1.0)


def test_cut_where_it_is_quiet_between_two_words() -> None:
    # one . . pause . . two . . three: loud throughout but for the pause
    labels = [0] * 20 + [BOUNDARY] * 4 + [1] * 20 + [BOUNDARY] * 2 + [2] * 20
    samples = np.sin(np.arange(len(labels) * HOP)).astype(np.float32)
    samples[20 * HOP : 24 * HOP] = 0.0
    phrases = list(cut(clip("one two three"), samples, heard(labels), PRONOUNCER, BLANK))
    assert [p.words for p in phrases] == ["one", "two three"]
    assert 20 * HOP <= len(phrases[0].samples) <= 24 * HOP
    assert sum(len(p.samples) for p in phrases) == len(samples)


def test_a_clip_that_says_something_else_gives_nothing() -> None:
    samples = np.ones(40 * HOP, np.float32)
    assert list(cut(clip("two one"), samples, heard([0] * 20 + [2] * 20), PRONOUNCER, BLANK)) == []
    assert list(cut(clip("one unknown"), samples, heard([0] * 40), PRONOUNCER, BLANK)) == []


def test_every_phrase_is_used_once_and_beside_others() -> None:
    rng = np.random.default_rng(1)
    phrases = [
        Phrase(f"{name}{i}", rng.normal(0, 0.1, RATE).astype(np.float32), name)
        for name in "abc"
        for i in range(20)
    ]
    made = list(joined(phrases, np.random.default_rng(2)))
    words = [text.split() for text, _ in made]
    assert sorted(sum(words, [])) == sorted(p.words for p in phrases)
    beside = [a[0] == b[0] for several in words for a, b in zip(several, several[1:], strict=False)]
    assert sum(beside) < 8  # a third of 57 by chance; the last phrases may be all of one clip
    for text, sound in made:
        assert len(sound) == len(text.split()) * (RATE - FADE) + FADE


def test_crossfading_keeps_what_does_not_overlap() -> None:
    sound = crossfaded(np.full(500, 1.0, np.float32), np.full(300, -1.0, np.float32))
    assert len(sound) == 800 - FADE
    assert (sound[: 500 - FADE] == 1).all() and (sound[500:] == -1).all()


def test_a_session_is_a_chapter_or_a_speaker(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"id": "84-121123-0001"}\n{"id": "p239_002", "speaker": "p239"}\n')
    assert list(sessions_of(manifest)) == [("84-121123-0001", "84-121123"), ("p239_002", "p239")]
