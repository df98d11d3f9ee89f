"""Checkpoints given by their path: lists are checked and data is read without the network."""

import pytest
from models.huggingface import tiny

from earmark import Recognizer
from earmark.biasing import WordList
from earmark.biasing.check import check_words
from earmark.cli.main import main
from earmark.errors import ModelError
from earmark.models import find_model
from earmark.models.huggingface import DescribedCheckpoint, HuggingFaceModel
from earmark.models.opening import describe_model, open_model
from earmark.pronouncing import bundle_compiler, named_language


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.saved("parakeet_ctc", tmp_path_factory.mktemp("mine"))


@pytest.mark.parametrize("name", ["wav2vec2", "parakeet_ctc", "omniasr_ctc"])
def test_descriptions_have_the_models_alphabet(name, tmp_path):
    tiny.saved(name, tmp_path)
    described, opened = describe_model(tmp_path), open_model(str(tmp_path))
    assert isinstance(described, DescribedCheckpoint) and isinstance(opened, HuggingFaceModel)
    assert described.alphabet == opened.alphabet and described.name == opened.name
    assert described.tokenizer.fingerprint == opened.tokenizer.fingerprint
    assert described.language == opened.language == named_language(tmp_path).code == "en"


def test_lists_are_checked_without_the_network(folder, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(HuggingFaceModel, "__init__", lambda *_, **__: pytest.fail("the network was loaded"))
    report = check_words(WordList.of(["Fremont"]), bundle_compiler(describe_model(folder)))
    assert not report.entries[0].problem
    words = tmp_path / "words.txt"
    words.write_text("Fremont\n")
    assert main(["words", "check", str(words), "--model", str(folder), "--json"]) == 0
    assert "Fremont" in capsys.readouterr().out


def test_companions_in_the_folder_are_used(folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert Recognizer.from_pretrained(tmp_path).lm is None
    (tmp_path / "lm.bin").write_bytes((find_model("english") / "lm.bin").read_bytes())
    assert Recognizer.from_pretrained(tmp_path).lm.path == tmp_path / "lm.bin"
    assert Recognizer.from_pretrained(tmp_path, lm=None).lm is None


def test_a_checkpoint_without_weights_says_so(folder, tmp_path):
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    with pytest.raises(ModelError, match="lacks model.safetensors or .*, its weights"):
        open_model(tmp_path)
