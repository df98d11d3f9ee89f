import json

import pytest

from earmark.batch.locations import open_folder
from earmark.batch.manifests import open_manifest
from earmark.errors import ManifestError


@pytest.fixture
def read(tmp_path):
    def rows(name, content=None):
        path = tmp_path / name
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(open_manifest(str(path), open_folder(str(tmp_path / "out"))))

    return rows


def test_jsonl(read, tmp_path):
    first, second = read(
        "m.jsonl",
        '\ufeff{"id": "a", "audio_filepath": "x/a.wav", "words": ["Fog"], "offset": 1.5, "duration": 2}\n\n'
        '{"id": 7, "audio": "/b.wav", "words": "lists/w.txt", "transcript": "hello", "offset": 0}\n',
    )
    assert (first.id, first.location, first.words) == ("a", f"{tmp_path}/x/a.wav", ["Fog"])
    assert (first.offset, first.duration, first.number) == (1.5, 2.0, 0)
    assert (second.id, second.location, second.words) == ("7", "/b.wav", "lists/w.txt")
    assert (second.transcript, second.offset, second.number) == ("hello", None, 1)


def test_rows_without_ids_are_known_by_audio_and_offset(read):
    rows = read("m.jsonl", '{"audio_filepath": "a"}\n{"audio_filepath": "a", "offset": 2.5}\n')
    assert [row.id for row in rows] == ["a", "a#2.5"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(read, separator):
    cells = [
        ["id", "audio_filepath", "offset", "words"],
        ["1", "a b.wav", "0.5", "w.txt"],
        ["2", "c.wav", "", ""],
    ]
    text = "".join(separator.join(line) + "\r\n" for line in cells)
    first, second = read("m.csv", text)
    assert (first.id, first.audio, first.offset, first.words) == ("1", "a b.wav", 0.5, "w.txt")
    assert (second.offset, second.words) == (None, None)


def test_lists_in_cells_are_json(read):
    (row,) = read("m.csv", 'audio_filepath,words\na.wav,"[""Fog"", ""Sea""]"\n')
    assert row.words == ["Fog", "Sea"]


def test_parquet(read, tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table(
        {"audio_filepath": ["a.wav", "b.wav"], "words": [["Fog"], None], "duration": [None, 2.0]}
    )
    parquet.write_table(table, tmp_path / "m.parquet")
    first, second = read("m.parquet")
    assert (first.words, first.duration) == (["Fog"], None) and (second.words, second.duration) == (None, 2.0)


def test_folder_with_files_added_later_behind(read, tmp_path):
    for name in ("b.wav", "deep/a.flac", "notes.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).touch()
    assert [row.id for row in read("in")] == ["b.wav", "deep/a.flac"]
    (tmp_path / "in" / "a.wav").touch()
    assert [(row.id, row.location) for row in read("in")][1:] == [
        ("deep/a.flac", f"{tmp_path}/in/deep/a.flac"), ("a.wav", f"{tmp_path}/in/a.wav"),
    ]  # fmt: skip


def test_glob(read, tmp_path):
    for name in ("a.wav", "b.raw", "c.wav"):
        (tmp_path / name).touch()
    assert [row.audio for row in read("*.wav")] == [f"{tmp_path}/a.wav", f"{tmp_path}/c.wav"]


def test_urls():
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.pipe_file("/test_urls/m.jsonl", json.dumps({"audio_filepath": "clips/a.wav"}).encode())
    system.pipe_file("/test_urls/clips/a.wav", b"x")
    output = open_folder("memory://test_urls/out")
    (row,) = open_manifest("memory://test_urls/m.jsonl", output)
    assert row.location == "memory://test_urls/clips/a.wav"
    for source in ("memory://test_urls/clips", "memory://test_urls/clips/*.wav"):
        (listed,) = open_manifest(source, output, anew=True)
        assert listed.location.removeprefix("memory://").lstrip("/") == "test_urls/clips/a.wav"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"audio_filepath": 3}', "line 1 has audio_filepath=3, expected the path or URL"),
        ("{}", "line 1 has audio_filepath=None"),
        ('{"audio_filepath": "a"}\n[1]', "line 2 is a JSON list, expected an object"),
        ("{", "line 1 is not JSON"),
        ('{"audio_filepath": "a", "id": 1.5}', "id=1.5, expected a text or a whole number"),
        ('{"audio_filepath": "a", "offset": -1}', "offset=-1, expected seconds from 0"),
        ('{"audio_filepath": "a", "duration": "long"}', "duration='long', expected seconds"),
        ('{"audio_filepath": "a", "words": 5}', "words=5, expected entries, or the path or URL of a list"),
        ('{"audio_filepath": "a", "transcript": 5}', "transcript=5, expected text or an object"),
        (
            '{"audio_filepath": "a", "id": "1"}\n{"audio_filepath": "b"}',
            "line 2 has no id and the rows before",
        ),
        (
            '{"audio_filepath": "a"}\n{"audio_filepath": "b", "id": "1"}',
            "line 2 has an id and the rows before",
        ),
    ],
)
def test_rows_that_cannot_be_used(read, content, sentence):
    with pytest.raises(ManifestError, match=sentence):
        read("m.jsonl", content)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("m.jsonl", "cannot be read .No such file"),
        ("m.xlsx", "is not there, or is of another kind: give a .jsonl"),
        ("*.opus", "matches no file"),
    ],
)
def test_manifests_that_are_not_there(read, name, sentence):
    with pytest.raises(ManifestError, match=sentence):
        read(name)


def test_folder_without_sound(read, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ManifestError, match="holds no sound file"):
        read("empty")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("m.csv", b"audio_filepath\n\xff\xfe\n", "not a table in UTF-8"),
        ("m.parquet", b"x", "not a Parquet file"),
    ],
)
def test_tables_that_are_damaged(read, name, content, sentence):
    with pytest.raises(ManifestError, match=sentence):
        read(name, content)
