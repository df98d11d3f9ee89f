"""Values of another kind ended in an AttributeError or TypeError of Python, or were accepted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import tokenizers

from earmark import DecodeOptions, OnnxModel, Recognizer, Word, WordList
from earmark._core import NgramModel
from earmark.biasing import BiasStore, WordCompiler, save_list
from earmark.decoding import BeamDecoder, SearchOptions, WordLm, greedy_decode
from earmark.errors import EarmarkError
from earmark.language import DEFAULT, load
from earmark.lexicon import Graphones, Lexicon
from earmark.models import (
    Alphabet,
    AlphabetTokenizer,
    Companions,
    Emissions,
    EmissionsFile,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
)
from earmark.pronouncing import load_graphones

LABELS = ["<blank>", "|", "a", "b"]
ALPHABET = Alphabet.guess(LABELS)
ROWS = np.log(np.full((3, 4), 0.25, np.float32))
TOY_LM = "\\data\\\nngram 1=4\n\n\\1-grams:\n-5 <unk>\n-99 <s>\n-1 </s>\n-1 a\n\n\\end\\\n"


def refused(call: Callable[[], object]) -> str:
    """The sentence with which a call is refused."""
    with pytest.raises(EarmarkError) as error:
        call()
    sentence = str(error.value)
    assert "expected" in sentence or ":" in sentence or ";" in sentence, sentence
    return sentence


@pytest.mark.parametrize("options", ["x", [("search.beam", 3)], 5, {1: 2}, [], object()])
def test_options(model_folder: Path, options: object) -> None:
    recognizer = Recognizer(model_folder)
    for use in (lambda o: Recognizer(model_folder, o), recognizer.with_options, DecodeOptions.of):
        assert "option" in refused(lambda use=use: use(options))


def test_options_that_are_made_wrongly() -> None:
    assert "'beam': did you mean 'search.beam'?" in refused(lambda: DecodeOptions(beam=32))
    assert "has no option 'foo', expected beam," in refused(lambda: SearchOptions(foo=2))
    assert "expected SearchOptions(...)" in refused(lambda: DecodeOptions(search={"beam": 32}))
    assert "unknown decode option 'foo'" in refused(lambda: DecodeOptions()["foo"])
    assert "unknown decode option 5" in refused(lambda: DecodeOptions()[5])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"biasing": None}, "biasing is None, of type NoneType; expected text: auto"),
        ({"biasing": 5}, "biasing is 5"),
        ({"lm": 5}, "lm is 5, of type int; expected 'bundled', the path of a file, a WordLm, or None"),
        ({"lexicon": 5}, "lexicon is 5"),
        ({"adapter": 5}, "adapter is 5"),
        ({"store": 5}, "store is 5, of type int; expected a BiasStore"),
        ({"model": None}, "model is None, expected the name of a bundled model, the folder of a model"),
        ({"model": object()}, "it has no alphabet, tokenizer, frame_shift, sample_rate, language, encode"),
    ],
)
def test_parts_of_a_recognizer(model_folder: Path, given: dict[str, object], message: str) -> None:
    assert message in refused(lambda: Recognizer(**{"model": model_folder} | given))


def own(model: OnnxModel, **changes: object) -> SimpleNamespace:
    names = ("alphabet", "tokenizer", "frame_shift", "sample_rate", "language", "encode", "phone_head")
    return SimpleNamespace(**{name: getattr(model, name) for name in names} | {"name": "own"} | changes)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("frame_shift", 0, "frame_shift in seconds of model 'own' is 0, expected a number from 0.001 to 1"),
        ("frame_shift", -1, "is -1, expected a number"),
        ("frame_shift", float("nan"), "is nan, expected a number"),
        ("frame_shift", True, "is True, expected a number"),
        ("sample_rate", 8000, "sample_rate of model 'own' is 8000, earmark feeds 16000 samples a second"),
        ("language", None, "language is None, of type NoneType; expected an ISO 639 code"),
        ("alphabet", ["a"], "alphabet of model 'own' is ['a'], of type list; expected an Alphabet"),
        ("tokenizer", None, "tokenizer of model 'own' is None, of type NoneType; expected a tokenizer"),
        ("phone_head", 5, "phone_head of model 'own' is 5"),
        ("companions", "x", "companions of model 'own' is 'x'"),
    ],
)
def test_fields_of_an_own_model(model_folder: Path, field: str, value: object, message: str) -> None:
    model = own(OnnxModel(model_folder), **{field: value})
    assert message in refused(lambda: Recognizer(model))


@pytest.mark.parametrize(
    ("returns", "message"),
    [
        (lambda e: [], "encode of model 'own' returned 0 results for 1 utterances"),
        (lambda e: [*e, *e], "returned 2 results for 1 utterances"),
        (lambda e: None, "what encode of model 'own' returned is None"),
        (lambda e: [one.log_probs for one in e], "of type ndarray; expected Emissions("),
        (lambda e: [Emissions(e[0].log_probs[0], 0.04)], "log_probs of shape (49,), expected (frames, 49)"),
        (lambda e: [Emissions(e[0].log_probs[:, :3], 0.04)], "returned log_probs of shape"),
        (lambda e: [Emissions(e[0].log_probs, None)], "of what encode of model 'own' returned is None"),
        (lambda e: [Emissions(e[0].log_probs, 0.02)], "returned a frame_shift of 0.02 s, its own is 0.04 s"),
    ],
)
def test_what_an_own_model_returns(
    model_folder: Path, speak: Callable[[str], object], returns: Callable[..., object], message: str
) -> None:
    model = OnnxModel(model_folder)
    own_model = own(model, encode=lambda batch: returns(model.encode(batch)), phone_head=None)
    recognizer = Recognizer(own_model, {"segmentation.detector": "loudness"})
    assert message in refused(lambda: recognizer.transcribe(speak("jazz")))


def test_audios_and_lists_of_a_call(model_folder: Path, speak: Callable[[str], np.ndarray]) -> None:
    recognizer, samples = Recognizer(model_folder), speak("jazz")
    for audios in ("path", Path("path"), None, 5, samples):
        assert "expected a list of audios; transcribe takes one" in refused(
            lambda audios=audios: recognizer.transcribe_batch(audios)
        )
    encoded = recognizer.encode(samples)
    for wrong in (encoded, None, "x", [5], [samples]):
        assert "what encode returned" in refused(lambda wrong=wrong: recognizer.decode(wrong))
    for each in (5, "x", {1: 2}):
        assert "words_each is" in refused(
            lambda each=each: recognizer.transcribe_batch([samples], words_each=each)
        )
    assert recognizer.transcribe_batch((samples,))[0].text == "jazz"


@pytest.mark.parametrize(
    ("labels", "more", "message"),
    [
        (None, {}, "labels is None"),
        ([1, 2], {}, "one of labels is 1, of type int; expected text"),
        ({"a": "x", "b": "y"}, {}, "a column of the vocabulary is 'x'"),
        ({1: 0, 2: 1}, {}, "one of labels is 1"),
        (iter(LABELS), {}, "expected a list with one text for each"),
        (["a", "a", *LABELS], {}, "the label 'a' stands for the columns 0 and 1"),
        (LABELS, {"blank": [1]}, "blank is [1], expected a whole number from 0 to 3"),
        (LABELS, {"blank": 1.5}, "blank is 1.5"),
        (LABELS, {"blank": 4}, "blank is 4, expected a whole number from 0 to 3"),
        (LABELS, {"words": "foo"}, "words is 'foo', expected one of begun, continued"),
        (LABELS, {"mark": 5}, "mark is 5"),
    ],
)
def test_labels(labels: object, more: dict[str, object], message: str) -> None:
    assert message in refused(lambda: Alphabet.guess(labels, **more))


def test_alphabets_are_made_of_texts() -> None:
    for tokens in (None, "abc", (1, 2), ("<blank>", "a", "a")):
        refused(lambda tokens=tokens: Alphabet(tokens))
    assert Alphabet(["<blank>", "a"]).tokens == ("<blank>", "a")
    assert len(Alphabet(("<blank>", "a", "<unused>", "<unused>"))) == 4  # they write nothing


def test_emissions_of_a_search() -> None:
    decoder = BeamDecoder(ALPHABET)
    for rows in (None, 5, "x", np.array([["a"]]), ROWS[0]):
        for use in (greedy_decode, decoder.decode):
            assert "emissions" in refused(lambda use=use, rows=rows: use(rows))
    for batch in (None, 5, "x"):
        refused(lambda batch=batch: decoder.decode_batch(batch))
        refused(lambda batch=batch: decoder.decode_emissions(batch))
    refused(lambda: decoder.decode_emissions([ROWS]))
    refused(lambda: decoder.decode_batch([ROWS], phones=5))
    for blank in (-1, 4, "x", None):
        assert "expected a whole number from 0 to 3" in refused(lambda b=blank: greedy_decode(ROWS, b))


@pytest.mark.parametrize("words", [5, "x", ["a"], WordList.of(["a"])])
def test_lists_of_a_search_are_compiled(words: object) -> None:
    decoder = BeamDecoder(ALPHABET)
    for use in (
        lambda: decoder.decode(ROWS, words),
        lambda: decoder.session(words),
        lambda: decoder.decode_batch([ROWS], words),
        lambda: decoder.decode_emissions([Emissions(ROWS, 0.04)], words),
    ):
        assert "expected a compiled list" in refused(use)


@pytest.mark.parametrize("nbest", [0, -1, 4097, 10**9, 10**12, "x", 1.5, True])
def test_hypotheses_to_return(nbest: object) -> None:
    session = BeamDecoder(ALPHABET).session()
    for use in (lambda: BeamDecoder(ALPHABET).decode(ROWS, nbest=nbest), lambda: session.finish(nbest)):
        assert "nbest is" in refused(use) and "expected a whole number from 1 to 4096" in refused(use)


def test_parts_of_a_search() -> None:
    for alphabet in (None, 5, LABELS):
        assert "expected an Alphabet" in refused(lambda alphabet=alphabet: BeamDecoder(alphabet))
    for name in ("options", "lm", "pronouncer", "verifier"):
        for value in (5, "x", {}):
            assert f"{name} is" in refused(
                lambda name=name, value=value: BeamDecoder(ALPHABET, **{name: value})
            )


def test_a_store(tmp_path: Path) -> None:
    for budget in (-1, "1", None, 1.5, float("nan")):
        assert "budget in bytes is" in refused(lambda budget=budget: BiasStore(budget))
    file = tmp_path / "file"
    file.write_text("x")
    for folder in (file, file / "in it"):
        assert "cannot be made" in refused(lambda folder=folder: BiasStore(folder=folder))
    assert "the folder for compiled lists is 5" in refused(lambda: BiasStore(folder=5))


def test_lists_and_words(tmp_path: Path) -> None:
    compiler = WordCompiler(AlphabetTokenizer(ALPHABET), ALPHABET, language=DEFAULT)
    for words in (None, 5, ["a"]):
        assert "expected a WordList" in refused(lambda words=words: compiler.compile(words))
        assert "expected a compiled list" in refused(lambda words=words: save_list(words, tmp_path / "a"))
    for items in (None, 5):
        assert "the word list is" in refused(lambda items=items: WordList.of(items))
        assert "the word list is" in refused(lambda items=items: WordList.load(items))
    assert "is not a number" in refused(lambda: Word("a", weight=10**400))
    assert "path is None" in refused(lambda: save_list(compiler.compile(WordList.of(["a"])), None))


def test_languages() -> None:
    for code in (None, 5, ["en"]):
        assert "expected an ISO 639 code" in refused(lambda code=code: load(code))
    assert "symbols" in refused(lambda: load("de", 5)) and "symbols" in refused(lambda: load("de", [5]))


@pytest.mark.parametrize(
    "read",
    [Lexicon.load, WordLm.load, Graphones.load, EmissionsFile.load, Companions.open, OnnxModel],
)
def test_paths(read: Callable[[object], object]) -> None:
    for path in (None, 5):
        assert "expected" in refused(lambda path=path: read(path))


def test_tokenizers() -> None:
    for model in (None, 5):
        refused(lambda model=model: SentencePieceTokenizer(model, ALPHABET))
        refused(lambda model=model: HuggingFaceTokenizer(model, ALPHABET))
    for n in (-1, "x", 10**9):
        assert "n is" in refused(lambda n=n: AlphabetTokenizer(ALPHABET).alternatives("ab", n))
    pieces = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0}, unk_token="a"))
    for tokenizer in (
        AlphabetTokenizer(ALPHABET),
        OnnxModel("english").tokenizer,
        HuggingFaceTokenizer(pieces, ALPHABET),
    ):
        for text in (None, 5, b"ab", ["ab"]):
            assert "expected text" in refused(lambda t=tokenizer, text=text: t.encode(text))
            assert "expected text" in refused(lambda t=tokenizer, text=text: t.alternatives(text, 2))


def test_alphabets_of_nothing_and_columns_that_are_not_there() -> None:
    assert "tokens is empty, expected a list" in refused(lambda: Alphabet(()))
    for silent in (5, "<x>", [5], None):
        assert "silent" in refused(lambda silent=silent: Alphabet(("<b>", "▁a"), silent=silent))
        assert "silent" in refused(lambda silent=silent: Alphabet.guess(["<blank>", "▁a"], silent=silent))
    assert Alphabet(("<b>", "▁a"), silent=["▁a"]).text([1]) == ""
    for tokens in ([4], [-1], [0, 9]):
        assert "expected columns from 0 to 3" in refused(lambda tokens=tokens: ALPHABET.text(tokens))
        assert "expected columns from 0 to 3" in refused(lambda tokens=tokens: ALPHABET.words_of(tokens))


def test_parts_of_emissions(tmp_path: Path) -> None:
    search = BeamDecoder(ALPHABET)
    assert "expected an Attention" in refused(
        lambda: search.decode_emissions([Emissions(ROWS, 0.04, attention=5)])  # type: ignore[arg-type]
    )
    assert "expected an Attention" in refused(lambda: search.session().advance(ROWS, attention=5))
    for shift in (-1.0, 0.0, float("nan"), None, "x"):
        file = EmissionsFile(Emissions(ROWS, shift), ALPHABET.tokens)
        assert "frame_shift in seconds is" in refused(lambda file=file: file.save(tmp_path / "a.npz"))
    assert "expected Emissions(" in refused(lambda: EmissionsFile(None, ("a",)).save(tmp_path / "a.npz"))


def test_an_array_that_is_no_list(model_folder: Path) -> None:
    for use in (WordList.of, WordList.coerce, Recognizer(model_folder).compile):
        assert "the word list is array('a'" in refused(lambda use=use: use(np.array("a")))


def test_fields_that_a_word_does_not_have() -> None:
    for name in ("foo", "phrase", "boost"):
        assert f"a Word has no {name!r}: its fields are display_as, ipa," in refused(
            lambda name=name: Word("Fremont", **{name: 1})
        )


def test_lexica() -> None:
    for readings in (None, [("a", "b")], "x", {"a": 5}, {"a": "kæt"}, {5: ["k"]}):
        refused(lambda readings=readings: Lexicon.of(readings))


def test_emissions_are_written_or_it_is_said_why_not(tmp_path: Path) -> None:
    file = EmissionsFile(Emissions(ROWS, 0.04), ALPHABET.tokens)
    for path in (tmp_path, tmp_path / "gone" / "a.npz"):
        assert "cannot be written to" in refused(lambda path=path: file.save(path))


def test_language_models(tmp_path: Path) -> None:
    path = tmp_path / "lm.arpa"
    path.write_text(TOY_LM)
    for bits in (-1, 3, 13, "x", 1.5):
        assert "bits is" in refused(lambda bits=bits: WordLm.load(path, bits))
    lm = WordLm.load(path)
    assert isinstance(lm.core, NgramModel) and 5 not in lm
    for texts in (None, 5, "a", [5]):
        refused(lambda texts=texts: lm.score_all(texts))
    for call in (lambda: lm.score(5), lambda: lm.commonest(-1), lambda: lm.score_all(["a"], threads=-1)):
        refused(call)
    refused(lambda: lm.save(5))


def test_graphones_are_bounded() -> None:
    graphones = load_graphones(OnnxModel("english"))
    assert graphones is not None
    for most in (-1, 10**9, "x", 1.5):
        assert "most is" in refused(lambda most=most: graphones.pronounce(["king"], most))
        assert "most is" in refused(lambda most=most: graphones.spell([(1, 2)], most))
        assert "most is" in refused(lambda most=most: graphones.variants("king", most=most))
    for words in ("king", None, 5, [5]):
        refused(lambda words=words: graphones.pronounce(words))
    for readings in ("x", None, [5], [["a"]], [[1.5]]):
        refused(lambda readings=readings: graphones.spell(readings))
    core = graphones.core
    for beam, width in ((0, 9.0), (10**9, 9.0), (24, -1.0), (24, float("nan")), (24, float("inf"))):
        for call in (
            lambda b=beam, w=width: core.phones_of(["king"], 3, b, w, 1),
            lambda b=beam, w=width: core.letters_of([[1, 2]], 3, b, w, 1),
            lambda b=beam, w=width: core.rated(["king"], 3, b, w, 0.1, 1),
        ):
            with pytest.raises(ValueError, match="is not"):
                call()
    with pytest.raises(ValueError, match="share is not 0 to 1"):
        core.rated(["king"], 3, 24, 9.0, 2.0, 1)


def test_a_finished_session_says_so() -> None:
    session = BeamDecoder(ALPHABET).session()
    session.finish()
    for call in (session.finish, session.partial, lambda: session.advance(ROWS)):
        assert "the session is finished" in refused(call)


def test_options_still_copy() -> None:
    options = DecodeOptions(search=SearchOptions(beam=8))
    assert copy.deepcopy(options) == copy.copy(options) == options
