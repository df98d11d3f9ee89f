"""``earmark transcribe --model``: a folder of a transformers model, or a name on the hub."""

import json

import numpy as np
import pytest
import soundfile
from models.huggingface import tiny

from earmark.cli.main import main

LOUDNESS = ("--set", "segmentation.detector=loudness")


@pytest.fixture
def tones(tmp_path):
    path = tmp_path / "tones.wav"
    soundfile.write(path, tiny.noise(40_000)[0].astype(np.float64), tiny.RATE)
    return str(path)


def test_a_checkpoint_in_a_folder(tones, tmp_path, capsys):
    folder = tmp_path / "model"
    folder.mkdir()
    tiny.saved("wavlm", folder)
    words = tmp_path / "words.txt"
    words.write_text("Szymborska\n")
    capsys.readouterr()
    given = ["transcribe", tones, "--model", str(folder), "--words", str(words), "--json"]
    assert main([*given, *LOUDNESS, "--phones", "none"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["words"]) > 1
    assert err == ""  # neither progress bars nor warnings of PyTorch
    (folder / "vocab.json").unlink()
    assert main(["transcribe", tones, "--model", str(folder)]) == 2
    assert "lacks tokenizer.json or vocab.json" in capsys.readouterr().err


def test_a_name_on_the_hub(tones, capsys, monkeypatch, tmp_path):
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))

    def fail(*_, **__):
        raise ConnectionError("no network")

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", fail)
    assert main(["transcribe", tones, "--model", "hf:facebook/wav2vec2-base-960h"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("earmark: model 'facebook/wav2vec2-base-960h' is not a folder")
    assert err.count("\n") == 1
    assert main(["transcribe", tones, "--model", "facebook/wav2vec2-base-960h"]) == 2
    assert "'hf:NAME' for a model on the Hugging Face Hub" in capsys.readouterr().err
