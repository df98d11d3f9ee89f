import json

import pytest
from batch.conftest import records, shards

from earmark.batch import Recipe
from earmark.errors import ManifestError


def lose(folder, *numbers):
    """Remove the marks of shards, as a kill before they were written does."""
    for number in numbers:
        (folder / f"part-{number:06d}.jsonl.done").unlink()


def test_what_is_done_stays(batch, rows, manifest, tmp_path):
    source, out = manifest(rows(10)), tmp_path / "out"
    batch(source)
    whole = shards(out)
    lose(out, 1)
    (out / "part-000001.jsonl").write_text("half a li")
    (out / ".part-000002.jsonl.part").write_text("left behind")
    batch.given().clear()
    summary = batch(source)
    assert batch.given() == ["r4", "r5", "r6", "r7"] and summary.transcribed_now == 4
    assert summary.done == 10 and shards(out) == whole
    assert batch(source).transcribed_now == 0


def test_the_input_may_grow(batch, rows, manifest, tmp_path):
    batch(manifest(rows(6)))
    batch.given().clear()
    summary = batch(manifest(rows(11)))
    assert batch.given() == ["r6", "r7", "r8", "r9", "r10"] and summary.done == 11
    batch(manifest(rows(11)), tmp_path / "at once")
    assert shards(tmp_path / "out") == shards(tmp_path / "at once")


def test_failed_rows_are_tried_again_on_request(batch, rows, manifest, clips, tmp_path):
    given = rows(6)
    given[1]["audio_filepath"] = given[5]["audio_filepath"] = str(tmp_path / "late.wav")
    given[5]["words"] = ["Zelenskyy"]
    source = manifest(given)
    assert batch(source).failed == 2
    assert batch(source).transcribed_now == 0
    (tmp_path / "late.wav").write_bytes((clips / "2.wav").read_bytes())
    batch.given().clear()
    summary = batch(source, retry_failed=True)
    assert batch.given() == ["r1", "r5"] and summary.failed == 0 and summary.done == 6
    found = records(tmp_path / "out")
    assert [record["attempts"] for record in found] == [1, 2, 1, 1, 1, 2]
    assert found[5]["text"] == "president Zelenskyy met the queen"
    assert summary.entries["Zelenskyy"].written == 1


def test_other_settings_are_refused(batch, rows, manifest, recipe, tmp_path):
    source = manifest(rows(5))
    batch(source)
    before = shards(tmp_path / "out")
    other = Recipe(recipe.model, {"search.beam": 3})
    with pytest.raises(ManifestError, match="options.search.beam was .*, is 3; give the same settings"):
        batch(source, recipe=other)
    with pytest.raises(ManifestError, match="output.shard_rows was 4, is 5"):
        batch(source, shard_rows=5)
    (tmp_path / "words.txt").write_text("Fog\n")
    with pytest.raises(ManifestError, match="words was None, is '"):
        batch(source, words=str(tmp_path / "words.txt"))
    with pytest.raises(ManifestError, match="verbatim was False, is True"):
        batch(source, recipe=Recipe(recipe.model, verbatim=True))
    with pytest.raises(ManifestError, match="nbest was None, is 2"):
        batch(source, recipe=Recipe(recipe.model, nbest=2))
    assert shards(tmp_path / "out") == before
    assert batch(source, recipe=other, restart=True).transcribed_now == 5


def test_a_list_with_other_words_is_refused(batch, rows, manifest, tmp_path):
    (tmp_path / "words.txt").write_text("Fog\n")
    source, words = manifest(rows(5)), str(tmp_path / "words.txt")
    batch(source, words=words)
    (tmp_path / "words.txt").write_text("Fog\nJazz\n")
    with pytest.raises(ManifestError, match="words was '.*', is '.*'; give the same settings"):
        batch(source, words=words)


def test_a_changed_row_is_refused(batch, rows, manifest, tmp_path):
    (tmp_path / "own.txt").write_text("Fog\n")
    given = rows(6)
    given[1]["words"] = "own.txt"
    batch(manifest(given))
    (tmp_path / "own.txt").write_text("Jazz\n")
    with pytest.raises(ManifestError, match="row 2, 'r1', .*: its word list or its transcript has changed"):
        batch(manifest(given))
    (tmp_path / "own.txt").write_text("Fog\n")
    assert batch(manifest(given)).transcribed_now == 0
    with pytest.raises(ManifestError, match="row 1, 'r0', .*: offset was None, is 0.5"):
        batch(manifest([given[0] | {"offset": 0.5}, *given[1:]]))
    with pytest.raises(ManifestError, match="row 1, 'new', .* id was 'r0', is 'new'"):
        batch(manifest([given[0] | {"id": "new"}, *given]))
    for fewer in (5, 4, 1):
        with pytest.raises(ManifestError, match="rows may be added behind the others, no more"):
            batch(manifest(given[:fewer]))


def test_ids_that_stand_twice_are_refused_before_anything_runs(batch, rows, manifest, tmp_path):
    given = [*rows(9), rows(9)[2]]
    with pytest.raises(ManifestError, match="rows 3 and 10 of .* have the same id 'r2': ids must differ"):
        batch(manifest(given))
    assert not batch.given() and not shards(tmp_path / "out")


def test_restart_keeps_the_output_until_the_new_run_can_begin(batch, rows, manifest, tmp_path):
    batch(manifest(rows(5)))
    before = shards(tmp_path / "out")
    with pytest.raises(ManifestError):
        batch(manifest([*rows(5), {"audio_filepath": 5}]), restart=True)
    assert shards(tmp_path / "out") == before
    batch(manifest(rows(2)), restart=True)
    assert len(records(tmp_path / "out")) == 2


def test_shards_of_an_unknown_run_are_refused(batch, rows, manifest, tmp_path):
    batch(manifest(rows(5)))
    (tmp_path / "out/run.json").unlink()
    with pytest.raises(ManifestError, match="has shards and no run.json"):
        batch(manifest(rows(5)))


def test_shards_that_were_changed_are_refused_where_they_are_needed(batch, rows, manifest, tmp_path):
    batch(manifest(rows(5)))
    (tmp_path / "out/part-000001.jsonl").write_text("{}\n")
    with pytest.raises(ManifestError, match="3 bytes, its mark says .*: it was changed; remove"):
        batch(manifest(rows(7)))


def test_a_mark_that_cannot_be_read_counts_for_nothing(batch, rows, manifest, tmp_path):
    batch(manifest(rows(5)))
    whole = shards(tmp_path / "out")
    (tmp_path / "out/part-000000.jsonl.done").write_text("{")
    assert batch(manifest(rows(5))).transcribed_now == 4
    assert shards(tmp_path / "out") == whole


def test_the_summary_counts_all_runs(batch, rows, manifest, tmp_path):
    (tmp_path / "words.txt").write_text("Zelenskyy\nFog\n")
    words = str(tmp_path / "words.txt")
    batch(manifest(rows(12)), tmp_path / "at once", words=words)
    batch(manifest(rows(7)), words=words)
    batch(manifest(rows(12)), words=words)
    told = [json.loads((tmp_path / out / "summary.json").read_text()) for out in ("at once", "out")]
    assert told[0]["this_run"]["rows"] == 12 and told[1]["this_run"]["rows"] == 5
    assert [{k: v for k, v in one.items() if k != "this_run"} for one in told][0] == {
        k: v for k, v in told[1].items() if k != "this_run"
    }  # fmt: skip
    assert told[0]["entries"]["Zelenskyy"] == {"listed": 12, "considered": 3, "written": 3, "rejected": 0}


def test_a_folder_may_grow(batch, clips, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("1.wav", "3.wav"):
        (folder / name).write_bytes((clips / name).read_bytes())
    batch(folder)
    (folder / "0.wav").write_bytes((clips / "0.wav").read_bytes())
    (folder / "1.wav").unlink()  # what is done stays
    batch.given().clear()
    summary = batch(folder)
    assert batch.given() == ["0.wav"] and summary.done == 3
    assert [record["id"] for record in records(tmp_path / "out")] == ["1.wav", "3.wav", "0.wav"]
