"""Models that a small TOML file describes."""

from dataclasses import replace

import exported
import numpy as np
import onnx
import pytest

from earmark import Recognizer
from earmark.errors import ModelError
from earmark.models.exports import describe_export
from earmark.models.exports.kinds import KALDI, MEDASR, WENET
from earmark.models.opening import open_model

OPTIONS = {"segmentation.detector": "loudness"}
UNKNOWN = replace(
    exported.LAYOUTS["wenet"], metadata={}, inputs=("feats", "feat_lens"), outputs=("scores_out", "n_rows"),
    logits=True,
)  # fmt: skip
DESCRIPTION = """
frame_shift = 0.04
[features]
kind = "kaldi"
gain = 32768.0
[outputs]
logits = true
"""
OF_KALDI = 'frame_shift = 0.04\n[features]\nkind = "kaldi"\n'


@pytest.fixture(scope="module")
def made(tokenizer, tmp_path_factory):
    return exported.write(tmp_path_factory.mktemp("unknown") / "mine", UNKNOWN, tokenizer)


@pytest.fixture
def described(made, tmp_path):
    """described(toml) -> the folder of a model of no known layout, with a description."""

    def write(text):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        for path in made.iterdir():
            if not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
        (folder / "earmark.toml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.mark.parametrize("path", ["", "earmark.toml", "model.onnx"])
def test_a_described_model_writes_entries(path, described, spoken):
    folder = described(DESCRIPTION)
    found = describe_export(folder / path)
    assert found.recipe.layout == "described" and found.recipe.front_end == WENET
    graph = found.recipe.graph
    assert (graph.features, graph.lengths, graph.axes, graph.rows) == ("feats", "feat_lens", "BTC", "n_rows")
    transcript = Recognizer(folder / path, OPTIONS, words=["Zelenskyy"], phones=None).transcribe(
        spoken("president zelenskyy met the queen")
    )
    assert transcript.text == "president Zelenskyy met the queen"
    assert [entry.entry for entry in transcript.entries] == ["Zelenskyy"]


def test_a_description_anywhere_names_its_files(described, tmp_path):
    folder = described(DESCRIPTION)
    (folder / "tokens.txt").rename(folder / "labels.list")
    (tmp_path / "mine.toml").write_text(
        'model = "mine/model.onnx"\ntokens = "labels.list"\nlanguage = "de"\n' + DESCRIPTION, encoding="utf-8"
    )
    (folder / "earmark.toml").unlink()
    found = describe_export(tmp_path / "mine.toml")
    assert found.labels_file.name == "labels.list" and found.language == "de"


def test_a_description_changes_a_known_layout(export, tmp_path):
    (tmp_path / "tokens.txt").symlink_to(export("zipformer2") / "tokens.txt")
    (tmp_path / "model.onnx").symlink_to(export("zipformer2") / "model.onnx")
    (tmp_path / "earmark.toml").write_text(
        'language = "generic"\nframe_shift = 0.05\n[features]\nhigh = 0.0\n', encoding="utf-8"
    )
    found = describe_export(tmp_path)
    assert found.recipe.layout == "Zipformer2 CTC for sherpa-onnx"
    assert (found.language, found.frame_shift) == ("und", 0.05)
    assert found.recipe.front_end == replace(KALDI, high=0.0)
    (tmp_path / "earmark.toml").write_text(
        'frame_shift = 0.04\n[features]\nkind = "medasr"\nbins = 80\n', encoding="utf-8"
    )
    assert describe_export(tmp_path).recipe.front_end == replace(MEDASR, bins=80)


def test_marks_of_words_that_labels_leave_open_are_described(described, tokenizer):
    folder = described(DESCRIPTION)
    labels = (folder / "tokens.txt").read_text(encoding="utf-8")
    (folder / "tokens.txt").unlink()
    (folder / "tokens.txt").write_text(labels.replace("▁", "_").replace("<blk>", "<z>"), encoding="utf-8")
    with pytest.raises(ModelError, match="'earmark.toml' beside the model is the place for blank, words and"):
        describe_export(folder)
    described('blank = 0\nwords = "begun"\nmark = "_"\n' + DESCRIPTION)
    alphabet = describe_export(folder).alphabet
    assert (alphabet.blank, alphabet.words, alphabet.mark) == (0, "begun", "_")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frame_shift = ", "earmark.toml' cannot be read as TOML"),
        ("frameshift = 0.04", "has the unknown frameshift: known are model, tokens"),
        ("frame_shift = 4", r"has frame_shift = 4, expected seconds from one row to the next, 0.001 to 1"),
        ("features = 3", r"has features = 3, expected a section \[features\]"),
        ("model = 3", "has model = 3, expected a text"),
        ("blank = 1.5", "has blank = 1.5, expected the label or the column of the blank"),
        ('[features]\nkind = "mfcc"\n', "has no frame_shift: write the seconds"),
        (OF_KALDI.replace("kaldi", "mfcc"), "features.kind = 'mfcc', expected one of samples"),
        (OF_KALDI + 'bin = 3\n', "has the unknown features.bin: known are"),
        (OF_KALDI + 'bins = 0\n', "has features.bins = 0, expected 1 to"),
        (OF_KALDI + 'bins = "x"\n', "features.bins = 'x', expected a whole"),
        (OF_KALDI + 'window = "x"\n', "features.window = 'x', expected one of"),
        (OF_KALDI + 'rate = 1\n', "features.rate = 1, expected samples a"),
        (OF_KALDI + 'remove_dc = 1\n', "remove_dc = 1, expected true or"),
        (OF_KALDI.replace("kaldi", "samples") + "bins = 80", "unknown features.bins: known are gain"),
        (OF_KALDI.replace("kaldi", "samples"), "takes BTC at 'feats', which are no Waveform"),
        (DESCRIPTION + "width = 3", "has the unknown outputs.width: known are log_probs, rows"),
        (DESCRIPTION + 'rows = "n"', "has no n: its inputs are feats, feat_lens, its outputs"),
        (DESCRIPTION + '[inputs]\nfeatures = "x"', "has no x: its inputs are feats, feat_lens"),
        (DESCRIPTION.replace("logits = true", "logits = 1"), "outputs.logits = 1, expected true or false"),
        ('model = "none.onnx"\n' + DESCRIPTION, "none.onnx' cannot be read as an ONNX model"),
    ],
)  # fmt: skip
def test_descriptions_that_cannot_be_are_refused_in_a_sentence(text, message, described):
    with pytest.raises(ModelError, match=message):
        describe_export(described(text))


def test_logits_are_refused_with_what_to_write(described, spoken):
    model = open_model(described(DESCRIPTION.replace("logits = true", "")))
    with pytest.raises(Exception, match=r"logits = true below \[outputs\] in the \"earmark.toml\""):
        model.encode([spoken("the sea")])


def test_a_network_with_inputs_that_nothing_feeds_is_refused(described, tmp_path):
    folder = described(DESCRIPTION)
    network = onnx.load(folder / "model.onnx")
    network.graph.input.append(onnx.helper.make_tensor_value_info("state", onnx.TensorProto.FLOAT, [1, 8]))
    (folder / "model.onnx").unlink()
    onnx.save(network, folder / "model.onnx")
    with pytest.raises(ModelError, match="wants the inputs state besides feats, feat_lens, which earmark"):
        describe_export(folder)


def test_a_network_at_8_khz_gets_its_rate(tokenizer, tmp_path):
    mel = replace(KALDI, rate=8000, high=0.0, low=60.0)
    layout = replace(UNKNOWN, front_end=mel, floor=-4.0)
    folder = exported.write(tmp_path / "narrow", layout, tokenizer)
    (folder / "earmark.toml").write_text(
        'frame_shift = 0.04\n[features]\nkind = "kaldi"\nrate = 8000\nhigh = 0.0\nlow = 60.0\n'
        "[outputs]\nlogits = true\n",
        encoding="utf-8",
    )
    model = open_model(folder)
    assert model.sample_rate == 16_000 and model.export.recipe.front_end == mel
    assert len(model.encode([np.zeros(16_000, np.float32)])[0].log_probs) == 25
