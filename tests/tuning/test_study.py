import json

import pytest
import soundfile
from toy import Doubtful

from earmark import Recognizer, WordList
from earmark.errors import EmissionsError, ManifestError, OptionsError
from earmark.evaluation.manifest import load_manifest
from earmark.evaluation.run import encode_all, evaluate
from earmark.models.onnx import OnnxModel
from earmark.tuning.objective import Objective
from earmark.tuning.search import Search
from earmark.tuning.space import choose
from earmark.tuning.study import Study, split

TEXTS = ["quiet jazz", "we moved from fremont", "a film about jazz", "the old radio"]
WEAK = {"boosting.gap_share": 0.0, "boosting.bonus": 0.0, "boosting.gap_cap": 3.0}


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(Doubtful(OnnxModel(model_folder)), {"search.threads": 2, **WEAK})


@pytest.fixture(scope="module")
def utterances(speak, tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    rows = []
    for number, text in enumerate(TEXTS):
        soundfile.write(folder / f"{number}.wav", speak(text), 16_000)
        rows.append({"id": str(number), "audio": f"{number}.wav", "text": text, "speaker": f"s{number % 2}"})
    path = folder / "m.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return load_manifest(path)


def test_scores_are_those_of_an_evaluation(recognizer, utterances):
    lists = [WordList.of(["jazz", "keys"])] * 4
    study = Study(recognizer, utterances, lists, encode_all(recognizer, utterances))
    settings = {"boosting.bonus": 2.0, "boosting.gap_share": 1.0}
    whole = evaluate(recognizer.with_options(settings), utterances, lists, damage=False)
    assert study.scores(settings, 0, 4) == list(whole.scores)
    assert study.scores(settings, 1, 3) == list(whole.scores[1:3])


def test_the_search_finds_what_the_list_needs(recognizer, utterances):
    lists = [WordList.of(["jazz"])] * 4
    study = Study(recognizer, utterances, lists, encode_all(recognizer, utterances))
    objective = Objective()
    assert objective.loss(study.scores(WEAK, 0, 4)) > 0
    space = choose({"words", "adaptive"})
    found = Search(space, objective, study.scores, len(study)).run(WEAK, 12)
    assert objective.loss(found.best.scores) == 0


def test_emissions_are_kept(recognizer, utterances, tmp_path):
    told = []
    folder = tmp_path / "e"
    first = encode_all(recognizer, utterances, folder, lambda done, total: told.append(done))
    assert told == [1, 2, 3, 4]
    again = encode_all(recognizer, utterances[:2], folder, lambda done, total: told.append(done))
    assert told == [1, 2, 3, 4] and recognizer.decode(again) == recognizer.decode(first[:2])
    (folder / "index.json").write_text("{")
    with pytest.raises(EmissionsError, match="no stored emissions"):
        encode_all(recognizer, utterances, folder)


def test_bad_audio_is_named_by_its_row(recognizer, utterances, tmp_path):
    path = tmp_path / "m.jsonl"
    path.write_text('{"audio": "gone.wav", "text": "a"}')
    with pytest.raises(ManifestError, match="line 1 of the manifest .*gone.wav does not exist"):
        encode_all(recognizer, load_manifest(path))


def test_split_keeps_speakers_whole(utterances):
    tuned, held = split(utterances, 0.5, seed=1)
    assert sorted(tuned + held) == [0, 1, 2, 3]
    speakers = [{utterances[n].fields["speaker"] for n in part} for part in (tuned, held)]
    assert len(speakers[0]) == len(speakers[1]) == 1 and speakers[0] != speakers[1]
    assert split(utterances, 0.5, seed=1) == (tuned, held)
    assert sorted(split(utterances, 0.0, seed=1)[0]) == [0, 1, 2, 3]


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_split_refuses_a_share_out_of_range(utterances, share):
    with pytest.raises(OptionsError, match="--held-out is .*, expected a share from 0 up to 1"):
        split(utterances, share, seed=1)


def test_split_refuses_an_empty_side(utterances):
    with pytest.raises(OptionsError, match="by 2 speakers leaves one side empty"):
        split(utterances, 0.1, seed=1)
