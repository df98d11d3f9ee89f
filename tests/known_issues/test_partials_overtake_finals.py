"""A client could see a partial of an utterance before the final of the one before it."""

import asyncio

import numpy as np

from earmark import Recognizer
from earmark.audio import load_audio
from earmark.serve.sockets.session import Session

RATE = 16_000


class Answers(list):
    async def finals(self, transcripts):
        self.extend(("final", transcript.text) for transcript in transcripts)

    async def partial(self, partial):
        self.append(("partial", partial.text))


def test_a_final_that_waits_comes_before_the_next_partial():
    clip = load_audio("demo/audio/fremont.opus").samples
    audio = np.concatenate([clip, np.zeros(2 * RATE, np.float32), clip[: 2 * RATE]])
    pcm = (audio * 32767).astype("<i2").tobytes()

    async def converse():
        session, answers = Session(Recognizer(options={"search.threads": 1})), Answers()
        take_final = session._stream.take_final

        async def ends_meanwhile():
            found = await take_final()
            await session.feed(pcm[len(pcm) // 4 :])  # an utterance ends, and another one begins
            return found

        await session.feed(pcm[: len(pcm) // 4])
        session._stream.take_final = ends_meanwhile
        await session._turn(answers, True)
        assert session._stream.stream.waiting == 1
        session._stream.take_final = take_final
        await session._turn(answers, True)
        assert session._stream.stream.waiting == 0
        return answers

    answers = asyncio.run(converse())
    assert [kind for kind, _ in answers] == ["final", "partial"]
    assert answers[0][1].startswith("We moved")
