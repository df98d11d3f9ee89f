"""The local engine and the command: worker processes that are killed, interrupted and replaced."""

import json
import os
import signal
import sys
import time

import pytest
from batch.conftest import DEADLY, TEXTS, command, kill_group, records, shards, started

from earmark.batch import BatchOptions, Recipe, run_batch
from earmark.batch.engines.local import LocalEngine
from earmark.batch.manifests import open_manifest
from earmark.cli.main import main
from earmark.errors import ModelError, OptionsError

COUNT = 60


@pytest.fixture
def call(model_folder, capsys):
    """call(...) -> (exit code, standard output, standard error) of `earmark batch`."""

    def run(*arguments):
        code = main([*command(*arguments)[3:], "--model", str(model_folder)])
        return code, *capsys.readouterr()

    return run


def test_the_command(call, rows, manifest, tmp_path):
    given = [*rows(6), {"id": "bad", "audio_filepath": "missing.wav"}]
    (tmp_path / "words.txt").write_text("Zelenskyy\n")
    arguments = [
        manifest(given),
        "--output",
        tmp_path / "out",
        "--words",
        tmp_path / "words.txt",
        "--workers",
        2,
    ]
    code, out, err = call(*arguments)
    assert code == 1
    assert out.startswith("7 of 7 rows, 1 failed (1 AudioError), 0.00 hours, RTFx ")
    assert "earmark: 7 rows; 7 to do by 2 workers\n" in err
    texts = [record["text"] for record in records(tmp_path / "out")]
    assert texts == [*TEXTS[:2], "president Zelenskyy met the queen", TEXTS[3], *TEXTS[:2], None]
    manifest(given[:6])
    code, out, err = call(*arguments)
    assert code == 2 and not out and "rows may be added behind the others, no more" in err
    code, out, err = call(*arguments, "--restart", "--format", "parquet", "--quiet")
    assert code == 0 and out.startswith("6 of 6 rows, none failed") and not err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--threads", "2"], "a worker has one thread: give --workers N"),
        (["--workers", "none"], "workers is 'none', expected a number such as 4"),
        (["--workers", "1-2"], "the local engine takes one number, ray a range"),
        (["--ray-address", "auto"], "the engine is local: use --engine ray"),
        (["--nbest", "0"], "--nbest is 0, expected 1 or more"),
        (["--words", "none.txt"], "none.txt does not exist"),
        (["--lm", "none.bin"], "none.bin"),
    ],
)
def test_what_cannot_begin_is_one_sentence(call, rows, manifest, tmp_path, arguments, sentence):
    code, out, err = call(manifest(rows(1)), "--output", tmp_path / "out", *arguments)
    assert code == 2 and not out and sentence in err and err.count("\n") == 1


class NoRich:
    """Finds no package rich."""

    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] == "rich":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])


def test_a_missing_package_is_one_sentence(call, rows, manifest, tmp_path, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("rich", "earmark.batch.progress"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoRich(), *sys.meta_path])
    code, _, err = call(manifest(rows(1)), "--output", tmp_path / "out")
    assert code == 2 and "needs the package 'rich', which is not installed: pip install" in err


def test_a_model_that_cannot_be_loaded(rows, manifest, tmp_path):
    with pytest.raises(ModelError, match="there is no model 'none'"):
        run_batch(manifest(rows(1)), str(tmp_path / "out"), Recipe("none"), BatchOptions(workers=1))


@pytest.mark.parametrize("workers", [0, True, "a", 5000])
def test_numbers_of_workers(recipe, manifest, tmp_path, workers):
    with pytest.raises(OptionsError, match="workers"):
        run_batch(manifest([]), str(tmp_path / "out"), recipe, BatchOptions(workers=workers))


@pytest.fixture
def engine(recipe):
    engine = LocalEngine(recipe, 2)
    engine.start()
    engine.prepare()
    yield engine
    engine.close()


def test_workers_and_their_nursery_may_be_killed(engine, rows, manifest):
    source = open_manifest(manifest(rows(COUNT)), None)
    found = {}
    for answer in engine.run(source, COUNT):
        found[answer.number] = answer
        if len(found) in (5, 20, 35):
            os.kill(engine._workers[len(found) % 2].pid, signal.SIGKILL)
        if len(found) == 30:
            engine._nursery._process.kill()
    assert sorted(found) == list(range(COUNT))
    assert [found[n].record["text"] for n in range(COUNT)] == [TEXTS[n % 4] for n in range(COUNT)]
    assert {found[n].record["attempts"] for n in found} == {1}


def test_workers_share_the_memory_of_the_model(engine, rows, manifest):
    pids = set()
    for _ in engine.run(open_manifest(manifest(rows(20)), None), 20):
        pids |= {worker.pid for worker in engine._workers}
        if len(pids) == 2 and all(shared_kilobytes(pid) > 20_000 for pid in pids):
            return
    raise AssertionError("workers share less than 20 MB")


def shared_kilobytes(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        lines = [line.split() for line in file]
    return sum(int(line[1]) for line in lines if line[0] == "Shared_Dirty:")


def test_workers_get_files_that_only_the_run_sees(engine, clips, manifest):
    system = pytest.importorskip("fsspec").filesystem("memory")
    system.pipe_file("/seen/0.wav", (clips / "0.wav").read_bytes())
    given = [{"audio_filepath": f"memory://seen/{name}.wav"} for name in ("0", "none")]
    found = {answer.number: answer.record for answer in engine.run(open_manifest(manifest(given), None), 2)}
    assert found[0]["text"] == TEXTS[0] and found[1]["error_class"] == "AudioError"


def test_bundled_names_are_not_hidden_by_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("english", "bundled", "mine"):
        (tmp_path / name).mkdir()
    assert Recipe("english", lm="bundled").with_absolute_paths() == Recipe("english", lm="bundled")
    assert Recipe("mine").with_absolute_paths().model == str(tmp_path / "mine")


def test_a_row_that_kills_its_workers_fails_alone(rows, manifest, recipe, tmp_path):
    given = rows(3)
    summary = run_batch(
        manifest(given[:1]),
        str(tmp_path / "out"),
        Recipe(recipe.model, transcriber=DEADLY),
        BatchOptions(workers=1),
    )
    assert summary.failures == {"WorkerDied": 1} and summary.complete
    (record,) = records(tmp_path / "out")
    assert "3 workers died on this row" in record["error"] and record["attempts"] == 3


@pytest.mark.timeout(400)
def test_killed_and_resumed(rows, manifest, model_folder, tmp_path):
    source = manifest([*rows(200), {"id": "bad", "audio_filepath": "missing.wav"}])
    settings = ["--model", model_folder, "--workers", 2, "--shard-rows", 5]
    process = started(source, "--output", tmp_path / "whole", *settings)
    process.communicate()
    assert process.returncode == 1
    left = []  # shards without a mark after each kill
    for enough in (1, 15):
        process = started(source, "--output", tmp_path / "killed", *settings)
        wait_until(lambda enough=enough: len(marks(tmp_path / "killed")) >= enough)
        kill_group(process)
        left.append(41 - len(marks(tmp_path / "killed")))
    process = started(source, "--output", tmp_path / "killed", *settings)
    process.communicate()
    assert process.returncode == 1 and left[0] > left[1] > 0
    assert shards(tmp_path / "killed") == shards(tmp_path / "whole")


def marks(folder):
    return list(folder.glob("*.done"))


def test_ctrl_c_finishes_the_shards_in_work(rows, manifest, model_folder, tmp_path):
    source, out = manifest(rows(4000)), tmp_path / "out"
    process = started(source, "--output", out, "--model", model_folder, "--workers", 1, "--shard-rows", 20)
    wait_for(out / "part-000001.jsonl.done")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "finishing the shards in work" in err and "the same command goes on from here" in err
    told = json.loads((out / "summary.json").read_text())
    assert (
        40 <= told["done"] < 4000 and told["done"] % 20 == 0 and told["this_run"]["stopped"] == "interrupted"
    )
    assert len(records(out)) == told["done"]


def test_ctrl_c_twice_stops_at_once(rows, manifest, model_folder, tmp_path):
    source, out = manifest(rows(4000)), tmp_path / "out"
    process = started(source, "--output", out, "--model", model_folder, "--workers", 1, "--shard-rows", 4000)
    wait_for(out / "run.json")
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and "earmark: interrupted" in err
    assert not list(out.glob("*.done"))


def wait_for(path):
    wait_until(path.exists)


def wait_until(holds):
    limit = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.002)
