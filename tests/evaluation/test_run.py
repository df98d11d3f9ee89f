import json

import numpy as np
import pytest
import soundfile

from earmark import DecodeOptions, Recognizer, WordList
from earmark.errors import EmissionsError, ManifestError
from earmark.evaluation.manifest import load_manifest
from earmark.evaluation.run import evaluate

# What is written down as the reference, and what is said: the toy model hears what is said.
SAID = {
    "right": ("we met saoirse ronan", "we met saoirse ronan", ["Saoirse Ronan"]),
    "wrong": ("the keys of fremont", "the keys of oslo", ["Fremont"]),
    "noise": ("the old radio", "the old radio in fremont", []),
}


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(model_folder, DecodeOptions.of({"search.threads": 1}))


@pytest.fixture
def manifest(speak, tmp_path):
    rows = []
    for name, (text, said, entities) in SAID.items():
        samples = speak(said)
        soundfile.write(tmp_path / f"{name}.wav", samples, 16_000)
        rows.append({"id": name, "audio": f"{name}.wav", "text": text, "entities": entities})
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_every_figure(recognizer, manifest):
    utterances = load_manifest(manifest)
    found = evaluate(recognizer, utterances, [WordList.of(["Oslo"])] * 3).as_json()
    assert found["utterances"] == 3
    assert found["wer"] == pytest.approx(3 / 11)  # one substitution, two insertions
    assert found["b_wer"] == pytest.approx(1 / 3)  # saoirse, ronan, fremont
    assert found["u_wer"] == pytest.approx(2 / 8)
    assert found["entities"] == pytest.approx(
        {"precision": 1 / 3, "recall": 1 / 2, "f1": 2 * 1 / (2 + 2 + 1)}
    )
    hours = sum(soundfile.info(u.audio).duration for u in utterances) / 3600
    assert found["false_alarms_per_hour"] == pytest.approx(
        2 / hours, rel=1e-3
    )  # oslo, and fremont at the radio
    assert 0 < found["real_time_factor"] < 10
    low, high = found["intervals"]["wer"]
    assert 0 <= low < found["wer"] < high
    assert found["intervals"]["entities"]["f1"][0] <= found["entities"]["f1"]
    assert json.loads(json.dumps(found)) is not None


def test_manifest_without_entities_has_no_f1(recognizer, manifest):
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    manifest.write_text("\n".join(json.dumps({**row, "entities": None}) for row in rows))
    found = evaluate(recognizer, load_manifest(manifest)).as_json()
    assert found["entities"] == {"precision": None, "recall": None, "f1": None}
    assert found["b_wer"] is None and found["u_wer"] == found["wer"]
    assert found["false_alarms_per_hour"] == 0


def test_stored_emissions_give_the_same_transcripts(recognizer, manifest, tmp_path):
    utterances = load_manifest(manifest)
    lists = [WordList.of(["Fremont"])] * 3
    fresh = evaluate(recognizer, utterances, lists)
    saved = evaluate(recognizer, utterances, lists, save_emissions=tmp_path / "e")
    for utterance in utterances:
        utterance.audio.unlink()
    stored = evaluate(recognizer, utterances, lists, emissions=tmp_path / "e")
    assert fresh.scores == saved.scores == stored.scores
    assert saved.as_json()["real_time_factor"] > saved.as_json()["search_real_time_factor"] > 0
    assert stored.as_json()["real_time_factor"] is None and stored.as_json()["search_real_time_factor"] > 0


def test_stored_emissions_are_checked(recognizer, manifest, tmp_path):
    utterances = load_manifest(manifest)
    with pytest.raises(EmissionsError, match="no stored emissions in .*: write them with --save-emissions"):
        evaluate(recognizer, utterances, emissions=tmp_path / "e")
    evaluate(recognizer, utterances[:1], save_emissions=tmp_path / "e")
    with pytest.raises(EmissionsError, match="lack utterance 'wrong': write them again"):
        evaluate(recognizer, utterances, emissions=tmp_path / "e")
    index = tmp_path / "e/index.json"
    index.write_text(index.read_text().replace(recognizer.model.digest, "0"))
    with pytest.raises(EmissionsError, match="are of model 'toy' .* not of 'toy'"):
        evaluate(recognizer, utterances[:1], emissions=tmp_path / "e")


@pytest.mark.parametrize("keep", [False, True])
def test_bad_audio_is_named_by_its_row(recognizer, manifest, tmp_path, keep):
    utterances = load_manifest(manifest)
    soundfile.write(utterances[1].audio, np.full(16_000, np.nan), 16_000, subtype="FLOAT")
    with pytest.raises(ManifestError, match=r"line 2 of the manifest \('wrong'\): .*NaN"):
        evaluate(recognizer, utterances, save_emissions=tmp_path / "e" if keep else None)


def test_bias_off_keeps_the_list_for_counting_only(recognizer, manifest):
    utterances = load_manifest(manifest)
    off = evaluate(recognizer, utterances, [WordList.of(["radio"])] * 3, bias=False)
    assert [s.hypothesis for s in off.scores] == [said for _, said, _ in SAID.values()]


def test_display_forms_do_not_count_as_errors(recognizer, manifest):
    from earmark import Word

    words = WordList.of([Word("Saoirse Ronan", display_as="S. R.")])
    found = evaluate(recognizer, load_manifest(manifest)[:1], [words])
    assert found.scores[0].hypothesis == "we met saoirse ronan"
    assert found.as_json()["wer"] == 0


def test_entity_that_does_not_stand_in_its_text_is_counted_apart(recognizer, manifest):
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    rows[0]["entities"].append("Atlantis")
    manifest.write_text("\n".join(map(json.dumps, rows)))
    found = evaluate(recognizer, load_manifest(manifest)).as_json()
    assert found["counts"]["entities_not_in_text"] == 1
    assert found["counts"]["entities_found"] + found["counts"]["entities_missed"] == 2


def test_progress_is_told(recognizer, manifest):
    told = []
    evaluate(recognizer, load_manifest(manifest), progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


def test_damage_is_measured_where_lists_are_used(recognizer, manifest, tmp_path):
    utterances = load_manifest(manifest)
    lists = [WordList.of(["Old", "Fremont"])] * 3
    report = evaluate(recognizer, utterances, lists)
    found = report.as_json(rows=True)
    # "noise" has an entry that its reference lacks, and an ordinary word in capitals; nothing got worse.
    assert found["counts"]["clips_compared"] == 3 and found["counts"]["clips_worse"] == 0
    assert [s.damage.wrong for s in report.scores] == [(), (), ("Fremont",)]
    assert [s.damage.capitals for s in report.scores] == [(), (), ("Old",)]
    hours = sum(s.seconds for s in report.scores) / 3600
    assert found["wrong_entries_per_hour"] == pytest.approx(1 / hours)
    assert found["capitals_changed_per_hour"] == pytest.approx(1 / hours)
    assert found["clips_worse"] == found["clips_better"] == 0
    assert found["rows"]["counts"][2][found["rows"]["columns"].index("wrong_entries")] == 1
    saved = evaluate(recognizer, utterances, lists, save_emissions=tmp_path / "e")
    stored = evaluate(recognizer, utterances, lists, emissions=tmp_path / "e")
    known = evaluate(recognizer, utterances, lists, emissions=tmp_path / "e", without=report.without_lists())
    assert saved.scores == stored.scores == known.scores == report.scores


def test_without_lists_there_is_no_damage(recognizer, manifest):
    utterances = load_manifest(manifest)
    plain = evaluate(recognizer, utterances)
    found = plain.as_json()
    assert found["clips_worse"] is None and "clips_compared" not in found["counts"]
    assert plain.without_lists() == {s.id: s.hypothesis for s in plain.scores}
    lists = [WordList.of(["Old"])] * 3
    assert evaluate(recognizer, utterances, lists, bias=False).as_json()["clips_worse"] is None
    assert evaluate(recognizer, utterances, lists, damage=False).without_lists() == {}


def test_a_known_transcript_without_a_list_is_not_searched_again(recognizer, manifest):
    utterances = load_manifest(manifest)
    better = {u.id: u.text for u in utterances}
    found = evaluate(recognizer, utterances, [WordList.of(["Fremont"])] * 3, without=better)
    assert [s.damage.worse for s in found.scores] == [False, True, True]
