"""What commands say on standard error beside errors: warnings, notes, and progress on a terminal."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType

AFTER = 2.0  # seconds after which progress is shown: shorter work needs none
EVERY = 0.2  # seconds between two states of the line
_CLEAR = "\r\x1b[K"


class _State:
    quiet = False
    line = False  # whether a line of progress stands on the terminal


def be_quiet(quiet: bool) -> None:
    """Leave out warnings, notes and progress from here on."""
    _State.quiet = quiet


def warn(sentence: object) -> None:
    """Print a warning."""
    say(f"warning: {sentence}")


def say(sentence: object) -> None:
    """Print a note."""
    if not _State.quiet:
        wipe()
        print(f"earmark: {sentence}", file=sys.stderr, flush=True)


def wipe() -> None:
    """Take the line of progress off the terminal, before something else is printed."""
    if _State.line:
        _State.line = False
        print(_CLEAR, end="", file=sys.stderr, flush=True)


def watched() -> bool:
    """Whether somebody sees progress: standard error is a terminal that can rewrite a line."""
    return not _State.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class Progress:
    """Progress over files and seconds of audio; prints nothing within the first two seconds of work."""

    def __init__(self, files: int, seconds: float, passes: int = 1) -> None:
        """Take the work that there is.

        Args:
            files: their number.
            seconds: of audio in all of them, 0 where it is not known.
            passes: how often each audio is read.
        """
        self.files, self.seconds, self.passes = files, seconds, passes
        self._done, self._read, self._shown = 0, 0.0, 0.0
        self._start = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wipe()
        took = time.monotonic() - self._start
        if kind is None and watched() and took >= AFTER:
            say(f"{self._counted(self._done)}, {summary(self._read / self.passes, took)}")

    def read(self, seconds: float) -> None:
        """Count seconds of audio that have been read."""
        self._read += seconds
        self._show()

    def done(self) -> None:
        """Count a file that is done."""
        self._done += 1
        self._show()

    def _show(self) -> None:
        now = time.monotonic()
        if not watched() or now - self._start < AFTER or now - self._shown < EVERY:
            return
        self._shown, _State.line = now, True
        print(f"{_CLEAR}{self._line(now - self._start)}", end="", file=sys.stderr, flush=True)

    def _line(self, took: float) -> str:
        read = self._read / self.passes
        known = self.seconds > 0
        share = f", {min(read / self.seconds, 1):.0%}" if known else ""
        whole = f" of {clock(self.seconds)}" if known else ""
        return f"{self._counted(self._done)}, {clock(read)}{whole} of audio{share}, {clock(took)} so far"

    def _counted(self, done: int) -> str:
        return f"{done} of {self.files} file{'' if self.files == 1 else 's'}"


def clock(seconds: float) -> str:
    """``75`` -> ``1:15``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def summary(seconds: float, took: float) -> str:
    """Seconds of audio, time taken and their ratio, the real-time factor."""
    factor = f", RTF {took / seconds:.3f}" if seconds else ""
    return f"{seconds:.1f} s of audio in {took:.1f} s{factor}"
