import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from pieces import alphabet_of

from earmark import Recognizer
from earmark.biasing import Word, WordCompiler, WordList
from earmark.biasing.adapter import encoder as encode
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.adapter.inputs import frame_inputs
from earmark.biasing.adapter.memory import MAX_TOKENS, bias_phrases
from earmark.biasing.bias_list import EntryPaths
from earmark.biasing.forms import SpokenForms, Texts
from earmark.biasing.spoken_forms import EntryForms
from earmark.errors import ModelError, OptionsError, WordListError
from earmark.language import DEFAULT
from earmark.models import Emissions

LIST = ("fremont", "jazz", "saoirse ronan", "keys", "radio")


@pytest.fixture(scope="module")
def recognizer(adapted_folder):
    return Recognizer(adapted_folder, decoder="greedy")


@pytest.fixture(scope="module")
def heard(recognizer, speak):
    return recognizer.encode(speak("ronan plays jazz")).segments[0]


def test_the_graphs_compute_what_pytorch_does(recognizer, heard, trained):
    words = recognizer.compile(LIST)
    biased = recognizer.adapter.bias(heard, words)
    rows = words.memory.phrases
    entries = np.zeros((len(rows.lengths), rows.lengths.max()), np.int64)
    for row, start, length in zip(entries, rows.starts, rows.lengths, strict=True):
        row[:length] = rows.tokens[start : start + length]
    inputs = torch.from_numpy(frame_inputs(heard, recognizer.adapter.inputs))[None]
    with torch.inference_mode():
        log_probs, attention = trained(inputs, torch.ones_like(inputs[..., :1]), torch.from_numpy(entries))
    likely = log_probs[0].numpy() > -8
    assert np.abs(biased.log_probs - log_probs[0].numpy())[likely].max() < 0.15  # weights are of 8 bits
    assert np.abs(biased.attention.nothing - attention[0, :, 0].exp().numpy()).max() < 0.05


def test_unbiased_emissions_and_attention_are_kept(recognizer, heard):
    biased = recognizer.adapter.bias(heard, recognizer.compile(LIST))
    assert biased.unbiased is heard.log_probs and not np.allclose(biased.log_probs, heard.log_probs)
    assert np.allclose(np.exp(biased.log_probs).sum(axis=1), 1, atol=1e-4)
    attention = biased.attention
    total = attention.nothing + attention.mass.sum(axis=1)
    assert (total < 1 + 1e-4).all() and attention.mass.shape == (len(heard.log_probs), len(attention.entries))
    one = attention.entries[0]
    assert attention.of(one, 2, 4) == pytest.approx(attention.mass[2:5, 0].mean())
    assert attention.of(len(LIST), 2, 4) == 0


def test_without_a_list_or_with_nothing_to_write_the_emissions_are_returned_as_they_are(recognizer, heard):
    adapter = recognizer.adapter
    assert adapter.bias(heard, None) is heard
    avoided = recognizer.compile([Word("jazz", weight=-1.0)])
    assert adapter.bias(heard, avoided) is heard
    nothing = Emissions(heard.log_probs[:0], heard.frame_shift)
    assert adapter.bias(nothing, recognizer.compile(LIST)) is nothing


def test_no_bias_offset_moves_attention_to_nothing(adapted_folder, recognizer, heard):
    words = recognizer.compile(LIST)
    tokens = len(recognizer.model.alphabet)
    shares = [
        adapter.bias(heard, words).attention.nothing.mean()
        for adapter in (
            ContextualAdapter(adapted_folder, tokens, no_bias_offset=nats) for nats in (0.0, 2.0, 20.0)
        )
    ]
    assert shares[0] < shares[1] < shares[2] and shares[2] > 0.999


def test_a_list_that_was_compiled_without_an_adapter_is_refused(recognizer, heard):
    model = recognizer.model
    words = WordCompiler(model.tokenizer, model.alphabet, language=DEFAULT).compile(WordList.of(LIST))
    with pytest.raises(WordListError, match="compiled without an adapter"):
        recognizer.adapter.bias(heard, words)


def test_rows_cut_short_are_kept_once(tokenizer):
    alphabet = alphabet_of(tokenizer)
    same = tuple(range(1, MAX_TOKENS + 1))
    sequences = [(5, 6), (*same, 7), (*same, 8), same[:-1]]
    paths = EntryPaths(
        np.array([token for sequence in sequences for token in sequence], np.int32),
        np.cumsum([0, *map(len, sequences)]),
        np.arange(4, dtype=np.int32),
        np.arange(4, dtype=np.int32),
        np.arange(4, dtype=np.int32),
    )
    texts = Texts(["a", "b", "c", "d"])
    forms = SpokenForms.of(texts, [EntryForms((letter,)) for letter in "abcd"], [()] * 4)
    rows = bias_phrases(paths, forms, np.array([1, 1, 1, 1], np.float32), alphabet)
    assert rows.entries.tolist() == [0, 1, 3] and rows.lengths.tolist() == [2, MAX_TOKENS, MAX_TOKENS - 1]
    favoured = np.array([1, 0, -1, 1], np.float32)
    assert bias_phrases(paths, forms, favoured, alphabet).entries.tolist() == [0, 3]


def test_long_lists_come_out_as_short_ones_when_the_limit_allows(adapted_folder, recognizer, heard):
    words = recognizer.compile(LIST)
    tokens = len(recognizer.model.alphabet)
    one = ContextualAdapter(adapted_folder, tokens, limit=len(LIST)).bias(heard, words)
    assert np.array_equal(one.log_probs, recognizer.adapter.bias(heard, words).log_probs)
    two = ContextualAdapter(adapted_folder, tokens, limit=2).bias(heard, words)
    assert len(two.attention.entries) <= 2


def test_a_long_list_is_encoded_again_where_it_is_looked_at(recognizer, heard, monkeypatch):
    words = recognizer.compile(LIST)
    short = recognizer.adapter.bias(heard, words)
    monkeypatch.setattr(encode, "KEPT", 2)
    monkeypatch.setattr(encode, "CHUNK", 2)
    encoder = recognizer.adapter._encoder
    long = encoder.encode(words.memory.phrases, threads=2)
    assert long.values is None and long.keys.numbers.dtype == np.int8
    chosen = np.arange(len(long))
    for one, other in zip(
        encoder.attended(long, chosen),
        encoder.attended(words.memory, chosen), strict=True,
    ):  # fmt: skip
        assert np.abs(one - other).max() < 1e-5
    again = recognizer.adapter.bias(heard, replace(words, memory=long))
    assert np.abs(again.log_probs - short.log_probs).max() < 1e-4


@pytest.mark.parametrize("threads", [1, 2])
def test_a_batch_comes_out_as_each_does_alone(recognizer, heard, threads):
    words = recognizer.compile(LIST)
    alone = recognizer.adapter.bias(heard, words).log_probs
    for one in recognizer.adapter.bias_batch([heard, heard], [words, words], threads):
        assert np.array_equal(one.log_probs, alone)


def test_every_decoder_takes_the_adapter(adapted_folder, speak):
    for decoder in ("greedy", "beam"):
        recognizer = Recognizer(adapted_folder, decoder=decoder)
        assert recognizer.transcribe(speak("the queen"), words=LIST).text is not None
        plain = Recognizer(adapted_folder, decoder=decoder, adapter=None)
        assert recognizer.transcribe(speak("the queen")).text == plain.transcribe(speak("the queen")).text


def test_greedy_without_an_adapter_still_takes_no_list(adapted_folder):
    for without in ({"adapter": None}, {"biasing": "decoder"}):
        with pytest.raises(OptionsError, match="without an adapter"):
            Recognizer(adapted_folder, decoder="greedy", **without).compile(LIST)


def test_a_folder_without_an_adapter_says_what_it_lacks(model_folder):
    with pytest.raises(ModelError, match=r"holds no adapter, it lacks adapter\.json"):
        Recognizer(model_folder, adapter=model_folder)


def test_damaged_and_foreign_adapters_are_refused(adapted_folder, tmp_path):
    folder = tmp_path / "damaged"
    shutil.copytree(adapted_folder, folder)
    about = json.loads((folder / "adapter.json").read_text())
    (folder / "adapter.json").write_text(json.dumps({**about, "format": 99}))
    with pytest.raises(ModelError, match="format 99"):
        ContextualAdapter(folder, about["inputs"]["tokens"])
    (folder / "adapter.json").write_text(json.dumps(about))
    with pytest.raises(ModelError, match="writes 49 tokens, the model has 50"):
        ContextualAdapter(folder, 50)
    (folder / "adapter.json").write_text(json.dumps({**about, "searched": {"faith": 1}}))
    with pytest.raises(ModelError, match=r"settings that cannot be used .*faith"):
        ContextualAdapter(folder, 49, searched=True)
    with pytest.raises(OptionsError, match="adapter is True, of type bool; expected 'bundled'"):
        Recognizer(folder, adapter=True)
    (folder / "adapter.json").write_text(json.dumps(about))
    (folder / "adapter.top.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="cannot be loaded"):
        ContextualAdapter(folder, 49)


def test_what_is_written_from_the_list_tells_how_much_it_was_looked_at(adapted_folder, speak):
    recognizer = Recognizer(adapted_folder, {"verification.enabled": False})
    gentle = ContextualAdapter(adapted_folder, len(recognizer.model.alphabet), no_bias_offset=6.0)
    entries = {
        name: Recognizer(adapted_folder, {"verification.enabled": False}, adapter=adapter)
        .transcribe(speak("jazz and fog"), ["jazz"])
        .entries
        for name, adapter in (("with", gentle), ("without", None))
    }
    assert [e.entry for e in entries["with"]] == ["jazz"] and 0 <= entries["with"][0].attention < 1
    assert [e.attention for e in entries["without"]] == [None]


def test_scale_is_a_factor_on_the_change(adapted_folder, recognizer, heard):
    words, tokens = recognizer.compile(LIST), len(recognizer.model.alphabet)
    none, one, two = (
        ContextualAdapter(adapted_folder, tokens, scale=factor).bias(heard, words).log_probs
        for factor in (0.0, 1.0, 2.0)
    )
    assert np.allclose(none, heard.log_probs, atol=1e-4)
    changes = [np.diff(biased - heard.log_probs, axis=1) for biased in (one, two)]  # without the normaliser
    assert np.allclose(changes[1], 2 * changes[0], atol=1e-2)


def test_when_no_entry_is_covered_the_emissions_stay_as_they_are(adapted_folder, recognizer, heard):
    words, tokens = recognizer.compile(LIST), len(recognizer.model.alphabet)
    strict = ContextualAdapter(adapted_folder, tokens, min_coverage=1.0).bias(heard, words)
    assert strict.log_probs is heard.log_probs and strict.unbiased is heard.log_probs
    assert strict.attention.entries == () and (strict.attention.nothing == 1).all()


def test_in_a_mixture_nothing_that_was_heard_is_lost(adapted_folder, recognizer, heard):
    words, tokens = recognizer.compile(LIST), len(recognizer.model.alphabet)
    whole, mixed = (
        ContextualAdapter(adapted_folder, tokens, interpolation=interpolation).bias(heard, words).log_probs
        for interpolation in (1.0, 0.25)
    )
    expected = np.log(0.75 * np.exp(heard.log_probs.astype(float)) + 0.25 * np.exp(whole.astype(float)))
    assert np.allclose(mixed, expected, atol=1e-4)
    assert (mixed >= heard.log_probs + np.log(0.75) - 1e-4).all() and not np.allclose(
        mixed, heard.log_probs, atol=0.05
    )


def test_a_search_has_settings_of_its_own(adapted_folder, tmp_path):
    folder = tmp_path / "searched"
    shutil.copytree(adapted_folder, folder)
    about = json.loads((folder / "adapter.json").read_text())
    (folder / "adapter.json").write_text(json.dumps({**about, "searched": {"interpolation": 0.5}}))
    beam, greedy = (Recognizer(folder, decoder=decoder).adapter.settings for decoder in ("beam", "greedy"))
    assert (beam.interpolation, greedy.interpolation) == (0.5, 1.0)
    assert replace(beam, interpolation=1.0) == greedy


def test_a_bundled_adapter_is_used_unless_biasing_says_otherwise(adapted_folder, model_folder, speak):
    audio = speak("jazz and fog")

    def looked(**how):
        recognizer = Recognizer(adapted_folder, {"verification.enabled": False}, **how)
        entries = recognizer.transcribe(audio, ["jazz"]).entries
        return [entry.attention is not None for entry in entries]

    assert looked() == looked(biasing="boosting+adapter") == [True]
    assert looked(biasing="decoder") == looked(adapter=None) == looked(biasing="boosting") == [False]
    assert looked(biasing="off") == []
    with pytest.raises(OptionsError, match="biasing names 'adapter', which this recognizer does not have"):
        Recognizer(model_folder, biasing="adapter")


def test_confidences_and_the_guard_go_by_the_unbiased_emissions(adapted_folder, speak):
    """The adapter changes what is found, never how well it is said to have been heard."""
    recognizer = Recognizer(adapted_folder, biasing="boosting+adapter")
    heard = recognizer.encode(speak("jazz and fog")).segments[0]
    words = recognizer.compile(["jazz"])
    biased = recognizer.adapter.bias(heard, words)
    best = recognizer.stages.search.decode_emissions([biased], words)[0][0]
    plain = recognizer.stages.search.decode_emissions([heard], words)[0][0]
    assert best.tokens == plain.tokens and best.confidences == pytest.approx(plain.confidences, abs=0.02)
    assert best.scores.acoustic != pytest.approx(plain.scores.acoustic, abs=1e-3)
