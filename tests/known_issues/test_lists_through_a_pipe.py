"""A list that comes through a pipe was read twice, and the second time it was empty."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from earmark.biasing import BiasStore, WordCompiler
from earmark.language import DEFAULT
from earmark.models import Alphabet, AlphabetTokenizer

ALPHABET = Alphabet.guess(["<blank>", "|", *"abcdefghijklmnopqrstuvwxyz'"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_once_and_is_another_list_each_time(tmp_path: Path) -> None:
    path, store = tmp_path / "names", BiasStore()
    compiler = WordCompiler(AlphabetTokenizer(ALPHABET), ALPHABET, language=DEFAULT)
    os.mkfifo(path)
    found = []
    for names in ("king\nqueen\n", "fog\n"):
        writer = threading.Thread(target=path.write_text, args=(names,))
        writer.start()
        found.append([word.text for word in store.compile(path, compiler).word_list])
        writer.join()
    assert found == [["king", "queen"], ["fog"]]


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="needs /dev/stdin")
def test_standard_input(model_folder: Path, say) -> None:
    command = [
        sys.executable, "-m", "earmark", "transcribe", say("a.wav", "we moved from fremont"),
        "--model", model_folder, "--words", "/dev/stdin", "--json",
    ]  # fmt: skip
    done = subprocess.run(
        list(map(str, command)), input="fremont\n", capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0 and '"entry": "fremont"' in done.stdout
