import gzip
import json
import re
import shutil
import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from toy import ARPA, OPTIONS, Doubtful

from earmark import DecodeOptions, Recognizer, Word
from earmark.biasing.diagnostics import summaries
from earmark.decoding import SearchOptions, WordLm
from earmark.errors import (
    AudioError,
    EmissionsError,
    LanguageModelError,
    ModelError,
    OptionsError,
    PhoneError,
    WordListError,
)
from earmark.models import Emissions, find_model
from earmark.models.onnx import OnnxModel
from earmark.models.protocol import MODEL_FILES

TEXTS = [
    "we moved from fremont",
    "the doctor said",
    "president zelenskyy met the queen",
    "a quiet film about jazz",
]


def test_nothing_is_written_where_nobody_speaks():
    rumble = np.cumsum(np.random.default_rng(0).standard_normal(160_000))
    wind = (rumble - np.convolve(rumble, np.ones(800) / 800, "same")) * (
        1 + np.sin(2 * np.pi * 0.3 * np.arange(160_000) / 16_000)
    )
    wind = (0.01 * wind / np.abs(wind).max()).astype(np.float32)
    recognizer = Recognizer("english")
    assert recognizer.transcribe(wind).text == ""
    every_sound = recognizer.with_options({"segmentation.detector": "loudness"})
    assert every_sound.transcribe(wind).text == ""
    assert (
        every_sound.with_options({"calibration.suppress_non_speech": 0.0}).transcribe(wind).text != ""
    )  # what the search alone makes of it


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(model_folder, DecodeOptions.of({"search.threads": 2}))


@pytest.fixture(scope="module")
def doubtful(model_folder):
    return Recognizer(Doubtful(OnnxModel(model_folder)))


@pytest.fixture(scope="module")
def jazz(speak):
    return speak("quiet jazz")


def test_speech_is_read(recognizer, say):
    found = recognizer.transcribe(say("a.wav", TEXTS[0]))
    assert found.text == TEXTS[0]
    assert found.seconds == pytest.approx(len(soundfile.read(found.audio)[0]) / 16_000, abs=1e-3)
    times = [t for word in found.words for t in (word.start, word.end)]
    assert times == sorted(times) and times[0] == pytest.approx(0.24, abs=0.05)


def test_path_samples_and_rate_are_the_same(recognizer, say, speak):
    samples = speak(TEXTS[1])
    pair = recognizer.transcribe((samples, 16_000))
    assert recognizer.transcribe(samples) == pair
    assert recognizer.transcribe(str(say("a.flac", TEXTS[1]))).text == pair.text == TEXTS[1]


def test_entry_is_written_in_its_display_form(recognizer, speak):
    found = recognizer.transcribe(
        speak(TEXTS[2]), words=[Word("Zelenskyy", display_as="Зеленський"), "Fremont"]
    )
    assert found.text == "president Зеленський met the queen"
    (entry,) = found.entries
    assert (entry.entry, entry.text) == ("Zelenskyy", "Зеленський")
    assert [w.entry for w in found.words] == [None, "Zelenskyy", None, None, None]


def test_list_changes_what_is_written(doubtful, jazz):
    assert doubtful.transcribe(jazz).text == "quiet kzz"
    listed = doubtful.transcribe(jazz, words=["jazz"])
    assert listed.text == "quiet jazz"
    assert listed.entries[0].boost > 0


def test_list_of_the_recognizer_gives_way_to_the_call(doubtful, jazz):
    own = Recognizer(doubtful.model, words=["jazz"])
    assert own.transcribe(jazz).text == "quiet jazz"
    assert own.transcribe(jazz, words=["fog"]).text == "quiet kzz"


def test_boosting_off_ignores_the_list(doubtful, jazz):
    off = Recognizer(doubtful.model, DecodeOptions.of({"boosting.mode": "off"}))
    assert off.transcribe(jazz, words=["jazz"]).text == "quiet kzz"


def test_alone_or_in_a_batch_on_any_number_of_threads(model_folder, speak, jazz):
    audios = [*(speak(text) for text in TEXTS), jazz, np.tile(speak(TEXTS[0]), 12)]

    def recognizer(threads):
        return Recognizer(
            Doubtful(OnnxModel(model_folder, threads)), DecodeOptions.of({"search.threads": threads})
        )

    reference = recognizer(1)
    alone = [reference.transcribe(a, words=["jazz", "Fremont"], nbest=4) for a in audios]
    assert max(len(one.nbest) for one in alone) > 1
    for threads in (1, 8):
        assert recognizer(threads).transcribe_batch(audios, words=["jazz", "Fremont"], nbest=4) == alone


def test_many_callers_at_once(recognizer, speak):
    audios = [speak(text) for text in TEXTS]
    found = [None] * 8

    def work(number):
        found[number] = recognizer.transcribe(audios[number % 4], words=TEXTS[number % 4].split()[-1:])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [t.text for t in found] == TEXTS + TEXTS


def test_each_audio_may_have_its_own_list(doubtful, jazz):
    first, second = doubtful.transcribe_batch([jazz, jazz], words_each=[["jazz"], None])
    assert (first.text, second.text) == ("quiet jazz", "quiet kzz")
    with pytest.raises(OptionsError, match="words_each has 1 lists for 2 audios"):
        doubtful.transcribe_batch([jazz, jazz], words_each=[None])
    with pytest.raises(OptionsError, match="give words or words_each, not both"):
        doubtful.transcribe_batch([jazz], words=["a"], words_each=[None])


def test_list_is_compiled_once(recognizer):
    assert recognizer.compile(["Fremont", "fog"]) is recognizer.compile(["Fremont", "fog"])


def test_long_audio_reads_like_its_pieces_in_flat_memory(recognizer, speak, tmp_path):
    pieces = [speak(text, pause=0.6) for text in TEXTS]
    minutes = np.concatenate(pieces * 40)
    path = tmp_path / "long.wav"
    soundfile.write(path, minutes, 16_000)
    tracemalloc.start()
    found = recognizer.transcribe(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.text == " ".join(TEXTS * 40)
    assert found.seconds == pytest.approx(len(minutes) / 16_000, abs=1e-3)
    assert found.words[-1].end == pytest.approx(found.seconds - 0.6, abs=0.2)
    assert len(minutes) > 10 * 60 * 16_000
    assert peak < 30e6  # the samples alone are 40 MB


def test_speech_without_a_pause_is_not_cut_in_a_word(recognizer, speak):
    words = " ".join(["the old radio", "president zelenskyy", "a small house"] * 11)
    samples = speak(words)
    assert len(samples) > 60 * 16_000
    found = recognizer.transcribe(samples)
    assert found.text == words


def test_encode_and_decode_are_transcribe(doubtful, speak, jazz):
    audios = [speak(TEXTS[0]), jazz, np.tile(speak(TEXTS[1]), 12)]
    heard = [doubtful.encode(audio) for audio in audios]
    assert doubtful.decode(heard, words=["jazz"], nbest=2) == doubtful.transcribe_batch(audios, ["jazz"], 2)


def test_greedy(model_folder, speak):
    greedy = Recognizer(model_folder, decoder="greedy")
    assert greedy.transcribe(speak(TEXTS[0])).text == TEXTS[0]
    with pytest.raises(OptionsError, match="greedy decoding cannot use a word list"):
        greedy.transcribe(speak(TEXTS[0]), words=["fog"])
    with pytest.raises(OptionsError, match="greedy decoding has one text, nbest is 2"):
        greedy.transcribe(speak(TEXTS[0]), nbest=2)


def test_entries_spoken_alike_are_told_and_share_one_path(recognizer, speak):
    words = ["fog", Word("fremont"), Word("Fremont", display_as="FREMONT")]
    told = r"1 of 3 list entries are spoken exactly like an earlier one, .* \('Fremont' as 'fremont'\)"
    found = recognizer.transcribe(speak("we moved from fremont"), words=words)
    assert [entry.text for entry in found.entries] == ["fremont"]
    told_of = [(d.code, d.entry, d.place, d.number) for d in found.diagnostics]
    assert told_of == [("repeated", "Fremont", 3, 2)]
    assert re.search(told, summaries(found.diagnostics, 3)[0])
    strict = Recognizer(recognizer.model, words=words, strict=True)
    assert strict.words.diagnostics == found.diagnostics


def test_unreachable_entry_is_told(recognizer, speak, model_folder):
    words = ["fog", Word("fremont"), Word("FREMONT", weight=-1.0)]
    for _ in range(2):  # with every transcript, not once a process
        found = recognizer.transcribe(speak("a fog"), words=words)
        assert [(d.code, d.entry) for d in found.diagnostics] == [("unreachable", "FREMONT")]
        assert "spoken exactly like 'fremont'" in found.diagnostics[0].sentence
    with pytest.raises(WordListError, match="1 of 3 list entries cannot be reached"):
        Recognizer(model_folder, words=words, strict=True)


def test_bad_audio_does_not_stop_the_others(recognizer, say, tmp_path):
    good, bad = say("a.wav", TEXTS[0]), tmp_path / "none.wav"
    first, second, third = recognizer.transcribe_each([good, bad, good])
    assert first == third and first.text == TEXTS[0]
    assert isinstance(second, AudioError) and "none.wav does not exist" in str(second)
    with pytest.raises(AudioError, match="none.wav does not exist"):
        recognizer.transcribe_batch([good, bad])


class Broken:
    """A model that fails on audio of 3 seconds and more."""

    def __init__(self, model):
        self.model = model
        self.name, self.alphabet, self.frame_shift = "broken", model.alphabet, model.frame_shift
        self.tokenizer, self.digest = model.tokenizer, "0"
        self.sample_rate, self.language, self.companions = model.sample_rate, model.language, model.companions

    def emissions(self, samples):
        rows = np.array(self.model.encode([samples])[0].log_probs)
        if len(samples) >= 48_000:
            rows[7, 3] = np.nan
        return Emissions(rows, self.frame_shift)

    def encode(self, batch):
        return [self.emissions(samples) for samples in batch]


def test_nan_emissions_are_charged_to_their_audio(model_folder, speak):
    recognizer = Recognizer(Broken(OnnxModel(model_folder)))
    good = speak("a fog")
    bad = np.tile(good, 6)
    results = list(recognizer.transcribe_each([good, bad, good]))
    assert [getattr(r, "text", None) for r in results] == ["a fog", None, "a fog"]
    with pytest.raises(EmissionsError, match="emissions hold NaN, first in frame 7"):
        recognizer.transcribe(bad)


def test_one_list_for_a_batch_is_read_and_compiled_once(model_folder, speak, tmp_path):
    (tmp_path / "words.txt").write_text("jazz\nJazz!\n")
    recognizer = Recognizer(model_folder)
    found = recognizer.transcribe_batch([speak("jazz")] * 3, tmp_path / "words.txt")
    assert {one.diagnostics[0].entry for one in found} == {"Jazz!"}
    assert recognizer.compile(tmp_path / "words.txt") is recognizer.compile(tmp_path / "words.txt")
    assert len(recognizer.store) == 1


def test_options_are_changes_of_the_models_own(model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "tuned")
    about = json.loads((folder / "model.json").read_text()) | {
        "decode": {**OPTIONS, "search.beam": 8, "boosting.bonus": 1.5}
    }
    (folder / "model.json").write_text(json.dumps(about))
    tuned = DecodeOptions.of(
        {**OPTIONS, "search.beam": 8, "boosting.bonus": 1.5, "adapter.enabled": False}
    )  # it has none
    assert Recognizer(folder).options == tuned
    assert Recognizer(OnnxModel(folder)).options == tuned
    assert Recognizer(folder, {"search.beam": 16, "search.threads": 1}).options == tuned.with_(
        {"search.beam": 16, "search.threads": 1}
    )
    by_class = DecodeOptions(search=SearchOptions(top_k=4))
    assert Recognizer(folder, by_class).options == tuned.with_({"search.top_k": 4})
    assert Recognizer(model_folder, {}).options == DecodeOptions.of({**OPTIONS, "adapter.enabled": False})


@pytest.fixture(scope="module")
def lm(tmp_path_factory):
    path = tmp_path_factory.mktemp("lm") / "lm.arpa"
    path.write_text(ARPA)
    return WordLm.load(path)


def test_language_model_changes_what_is_written(doubtful, jazz, lm):
    def read(**given):
        return Recognizer(doubtful.model, **given).transcribe(jazz).text

    assert read(lm=lm) == read(lm=lm.path) == read(lm=str(lm.path)) == "quiet jazz"
    assert read(lm=None) == read() == "quiet kzz"
    assert read(lm=lm, options={"lm.weight": 0.0}) == "quiet kzz"
    assert (
        Recognizer(doubtful.model, lm=lm).with_options({"search.beam": 8}).transcribe(jazz).text
        == "quiet jazz"
    )


def test_language_model_of_the_folder_is_used(model_folder, tmp_path, lm, speak):
    folder = shutil.copytree(model_folder, tmp_path / "with-lm")
    lm.save(folder / "lm.bin")
    assert Recognizer(folder).lm.path == Recognizer(OnnxModel(folder)).lm.path == folder / "lm.bin"
    assert Recognizer(folder).transcribe(speak("quiet jazz")).text == "quiet jazz"
    assert Recognizer(folder, lm=None).lm is Recognizer(model_folder).lm is None
    assert Recognizer(folder, decoder="greedy").lm is None
    (folder / "lm.bin").write_bytes(b"garbage")
    with pytest.raises(LanguageModelError, match=r"lm\.bin"):
        Recognizer(folder)
    assert Recognizer(folder, lm=None).lm is None


@pytest.fixture
def lexicon(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("quiet\tk w aɪ ə t\njazz\td ʒ æ z\n", encoding="utf-8")
    return path


def test_lexicon_needs_a_search_with_a_language_model_and_a_phone_head(model_folder, doubtful, lexicon, lm):
    with pytest.raises(OptionsError, match="a lexicon is of use beside a language model only"):
        Recognizer(model_folder, lexicon=lexicon)
    with pytest.raises(OptionsError, match="a lexicon is for beam search with a model that has a phone head"):
        Recognizer(model_folder, lexicon=lexicon, decoder="greedy")
    with pytest.raises(OptionsError, match="a lexicon is for beam search with a model that has a phone head"):
        Recognizer(doubtful.model.model, lm=lm, lexicon=lexicon, phones=None)
    with pytest.raises(PhoneError, match="the phone head has no column for"):  # the toy knows three
        Recognizer(model_folder, lm=lm, lexicon=lexicon)


def test_lexicon_of_the_folder_is_used_with_a_language_model(model_folder, tmp_path, lexicon, lm):
    english = find_model("english")
    folder = tmp_path / "with-lexicon"
    folder.mkdir()
    for name in MODEL_FILES:
        (folder / name).symlink_to(english / name)
    (folder / "lexicon.tsv.gz").write_bytes(gzip.compress(lexicon.read_bytes()))
    assert Recognizer(folder, lm=lm).pronouncer.lexicon.words == ("jazz", "quiet")
    assert Recognizer(folder, lm=lm, lexicon=None).pronouncer is None
    assert Recognizer(folder, lm=None).pronouncer is None
    clip = Path(__file__).parent.parent / "demo" / "audio" / "keys.opus"
    mute = {"lm.weight": 0.0, "lm.word_bonus": 0.0}
    heard, deaf = (
        Recognizer(folder, {**mute, "phones.weight": weight}, lm=lm).transcribe(clip).text
        for weight in (50.0, 0.0)
    )
    assert heard != deaf  # phones of unknown words cost so much that other ones are written


def test_options_are_checked(model_folder, recognizer, speak, lm):
    with pytest.raises(OptionsError, match="decoder is 'best', expected 'beam' or 'greedy'"):
        Recognizer(model_folder, decoder="best")
    with pytest.raises(OptionsError, match="nbest is 0"):
        recognizer.transcribe(speak("a fog"), nbest=0)
    with pytest.raises(OptionsError, match="greedy decoding cannot use a language model"):
        Recognizer(model_folder, decoder="greedy", lm=lm)
    with pytest.raises(LanguageModelError, match="nowhere"):
        Recognizer(model_folder, lm="/nowhere/lm.bin")
    with pytest.raises(OptionsError, match="unknown decode option 'beem'"):
        Recognizer(model_folder, {"beem": 8})
    with pytest.raises(ModelError, match="there is no model 'klingon'"):
        Recognizer("klingon")
