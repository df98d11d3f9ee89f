import json
import shutil

import pytest
from toy import OPTIONS

from earmark.errors import ModelError
from earmark.models import Companions
from earmark.models.folder import ModelFolder


@pytest.fixture
def folder(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "copy")


def change(folder, **fields):
    path = folder / "model.json"
    about = {k: v for k, v in (json.loads(path.read_text()) | fields).items() if v is not None}
    path.write_text(json.dumps(about))


def refuses(folder, message):
    with pytest.raises(ModelError, match=message):
        ModelFolder.load(folder)


def test_what_the_folder_says_is_read(folder):
    bundle = ModelFolder.load(folder)
    assert (bundle.name, bundle.frame_shift, bundle.language) == ("toy", 0.04, "en")
    assert bundle.phone_head is not None and bundle.phone_head.frame_shift == 0.02
    assert bundle.alphabet.tokens[0] == "<blank>" and len(bundle.alphabet) == 49


def test_digest_follows_the_weights(folder):
    before = ModelFolder.load(folder).digest
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"\0")
    assert ModelFolder.load(folder).digest != before


@pytest.mark.parametrize("name", ["model.onnx", "model.json", "tokenizer.model"])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    refuses(folder, f"lacks {name}: it is incomplete, copy the whole folder")


def test_description_that_is_no_json(folder):
    (folder / "model.json").write_text("{")
    refuses(folder, "model.json' cannot be read as JSON")


@pytest.mark.parametrize("found", [2, "1", None])
def test_other_format_is_refused(folder, found):
    change(folder, format=found)
    refuses(folder, f"is of format {found!r}, this earmark reads format 1: install the earmark")


def test_lacking_and_wrong_fields_are_named(folder):
    change(folder, step=None, phones="abc")
    refuses(folder, "lacks a usable step, phones: export the model again")


def test_other_sample_rate_is_refused(folder):
    change(folder, sample_rate=8000)
    refuses(folder, "wants 8000 Hz, earmark feeds 16000 Hz")


def test_step_of_nothing_is_refused(folder):
    change(folder, step=0)
    refuses(folder, "a step of 0 seconds or less")


def test_tokenizer_that_is_none(folder):
    (folder / "tokenizer.model").write_bytes(b"garbage")
    refuses(folder, "is not a SentencePiece model")


def test_tokenizer_of_another_model(folder):
    change(folder, tokens=["<blank>", "a", "b"])
    refuses(folder, "has 48 pieces, model.json lists 2 after the blank")


def test_companions_are_optional(folder):
    bundle = ModelFolder.load(folder)
    assert (bundle.lm, bundle.lexicon, bundle.g2p, bundle.decode) == (None, None, None, OPTIONS)
    for name in ("lm.bin", "lexicon.tsv.gz", "g2p.bin"):
        (folder / name).write_bytes(b"")
    assert (bundle.lm, bundle.lexicon) == (folder / "lm.bin", folder / "lexicon.tsv.gz")
    assert bundle.g2p == folder / "g2p.bin"


def test_tuned_decode_options_come_along(folder):
    change(folder, decode={"search.beam": 8, "boosting.bonus": 1.5})
    assert ModelFolder.load(folder).decode == {"search.beam": 8, "boosting.bonus": 1.5}


def test_a_model_without_a_phone_head(folder):
    change(folder, phones=None, phone_blank=None, phone_step=None)
    assert ModelFolder.load(folder).phone_head is None


def test_companions_of_another_model(folder, tmp_path):
    with pytest.raises(ModelError, match="is not a folder with one of lm.bin"):
        Companions.open(tmp_path / "nothing")
    (tmp_path / "lm.bin").write_bytes(b"")
    companions = Companions.open(tmp_path)
    assert (companions.lm, companions.lexicon, companions.decode) == (tmp_path / "lm.bin", None, {})
