import pickle

import pytest
from batch.conftest import TEXTS

from earmark.batch import SPARK_SCHEMA, TranscribeBatch, map_in_pandas

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def transcribe(model_folder):
    from earmark.batch import Recipe

    return TranscribeBatch(Recipe(str(model_folder)))


@pytest.fixture
def columns(clips):
    names = [str(clips / f"{n}.wav") for n in (2, 0)]
    return {
        "audio_filepath": [*names, "none.wav"],
        "words": [["Zelenskyy"], None, None],
        "speaker": [5, 6, 7],
    }


@pytest.mark.parametrize("kind", [dict, pd.DataFrame, pa.table])
def test_batches_of_every_kind(transcribe, columns, kind):
    made = transcribe(kind(columns))
    assert made["text"].to_pylist() == ["president Zelenskyy met the queen", TEXTS[0], None]
    assert made["speaker"].to_pylist() == [5, 6, 7]
    assert made["error_class"].to_pylist() == [None, None, "AudioError"]
    assert made["words"].to_pylist()[0][1]["entry"] == "Zelenskyy"


def test_files_that_were_read_before(transcribe, clips):
    content = [(clips / "1.wav").read_bytes(), b"", b"no sound"]
    made = transcribe({"bytes": content, "path": ["s3://a/1.wav", "2.wav", "3.wav"]})
    assert made["text"].to_pylist() == [TEXTS[1], None, None]
    assert made["audio_filepath"].to_pylist()[0] == "s3://a/1.wav" and "bytes" not in made.column_names
    assert made["error_class"].to_pylist()[1:] == ["AudioError", "AudioError"]


def test_rows_that_cannot_be_read_are_failed_rows(transcribe):
    made = transcribe({"audio_filepath": [None, "a.wav"], "offset": [0.0, -1.0]})
    assert made["error_class"].to_pylist() == ["ManifestError", "ManifestError"]


def test_an_empty_batch(transcribe):
    assert transcribe({"audio_filepath": []}).num_rows == 0


def test_frames_of_spark(recipe, columns):
    cloudpickle = pytest.importorskip("ray.cloudpickle")
    function = pickle.loads(cloudpickle.dumps(map_in_pandas(recipe)))
    frame = pd.DataFrame(columns)
    made = list(function(iter([frame[:2], frame[2:]])))
    assert [list(one.columns) for one in made] == [
        [column.split()[0] for column in SPARK_SCHEMA.split(", ")]
    ] * 2  # fmt: skip
    assert list(made[0]["text"]) == ["president Zelenskyy met the queen", TEXTS[0]]
    assert '"entry": "Zelenskyy"' in made[0]["words"][0] and made[1]["error_class"][0] == "AudioError"
