"""How exports are recognised, and what is said of those that are not."""

import shutil
from dataclasses import replace

import exported
import numpy as np
import onnx
import pieces
import pytest

from earmark import Recognizer
from earmark.errors import ModelError
from earmark.models import SentencePieceTokenizer
from earmark.models.exports import describe_export
from earmark.models.exports.kinds import NEMO, SHERPA_NEMO
from earmark.models.exports.nemo import GIGA_AM, RAW
from earmark.models.onnx import OnnxModel
from earmark.models.opening import open_model

OPTIONS = {"segmentation.detector": "loudness"}


@pytest.fixture
def copy(export, tmp_path):
    """copy(layout) -> a folder of its own, to be changed."""
    return lambda name: shutil.copytree(export(name), tmp_path / name)


def change_metadata(folder, **entries):
    """Set entries of the metadata; None removes one."""
    network = onnx.load(folder / "model.onnx")
    known = {entry.key: entry.value for entry in network.metadata_props} | entries
    del network.metadata_props[:]
    for key, value in known.items():
        if value is not None:
            entry = network.metadata_props.add()
            entry.key, entry.value = key, str(value)
    onnx.save(network, folder / "model.onnx")


@pytest.mark.parametrize(
    ("name", "layout", "blank"),
    [
        ("sherpa-nemo", "NeMo CTC for sherpa-onnx", 48), ("wenet", "WeNet CTC for sherpa-onnx", 0),
        ("zipformer2", "Zipformer2 CTC for sherpa-onnx", 0), ("medasr", "MedASR CTC for sherpa-onnx", 0),
        ("onnx-asr", "NeMo CTC for onnx-asr", 48), ("gigaam", "GigaAM CTC for onnx-asr", 48),
        ("gigaam-v3", "GigaAM CTC for onnx-asr", 48),
    ],
)  # fmt: skip
def test_layouts_are_recognised(name, layout, blank, export):
    found = describe_export(export(name))
    assert (found.recipe.layout, found.alphabet.blank, found.frame_shift) == (layout, blank, 0.04)
    assert found.recipe.front_end == exported.LAYOUTS[name].front_end
    assert found.language == ("ru" if "gigaam" in name else "en")


@pytest.mark.parametrize("kind", ["onnx-asr", "transformers"])
def test_networks_over_samples_put_out_what_the_toy_does(kind, tokenizer, model_folder, speak, tmp_path):
    model = open_model(exported.write_over_samples(tmp_path / "mine", kind, tokenizer))
    assert model.frame_shift == 0.04 and model.alphabet.blank == 0
    samples = 0.1 * speak("president zelenskyy met the queen")
    (ours,), (theirs,) = model.encode([samples]), OnnxModel(model_folder).encode([samples])
    np.testing.assert_allclose(ours.log_probs, theirs.log_probs, atol=1e-5)
    transcript = Recognizer(model, OPTIONS, words=["Zelenskyy"]).transcribe(samples)
    assert transcript.text == "president Zelenskyy met the queen"


def test_a_folder_of_transformers_js_has_its_network_a_level_below(tokenizer, tmp_path):
    folder = exported.write_over_samples(tmp_path / "mine", "transformers", tokenizer)
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx/model.onnx")
    assert describe_export(folder).labels_file == folder / "vocab.json"
    assert describe_export(folder / "onnx/model.onnx").recipe.layout == "Wav2Vec2ForCTC of transformers"


def test_a_network_of_bytes_is_taken_where_there_is_no_other(copy):
    folder = copy("zipformer2")
    (folder / "model.onnx").rename(folder / "model.int8.onnx")
    assert describe_export(folder).weights.name == "model.int8.onnx"
    shutil.copy(folder / "model.int8.onnx", folder / "ctc-epoch-20-avg-1.onnx")
    (folder / "model.int8.onnx").rename(folder / "ctc-epoch-20-avg-1.int8.onnx")
    found = describe_export(folder)
    assert found.weights.name == "ctc-epoch-20-avg-1.onnx" and found.name == "zipformer2/ctc-epoch-20-avg-1"
    shutil.copy(found.weights, folder / "ctc-epoch-30-avg-1.onnx")
    with pytest.raises(ModelError, match="has several networks .*'ctc-epoch-20-avg-1.onnx', 'ctc-epoch-30"):
        describe_export(folder)


@pytest.mark.parametrize(
    ("entries", "front_end"),
    [
        ({}, SHERPA_NEMO), ({"normalize_type": ""}, RAW), ({"normalize_type": "NA"}, RAW),
        ({"normalize_type": "", "is_giga_am": 1}, replace(GIGA_AM, bins=80)),
    ],
)  # fmt: skip
def test_metadata_of_nemo_choose_the_features(entries, front_end, copy):
    folder = copy("sherpa-nemo")
    change_metadata(folder, **entries)
    assert describe_export(folder).recipe.front_end == front_end


def test_metadata_that_cannot_be_are_refused(copy):
    folder = copy("sherpa-nemo")
    change_metadata(folder, subsampling_factor="many")
    with pytest.raises(ModelError, match="has subsampling_factor 'many' in its metadata, expected a whole"):
        describe_export(folder)
    change_metadata(folder, subsampling_factor=4, normalize_type="all_features")
    with pytest.raises(ModelError, match="has normalize_type 'all_features' in its metadata, expected"):
        describe_export(folder)


def test_config_that_cannot_be_is_refused(copy):
    folder = copy("onnx-asr")
    for config, message in (
        ('{"model_type": "nemo-conformer-tdt"}', "holds a nemo-conformer-tdt model .* earmark reads CTC"),
        ('{"model_type": "nemo-conformer-ctc", "subsampling_factor": 0}', "subsampling_factor 0, expected"),
        ("{", "config.json' cannot be read as JSON"),
        ('{"model_type": "nemo-conformer-ctc-2"}', "'nemo-conformer-ctc-2' in config.json, which is no"),
    ):
        (folder / "config.json").write_text(config, encoding="utf-8")
        with pytest.raises(ModelError, match=message):
            describe_export(folder)


def test_a_network_of_nemo_without_lengths_is_fed_features_alone(copy, export, spoken):
    folder = copy("onnx-asr")
    network = onnx.load(folder / "model.onnx")
    del network.graph.input[1]  # the exporter drops it where no layer has a mask
    onnx.save(network, folder / "model.onnx")
    assert describe_export(folder).recipe.graph.lengths is None
    samples = spoken("the queen met")
    (ours,), (whole,) = open_model(folder).encode([samples]), open_model(export("onnx-asr")).encode([samples])
    np.testing.assert_array_equal(ours.log_probs, whole.log_probs)


def test_128_bins_are_found_in_the_graph(tokenizer, tmp_path):
    layout = replace(exported.LAYOUTS["onnx-asr"], front_end=replace(NEMO, bins=128), config={
        "model_type": "nemo-conformer-ctc", "subsampling_factor": 4,
    })  # fmt: skip
    folder = exported.write(tmp_path / "wide", layout, tokenizer)
    assert describe_export(folder).recipe.front_end.bins == 128
    assert len(open_model(folder).encode([np.zeros(16_000, np.float32)])[0].log_probs) == 25


def test_labels_must_be_there_and_fit(copy):
    folder = copy("wenet")
    labels = (folder / "tokens.txt").read_text(encoding="utf-8")
    (folder / "tokens.txt").write_text(labels + "more 49\n", encoding="utf-8")
    with pytest.raises(ModelError, match="names 50 tokens, .* puts out 49 columns: the two files are of"):
        describe_export(folder)
    (folder / "tokens.txt").unlink()
    with pytest.raises(ModelError, match="there are no labels beside .*tokens.txt or vocab.txt there"):
        describe_export(folder)


def test_an_unknown_layout_says_what_to_write(copy):
    folder = copy("zipformer2")
    change_metadata(folder, model_type=None)
    with pytest.raises(ModelError, match="no model_type in its metadata, .* into 'earmark.toml'"):
        describe_export(folder)
    change_metadata(folder, model_type="dolphin")
    with pytest.raises(ModelError, match="the model_type 'dolphin' in its metadata, which is no layout"):
        describe_export(folder)


def test_exports_of_wenet_itself_are_recognised_and_refused(copy):
    folder = copy("wenet")
    for name in ("encoder.onnx", "ctc.onnx", "decoder.onnx"):
        shutil.copy(folder / "model.onnx", folder / name)
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"holds WeNet's own export \(encoder.onnx, ctc.onnx\), which is"):
        describe_export(folder)


def test_transducers_are_refused(copy):
    folder = copy("zipformer2")
    (folder / "model.onnx").rename(folder / "encoder.onnx")
    (folder / "joiner.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match="joiner.onnx' is part of a transducer .*: earmark reads CTC models"):
        describe_export(folder)


@pytest.mark.parametrize(
    ("name", "metadata", "inputs", "message"),
    [
        ("wenet", {}, ("attn_cache", "conv_cache"), "takes x, x_lens, attn_cache, conv_cache and puts out"),
        ("wenet", {"right_context": 6}, (), "takes x, x_lens and puts out .*, a streaming model of WeNet"),
        ("wenet", {"model_type": None}, ("att_cache",), "the encoder of WeNet's own export"),
        ("zipformer2", {"T": 45, "decode_chunk_len": 32}, ("cached_key_0",), "takes 2 states and puts out 1"),
        ("zipformer2", {"T": 45, "decode_chunk_len": "x"}, (), "has decode_chunk_len 'x' in its metadata"),
        ("sherpa-nemo", {"window_size": 105, "chunk_shift": 56, "cache_last_channel_dim1": 12}, ("cache",),
         "takes 1 states and puts out 0"),
    ],
)  # fmt: skip
def test_streaming_exports_that_cannot_be_run_are_refused(name, metadata, inputs, message, copy):
    folder = copy(name)
    change_metadata(folder, **metadata)
    network = onnx.load(folder / "model.onnx")
    for cache in inputs:
        network.graph.input.append(onnx.helper.make_tensor_value_info(cache, onnx.TensorProto.FLOAT, [1, 8]))
    onnx.save(network, folder / "model.onnx")
    with pytest.raises(ModelError, match=message):
        open_model(folder)


def test_a_network_with_a_fixed_number_of_frames_is_refused(copy):
    folder = copy("medasr")
    network = onnx.load(folder / "model.onnx")
    network.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 128
    onnx.save(network, folder / "model.onnx")
    with pytest.raises(ModelError, match="takes exactly 128 frames at 'x': export it with an open number"):
        describe_export(folder)


def test_the_digest_is_of_weights_features_and_external_data(copy):
    folder = copy("zipformer2")
    first = describe_export(folder).digest
    assert first == describe_export(folder).digest and len(first) == 16
    (folder / "earmark.toml").write_text("[features]\nhigh = 0.0\n", encoding="utf-8")
    second = describe_export(folder).digest
    (folder / "model.onnx.data").write_bytes(b"weights")
    third = describe_export(folder).digest
    change_metadata(folder, comment="another")
    assert len({first, second, third, describe_export(folder).digest}) == 4


def test_a_tokenizer_beside_the_model_cuts_its_lists(copy, tokenizer):
    folder = copy("zipformer2")
    alone = describe_export(folder).tokenizer
    (folder / "bpe.model").write_bytes(tokenizer)
    found = describe_export(folder)
    assert isinstance(found.tokenizer, SentencePieceTokenizer)
    assert found.tokenizer.fingerprint != alone.fingerprint
    (folder / "bpe.model").write_bytes(b"garbage")
    with pytest.raises(ModelError, match="bpe.model' is not a SentencePiece model"):
        describe_export(folder)


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_pieces_with_scores_make_the_tokenizer_that_they_are_of(kind, copy, tmp_path):
    import sentencepiece
    import toy

    trained = pieces.trained(toy.SENTENCES * 20, 60, model_type=kind, bos_id=-1, eos_id=-1)
    processor = sentencepiece.SentencePieceProcessor(model_proto=trained)
    names = pieces.tokens_of(trained)
    listed = "".join(f"{name}\t{processor.get_score(i)}\n" for i, name in enumerate(names))
    (tmp_path / "bpe.vocab").write_text(listed, encoding="utf-8")
    from earmark.models.exports.pieces import tokenizer_of

    alphabet = pieces.alphabet_of(trained)
    ours, theirs = tokenizer_of(tmp_path / "bpe.vocab", alphabet), SentencePieceTokenizer(trained, alphabet)
    for text in (*toy.SENTENCES, "fremont", "zelenskyy saoirse"):
        assert ours.encode(text) == theirs.encode(text) != ()
        assert ours.alternatives(text, 5) == theirs.alternatives(text, 5)
    (tmp_path / "bpe.vocab").write_text("no score\n", encoding="utf-8")
    with pytest.raises(ModelError, match="bpe.vocab' cannot be read as pieces with scores"):
        tokenizer_of(tmp_path / "bpe.vocab", alphabet)
