"""Run a command as a transcriber."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from earmark.audio.waveform import Samples
from earmark.checks import cause
from earmark.correction.transcribers.wav import wav_bytes
from earmark.errors import TranscriberError

AUDIO, WORDS = "{audio}", "{words}"  # in the command: paths of a WAV file and of a file with one hint a line
HINTS = 1000  # entries at most: a command that takes a file of words may take many
LAST = 200  # characters of what a command printed last, in a message


class Command:
    """A program that prints a transcript of a WAV file. It runs without a shell."""

    def __init__(self, command: str) -> None:
        """Take the program and its arguments, quoted as in a shell.

        Raises:
            TranscriberError: a quote is open, or the command does not say where the audio goes.
        """
        try:
            self._arguments = shlex.split(command)
        except ValueError as error:
            raise TranscriberError(f"the command {command!r} cannot be read ({error}): close it") from None
        if not any(AUDIO in argument for argument in self._arguments[1:]):
            raise TranscriberError(
                f"the command {command!r} has no {AUDIO} among its arguments: put it where the path of the "
                f"WAV file goes, as in 'command:whisper-cli -oj -f {AUDIO}'"
            )

    def hint_limit(self) -> int:
        """HINTS where the command takes a file of words, else 0."""
        return HINTS if any(WORDS in argument for argument in self._arguments) else 0

    def transcribe(self, samples: Samples, hints: Sequence[str] = ()) -> str:
        """What the command prints for a recording.

        Raises:
            TranscriberError: the program is missing, ends with another exit code than 0, or prints no UTF-8.
        """
        with tempfile.TemporaryDirectory(prefix="earmark-") as folder:
            audio, words = Path(folder) / "audio.wav", Path(folder) / "words.txt"
            audio.write_bytes(wav_bytes(samples))
            words.write_text("".join(f"{hint}\n" for hint in hints), encoding="utf-8")
            return self._run(
                [a.replace(AUDIO, str(audio)).replace(WORDS, str(words)) for a in self._arguments]
            )

    def _run(self, arguments: list[str]) -> str:
        program = arguments[0]
        try:
            done = subprocess.run(arguments, capture_output=True, stdin=subprocess.DEVNULL, check=False)
            printed = done.stdout.decode("utf-8")
        except OSError as error:
            raise TranscriberError(
                f"the command {program!r} cannot be run ({cause(error)}): install it or give its path"
            ) from None
        except UnicodeDecodeError:
            raise TranscriberError(f"the command {program!r} printed no UTF-8: make it print UTF-8") from None
        if done.returncode:
            raise TranscriberError(
                f"the command {program!r} ended with exit code {done.returncode}"
                f"{_last_line(done.stderr or done.stdout)}: run it by itself to see why"
            )
        return printed


def _last_line(printed: bytes) -> str:
    """The last line that is not empty, behind a comma."""
    lines = printed.decode("utf-8", errors="replace").strip().splitlines()
    return f", its last line is {lines[-1].strip()[:LAST]!r}" if lines else ""
