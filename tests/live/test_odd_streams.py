"""Streams that wait, stop, or hold no speech."""

import gc
import threading
import tracemalloc
import weakref
from itertools import product

import numpy as np
import pytest

from earmark import Recognizer
from earmark.errors import OptionsError

RATE = 16_000
FIRST, MIDDLE, LAST = (
    ("Bal", "Cor", "Dem", "Fin", "Gar", "Hol", "Jan", "Kel", "Lor", "Mar"),
    ("abel", "edin", "ilon", "omar", "ubik", "asta", "erne", "olli", "ando", "ivan"),
    ("son", "ton", "ley", "ham", "ford", "wick", "dale", "mont", "bury", "stead"),
)
NAMES = ["".join(parts) for parts in product(FIRST, MIDDLE, LAST)]


def blocks_of(audio, size=RATE // 10):
    return [audio[i : i + size] for i in range(0, len(audio), size)]


def chords(seconds):
    """(N,) chords of three tones with harmonics, one every second."""
    at = np.arange(seconds * RATE) / RATE
    turn = at.astype(int)
    found = np.zeros(len(at))
    for degrees in ([0, 4, 7], [9, 0, 4], [5, 9, 0], [7, 11, 2]):
        ours = np.exp(-2 * (at - turn)) * (turn % 4 == [0, 9, 5, 7].index(degrees[0]))
        for degree in degrees:
            pitch = 130.8 * 2 ** (degree / 12)
            found += ours * sum(np.sin(2 * np.pi * n * pitch * at) / n**1.5 for n in range(1, 8))
    return np.asarray(0.2 * found / np.abs(found).max(), np.float32)


def test_sounds_without_speech_write_no_word_with_a_list_of_a_thousand(recognizer):
    assert len(NAMES) == 1000
    noise = np.random.default_rng(1).normal(0, 0.05, 15 * RATE).astype(np.float32)
    swelling = noise * np.sin(np.arange(len(noise)) / RATE).astype(np.float32) ** 2
    stream = recognizer.stream(NAMES)
    for block in blocks_of(np.concatenate([np.zeros(10 * RATE, np.float32), noise, chords(20), swelling])):
        stream.accept(block)
        assert stream.take_final() == []
        assert stream.partial().text == ""
    assert stream.finish() == []


def test_a_delay_of_ten_seconds_loses_nothing(recognizer, audio):
    at_once, late = recognizer.stream(), recognizer.stream()
    asked, finals, delayed = [], [], []
    for number, block in enumerate(blocks_of(audio)):
        at_once.accept(block)
        late.accept(block)
        finals += at_once.take_final()
        asked.append(at_once.partial())
        if number in (20, 120):  # asked for the first time in two seconds, and in ten
            delayed += late.take_final()
            assert late.partial() == asked[-1]
    assert delayed + late.finish() == finals + at_once.finish()


def test_a_stream_that_is_never_finished_leaves_nothing_behind(recognizer, audio):
    threads, gone = threading.active_count(), []
    for _ in range(3):
        stream = recognizer.stream(["adalimumab"])
        for block in blocks_of(audio[: 3 * RATE]):
            stream.accept(block)
            stream.partial()
        gone.append(weakref.ref(stream._utterances))
        del stream
    gc.collect()
    assert [one() for one in gone] == [None] * 3
    assert threading.active_count() == threads


def test_memory_stays_flat_between_utterances(recognizer):
    hum = np.random.default_rng(2).normal(0, 0.001, 30 * RATE).astype(np.float32)
    stream = recognizer.stream()

    def wait():
        for number, block in enumerate(blocks_of(hum)):
            stream.accept(block)
            stream.update_words([] if number % 2 else None)
        stream.take_final()
        stream.partial()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        wait()
        first, *_, last = (wait() for _ in range(4))
    finally:
        tracemalloc.stop()
    assert last - first < 20_000  # bytes; a second of audio has 64,000


class Writer:
    def transcribe(self, samples, hints=()):
        raise AssertionError("a stream asked for a whole audio")

    def hint_limit(self):
        return 0


def test_a_transcriber_is_refused():
    with pytest.raises(OptionsError, match="a transcriber writes whole audios: use transcriber=None"):
        Recognizer(transcriber=Writer()).stream()
