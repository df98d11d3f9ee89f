"""Build the bundled English model: one command from a data folder to a model folder.

    python recipes/english/build.py --data ../shared/data --tts TTS --work runs/english --budget 105m

Every step leaves its result in the work folder and is skipped when it is there, so
an interrupted build goes on where it stopped. ``--tts`` is the folder that the data's
``tools/tts/setup_tts.sh`` builds; without it only the synthetic speech that comes
with the data is used, and the model is worse.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TRAIN = {  # set -> (variants, share of augmented copies, sampling weight)
    "librispeech-train": ((0, 1, 2), 1.0, 3.0),
    "librispeech-train-2": ((0, 1, 2), 1.0, 3.0),
    "synthetic-train": ((1,), 0.5, 1.0),
    "speechocean-train": ((0, 1), 1.0, 1.5),
    "vctk-p239": ((0, 1), 1.0, 2.0),
    "prompts-lj-texts": ((0, 1), 1.0, 2.0),
    "asterisk-prompts": ((0, 1), 1.0, 1.5),
}
DEV = ("librispeech-dev", "synthetic-entities-dev", "speechocean-dev")
FRESH = ((1,), 0.55, 1.0)  # of the speech that is synthesised here


def run(*command: str | Path) -> None:
    """One step; its failure ends the build."""
    print("+", *command, flush=True)
    subprocess.run([str(part) for part in command], check=True)


def train(*arguments: str | Path) -> None:
    """``earmark train ...``."""
    run(sys.executable, "-m", "earmark.cli", "train", *arguments)


def unpack(data: Path, work: Path) -> None:
    """Every archive of real and synthetic speech, each into its own folder."""
    for archive in [*sorted((data / "speech").glob("*.tar")), *sorted((data / "tts").glob("*.tar"))]:
        folder = work / "speech" / archive.stem
        if not (folder / "manifest.jsonl").is_file():
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")


def synthesise(data: Path, work: Path, tts: Path, minutes: float, workers: int) -> None:
    """Fresh multi-speaker speech from the text sources."""
    sentences = work / "sentences.tsv"
    if not sentences.is_file():
        held_out = [work / "speech" / name / "manifest.jsonl" for name in DEV]
        run(sys.executable, HERE / "select_text.py", "--text", data / "text", "--output", sentences,
            "--not-in", *held_out)  # fmt: skip
    if (work / "speech" / "fresh" / "manifest.jsonl").is_file():
        return
    run(tts / ".venv-tts/bin/python", tts / "synth.py", "--text", sentences,
        "--out", work / "speech" / "fresh", "--voices", "hibari-mix:8,piper-mix:2",
        "--speakers", "2000", "--seed", "11",
        "--workers", str(workers), "--minutes", str(minutes))  # fmt: skip


def cache(data: Path, work: Path, name: str, variants: tuple[int, ...], share: float) -> None:
    """States of the phone encoder for one set."""
    train("cache", work / "speech" / name / "manifest.jsonl", "--encoder", data / "pretrained",
          "--output", work / "cache" / name, "--augmented-share", str(share),
          "--variants", *map(str, variants))  # fmt: skip


def main() -> None:
    """All steps in order."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with speech, tts, text, pretrained")
    parser.add_argument("--tts", type=Path, help="synthesis environment; more speech is what helps most")
    parser.add_argument("--work", type=Path, default=Path("runs/english"))
    parser.add_argument("--budget", default="105m", help="wall clock of the training itself (105m)")
    parser.add_argument("--synthesis-minutes", type=float, default=60.0, help="per worker (60)")
    parser.add_argument("--workers", type=int, default=2, help="synthesis processes (2)")
    parser.add_argument("--helpers", type=int, default=1, help="extra gradient processes (1)")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--output", type=Path, default=Path("src/earmark/models/english"))
    arguments = parser.parse_args()
    data, work = arguments.data.resolve(), arguments.work.resolve()

    unpack(data, work)
    sets = dict(TRAIN)
    if arguments.tts:
        synthesise(data, work, arguments.tts, arguments.synthesis_minutes, arguments.workers)
        sets["fresh"] = FRESH
    tokenizer = work / "tokenizer.model"
    if not tokenizer.is_file():
        books = data / "text/lm/books.txt.xz"
        sentences = work / "sentences.tsv"
        extra = [sentences] if sentences.is_file() else []
        train("tokenizer", *extra, books, "--limit", "60000", "--tokens", "256", "--output", tokenizer)
    for name, (variants, share, _) in sets.items():
        cache(data, work, name, variants, share)
    for name in DEV:
        cache(data, work, name, (0,), 1.0)
    train("base", "--budget", arguments.budget, "--tokenizer", tokenizer, "--output", work / "base",
          "--helpers", str(arguments.helpers), "--device", arguments.device,
          "--data", *(f"{work / 'cache' / name}:{weight}" for name, (_, _, weight) in sets.items()),
          "--dev", *(work / "cache" / name for name in DEV))  # fmt: skip
    train("export", work / "base", "--encoder", data / "pretrained", "--tokenizer", tokenizer,
          "--output", arguments.output)  # fmt: skip


if __name__ == "__main__":
    main()
