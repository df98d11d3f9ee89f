import json

import pytest
import soundfile

from earmark import DecodeOptions, Recognizer, WordList
from earmark.errors import OptionsError
from earmark.evaluation.manifest import load_manifest
from earmark.evaluation.run import evaluate
from earmark.evaluation.variations import Variation, ablations, run_variation, sweep


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(model_folder, DecodeOptions.of({"search.threads": 1}))


@pytest.fixture
def utterances(speak, tmp_path):
    rows = []
    for name, text in (("a", "we moved from fremont"), ("b", "the old radio")):
        soundfile.write(tmp_path / f"{name}.wav", speak(text), 16_000)
        entities = [{"text": "Fremont", "type": "place"}] if "fremont" in text else []
        rows.append({"id": name, "audio": f"{name}.wav", "text": text, "entities": entities, "half": name})
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return load_manifest(path)


def test_a_variation_is_an_evaluation_of_its_own(recognizer, utterances):
    lists = [WordList.of(["Fremont", "radio"])] * 2
    heard = {u.id: recognizer.encode(u.audio) for u in utterances}
    changed = Variation("beam 4", "ablation", lists, {"search.beam": 4})
    run = run_variation(recognizer, utterances, heard.__getitem__, changed, group="half")
    whole = evaluate(recognizer.with_options({"search.beam": 4}), utterances, lists, group="half")
    assert run.report.scores == whole.scores
    made = run.as_json(rows=True)
    assert made["name"] == "beam 4" and made["options"] == {"search.beam": 4} and made["wer"] == 0
    assert made["entities"]["by_type"]["place"]["f1"] == 1
    assert set(made["groups"]) == {"a", "b"} and made["groups"]["b"]["utterances"] == 1
    assert made["rows"]["ids"] == ["a", "b"]


def test_bias_false_keeps_the_list_for_counting(recognizer, utterances):
    lists = [WordList.of(["radio"])] * 2
    heard = {u.id: recognizer.encode(u.audio) for u in utterances}
    run = run_variation(recognizer, utterances, heard.__getitem__, Variation("x", "sizes", lists, bias=False))
    assert all(one.entries == () for one in run.report.scores)
    biased = run_variation(recognizer, utterances, heard.__getitem__, Variation("x", "sizes", lists))
    assert any(one.entries for one in biased.report.scores)


def test_sweep_has_a_run_for_each_size_and_each_list_of_distractors():
    asked = []

    def lists_of(size, own):
        asked.append((size, own))
        return [None]

    found = sweep((0, 1000), lists_of, never=True)
    assert [(one.name, one.kind, one.size) for one in found] == [
        ("0 distractors", "sizes", 0),
        ("1,000 distractors", "sizes", 1000),
        ("1,000 never spoken", "never", 1000),
    ]
    assert asked == [(0, True), (1000, True), (1000, False)]
    with pytest.raises(OptionsError, match="--sizes has -1"):
        sweep((-1,), lists_of, never=False)


def test_without_techniques_the_list_does_not_reach_the_search(recognizer):
    found = {one.name: one for one in ablations(recognizer, [None])}
    assert not found["none"].bias and all(one.bias for name, one in found.items() if name != "none")
