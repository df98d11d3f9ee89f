"""OpenAI's own client against ``/v1/realtime``."""

import asyncio
import base64

import pytest
import soxr
from openai import AsyncOpenAI

RATE = 24_000
BLOCK = 2 * 4800  # bytes: 0.2 s


@pytest.fixture(scope="module")
def sound(samples):
    return (soxr.resample(samples, 16_000, RATE) * 32767).astype("<i2").tobytes()


def session(turns="server_vad", **transcription):
    turn_detection = None if turns is None else {"type": turns}
    sound_fields = {
        "format": {"type": "audio/pcm", "rate": RATE},
        "transcription": {"model": "gpt-transcribe", **transcription},
        "turn_detection": turn_detection,
    }
    return {"type": "transcription", "audio": {"input": sound_fields}}


def update(given):
    return {"type": "session.update", "session": {"audio": {"input": given}}}


async def append(connection, sound):
    for first in range(0, len(sound), BLOCK):
        audio = base64.b64encode(sound[first : first + BLOCK]).decode()
        await connection.input_audio_buffer.append(audio=audio)


def converse(server, act, until):
    """Let ``act`` send; return all events up to the one that ``until`` accepts."""

    async def run():
        events = []
        client = AsyncOpenAI(api_key="none", base_url=f"{server.http}/v1")
        async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
            acting = asyncio.create_task(act(connection))
            async for event in connection:
                events.append(event)
                if until(events):
                    break
            await acting
        return events

    return asyncio.run(asyncio.wait_for(run(), 60))


def of_kind(events, kind):
    return [event for event in events if event.type.removeprefix(PREFIX) == kind]


PREFIX = "conversation.item.input_audio_transcription."


def completed(count):
    return lambda events: len(of_kind(events, "completed")) == count


def test_an_item_for_each_utterance_with_the_keywords(server, sound):
    async def act(connection):
        await connection.session.update(session=session(keywords=["Fremont", "Zelenskyy"]))
        await append(connection, sound)

    events = converse(server, act, completed(2))
    assert [event.type for event in events[:2]] == ["session.created", "session.updated"]
    assert events[1].session.audio.input.transcription.keywords == ["Fremont", "Zelenskyy"]
    done = of_kind(events, "completed")
    assert "Fremont" in done[0].transcript and "Zelenskyy" in done[1].transcript
    assert done[0].earmark["entries"][0]["entry"] == "Fremont" and done[0].usage.seconds > 3
    committed = of_kind(events, "input_audio_buffer.committed")
    assert [event.item_id for event in committed] == [event.item_id for event in done]
    assert committed[1].previous_item_id == committed[0].item_id
    for kind in ("speech_started", "speech_stopped"):
        assert len(of_kind(events, f"input_audio_buffer.{kind}")) == 2


def test_deltas_are_the_beginning_of_the_transcript_where_it_keeps_them(server, sound):
    async def act(connection):
        await connection.session.update(session=session(turns=None))
        await append(connection, sound)
        await connection.input_audio_buffer.commit()

    events = converse(server, act, completed(1))
    (done,) = of_kind(events, "completed")
    deltas = of_kind(events, "delta")
    assert {event.item_id for event in deltas} == {done.item_id}
    assert not of_kind(events, "input_audio_buffer.speech_started")
    said = "".join(event.delta for event in deltas)
    assert said[:8].casefold() == done.transcript[:8].casefold() == "we moved"
    assert len(done.transcript.split()) > 15


def test_the_list_changes_in_the_middle(server, sound):
    half = 2 * round(4.4 * RATE)

    async def act(connection):
        await connection.session.update(session=session(keywords=["Fremont"]))
        await append(connection, sound[:half])
        await connection.session.update(session=session(keywords=["Zelenskyy"]))
        await append(connection, sound[half:])

    done = of_kind(converse(server, act, completed(2)), "completed")
    assert "Fremont" in done[0].transcript and "Zelenskyy" in done[1].transcript


def test_a_prompt_that_is_a_list_counts_and_a_text_is_reported(server):
    async def act(connection):
        await connection.session.update(session=session(prompt="Fremont, Zelenskyy"))
        await connection.session.update(
            session=session(prompt="A call about a house. It was recorded in May.")
        )

    events = converse(server, act, lambda events: len(of_kind(events, "session.updated")) == 2)
    first, second = (event.session.earmark for event in of_kind(events, "session.updated"))
    assert first["words"]["entries"] == 2 and not first["warnings"]
    assert "is not used" in second["warnings"][0]


def test_logprobs_on_request(server, sound):
    async def act(connection):
        given = session() | {"include": ["item.input_audio_transcription.logprobs"]}
        await connection.session.update(session=given)
        await append(connection, sound)

    done = of_kind(converse(server, act, completed(1)), "completed")[0]
    assert done.logprobs and all(
        item.logprob <= 0 and bytes(item.bytes).decode() == item.token for item in done.logprobs
    )


@pytest.mark.parametrize(
    "message, sentence",
    [
        ({"type": "response.create"}, "transcription sessions take"),
        ({"type": "session.update", "session": {"type": "realtime"}}, "expected 'transcription'"),
        ({"type": "session.update", "session": None}, "expected an object"),
        ({"type": "session.update", "session": session(phrases=["Fremont"])}, "looks like a vocabulary"),
        ({"type": "session.update", "session": session(turns="by_hand")}, "turn_detection"),
        (update({"format": {"type": "audio/mp3"}}), "expected one of"),
        (update(3), "expected an object"),
        (update({"transcription": [1]}), "expected an object"),
        ({"type": "session.update", "session": {"include": 7}}, "include"),
        ({"type": "input_audio_buffer.append", "audio": "not base64!"}, "base64"),
        ({"type": "input_audio_buffer.append"}, "base64"),
        ({"type": "input_audio_buffer.commit"}, "buffer is empty"),
    ],
)  # fmt: skip
def test_a_bad_event_is_answered_with_its_id(server, message, sentence):
    async def act(connection):
        await connection.send({"event_id": "mine", **message})

    (error,) = of_kind(converse(server, act, lambda events: of_kind(events, "error")), "error")
    assert sentence in error.error.message and error.error.event_id == "mine"


def test_clear_forgets_the_audio(server, sound):
    async def act(connection):
        await connection.session.update(session=session(turns=None))
        await append(connection, sound[: 4 * RATE])
        await connection.input_audio_buffer.clear()
        await append(connection, sound[-4 * RATE :])
        await connection.input_audio_buffer.commit()

    events = converse(server, act, completed(1))
    assert of_kind(events, "input_audio_buffer.cleared")
    assert "moved" not in of_kind(events, "completed")[0].transcript
