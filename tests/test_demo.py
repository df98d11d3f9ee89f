"""What ships in demo/ belongs together and runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
from english import normalize

from earmark import WordList

DEMO = Path(__file__).parent.parent / "demo"
ROWS = [json.loads(line) for line in (DEMO / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def words():
    return WordList.load(DEMO / "words.csv")


def test_every_clip_is_there_and_small():
    assert sorted(row["audio"] for row in ROWS) == sorted(
        f"audio/{path.name}" for path in (DEMO / "audio").iterdir()
    )
    for row in ROWS:
        assert soundfile.info(DEMO / row["audio"]).duration == pytest.approx(row["seconds"], abs=0.1)
    assert sum(path.stat().st_size for path in (DEMO / "audio").iterdir()) < 1.5e6


def test_entities_stand_in_text_and_list(words):
    listed = {normalize(word.text) for word in words}
    for row in ROWS:
        for entity in row["entities"]:
            assert entity["text"] in row["text"] and normalize(entity["text"]) in listed


def test_some_clips_have_no_listed_word_and_some_words_no_clip(words):
    assert sum(not row["entities"] for row in ROWS) >= 2
    spoken = {normalize(entity["text"]) for row in ROWS for entity in row["entities"]}
    assert len(words) > len(spoken)


def run(*arguments):
    return subprocess.run(
        [sys.executable, DEMO / "run.py", *arguments], capture_output=True, text=True, timeout=100
    )


def test_demo_shows_every_clip_twice():
    done = run("--color")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  without list  ") == done.stdout.count("  with list     ") == len(ROWS)
    assert "\033[" in done.stdout


def test_demo_is_plain_where_nobody_sees_colours(model_folder):
    done = run("--model", str(model_folder))
    assert done.returncode == 0, done.stderr
    assert "\033[" not in done.stdout


def test_demo_with_an_unknown_model_is_told():
    done = run("--model", "klingon")
    assert done.returncode == 2 and done.stderr.startswith("demo: there is no model 'klingon'")
