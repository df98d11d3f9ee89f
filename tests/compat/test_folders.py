"""Folders of decoders and language models, as the Hugging Face hub has them."""

import json
import sys
import types

import pytest
from compat.lattices import LETTERS, confused, write_arpa

from earmark.compat.pyctcdecode import Alphabet, BeamSearchDecoderCTC, LanguageModel, build_ctcdecoder

LOGITS = confused("ab ba", "ab bb", LETTERS, share=0.45)


@pytest.fixture
def saved(tmp_path):
    folder = tmp_path / "decoder"
    folder.mkdir()
    build_ctcdecoder(LETTERS, write_arpa(tmp_path), alpha=0.7).save_to_dir(str(folder))
    return folder


def test_written_files(saved):
    assert sorted(path.name for path in saved.iterdir()) == ["alphabet.json", "language_model"]
    folder = saved / "language_model"
    assert sorted(path.name for path in folder.iterdir()) == ["attrs.json", "tiny.arpa", "unigrams.txt"]
    assert json.loads((folder / "attrs.json").read_text())["alpha"] == 0.7
    assert (folder / "unigrams.txt").read_text().split() == ["</s>", "<s>", "ab", "ba", "cab"]
    assert json.loads((saved / "alphabet.json").read_text()) == {"labels": LETTERS, "is_bpe": False}


def test_read_again(saved):
    decoder = BeamSearchDecoderCTC.load_from_dir(str(saved))
    assert decoder.decode(LOGITS) == "ab ba"
    assert decoder._language_model.alpha == 0.7


def test_without_language_model(tmp_path):
    build_ctcdecoder(LETTERS).save_to_dir(str(tmp_path))
    assert BeamSearchDecoderCTC.load_from_dir(str(tmp_path)).decode(LOGITS) == "ab bb"


def test_pyctcdecode_reads_it(saved):
    theirs = pytest.importorskip("pyctcdecode")
    assert theirs.BeamSearchDecoderCTC.load_from_dir(str(saved)).decode(LOGITS) == "ab ba"


def test_what_is_missing_is_said(saved):
    (saved / "language_model" / "attrs.json").rename(saved / "language_model" / "others.json")
    with pytest.raises(ValueError, match="attributes"):
        LanguageModel.parse_directory_contents(str(saved / "language_model"))
    (saved / "language_model").rename(saved / "models")
    with pytest.raises(ValueError, match="language model directory"):
        BeamSearchDecoderCTC.parse_directory_contents(str(saved))
    (saved / "alphabet.json").unlink()
    with pytest.raises(ValueError, match="alphabet file"):
        BeamSearchDecoderCTC.load_from_dir(str(saved))


def test_other_parameters_and_endings(saved):
    folder = saved / "language_model"
    (folder / "attrs.json").write_text('{"alpha": 1.0}')
    with pytest.raises(ValueError, match="json serialized attributes"):
        LanguageModel.load_from_dir(str(folder))
    (folder / "tiny.arpa").rename(folder / "tiny.txt")
    with pytest.raises(ValueError, match="kenlm file to end"):
        LanguageModel.load_from_dir(str(folder))
    (folder / "tiny.txt").unlink()
    with pytest.raises(ValueError, match="wrong number of files"):
        LanguageModel.load_from_dir(str(folder))


def test_alphabet_with_other_keys():
    with pytest.raises(ValueError, match="unexpected keys"):
        Alphabet.loads('{"labels": []}')


def test_hub(saved, monkeypatch):
    asked = {}

    def snapshot_download(model_id, cache_dir, **options):
        asked.update(model_id=model_id, cache_dir=cache_dir, **options)
        return str(saved)

    hub = types.ModuleType("huggingface_hub")
    hub.snapshot_download = snapshot_download
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    decoder = BeamSearchDecoderCTC.load_from_hf_hub("kensho/tiny", cache_dir="kept", local_files_only=True)
    assert decoder.decode(LOGITS) == "ab ba"
    assert asked == {"model_id": "kensho/tiny", "cache_dir": "kept", "local_files_only": True}


def test_hub_without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ImportError, match="pip install huggingface_hub"):
        BeamSearchDecoderCTC.load_from_hf_hub("kensho/tiny")
