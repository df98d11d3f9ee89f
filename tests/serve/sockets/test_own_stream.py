"""``/v1/stream``: finals, partials, lists that change while somebody speaks, and what became of entries."""

import asyncio
import json
from contextlib import suppress

import pytest
import websockets

from earmark.serve.running import config_of

BLOCK = 6400  # bytes: 0.2 s


async def converse(url, steps, wait=0.0):
    """Send steps, bytes in blocks and objects as JSON; return all answers and the close code."""
    answers = []
    async with websockets.connect(url) as ws:

        async def send():
            for step in steps:
                blocks = (
                    [step[i : i + BLOCK] for i in range(0, len(step), BLOCK)]
                    if isinstance(step, bytes)
                    else [step]
                )
                for block in blocks:
                    await ws.send(block if isinstance(block, bytes | str) else json.dumps(block))
                    await asyncio.sleep(wait)

        sending = asyncio.create_task(send())
        with suppress(websockets.ConnectionClosedError):
            async for message in ws:
                answers.append(json.loads(message))
        sending.cancel()
        return answers, ws.close_code


def of_kind(answers, kind):
    return [answer for answer in answers if answer["type"] == kind]


def text_of(finals):
    return " ".join(word["text"] for final in finals for word in final["words"])


@pytest.fixture(scope="module")
def stream_url(server):
    return f"{server.ws}/v1/stream"


def run(*args, **kwargs):
    return asyncio.run(asyncio.wait_for(converse(*args, **kwargs), 60))


def test_finals_have_times_in_the_stream_and_the_evidence_of_entries(stream_url, pcm, recognizer, samples):
    answers, code = run(
        f"{stream_url}?keyterm=Fremont&keyterm=Zelenskyy&partials=false", [pcm, {"type": "stop"}]
    )
    finals = of_kind(answers, "final")
    assert code == 1000 and not of_kind(answers, "partial") and not of_kind(answers, "error")
    stream = recognizer.stream(["Fremont", "Zelenskyy"])
    stream.accept(samples)
    expected = stream.finish()
    assert [final["text"] for final in finals] == [final.text for final in expected]
    assert [entry["entry"] for final in finals for entry in final["entries"]] == ["Fremont", "Zelenskyy"]
    assert finals[1]["words"][0]["start"] > 4.5
    done = of_kind(answers, "done")[0]
    assert {item["entry"]: item["status"] for item in done["entries"]} == {
        "Fremont": "used",
        "Zelenskyy": "used",
    }
    assert done["seconds"] == pytest.approx(len(samples) / 16_000, abs=0.01)


def test_the_list_changes_from_the_next_word_on(stream_url, pcm):
    half = 2 * round(4.4 * 16_000)  # bytes: in the pause between the clips
    steps = [{"type": "configure", "words": ["Fremont"]}, pcm[:half]]
    steps += [
        {"type": "configure", "words": [{"phrase": "Zelenskyy", "display_as": "ZELENSKYY"}]},
        pcm[half:],
    ]
    answers, _ = run(stream_url, [*steps, {"type": "stop"}])
    configured = of_kind(answers, "configured")
    assert [state["words"]["entries"] for state in configured] == [0, 1, 1]
    assert [state["from"] for state in configured] == ["now", "now", "next_word"]
    finals = of_kind(answers, "final")
    assert "Fremont" in finals[0]["text"] and "ZELENSKYY" in finals[1]["text"]


@pytest.mark.parametrize(("verbatim", "begins"), [("false", "We moved"), ("true", "we moved")])
def test_words_as_they_are_written_or_as_they_are_said(stream_url, pcm, verbatim, begins):
    query = f"?partials=false&verbatim={verbatim}"
    final = of_kind(run(stream_url + query, [pcm[:128_000], {"type": "stop"}])[0], "final")[0]
    assert final["text"].startswith(begins) and final["words"][0]["text"] == begins.split()[0]


def test_an_empty_list_clears_the_one_before(stream_url, pcm):
    steps = [{"type": "configure", "words": []}, pcm, {"type": "stop"}]
    answers, _ = run(f"{stream_url}?keyterm=Fremont&keyterm=Zelenskyy", steps)
    assert [state["words"]["entries"] for state in of_kind(answers, "configured")] == [2, 0]
    assert not [entry for final in of_kind(answers, "final") for entry in final["entries"]]


def test_entries_that_can_never_be_written_are_reported_at_once_and_at_the_end(stream_url):
    entries = ["Fremont", "♫♫♫"]
    answers, _ = run(stream_url, [{"type": "configure", "words": entries}, {"type": "stop"}])
    state = of_kind(answers, "configured")[1]["words"]
    assert state["unreachable"] == 1 and state["diagnostics"][0]["entry"] == "♫♫♫"
    assert of_kind(answers, "done")[0]["entries"][0]["status"] == "unreachable"


def test_partials_grow_and_end_in_the_final(stream_url, pcm):
    answers, _ = run(f"{stream_url}?keyterm=Fremont", [pcm, {"type": "stop"}], wait=0.04)
    kinds = [answer["type"] for answer in answers]
    assert kinds.index("partial") < kinds.index("final")
    stable = [answer["stable"] for answer in answers[: kinds.index("final")] if answer["type"] == "partial"]
    assert all(later.startswith(sooner) for sooner, later in zip(stable, stable[1:], strict=False))


def test_a_flush_ends_the_utterance_and_times_go_on(stream_url, pcm):
    first = 2 * 32_000  # bytes: 2 s, within the first clip
    answers, _ = run(stream_url, [pcm[:first], {"type": "flush"}, pcm[first:], {"type": "stop"}])
    kinds = [answer["type"] for answer in answers if answer["type"] != "partial"]
    assert kinds == ["configured", "final", "flushed", "final", "final", "done"]
    finals = of_kind(answers, "final")
    assert finals[0]["words"][-1]["end"] <= 2.0 <= finals[1]["words"][0]["start"]


@pytest.mark.parametrize(
    "rate, encoding", [(8000, "mulaw"), (8000, "alaw"), (48_000, "f32le"), (44_100, "s16le")]
)
def test_other_layouts(stream_url, samples, rate, encoding, recognizer):
    from layouts import encoded

    query = f"?encoding={encoding}&rate={rate}&partials=false&keyterm=Fremont"
    answers, _ = run(stream_url + query, [encoded(samples, rate, encoding), {"type": "stop"}])
    assert "Fremont" in text_of(of_kind(answers, "final"))


@pytest.mark.parametrize(
    "step, sentence",
    [
        ("{", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ("[" * 100_000, "is not JSON"),
        ({"type": "begin"}, "expected 'configure', 'flush' or 'stop'"),
        ({"type": "configure", "rate": 3}, "rate"),
        ({"type": "configure", "rate": "high"}, "rate"),
        ({"type": "configure", "channels": 0}, "channels"),
        ({"type": "configure", "encoding": "mp3"}, "expected one of"),
        ({"type": "configure", "encoding": ["mp3"]}, "expected one of"),
        ({"type": "configure", "partials": "yes"}, "expected true or false"),
        ({"type": "configure", "verbatim": 1}, "expected true or false"),
        ({"type": "configure", "end_points": {"pause": -1}}, "pause"),
        ({"type": "configure", "end_points": 3}, "end_points"),
        ({"type": "configure", "phrases": ["Fremont"]}, "looks like a vocabulary"),
        ({"type": "configure", "words": 5}, "list"),
        ({"type": "configure", "words": [{"phrase": "x", "weight": 1e9}]}, "weight"),
        ({"type": "configure", "word_list": "of another"}, "there is no word list"),
    ],
)
def test_a_bad_message_is_answered_in_a_sentence_and_the_stream_goes_on(stream_url, pcm, step, sentence):
    answers, code = run(
        f"{stream_url}?keyterm=Fremont&partials=false", [step, pcm[:128_000], {"type": "stop"}]
    )
    errors = of_kind(answers, "error")
    assert code == 1000 and len(errors) == 1 and sentence in errors[0]["error"]["message"]
    assert "Fremont" in text_of(of_kind(answers, "final"))


def test_samples_that_are_no_numbers_are_left_out(stream_url):
    import numpy as np

    bad = np.full(1600, np.nan, "<f4").tobytes()
    answers, code = run(f"{stream_url}?encoding=f32le", [bad, {"type": "stop"}])
    assert code == 1000 and "NaN" in of_kind(answers, "error")[0]["error"]["message"]


@pytest.mark.parametrize(
    "query, sentence",
    [
        ("?rate=fast", "rate"),
        ("?hotword=Fremont", "looks like a vocabulary"),
        ("?word_list=none-such", "there is no word list"),
    ],
)
def test_a_bad_address_is_answered_in_a_sentence_and_closed(stream_url, query, sentence):
    answers, code = run(stream_url + query, [])
    assert code in (1003, 1008) and sentence in answers[-1]["error"]["message"]


def test_parallel_streams_keep_their_lists_apart(stream_url, pcm):
    """Six clients at a time write the same word in six ways, partials included."""

    async def all_of_them():
        def steps(number):
            words = [{"phrase": "Fremont", "display_as": f"FREMONT-{number}"}]
            return [{"type": "configure", "words": words}, pcm[:128_000], {"type": "stop"}]

        return await asyncio.gather(*(converse(stream_url, steps(number), 0.02) for number in range(6)))

    for number, (answers, code) in enumerate(asyncio.run(asyncio.wait_for(all_of_them(), 100))):
        texts = [answer["text"] for answer in of_kind(answers, "final")]
        texts += [answer["stable"] + answer["tentative"] for answer in of_kind(answers, "partial")]
        written = {word for text in texts for word in text.split() if word.startswith("FREMONT")}
        assert code == 1000 and {word.rstrip(",.") for word in written} == {f"FREMONT-{number}"}


def test_no_pings_end_a_stream_that_is_slowed_down(server):
    """A server that reads no more for a while gets no answer to its pings, and closed streams under load."""
    assert config_of(server.app, server.settings).ws_ping_interval is None
