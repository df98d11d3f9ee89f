"""The processor, and the pipeline of transformers with our decoder, on a tiny random model."""

import json

import numpy as np
import pytest
from compat.lattices import confused, spelt, write_arpa

from earmark.compat.pyctcdecode import build_ctcdecoder
from earmark.compat.wav2vec2 import Wav2Vec2ProcessorWithLM

transformers = pytest.importorskip("transformers")
torch = pytest.importorskip("torch")

VOCABULARY = ["<pad>", "|", *"abc", "<unk>"]
LABELS = ["", " ", *"abc", "⁇"]


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(VOCABULARY)}))
    tokenizer = transformers.Wav2Vec2CTCTokenizer(
        str(folder / "vocab.json"), bos_token="<pad>", eos_token="<pad>", unk_token="<unk>", pad_token="<pad>"
    )
    return transformers.Wav2Vec2FeatureExtractor(), tokenizer


@pytest.fixture(scope="module")
def arpa(tmp_path_factory):
    return write_arpa(tmp_path_factory.mktemp("lm"))


@pytest.fixture
def processor(parts, arpa):
    return Wav2Vec2ProcessorWithLM(*parts, build_ctcdecoder(VOCABULARY, arpa, ["ab", "ba", "cab"]))


NEAR = confused("ab ba", "ab bb", LABELS, share=0.45)


def test_decode(processor):
    found = processor.decode(NEAR, output_word_offsets=True)
    assert found.text == found["text"] == found[0] == "ab ba"
    assert [offset["word"] for offset in found.word_offsets] == ["ab", "ba"]
    assert found.word_offsets[0] == {"word": "ab", "start_offset": 0, "end_offset": 3}
    assert found.lm_score != found.logit_score < 0
    assert processor.decode(NEAR, alpha=0.0, unk_score_offset=0.0).text == "ab bb"


def test_n_best_and_batches(processor):
    texts = processor.decode(NEAR, n_best=2, unk_score_offset=0.0, beam_prune_logp=-50.0).text
    assert texts == ["ab ba", "ab bb"]
    padded = np.full((2, len(NEAR) + 4, NEAR.shape[1]), -100.0)
    padded[0, : len(NEAR)] = NEAR
    padded[1, :4] = spelt("ab", LABELS)
    for logits in (padded, torch.from_numpy(padded).to(torch.bfloat16)):
        for threads in (None, 2):
            found = processor.batch_decode(logits, num_processes=threads, output_word_offsets=True)
            assert found.text == ["ab ba", "ab"]
    assert [len(offsets) for offsets in found.word_offsets] == [2, 1]


def test_hotwords(processor):
    assert processor.decode(NEAR, hotwords={"bb": 25.0}).text == "ab bb"
    assert processor.batch_decode([NEAR], hotwords=["bb"], hotword_weight=25.0).text == ["ab bb"]


def test_saved_and_read_again(processor, tmp_path):
    processor.save_pretrained(tmp_path)
    again = Wav2Vec2ProcessorWithLM.from_pretrained(tmp_path, alpha=0.25)
    assert again.language_model.alpha == 0.25
    assert again.decode(NEAR).text == "ab ba"
    assert again(np.zeros(1600, np.float32), sampling_rate=16000)["input_values"][0].shape == (1600,)
    assert again(text="ab")["input_ids"] == [2, 3]


def test_a_model_without_language_model(parts, tmp_path):
    for part in parts:
        part.save_pretrained(tmp_path)
    assert Wav2Vec2ProcessorWithLM.from_pretrained(tmp_path).decode(NEAR).text == "ab bb"


def test_saved_without_language_model(parts, tmp_path):
    Wav2Vec2ProcessorWithLM(*parts, build_ctcdecoder(VOCABULARY)).save_pretrained(tmp_path)
    again = Wav2Vec2ProcessorWithLM.from_pretrained(tmp_path)
    assert again.language_model is None and again.decode(NEAR).text == "ab bb"
    assert again.decode(NEAR, hotwords=["ba"]).text == "ab ba"
    with pytest.raises(ValueError, match="alpha cannot be set: .* has no language model"):
        Wav2Vec2ProcessorWithLM.from_pretrained(tmp_path, alpha=0.25)


def test_what_does_not_fit(parts):
    with pytest.raises(ValueError, match="not in the decoder's alphabet"):
        Wav2Vec2ProcessorWithLM(*parts, build_ctcdecoder(["<pad>", "|", "a", "b"]))
    with pytest.raises(TypeError, match="has to be a BeamSearchDecoderCTC"):
        Wav2Vec2ProcessorWithLM(*parts, object())
    with pytest.raises(ValueError, match="audio"):
        Wav2Vec2ProcessorWithLM(*parts, build_ctcdecoder(VOCABULARY))()


def test_beside_the_processor_of_transformers(parts, arpa, processor):
    theirs = pytest.importorskip("pyctcdecode")
    pytest.importorskip("kenlm")
    decoder = theirs.build_ctcdecoder(VOCABULARY, arpa, ["ab", "ba", "cab"])
    other = transformers.Wav2Vec2ProcessorWithLM(*parts, decoder)
    rows = np.random.default_rng(3).normal(scale=3.0, size=(3, 14, len(VOCABULARY)))
    for n_best in (1, 3):
        found = processor.batch_decode(rows, output_word_offsets=True, n_best=n_best)
        expected = other.batch_decode(rows, output_word_offsets=True, n_best=n_best)
        assert (found.text, found.word_offsets) == (expected.text, expected.word_offsets)
        assert np.array(found.lm_score) == pytest.approx(np.array(expected.lm_score), abs=1e-4)


@pytest.mark.parametrize("timestamps", [None, "word"])
def test_pipeline(parts, timestamps):
    torch.manual_seed(0)
    config = transformers.Wav2Vec2Config(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, conv_dim=(8, 8), conv_stride=(5, 64), conv_kernel=(10, 64),
        num_feat_extract_layers=2, num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2, pad_token_id=0,
    )  # fmt: skip
    model = transformers.Wav2Vec2ForCTC(config).eval()
    extractor, tokenizer = parts
    decoder = build_ctcdecoder(VOCABULARY)
    recognize = transformers.pipeline(
        "automatic-speech-recognition", model=model, tokenizer=tokenizer, feature_extractor=extractor,
        decoder=decoder,
    )  # fmt: skip
    audio = np.random.default_rng(0).normal(size=16000).astype(np.float32)
    options = {} if timestamps is None else {"return_timestamps": timestamps}
    found = recognize(audio, decoder_kwargs={"hotwords": ["cab"], "beam_width": 20}, **options)
    inputs = extractor(audio, sampling_rate=16000, return_tensors="pt").input_values
    with torch.no_grad():
        logits = model(inputs).logits[0]
    best = decoder.decode_beams(logits, hotwords=["cab"], beam_width=20)[0]
    assert found["text"] == best[0] != ""
    if timestamps:
        assert [chunk["text"] for chunk in found["chunks"]] == [word for word, _ in best[2]]


