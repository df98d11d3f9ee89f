"""Streams write what the recognizer writes of the whole audio, however they are cut into blocks."""

import asyncio
import threading
from itertools import pairwise

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark import AsyncStream, EndPoints, Recognizer
from earmark.errors import AudioError, EarmarkError, OptionsError, WordListError
from earmark.evaluation.alignment import align

RATE = 16_000


def blocks_of(audio, size):
    return [audio[i : i + size] for i in range(0, len(audio), size)]


def finals(stream, blocks, rate=RATE):
    for block in blocks:
        stream.accept(block, rate)
    return stream.finish()


@pytest.fixture(scope="module")
def whole(recognizer, audio):
    """Finals of one block."""
    return finals(recognizer.stream(), [audio])


@pytest.fixture(scope="module")
def partials(recognizer, audio):
    """Partials at every half second."""
    stream, found = recognizer.stream(), []
    for block in blocks_of(audio, RATE // 2):
        stream.accept(block)
        found.append(stream.partial())
    return found


def test_finals_have_the_words_of_the_whole_audio(recognizer, audio, whole):
    offline = recognizer.with_options({"segmentation.detector": "running"}).transcribe(audio)
    assert len(whole) == 3
    assert " ".join(final.text for final in whole) == offline.text
    assert tuple(word for final in whole for word in final.words) == offline.words
    assert tuple(entry for final in whole for entry in final.entries) == offline.entries
    assert {"adalimumab", "Albuquerque"} <= {entry.entry for entry in offline.entries}


def test_the_usual_detector_writes_the_same_text(recognizer, audio, whole):
    assert " ".join(final.text for final in whole) == recognizer.transcribe(audio).text


@settings(max_examples=4)
@given(st.lists(st.integers(0, 14 * RATE), max_size=60))
def test_finals_and_partials_do_not_depend_on_blocks(recognizer, audio, whole, partials, cuts):
    stream, found = recognizer.stream(), []
    asked = range(RATE // 2, len(audio), RATE // 2)
    for start, end in pairwise(sorted({0, len(audio), *asked, *(cut for cut in cuts if cut < len(audio))})):
        stream.accept(audio[start:end])
        if end in asked:
            found.append(stream.partial())
    assert found == partials[: len(found)]
    assert stream.finish() == whole


@pytest.mark.parametrize("milliseconds", [20, 100, 500])
def test_blocks_of_usual_sizes(recognizer, audio, whole, milliseconds):
    assert finals(recognizer.stream(), blocks_of(audio, milliseconds * 16)) == whole


def test_partials_grow_and_keep_what_is_stable(partials, whole):
    assert any(partial.stable for partial in partials)
    for before, after in pairwise(partials):
        goes_on = before.words and after.words and before.words[0].start == after.words[0].start
        assert not goes_on or after.stable.startswith(before.stable)
    for partial in partials:
        assert all(word.end <= partial.seconds + 0.1 for word in partial.words)
    shown = " ".join(partial.text for partial in partials)
    assert "adalimumab" in shown and "Albuquerque" in shown
    words = {word.text for final in whole for word in final.words}
    stable = [word for partial in partials for word in partial.stable.split()]
    assert sum(word in words for word in stable) >= 0.97 * len(stable)


def test_finals_come_at_end_points(recognizer, audio):
    stream, found = recognizer.stream(), []
    for block in blocks_of(audio, RATE // 10):
        stream.accept(block)
        found += stream.take_final()
    assert len(found) == 3
    for final in found:
        assert 0.5 < final.seconds - final.words[-1].end < 1.3
    assert stream.finish() == []


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_other_rates_are_resampled_in_the_stream(recognizer, audio, rate):
    given = soxr.resample(audio, RATE, rate)
    expected = finals(recognizer.stream(), [given], rate)
    assert finals(recognizer.stream(), blocks_of(given, rate // 7), rate) == expected
    offline = recognizer.with_options({"segmentation.detector": "running"}).transcribe((given, rate))
    assert " ".join(final.text for final in expected) == offline.text


def test_integers_and_channels_are_taken(recognizer, audio, whole):
    integers = np.round(audio * 32767).astype(np.int16)
    found = finals(recognizer.stream(), blocks_of(np.stack([integers, integers], axis=1), 4000))
    assert [final.text for final in found] == [final.text for final in whole]


def test_a_list_that_cannot_be_used_leaves_the_one_before(recognizer):
    stream = recognizer.stream(["Fremont"])
    before = stream.words
    with pytest.raises(WordListError, match="missing.csv"):
        stream.update_words("missing.csv")
    assert stream.words is before


def test_many_streams_share_a_recognizer(recognizer, audio, whole):
    results = {}

    def run(number):
        stream, found = recognizer.stream(), []
        for block in blocks_of(audio, 1000 + 777 * number):
            stream.accept(block)
            stream.partial()
            found += stream.take_final()
        results[number] = found + stream.finish()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[number] for number in range(3)] == [whole] * 3


def test_one_thread_listens_while_another_reads(recognizer, audio, whole):
    stream, found = recognizer.stream(), []
    done = threading.Event()

    def read():
        while not done.is_set():
            found.extend(stream.take_final())
            stream.partial()

    reader = threading.Thread(target=read)
    reader.start()
    for block in blocks_of(audio, 1600):
        stream.accept(block)
    done.set()
    reader.join()
    assert found + stream.finish() == whole


def test_asyncio(recognizer, audio, whole):
    async def run():
        stream, found = AsyncStream(recognizer.stream([])), []
        await stream.update_words(None)
        for block in blocks_of(audio, RATE):
            await stream.accept(block)
            found += await stream.take_final()
            await stream.partial()
        return found + await stream.finish()

    assert asyncio.run(run()) == whole


def test_end_points_can_be_chosen(recognizer, audio):
    soon = finals(recognizer.stream(end_points=EndPoints(pause=0.25, least=0.3)), [audio])
    late = finals(recognizer.stream(end_points=EndPoints(pause=3.0, silence=3.0)), [audio])
    assert len(late) == 1 <= len(soon)
    with pytest.raises(OptionsError, match="end_points is 0.4"):
        recognizer.stream(end_points=0.4)


def test_silence_and_noise_are_no_words(recognizer):
    noise = np.random.default_rng(0).normal(0, 0.01, 20 * RATE).astype(np.float32)
    stream = recognizer.stream()
    stream.accept(np.zeros(10 * RATE, np.float32))
    stream.accept(noise)
    assert stream.partial().text == ""
    assert stream.finish() == []


def test_empty_blocks_and_streams(recognizer, audio, whole):
    stream = recognizer.stream()
    stream.accept(np.zeros(0, np.int16), 8000)
    assert (stream.seconds, stream.partial().text, stream.take_final(), stream.finish()) == (0.0, "", [], [])
    assert recognizer.stream().finish() == []


@pytest.mark.parametrize(
    ("block", "rate", "message"),
    [
        (
            np.array([0.0, np.nan], np.float32),
            RATE,
            "the stream holds NaN or infinite samples, first at 1.000 s",
        ),
        (np.array([0.0, 3000.0], np.float32), RATE, "the stream reaches 3000"),
        (np.zeros(10, np.float32), 8000, "the block has 8000 samples a second, the stream began with 16000"),
        (np.zeros(10, np.float32), 0.5, "the rate in samples a second is 0.5"),
        (np.zeros((2, 3, 4), np.float32), RATE, r"samples have shape \(2, 3, 4\)"),
        (np.zeros(10, np.complex64), RATE, "samples have type complex64"),
        (b"\0\0", RATE, r"samples is b'\\x00\\x00', of type bytes; expected an array"),
    ],
)
def test_bad_blocks_are_refused_and_the_stream_goes_on(recognizer, audio, whole, block, rate, message):
    stream = recognizer.stream()
    stream.accept(audio[:RATE])
    with pytest.raises(AudioError, match=message):
        stream.accept(block, rate)
    stream.accept(audio[RATE:])
    assert stream.seconds == len(audio) / RATE
    assert [final.text for final in stream.finish()] == [final.text for final in whole]


def test_a_finished_stream_takes_nothing_more(recognizer, audio):
    stream = recognizer.stream()
    stream.finish()
    for call in (lambda: stream.accept(audio), stream.finish, lambda: stream.update_words(None)):
        with pytest.raises(EarmarkError, match="the stream is finished: begin another"):
            call()
    assert stream.take_final() == []


def test_recognizers_that_cannot_stream_say_so(recognizer):
    with pytest.raises(OptionsError, match="'loudness', which compares sounds"):
        recognizer.with_options({"segmentation.detector": "loudness"}).stream()


def test_greedy_decoding_streams(audio):
    greedy = Recognizer(options={"search.threads": 1}, decoder="greedy", verbatim=True)
    stream = greedy.stream()
    stream.accept(audio[: 3 * RATE])
    assert len(stream.partial().text) > 10
    stream.accept(audio[3 * RATE :])
    assert " ".join(final.text for final in stream.finish()) == greedy.transcribe(audio).text


def without_pauses(audio):
    """Its blocks of 50 ms that are not silent."""
    blocks = np.stack(blocks_of(audio, 800)[:-1])
    return blocks[np.abs(blocks).max(1) > 0.02].ravel()


def test_speech_without_a_pause_ends_at_the_longest_utterance(recognizer, audio):
    audio = np.concatenate([without_pauses(audio)] * 4)
    whole = finals(recognizer.stream(), [audio])
    cut = finals(recognizer.stream(end_points=EndPoints(longest=12.0)), blocks_of(audio, 1600))
    assert all(final.words[-1].end - final.words[0].start <= 12.0 for final in cut)
    assert len(cut) > len(audio) / RATE / 12.0 > len(whole)
    said, again = (" ".join(f.text for f in found).split() for found in (whole, cut))
    assert len(align(said, again).matches) >= 0.9 * len(said)
    assert cut == finals(recognizer.stream(end_points=EndPoints(longest=12.0)), [audio])


def test_utterances_that_wait_are_counted(recognizer, audio):
    stream = recognizer.stream()
    stream.accept(audio)
    assert stream.waiting == 3
    stream.take_final()
    assert stream.waiting == 0


def test_a_cancelled_call_loses_no_transcript(recognizer, audio, whole):
    """Its thread goes on; what it finds comes with the next call."""

    async def run():
        stream, found = AsyncStream(recognizer.stream()), []
        await stream.accept(audio)
        for method in (stream.take_final, stream.finish):
            call = asyncio.ensure_future(method())
            await asyncio.sleep(0.001)  # it is in its thread
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
        while stream.stream.waiting:
            await asyncio.sleep(0.01)
        found += await stream.take_final()
        with pytest.raises(EarmarkError, match="finished"):
            await stream.finish()
        return found

    assert asyncio.run(run()) == whole


def test_an_empty_block_says_nothing_of_the_rate(recognizer, audio, whole):
    stream = recognizer.stream()
    stream.accept(audio[:0], 8000)
    stream.accept(audio, RATE)
    assert stream.finish() == whole
