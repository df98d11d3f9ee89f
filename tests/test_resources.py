"""What a recognizer is made of."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from english import PHONES

from earmark import Recognizer, pronouncing
from earmark.decoding import ConfidenceWeights, DecodeOptions, PhoneLexicon, VerifierWeights, WordLm
from earmark.errors import ModelError, OptionsError, PhoneError
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon
from earmark.model_options import verifier_of
from earmark.models import PhoneHead, find_model
from earmark.models.alphabet import Alphabet
from earmark.models.onnx import OnnxModel
from earmark.pronouncing import load_graphones, load_pronouncer
from earmark.resources import Resources

LEXICON = Lexicon.of({"jazz": ["d͡ʒ æ z"], "quiet": ["k w aɪ ə t"]})
LM = SimpleNamespace()  # only whether there is one matters
HEAD = (*PHONES, "<wb>", "<blank>")


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A model folder with a phone head and a lexicon."""
    LEXICON.save(tmp_path / "lexicon.tsv.gz")
    head = PhoneHead(HEAD, 41, 0.02)
    made = SimpleNamespace(
        phone_head=head, lexicon=tmp_path / "lexicon.tsv.gz", language="en", frame_shift=0.04
    )
    monkeypatch.setattr(pronouncing, "companions_of", lambda model: model)
    return made


def test_lexicon_of_the_folder_a_file_or_an_object(bundle: SimpleNamespace) -> None:
    for given in ("bundled", bundle.lexicon, str(bundle.lexicon), LEXICON):
        found = load_pronouncer(given, bundle, "beam", LM)
        assert found is not None
        assert (found.lexicon.words, found.symbols, found.blank) == (("jazz", "quiet"), HEAD, 41)


def test_no_pronouncer_where_there_is_nothing_to_hear_or_to_say(bundle: SimpleNamespace) -> None:
    assert load_pronouncer(None, bundle, "beam", LM) is None
    assert load_pronouncer("bundled", bundle, "greedy", None) is None
    assert load_pronouncer("bundled", bundle, "beam", None) is None
    bundle.lexicon = None
    assert load_pronouncer("bundled", bundle, "beam", LM) is None
    bundle.phone_head = None
    with pytest.raises(OptionsError, match="a lexicon is for beam search with a model that has a phone head"):
        load_pronouncer(LEXICON, bundle, "beam", LM)


def test_a_phone_head_without_the_phones_is_refused(model_folder: Path, tmp_path: Path) -> None:
    arpa = tmp_path / "tiny.arpa"
    arpa.write_text("\\data\\\nngram 1=4\n\n\\1-grams:\n-1\t<unk>\n-9\t<s>\n-1\t</s>\n-1\tjazz\n\n\\end\\\n")
    with pytest.raises(PhoneError, match="has no column for"):
        Recognizer(model_folder, lm=WordLm.load(arpa), lexicon=LEXICON)
    with pytest.raises(OptionsError, match="a lexicon is of use beside a language model only"):
        Recognizer(model_folder, lm=None, lexicon=LEXICON)


def resources_of(bundle: SimpleNamespace, pronouncer: PhoneLexicon | None) -> Resources:
    return Resources(bundle, "beam", LM if pronouncer else None, pronouncer, None, None)


def test_rescoring_and_lookup_are_off_unless_asked_for_and_need_phones(bundle: SimpleNamespace) -> None:
    assert resources_of(bundle, None).phonetics(DecodeOptions()) is None
    for asked in ("rescoring.enabled", "lookup.enabled"):
        with pytest.raises(OptionsError, match="rescoring and lookup need beam search with a phone head"):
            resources_of(bundle, None).phonetics(DecodeOptions.of({asked: True}))
    bundle.g2p, bundle.alphabet = None, Alphabet(("<blank>", "▁jazz"))
    pronouncer = load_pronouncer("bundled", bundle, "beam", LM)
    options = DecodeOptions.of({"rescoring": {"enabled": True, "nbest": 7}})
    made = resources_of(bundle, pronouncer).phonetics(options)
    assert made is not None and made.nbest(1) == 7


@pytest.mark.parametrize("how", [{"options": {"rescoring.enabled": True}}, {"biasing": "boosting+lookup"}])
def test_a_recognizer_without_phones_refuses_rescoring_and_lookup(
    model_folder: Path, how: dict[str, Any]
) -> None:
    with pytest.raises(OptionsError, match="rescoring and lookup need beam search with a phone head"):
        Recognizer(model_folder, phones=None, **how)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("model.json", {"search": {"beem": 8}}, "unknown decode option 'search.beem': did you mean"),
        ("model.json", {"search.beam": 0}, "search.beam is 0, expected a whole number"),
        ("model.json", {"search": {"threads": 2}}, "threads depends on the machine, not on the model"),
        ("model.json", [8], r"expected an object of decode options, found \[8\]"),
        ("calibration.json", {"temperature": 0}, "calibration.temperature is 0, expected a number from 0.1"),
        ("calibration.json", {"warmth": 1}, "unknown decode option 'calibration.warmth'"),
    ],
)
def test_unusable_options_of_a_model_are_refused(
    model_folder: Path, tmp_path: Path, file: str, content: object, message: str
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    if file == "model.json":
        content = json.loads((folder / file).read_text()) | {"decode": content}
    (folder / file).write_text(json.dumps(content))
    with pytest.raises(ModelError, match=f"{file}' has unusable decode options .*{message}.* correct or"):
        Recognizer(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as JSON"),
        ('{"bias": 1.0}', "holds other keys than bias, phones, lm"),
        (json.dumps(asdict(VerifierWeights()) | {"lm": "much"}), "has an unusable lm, 'much'"),
        (json.dumps(asdict(VerifierWeights()) | {"bias": 1e9}), "has an unusable bias, 1000000000.0"),
    ],
)
def test_a_damaged_verifier_is_refused(
    model_folder: Path, tmp_path: Path, content: str, message: str
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    (folder / "verifier.json").write_text(content)
    with pytest.raises(ModelError, match=f"verifier.json' {message}"):
        Recognizer(folder)


WEIGHTS = ConfidenceWeights(0.0, 0.1, 0.1, 0.1, 0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read as JSON"),
        ('{"bias": 1.0}', "holds other keys than bias, acoustic, margin"),
        (json.dumps(asdict(WEIGHTS) | {"margin": None}), "has an unusable margin, None"),
        (json.dumps(asdict(WEIGHTS) | {"margin": -1}), "has an unusable margin, -1: expected 0 or more"),
    ],
)
def test_damaged_weights_of_confidence_are_refused(
    model_folder: Path, tmp_path: Path, content: str, message: str
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    (folder / "confidence.json").write_text(content)
    with pytest.raises(ModelError, match=f"confidence.json' {message}"):
        Recognizer(folder)


@pytest.mark.parametrize("decoder", ["beam", "greedy"])
def test_words_have_a_confidence_where_the_model_has_weights_for_it(
    model_folder: Path, tmp_path: Path, speak: Any, decoder: Literal["beam", "greedy"]
) -> None:
    samples = speak("the old radio")
    bare = Recognizer(model_folder, decoder=decoder).transcribe(samples)
    assert [word.confidence for word in bare.words] == [None] * 3
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    (folder / "confidence.json").write_text(json.dumps(asdict(WEIGHTS)))
    found = Recognizer(folder, decoder=decoder).transcribe(samples)
    assert found.text == bare.text
    assert all(word.confidence is not None and 0 < word.confidence < 1 for word in found.words)
    assert [w.acoustic_confidence for w in found.words] == [w.acoustic_confidence for w in bare.words]


def test_words_of_a_session_have_a_confidence(model_folder: Path, tmp_path: Path, speak: Any) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    (folder / "confidence.json").write_text(json.dumps(asdict(WEIGHTS)))
    recognizer = Recognizer(folder)
    (emissions,) = recognizer.encode(speak("the old radio")).segments
    session = recognizer.stages.search.session()
    session.advance(emissions.log_probs)
    partial = recognizer.stages.words(session.partial())
    assert partial and all(word.confidence is not None for word in partial)
    assert partial == recognizer.stages.words(session.finish()[0])


def test_calibration_and_verifier_come_with_the_model(model_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    (folder / "calibration.json").write_text('{"temperature": 2.0}')
    (folder / "verifier.json").write_text(json.dumps(asdict(VerifierWeights(bias=1.5))))
    assert Recognizer(folder).options["calibration.temperature"] == 2.0
    found = verifier_of(OnnxModel(folder))
    assert found == VerifierWeights(bias=1.5)
    assert verifier_of(OnnxModel(model_folder)) is None


class Speller:
    """Spells one word otherwise."""

    fingerprint = "speller"

    def variants_each(self, words: list[str], readings: object, most: int) -> list[tuple[str, ...]]:
        return [("fog", "jass")[:most] if word == "jazz" else () for word in words]


def test_a_recognizer_with_another_number_of_variants_compiles_its_list_again(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speak: Callable[[str], object]
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    LEXICON.save(folder / "lexicon.tsv.gz")
    monkeypatch.setattr(pronouncing, "load_graphones", lambda model: Speller())
    plain = Recognizer(folder, words=["Jazz"], phones=None)
    more = plain.with_options({"spellings.variants": 1})
    assert plain.compile(["Jazz"]).entries[0].variants == ()
    assert more.compile(["Jazz"]).entries[0].variants == ("fog",)
    assert more.with_options({"search.beam": 4}).compile(["Jazz"]).entries[0].variants == ("fog",)
    # Without phones to hear nothing is pronounced, but spellings are spellings.
    assert plain.compile(["Jazz"]).pronunciations is None
    assert [r.transcribe(speak("fog")).text for r in (plain, more)] == ["fog", "Jazz"]


def test_variants_of_a_model_that_cannot_spell_are_refused(model_folder: Path) -> None:
    with pytest.raises(OptionsError, match="variants is 5, but the model has no lexicon, or no graphones"):
        Recognizer(model_folder, {"spellings.variants": 5})
    with pytest.raises(OptionsError, match="variants is -1, expected a whole number from 0 to 100"):
        Recognizer(model_folder, {"spellings.variants": -1})


def test_graphones_come_with_the_model_and_are_read_once(tmp_path: Path, bundle: SimpleNamespace) -> None:
    bundle.g2p = None
    assert load_graphones(bundle) is None
    bundle.g2p = find_model("english") / "g2p.bin"
    found = load_graphones(bundle)
    assert found is not None and found is load_graphones(bundle)
    assert found.pronounce(["phone"], 1)[0][0].phones == DEFAULT.phone_set.from_ipa("foʊn")
    bundle.g2p = tmp_path / "g2p.bin"
    bundle.g2p.write_bytes(b"EARMK-LM")
    with pytest.raises(PhoneError, match="cannot be read as a graphone model"):
        load_graphones(bundle)
