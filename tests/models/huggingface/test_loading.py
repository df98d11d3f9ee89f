"""Checkpoints in folders: what is loaded, in which type and language, and what is said of files that lack."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from models.huggingface import tiny
from safetensors.torch import save_file
from transformers import AutoModelForCTC, Wav2Vec2ForCTC

from earmark import Recognizer
from earmark.errors import EarmarkError, EmissionsError, ModelError
from earmark.models.huggingface import HuggingFaceModel, is_checkpoint
from earmark.models.onnx import OnnxModel

SAMPLES = tiny.noise(20_000)
LOADED = (
    "wav2vec2", "wavlm", "sew", "wav2vec2-bert", "parakeet_ctc", "lasr_ctc", "omniasr_ctc", "data2vec-audio",
)  # fmt: skip
FILES = ("config.json", "model.safetensors", "preprocessor_config.json", "vocab.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.saved("wav2vec2", tmp_path_factory.mktemp("mine"))


@pytest.fixture
def copied(folder, tmp_path):
    """A copy of a checkpoint, whose files may be changed."""
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize("name", LOADED)
def test_folders_give_what_objects_give(name, tmp_path):
    model, processor = tiny.made(name, tmp_path)
    ours = HuggingFaceModel(model, processor)
    tiny.save(model, processor, tmp_path)
    assert is_checkpoint(tmp_path)
    loaded = HuggingFaceModel.from_pretrained(tmp_path)
    assert loaded.alphabet == ours.alphabet and loaded.frame_shift == ours.frame_shift
    assert loaded.tokenizer.fingerprint == ours.tokenizer.fingerprint and loaded.digest == ours.digest
    np.testing.assert_array_equal(
        loaded.encode(SAMPLES)[0].log_probs, ours.encode(SAMPLES)[0].log_probs
    )


def test_recognizers(folder):
    options = {"segmentation.detector": "loudness"}
    found = Recognizer.from_pretrained(folder, words=["Reykjavik"], options=options, batch_size=2)
    assert len(found.words) == 1 and found.model.name == str(folder)
    same, plain = Recognizer(str(folder), options), Recognizer.from_pretrained(folder, options=options)
    assert same.transcribe(SAMPLES[0]) == plain.transcribe(SAMPLES[0])
    assert len(plain.transcribe(SAMPLES[0]).text) > 5


def test_a_processor_saved_as_a_whole(tmp_path):
    model, processor = tiny.made("wav2vec2", tmp_path)
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    assert not (tmp_path / "preprocessor_config.json").exists()
    assert HuggingFaceModel.from_pretrained(tmp_path).alphabet == HuggingFaceModel(model, processor).alphabet


@pytest.mark.parametrize("name", ["wav2vec2", "wavlm"])
def test_a_vocabulary_without_a_description(name, tmp_path):
    tiny.saved(name, tmp_path)
    (tmp_path / "tokenizer_config.json").unlink()
    assert HuggingFaceModel.from_pretrained(tmp_path).alphabet.words == "separated"


def test_weights_in_other_files(folder, copied):
    """Older checkpoints have pytorch_model.bin, large ones several files and an index."""
    expected = HuggingFaceModel.from_pretrained(folder).digest
    model = AutoModelForCTC.from_pretrained(folder)
    (copied / "model.safetensors").unlink()
    model.save_pretrained(copied, max_shard_size="20KB")
    assert len(list(copied.glob("model-*.safetensors"))) > 1 and is_checkpoint(copied)
    assert HuggingFaceModel.from_pretrained(copied).digest == expected
    for file in copied.glob("model*.safetensors*"):
        file.unlink()
    torch.save(model.state_dict(), copied / "pytorch_model.bin")
    assert HuggingFaceModel.from_pretrained(copied).digest == expected


def test_a_language_model_of_pyctcdecode_is_not_needed(copied):
    """Its processor class would ask for pyctcdecode; feature extractor and tokenizer are loaded apart."""
    path = copied / "preprocessor_config.json"
    about = json.loads(path.read_text()) | {"processor_class": "Wav2Vec2ProcessorWithLM"}
    path.write_text(json.dumps(about))
    (copied / "alphabet.json").write_text("{}")
    (copied / "language_model").mkdir()
    assert HuggingFaceModel.from_pretrained(copied).alphabet.words == "separated"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("config.json", "lacks config.json, the network's configuration"),
        ("model.safetensors", "lacks model.safetensors or .*, its weights"),
        ("preprocessor_config.json", "lacks preprocessor_config.json or .*, its feature extractor"),
        ("vocab.json", "lacks tokenizer.json or vocab.json or .*, its tokenizer"),
    ],
)
def test_files_that_are_missing(file, says, copied):
    (copied / file).unlink()
    with pytest.raises(ModelError, match=says) as error:
        Recognizer.from_pretrained(copied)
    assert str(copied) in str(error.value) and "give the path of a folder" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("file", FILES)
def test_files_that_are_damaged(file, copied):
    (copied / file).write_bytes(b"{]")
    with pytest.raises(ModelError, match="copy") as error:
        Recognizer.from_pretrained(copied)
    assert str(copied) in str(error.value) and "\n" not in str(error.value)


def test_networks_without_a_head(folder, copied):
    model = AutoModelForCTC.from_pretrained(folder)
    state = {key: tensor for key, tensor in model.state_dict().items() if not key.startswith("lm_head")}
    save_file(state, copied / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="no weights for lm_head.bias, lm_head.weight: it was pretrained"):
        HuggingFaceModel.from_pretrained(copied)


def test_models_of_other_kinds(copied):
    (copied / "config.json").write_text(json.dumps({"model_type": "whisper"}))
    with pytest.raises(ModelError, match="is of type 'whisper', which .* has no CTC head for: give one of"):
        HuggingFaceModel.from_pretrained(copied)
    (copied / "config.json").write_text(json.dumps({"model_type": 7}))
    with pytest.raises(ModelError, match="is of type 7"):
        HuggingFaceModel.from_pretrained(copied)
    assert not is_checkpoint(copied / "nowhere")


def test_half_precision_on_the_processor(folder):
    theirs = AutoModelForCTC.from_pretrained(folder, dtype=torch.bfloat16)
    inputs = tiny.feature_extractor("wav2vec2")(SAMPLES, sampling_rate=tiny.RATE, return_tensors="pt")
    with torch.inference_mode():
        logits = theirs(inputs.input_values.bfloat16(), inputs.attention_mask).logits
    for dtype in ("bfloat16", "bf16", torch.bfloat16):
        (found,) = HuggingFaceModel.from_pretrained(folder, dtype=dtype).encode(SAMPLES)
        assert found.log_probs.dtype == np.float32
        np.testing.assert_array_equal(found.log_probs, logits[0].float().log_softmax(-1).numpy())


def test_not_a_number(folder):
    model = HuggingFaceModel.from_pretrained(folder, dtype="float16")
    with torch.no_grad():
        model._network.model.lm_head.bias[3] = float("nan")
    with pytest.raises(EmissionsError, match="put out NaN in torch.float16: load it with dtype='bfloat16'"):
        model.encode(SAMPLES)


def test_devices_and_types_that_are_not_there(folder):
    if not torch.cuda.is_available():
        with pytest.raises(ModelError, match="device is 'cuda', which PyTorch cannot use here"):
            HuggingFaceModel.from_pretrained(folder, device="cuda")
    with pytest.raises(ModelError, match="device is 'gpu', which PyTorch cannot use here"):
        HuggingFaceModel.from_pretrained(folder, device="gpu")
    with pytest.raises(ModelError, match="dtype is 'int8', expected one of auto, float32, float16, bfloat16"):
        HuggingFaceModel.from_pretrained(folder, dtype="int8")


def test_several_threads_share_a_model(folder):
    from concurrent.futures import ThreadPoolExecutor

    model = HuggingFaceModel.from_pretrained(folder)
    expected = model.encode(SAMPLES)[0]
    with ThreadPoolExecutor(4) as pool:
        assert all(found[0] == expected for found in pool.map(lambda _: model.encode(SAMPLES), range(8)))


@pytest.fixture(scope="module")
def mms(tmp_path_factory):
    return tiny.saved_mms(tmp_path_factory.mktemp("mms"))


def test_adapters_of_languages(mms):
    english = HuggingFaceModel.from_pretrained(mms)
    assert len(english.alphabet) == 11 and english.language == "en"
    other = HuggingFaceModel.from_pretrained(mms, target_lang="azj-script_latin")
    assert len(other.alphabet) == 12 and other.language == "az" and "ə" in other.alphabet.tokens
    assert other.encode(SAMPLES)[0].log_probs.shape[1] == 12 and other.digest != english.digest
    theirs = Wav2Vec2ForCTC.from_pretrained(mms, target_lang="azj-script_latin", ignore_mismatched_sizes=True)
    inputs = tiny.feature_extractor("wav2vec2")(SAMPLES, sampling_rate=tiny.RATE, return_tensors="pt")
    with torch.inference_mode():
        expected = theirs(**inputs).logits[0].log_softmax(-1).numpy()
    np.testing.assert_array_equal(other.encode(SAMPLES)[0].log_probs, expected)


def test_languages_that_are_not_there(mms, folder):
    with pytest.raises(ModelError, match="tokenizer .* cannot be loaded"):
        HuggingFaceModel.from_pretrained(mms, target_lang="tlh")
    with pytest.raises(ModelError, match="cannot be loaded"):
        HuggingFaceModel.from_pretrained(folder, target_lang="fra")


def test_nothing_is_imported_before_a_model_is_loaded():
    code = (
        "import sys, earmark, earmark.cli.main; earmark.cli.main.build_parser();"
        "print([m for m in ('torch', 'transformers', 'huggingface_hub', 'tokenizers') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_packages_that_are_not_installed(package, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EarmarkError, match=rf"needs the package '{package}'.*pip install torch"):
        Recognizer.from_pretrained(folder)


def test_packages_that_a_feature_extractor_needs(folder, monkeypatch):
    def fail(*_, **__):
        raise ImportError("\nX requires the torchaudio library. Please install it:\n`pip install`")

    monkeypatch.setattr("transformers.AutoFeatureExtractor.from_pretrained", fail)
    with pytest.raises(ModelError, match=r"\(X requires the torchaudio library\)") as error:
        HuggingFaceModel.from_pretrained(folder)
    assert "install what the message names" in str(error.value) and "\n" not in str(error.value)


def test_an_older_transformers(folder, monkeypatch):
    monkeypatch.setattr(sys.modules["transformers"], "__version__", "4.57.1")
    with pytest.raises(ModelError, match="transformers 4.57.1 is installed, expected 5 or newer"):
        Recognizer.from_pretrained(folder)


def test_the_bundled_model_is_no_checkpoint():
    assert not is_checkpoint(OnnxModel("english").companions.path)
