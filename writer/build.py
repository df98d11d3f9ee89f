"""Build the wheel earmark-writer out of the package moonshine-voice, and install it where this Python runs.

Usage: python writer/build.py [--wheel FILE] [--into FOLDER]
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = "moonshine-voice==0.1.0"
PLATFORM = "manylinux_2_34_x86_64"  # of the wheel; the files taken from it run everywhere
WHEEL_SHA256 = "0f833deb43bad5dcfb4cfd3257b6df83ef9abd3f27be3199622fe41932e8d916"
MODEL = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
# Member of the wheel -> where it goes in the project.
MEMBERS = {f"moonshine_voice/assets/tiny-en/{name}": f"earmark_writer/model/{name}" for name in MODEL}
MEMBERS["moonshine_voice-0.1.0.dist-info/licenses/LICENSE"] = "LICENSE"
MOST_BYTES = 45_000_000  # of the wheel that is built
TRIES = ("--retries", "1", "--timeout", "20")


class BuildError(Exception):
    """Raised where the wheel cannot be built: one sentence."""


def pip(*arguments: str) -> None:
    """Run pip.

    Raises:
        BuildError: it fails; the sentence quotes the last line of what it says.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise BuildError(f"pip {arguments[0]} failed: {said}")


def download(folder: Path) -> Path:
    """Download the wheel of moonshine-voice into a folder."""
    only = ("--no-deps", "--only-binary=:all:", "--platform", PLATFORM)
    pip("download", "-q", *TRIES, *only, "--dest", str(folder), PACKAGE)
    return next(folder.glob("moonshine_voice-*.whl"))


def extract(wheel: Path, project: Path) -> None:
    """Take the files that are needed out of a wheel, if it is the one that was pinned.

    Raises:
        BuildError: it is another wheel.
    """
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise BuildError(f"{wheel.name} has SHA-256 {found}, expected {WHEEL_SHA256}: download it again")
    with zipfile.ZipFile(wheel) as archive:
        for member, target in MEMBERS.items():
            path = project / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(member))


def build(source: Path | None, folder: Path) -> Path:
    """Build the wheel in a folder; ``source`` is the wheel of moonshine-voice, None to download it."""
    with tempfile.TemporaryDirectory(prefix="earmark-writer-") as temporary:
        project = Path(temporary) / "writer"
        shutil.copytree(HERE, project, ignore=shutil.ignore_patterns("__pycache__", "build.py"))
        extract(source or download(Path(temporary)), project)
        folder.mkdir(parents=True, exist_ok=True)
        pip("wheel", "-q", *TRIES, "--no-deps", "--wheel-dir", str(folder), str(project))
    wheel = max(folder.glob("earmark_writer-*.whl"), key=lambda path: path.stat().st_mtime)
    if wheel.stat().st_size > MOST_BYTES:
        raise BuildError(f"{wheel.name} has {wheel.stat().st_size} bytes, expected at most {MOST_BYTES}")
    return wheel


def main() -> int:
    """Build and install the wheel; print one sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, help="the wheel of moonshine-voice; default: download it")
    parser.add_argument("--into", type=Path, help="folder to keep the built wheel in, without installing it")
    arguments = parser.parse_args()
    try:
        if arguments.into:
            print(f"writer: built {build(arguments.wheel, arguments.into)}")
            return 0
        with tempfile.TemporaryDirectory(prefix="earmark-writer-") as temporary:
            wheel = build(arguments.wheel, Path(temporary))
            pip("install", "-q", "--no-deps", "--force-reinstall", str(wheel))
    except BuildError as error:
        print(f"writer: the wheel earmark-writer cannot be built ({error})", file=sys.stderr)
        return 1
    print("writer: installed earmark-writer, Moonshine tiny")
    return 0


if __name__ == "__main__":
    sys.exit(main())
