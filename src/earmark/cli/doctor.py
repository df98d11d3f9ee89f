"""``earmark doctor``: what is installed, and whether it works."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import time
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from earmark.correction.transcribers.moonshine.files import INSTALL, installed_folder
from earmark.errors import EarmarkError
from earmark.models.protocol import bundled_models
from earmark.recognizer import Recognizer

CLIP = Path(__file__).with_name("doctor.opus")
SAID, LISTED = "we moved from Fremont", "Fremont"
FAILED = 1  # exit code when the self-test fails
NEEDED = (
    "numpy", "onnxruntime", "soundfile", "soxr", "sentencepiece", "num2words", "anyascii", "rapidfuzz",
    "shtab",
)  # fmt: skip
OPTIONAL = {
    "av": "videos, m4a, webm, wma and other compressed audio",
    "sounddevice": "the microphone: earmark listen, transcribe --record",
    "faster-whisper": "Whisper as the transcriber",
    "transformers": "CTC models of transformers, with torch",
    "torch": "training, and models of transformers",
    "tokenizers": "models with a tokenizer.json",
    "kenlm": "binary files of KenLM as language models",
    "matplotlib": "earmark plot",
    "fastapi": "earmark serve, which names the other packages that it needs",
    "fsspec": "earmark batch: URLs, with s3fs or gcsfs for those stores",
    "pyarrow": "earmark batch: Parquet",
    "ray": "earmark batch on a cluster",
}


@dataclass(frozen=True)
class SelfTest:
    """What came of transcribing the clip that is installed along."""

    passed: bool
    text: str  # the transcript, or the error
    seconds: float  # of audio
    load_seconds: float  # to load the model
    transcribe_seconds: float  # to transcribe the clip


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "doctor",
        help="print what is installed, and test it",
        description="Print versions, cores, models and optional packages, and transcribe a clip of one "
        "second with a list of one name. Exit code 0: its transcript is right; 1: it is not. Reports of "
        "faults should hold what it prints.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what is found and test it."""
    test, writer = self_test(), installed_folder()
    models = {name: {"path": str(path), "bytes": size_of(path)} for name, path in bundled_models().items()}
    found = {
        "earmark": installed("earmark") or "of a source tree",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "packages": {name: installed(name) for name in NEEDED},
        "optional": {name: installed(name) for name in OPTIONAL},
        "ffmpeg": shutil.which("ffmpeg"),
        "writer": None if writer is None else str(writer),
        "models": models,
        "self_test": asdict(test),
    }
    print(json.dumps(found, ensure_ascii=False) if arguments.json else "\n".join(as_lines(found, test)))
    return 0 if test.passed else FAILED


def self_test() -> SelfTest:
    """Transcribe the clip with its name in the list."""
    start = loaded = time.perf_counter()
    try:
        recognizer = Recognizer("english", words=[LISTED], verbatim=True)
        loaded = time.perf_counter()
        transcript = recognizer.transcribe(CLIP)
    except EarmarkError as error:
        return SelfTest(False, str(error), 0.0, loaded - start, time.perf_counter() - loaded)
    took = time.perf_counter() - loaded
    return SelfTest(transcript.text == SAID, transcript.text, transcript.seconds, loaded - start, took)


def as_lines(found: dict[str, Any], test: SelfTest) -> list[str]:
    """What is found, for people."""
    cores = f"{found['cores']} core{'' if found['cores'] == 1 else 's'}"
    lines = [f"earmark {found['earmark']}, Python {found['python']}, {found['system']}, {cores}"]
    lines.append(", ".join(f"{name} {version or 'MISSING'}" for name, version in found["packages"].items()))
    for name, model in found["models"].items():
        lines.append(f"model {name}: {model['bytes'] / 1e6:.1f} MB, {model['path']}")
    lines.append(f"writer: {found['writer'] or f'not installed ({INSTALL})'}")
    lines.append("optional packages, installed with pip install NAME:")
    for name, purpose in OPTIONAL.items():
        lines.append(f"  {name:15} {found['optional'][name] or '-':12} {purpose}")
    lines.append(f"  {'ffmpeg':15} {'found' if found['ffmpeg'] else '-':12} a program; reads what av reads")
    return [*lines, _verdict(test)]


def _verdict(test: SelfTest) -> str:
    if not test.passed:
        return f"self-test FAILED: {test.text!r}, expected {SAID!r}"
    speed = f"RTF {test.transcribe_seconds / test.seconds:.2f}"
    return (
        f"self-test passed: {test.seconds:.1f} s of speech in {test.transcribe_seconds:.2f} s ({speed}), "
        f"after loading for {test.load_seconds:.2f} s"
    )


def installed(package: str) -> str | None:
    """The version of a package, None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
