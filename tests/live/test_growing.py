"""Streams of exports with caches: no frame is encoded twice, and finals are those of whole audios."""

from itertools import pairwise

import causal
import exported
import numpy as np
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark import EndPoints, Recognizer
from earmark import offline as offline_module
from earmark.audio import speech
from earmark.audio.end_points import USUAL
from earmark.live import unfinished, utterances
from earmark.live.growing import Growing
from earmark.models.exports.streaming import StreamingModel
from earmark.offline import encode_chunks

RATE = 16_000
RUNNING = {"segmentation.detector": "running", "search.threads": 1}


@pytest.fixture(scope="module")
def folders(tokenizer, tmp_path_factory):
    return causal.write_all(tmp_path_factory.mktemp("causal"), tokenizer)


@pytest.fixture(scope="module")
def recognizers(folders):
    return {
        name: Recognizer(folder, RUNNING, decoder="greedy", phones=None, verbatim=True)
        for name, folder in folders.items()
    }


def blocks_of(audio, size):
    return [audio[i : i + size] for i in range(0, len(audio), size)]


def heard(recognizer, blocks, end_points=None):
    """Partials after each block, and finals."""
    stream, partials, finals = recognizer.stream(end_points=end_points), [], []
    for block in blocks:
        stream.accept(block)
        finals += stream.take_final()
        partials.append(stream.partial())
    return partials, finals + stream.finish()


@pytest.mark.parametrize("name", causal.LAYOUTS)
def test_finals_are_those_of_the_whole_audio(name, recognizers, audio):
    offline = recognizers[name].transcribe(audio)
    partials, finals = heard(recognizers[name], blocks_of(audio, 1600))
    assert len(finals) == 3 and len(offline.words) > 20
    assert tuple(word for final in finals for word in final.words) == offline.words
    shown = [partial for partial in partials if partial.tentative or partial.stable]
    assert len(shown) > 40 and any(partial.stable for partial in shown)


@settings(max_examples=6)
@given(cuts=st.lists(st.integers(0, 14 * RATE), max_size=40), name=st.sampled_from(causal.LAYOUTS))
def test_blocks_change_no_bit(recognizers, audio, cuts, name):
    asked = [*range(RATE // 2, len(audio), RATE // 2), len(audio)]
    partials, finals = heard(recognizers[name], blocks_of(audio, RATE // 2))
    stream, found = recognizers[name].stream(), []
    taken = []
    for start, end in pairwise(sorted({0, *asked, *(cut for cut in cuts if cut < len(audio))})):
        stream.accept(audio[start:end])
        if end in asked:
            taken += stream.take_final()
            found.append(stream.partial())
    assert found == partials and taken + stream.finish() == finals


@pytest.mark.parametrize("asking", [True, False])
@pytest.mark.parametrize(
    "rules", [USUAL, EndPoints(pause=0.2, least=0.0, silence=0.3), EndPoints(longest=12.0)]
)
def test_rows_of_a_final_are_those_of_its_chunk_bit_for_bit(recognizers, audio, rules, asking, monkeypatch):
    model, found = recognizers["wenet"].model, []
    own = Growing.final

    def final(growing, chunk):
        found.append((own(growing, chunk), chunk))
        return found[-1][0]

    monkeypatch.setattr(Growing, "final", final)
    loud = np.concatenate(blocks_of(audio, 800)[8:-30])
    if rules.longest is not None:  # speech without a pause: utterances are cut within words
        loud = np.concatenate([block for block in blocks_of(loud, 800) if np.abs(block).max() > 0.02] * 3)
    stream = recognizers["wenet"].stream(end_points=rules)
    for block in blocks_of(loud, 512):
        stream.accept(block)
        if asking:
            stream.partial()
            stream.take_final()
    stream.finish()
    assert len(found) >= 2
    for emissions, chunk in found:
        (expected,) = encode_chunks(model, [chunk])
        assert emissions == expected and len(emissions.log_probs) > 10


def test_chunks_are_run_once(recognizers, audio, monkeypatch):
    """Figures of docs/design/streaming.md: 79 chunks offline, 87 in a stream, 565 in windows."""
    ran = []
    own = StreamingModel.run

    def run(model, features, states, number):
        ran.append(number)
        return own(model, features, states, number)

    monkeypatch.setattr(StreamingModel, "run", run)
    recognizers["nemo"].transcribe(audio)
    offline = len(ran)
    ran.clear()
    heard(recognizers["nemo"], blocks_of(audio, 1600))
    assert offline <= len(ran) <= offline + 3 * 5  # the ends of three utterances
    streamed = len(ran)
    ran.clear()
    for module in (unfinished, utterances, offline_module):
        monkeypatch.setattr(module, "incremental", lambda model: None)
    heard(recognizers["nemo"], blocks_of(audio, 1600))
    assert len(ran) > 5 * streamed


def test_phones_beside_a_model_are_those_of_the_chunk(folders, audio):
    recognizer = Recognizer(folders["zipformer2"], RUNNING, words=["Fremont"], verbatim=True)
    assert recognizer.model.phone_head is not None  # the bundled model's
    offline = recognizer.transcribe(audio)
    partials, finals = heard(recognizer, blocks_of(audio, 4000))
    assert tuple(word for final in finals for word in final.words) == offline.words
    assert any(partial.stable for partial in partials)


class Loud(speech.RunningSilero):
    """Takes everything louder than a threshold for speech: nobody speaks in tones."""

    def __call__(self, frames):
        return (np.abs(frames).max(axis=1) > 0.001).astype(np.float32)


@pytest.mark.parametrize("name", exported.STREAMING)
def test_a_list_is_written(name, tokenizer, tmp_path, monkeypatch):
    monkeypatch.setattr(speech, "RunningSilero", Loud)
    folder = exported.write_streaming(tmp_path / name, name, tokenizer)
    recognizer = Recognizer(folder, RUNNING, words=["Zelenskyy"], phones=None, verbatim=True)
    speaker = toy.Speaker(tokenizer)
    pause = np.zeros(RATE, np.float32)
    sounds = [exported.sound(speaker.tokens(text), 3000) for text in toy.SENTENCES[1:3]]
    audio = np.concatenate([part for sound in sounds for part in (sound, pause)])
    partials, finals = heard(recognizer, blocks_of(audio, 1600))
    assert [final.text for final in finals] == [
        "the doctor said that it was free for a month", "president Zelenskyy met the queen in january",
    ]  # fmt: skip
    assert [entry.entry for final in finals for entry in final.entries] == ["Zelenskyy"]
    assert any("Zelenskyy" in partial.text for partial in partials)
    assert tuple(word for final in finals for word in final.words) == recognizer.transcribe(audio).words


class Own:
    """A caller's own model, over one of ours."""

    name = "own"

    def __init__(self, model, speech_level):
        self._model, self.speech_level = model, speech_level
        self.alphabet, self.tokenizer, self.language = model.alphabet, model.tokenizer, model.language
        self.frame_shift, self.sample_rate = model.frame_shift, model.sample_rate
        self.encode, self.begin = model.encode, model.begin


@pytest.mark.parametrize(("speech_level", "begun"), [(None, True), (0.05, False)])
def test_callers_models_stream_unless_they_want_a_level(recognizers, audio, speech_level, begun, monkeypatch):
    own, ran = Growing.encode, []
    monkeypatch.setattr(Growing, "encode", lambda self, work: ran.append(1) or own(self, work))
    model = Own(recognizers["nemo"].model, speech_level)
    recognizer = Recognizer(model, RUNNING, decoder="greedy", phones=None, verbatim=True)
    _, finals = heard(recognizer, blocks_of(audio, 8000))
    assert bool(ran) is begun
    words = tuple(word for final in finals for word in final.words)
    assert words == recognizer.transcribe(audio).words and len(words) > 10


def test_a_final_that_is_read_ahead_changes_nothing(recognizers, audio, monkeypatch):
    finals_of, own = [], Growing.final
    monkeypatch.setattr(Growing, "final", lambda self, chunk: finals_of.append(chunk) or own(self, chunk))
    silent = np.zeros(7000, np.float32)  # 0.44 s: no end point
    audio = np.concatenate([audio[:28_000], silent, audio[28_000:50_000], silent, audio[80_000:]])
    stream, finals = recognizers["wenet"].stream(), []
    for block in blocks_of(audio, 800):
        stream.accept(block)
        finals += stream.take_final()  # no partials: nothing is encoded before
    finals += stream.finish()
    assert len(finals_of) > len(finals) >= 2
    words = tuple(word for final in finals for word in final.words)
    assert words == recognizers["wenet"].transcribe(audio).words
