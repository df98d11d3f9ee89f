"""A command transcribes a WAV file; what goes wrong is one sentence."""

import shlex
import sys
from pathlib import Path

import numpy as np
import pytest

from earmark import EarmarkError
from earmark.correction.transcribers import Transcriber, open_transcriber

SAMPLES = np.linspace(-1, 1, 1600, dtype=np.float32)
PYTHON = shlex.quote(sys.executable)


def run(code, rest="{audio}", hints=()):
    transcriber = open_transcriber(f"command:{PYTHON} -c {shlex.quote(code)} {rest}")
    assert isinstance(transcriber, Transcriber)
    return transcriber.transcribe(SAMPLES, hints)


def test_it_gets_a_wav_file_of_16_bits():
    code = (
        "import sys, wave; w = wave.open(sys.argv[1]); "
        "print(w.getframerate(), w.getnchannels(), w.getsampwidth(), w.getnframes())"
    )
    assert run(code).split() == ["16000", "1", "2", "1600"]


def test_what_it_prints_is_the_transcript():
    assert run('print(\'{"text": "Siobhán"}\')') == '{"text": "Siobhán"}\n'


def test_there_is_no_shell():
    assert run("import sys; print(sys.argv[1:])", "{audio} '$HOME;' '*'").strip().endswith("'$HOME;', '*']")


def test_hints_are_a_file_where_the_command_takes_one():
    code = "import sys; print(open(sys.argv[2], encoding='utf-8').read())"
    assert run(code, "{audio} {words}", ["Zoë", "Ann Lee"]).split("\n")[:2] == ["Zoë", "Ann Lee"]
    assert open_transcriber("command:cat {audio} --words={words}").hint_limit() > 0
    assert open_transcriber("command:cat {audio}").hint_limit() == 0


def test_a_failure_gives_code_and_last_line():
    code = "import sys; print('loading', file=sys.stderr); sys.exit('no model large-v9')"
    with pytest.raises(EarmarkError, match="exit code 1, its last line is 'no model large-v9'"):
        run(code)


def test_a_failure_without_a_word():
    with pytest.raises(EarmarkError, match="exit code 3: run it by itself"):
        run("raise SystemExit(3)")


def test_bytes_that_are_no_text():
    with pytest.raises(EarmarkError, match="printed no UTF-8"):
        run("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/no/such/program {audio}", "cannot be run .No such file"),
        ("whisper-cli -f audio.wav", "has no {audio} among its arguments"),
        ("{audio}", "has no {audio} among its arguments"),
        ("cat 'open {audio}", "cannot be read .No closing quotation"),
    ],
)
def test_a_command_that_cannot_run(command, sentence):
    with pytest.raises(EarmarkError, match=sentence):
        open_transcriber(f"command:{command}").transcribe(SAMPLES)


def test_the_file_is_gone_afterwards():
    path = run("import sys; print(sys.argv[1])").strip()
    assert path.endswith("audio.wav") and not Path(path).exists()
