"""A letter that the terminal's encoding lacks ended the command line with a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLIP = Path(__file__).parents[2] / "demo" / "audio" / "fremont.opus"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("display", ["Frémont", "\ud800"])
def test_it_is_written_as_an_escape(tmp_path: Path, encoding: str, display: str) -> None:
    words = tmp_path / "words.json"
    words.write_text(json.dumps([{"phrase": "Fremont", "display_as": display}]))
    command = [sys.executable, "-m", "earmark", "transcribe", str(CLIP), "--words", str(words)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert b"Traceback" not in done.stderr and done.returncode in (0, 2)
    if encoding == "ascii" and display == "Frémont":
        assert b"Fr\\xe9mont" in done.stdout
