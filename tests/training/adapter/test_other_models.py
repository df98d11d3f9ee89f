"""Adapters of models that are not folders of ours: letters with a blank behind them, and an ONNX export."""

import json
import shutil
from dataclasses import replace

import exported
import numpy as np
import pytest
import toy
from training.adapter.letters import BLANK, Letters, sentences, write_manifest

from earmark import Recognizer
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.cli.main import main
from earmark.errors import ManifestError, ModelError
from earmark.models import Alphabet, AlphabetTokenizer
from earmark.models.opening import open_model
from earmark.training.adapter.build import AdapterSpec, Sources, build_run
from earmark.training.adapter.cache import EmissionsCache, build_cache
from earmark.training.adapter.export import export_adapter
from earmark.training.adapter.lists import ListOptions
from earmark.training.adapter.run import RunOptions
from earmark.training.clips import read_clips

NAMES = "Saoirse Ronan\nFremont\nZelenskyy\nReykjavik\nNguyen\nSiobhan\n"
UPDATES = 250


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    """(model, folder of its run, folder of its adapter)."""
    folder, model = tmp_path_factory.mktemp("letters"), Letters()
    clips = read_clips(write_manifest(folder / "clips", sentences(60), model.say))
    build_cache(clips, model, folder / "cache")
    (folder / "names.txt").write_text(NAMES)
    lists = ListOptions(largest=12, empty=0.0, silent=0.2)
    run = build_run(
        folder / "run", model, [EmissionsCache(folder / "cache")], Sources([folder / "names.txt"]),
        RunOptions(60.0, warmup=0.0, decay=0.0), AdapterSpec(lists, batch_seconds=20.0),
    )  # fmt: skip
    for _ in range(UPDATES):
        run.update()
    run.save()
    export_adapter(folder / "run", folder / "adapter")
    return model, folder


def test_a_model_of_letters_whose_blank_is_last_learns_to_copy(letters):
    model, folder = letters
    recognizer = Recognizer(model, decoder="greedy", adapter=folder / "adapter")
    emissions = model.encode([model.say("near saoirse ronan by fremont")])[0]
    listed = recognizer.compile(["Saoirse", "Ronan", "Fremont", "Zelenskyy"])
    biased = recognizer.adapter.bias(emissions, listed)
    before, after = (read(model, rows) for rows in (biased.unbiased, biased.log_probs))
    assert "SAOIRSE RONAN" not in before and "FREMONT" not in before
    assert "SAOIRSE RONAN" in after and "FREMONT" in after
    assert before.split()[0] == after.split()[0]  # "near" is not listed
    assert 3 not in biased.attention.entries
    assert np.allclose(np.exp(biased.log_probs).sum(axis=1), 1, atol=1e-4)


def read(model, log_probs):
    best = log_probs.argmax(axis=1)
    return model.alphabet.text([t for t in best if t != BLANK])


def test_tokens_of_the_cache_stand_where_the_emissions_have_them(letters):
    model, folder = letters
    cache = EmissionsCache(folder / "cache")
    assert cache.inputs.blank == BLANK and cache.inputs.phones == ()
    for clip in cache.clips:
        rows = cache.frames(clip)
        spelt = [cache.inputs.columns[token] for token in clip.tokens]
        assert model.alphabet.text(spelt) == clip.text.upper()
        assert (rows[list(clip.starts), list(clip.tokens)] > np.log(1e-3)).all()
        assert (rows[0].argmax(), rows.shape[1]) == (0, len(model.alphabet))  # silence: the blank is first


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"digest": "other"}, "weights of digest abc, this one has weights of digest other"),
        ({"blank": 28}, "its blank in column 29, this one has it in column 28"),
    ],
)
def test_an_adapter_of_another_model_is_refused_in_one_sentence(letters, changes, message):
    model, folder = letters
    if "blank" in changes:
        changes = {"alphabet": Alphabet.guess(model.alphabet.tokens, **changes)}
    other = Letters(**changes)
    with pytest.raises(ModelError, match=f"was trained for a model with {message}: train an adapter"):
        Recognizer(other, adapter=folder / "adapter")
    loaded = ContextualAdapter(folder / "adapter", len(model.alphabet))
    with pytest.raises(ModelError, match=message):
        Recognizer(other, adapter=loaded)
    assert Recognizer(model, adapter=loaded).adapter is loaded  # with the bundled phones beside it


def test_a_run_goes_on_with_its_own_model_only(letters, tmp_path):
    model, folder = letters
    clips = read_clips(folder / "clips" / "manifest.jsonl")
    assert build_cache(clips, model, folder / "cache") == 0
    with pytest.raises(ManifestError, match="are of a model with weights of digest abc"):
        build_cache(clips, Letters(digest="other"), folder / "cache")


def test_texts_that_the_model_cannot_write_are_named(letters, tmp_path):
    model, folder = letters
    clips = read_clips(folder / "clips" / "manifest.jsonl")
    greek = Letters(alphabet=Alphabet.guess([*map(chr, range(0x3B1, 0x3CD)), "|", "<pad>"], blank=BLANK))
    greek.tokenizer = AlphabetTokenizer(greek.alphabet)
    with pytest.raises(ManifestError, match=f"none of 60 clips .* such as '{clips[0].text}'"):
        build_cache(clips, greek, tmp_path / "cache")


def test_what_an_adapter_reads_is_checked(letters, tmp_path):
    _, folder = letters
    shutil.copytree(folder / "adapter", tmp_path / "adapter")
    about = json.loads((tmp_path / "adapter" / "adapter.json").read_text())
    del about["inputs"]["tokens"]
    (tmp_path / "adapter" / "adapter.json").write_text(json.dumps(about))
    with pytest.raises(ModelError, match="does not say what the adapter reads"):
        ContextualAdapter(tmp_path / "adapter", 30)


TEXTS = ("ronan plays jazz", "the queen met ronan", "old radio and fog", "saoirse ronan", "a quiet film")


def test_the_command_takes_an_onnx_export(tokenizer, tmp_path, capsys):
    export = exported.write(tmp_path / "export", exported.LAYOUTS["sherpa-nemo"], tokenizer)
    speaker = toy.Speaker(tokenizer)
    manifest = write_manifest(
        tmp_path / "clips", TEXTS * 5, lambda text: exported.sound(speaker.tokens(text), 3000)
    )
    (tmp_path / "names.txt").write_text(NAMES)
    arguments = [
        "train", "adapter", str(manifest), "--model", str(export), "--phrases", str(tmp_path / "names.txt"),
        "--budget", "3s", "--largest", "8", "--batch-seconds", "10", "--output", str(tmp_path / "run"),
        "--export", str(tmp_path / "adapter"),
    ]  # fmt: skip
    assert main(arguments) == 0
    model = open_model(export, 1)
    recognizer = Recognizer(model, decoder="greedy", adapter=tmp_path / "adapter")
    emissions = model.encode([exported.sound(speaker.tokens("ronan plays"), 3000)])[0]
    right, wrong = (model.tokenizer.encode(word)[0] for word in ("ronan", "keys"))
    spoken = emissions.log_probs.argmax(axis=1) == right
    assert spoken.any()
    rows = emissions.log_probs.copy()
    rows[spoken] -= 5
    rows[spoken, right], rows[spoken, wrong] = np.log(0.36), np.log(0.62)
    biased = recognizer.adapter.bias(replace(emissions, log_probs=rows), recognizer.compile(["Ronan"]))
    assert (biased.log_probs[spoken, right] > rows[spoken, right] + 0.5).any()
    assert (biased.log_probs[spoken].argmax(axis=1) == right).any()

