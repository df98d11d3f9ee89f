"""Sentences that nobody has said, put together from phrases that people have: real voices, new neighbours.

    python recipes/english/splice.py MANIFEST... --lexicon LEXICON --output DIR --hours 12

A network that hears the same reader a hundred times knows the sentences by heart and reads them no more
(librispeech-train 1.9 % word errors, librispeech-dev 19.9 %). So recordings are cut where it is quiet
between two words, as far as the phones that the model hears say where that is, and phrases of one session
are joined in another order (as Lam et al. 2021, arXiv 2104.01393, do with words). The voice is moved by up
to --cents, pitch and formants together and the tempo not, by `sox`, which has to be installed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from earmark.acoustic.onnx import OnnxModel
from earmark.train.augment import RATE, Samples
from earmark.train.clips import Clip, load_clip, read_clips
from earmark.train.encoder import HOP, PHONE_BLANK
from earmark.train.pronunciations import Pronouncer
from earmark.train.units import WORST, ctc_align

QUIET = 0.1  # of a clip's root mean square: between two words where it is lower, a cut is not heard
WINDOW, STEP = 240, 40  # samples over which loudness is taken: 15 ms every 2.5 ms
LEAST = 4800  # samples of a phrase, 0.3 s
FADE = 96  # samples, 6 ms, over which phrases overlap
PAD = 4000  # samples of a pause that stay at an end
SESSION = re.compile(r"\d+-\d+(?=-\d+$)")  # of LibriSpeech names: reader and chapter, so one microphone


@dataclass(frozen=True)
class Phrase:
    """Words between two cuts."""

    words: str
    samples: Samples
    clip: str


def main() -> None:
    """Cut, join and write."""
    arguments = parse_arguments()
    model = OnnxModel(arguments.model)
    pronouncer = Pronouncer.load(arguments.lexicon, model.bundle.phones)
    blank = model.bundle.phones.index(PHONE_BLANK)
    sessions: dict[str, list[Phrase]] = defaultdict(list)
    clips = gaps = 0
    for manifest in arguments.manifests:
        session_of = dict(sessions_of(manifest))
        for clip in read_clips(manifest):
            samples = load_clip(clip)
            phones = model.emissions(samples).phone_log_probs
            phrases = [] if phones is None else list(cut(clip, samples, phones, pronouncer, blank))
            sessions[f"{manifest.parent.name} {session_of[clip.id]}"] += phrases
            clips, gaps = clips + bool(phrases), gaps + clip.text.count(" ")
    phrases = [phrase for several in sessions.values() for phrase in several]
    hours = sum(len(phrase.samples) for phrase in phrases) / RATE / 3600
    print(f"{hours:.2f} h of {len(sessions)} sessions, cut at {len(phrases) - clips} of {gaps} gaps")
    write(list(sessions.values()), arguments)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("manifests", type=Path, nargs="+", metavar="MANIFEST", help="recordings of people")
    parser.add_argument("--model", default="english", help="hears where the words are")
    parser.add_argument("--lexicon", type=Path, required=True, help="word<TAB>phones lines")
    parser.add_argument("--output", type=Path, required=True, help="folder of the new clips")
    parser.add_argument("--hours", type=float, default=12.0)
    parser.add_argument("--cents", type=float, default=250.0, help="by which a voice is moved at most")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def sessions_of(manifest: Path) -> Iterator[tuple[str, str]]:
    """Clip and session: a chapter of LibriSpeech, else a speaker."""
    for line in manifest.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        chapter = SESSION.match(row["id"])
        yield str(row["id"]), chapter.group() if chapter else str(row.get("speaker", manifest.parent.name))


def cut(
    clip: Clip, samples: Samples, phones: NDArray[np.float32], pronouncer: Pronouncer, blank: int
) -> Iterator[Phrase]:
    """The phrases of a clip; none where it does not align with its text."""
    labels, words = pronouncer.pronounce(clip.text), clip.text.split()
    if labels is None or 2 * len(labels) > len(phones):
        return
    spans, nats = ctc_align(phones, labels, blank)
    if not nats > WORST:
        return
    loudness = np.sqrt(np.convolve(samples**2, np.full(WINDOW, 1 / WINDOW), mode="same")[::STEP].clip(0))
    quiet = QUIET * float(np.sqrt((samples**2).mean()))
    begin, first = max(0, int(spans[0, 0]) * HOP - PAD), 0
    for word, at in enumerate(np.flatnonzero(np.array(labels) == pronouncer.boundary), 1):
        gap = slice(int(spans[at - 1, 1]) * HOP // STEP, (int(spans[at + 1, 0]) + 1) * HOP // STEP)
        lowest = gap.start + int(np.argmin(loudness[gap]))
        if loudness[lowest] < quiet and lowest * STEP >= begin + LEAST:
            yield Phrase(" ".join(words[first:word]), samples[begin : lowest * STEP], clip.id)
            begin, first = lowest * STEP, word
    yield Phrase(" ".join(words[first:]), samples[begin : (int(spans[-1, 1]) + 1) * HOP + PAD], clip.id)


def joined(phrases: list[Phrase], rng: np.random.Generator) -> Iterator[tuple[str, Samples]]:
    """Texts and sounds of 3 to 14 s, every phrase once, none beside one of its own clip if that can be."""
    order = [phrases[i] for i in rng.permutation(len(phrases))]
    level = float(np.median([np.sqrt((p.samples**2).mean()) for p in phrases]))
    while order:
        wanted, words, sound = rng.uniform(3, 14) * RATE, list[str](), np.zeros(0, np.float32)
        clip = ""
        while order and len(sound) < wanted:
            at = next((i for i in range(1, len(order) + 1) if order[-i].clip != clip), 1)
            phrase = order.pop(-at)
            gain = (level / (float(np.sqrt((phrase.samples**2).mean())) + 1e-6)) ** 0.5
            sound, clip = crossfaded(sound, phrase.samples * np.float32(gain)), phrase.clip
            words.append(phrase.words)
        yield " ".join(words), sound


def crossfaded(one: Samples, other: Samples) -> Samples:
    """One after the other, FADE samples of both at once."""
    n = min(FADE, len(one), len(other))
    ramp = np.linspace(0, 1, n, dtype=np.float32)
    middle = one[len(one) - n :] * (1 - ramp) + other[:n] * ramp
    return np.concatenate([one[: len(one) - n], middle, other[n:]])


def write(sessions: list[list[Phrase]], arguments: argparse.Namespace) -> None:
    """Round after round over all sessions, until there are so many hours."""
    rng = np.random.default_rng(arguments.seed)
    arguments.output.mkdir(parents=True)
    seconds, count = 0.0, 0
    with (arguments.output / "manifest.jsonl").open("w") as manifest, ThreadPoolExecutor(2) as pool:
        while seconds < 3600 * arguments.hours:
            for phrases in sessions:
                made = list(joined(phrases, rng)) if len({p.clip for p in phrases}) > 1 else []
                cents = rng.uniform(-arguments.cents, arguments.cents, len(made))
                names = [f"{count + i}.wav" for i in range(len(made))]
                paths = [arguments.output / name for name in names]
                sounds = [sound for _, sound in made]
                lengths = list(pool.map(moved, paths, sounds, cents))
                for name, (text, _), length in zip(names, made, lengths, strict=True):
                    row = {"id": name, "audio": name, "text": text, "seconds": round(length, 3)}
                    manifest.write(json.dumps(row) + "\n")
                count, seconds = count + len(made), seconds + sum(lengths)
    print(f"{count} clips, {seconds / 3600:.2f} h")


def moved(path: Path, samples: Samples, cents: float) -> float:
    """Write (N,) samples with a voice moved by so many cents of an octave's 1,200 -> seconds."""
    plain = path.with_suffix(".part.wav")
    soundfile.write(plain, np.clip(samples * min(1.0, 0.9 / (np.abs(samples).max() + 1e-9)), -1, 1), RATE)
    subprocess.run(["sox", "-D", "-G", str(plain), str(path), "pitch", f"{cents:.0f}"], check=True)
    plain.unlink()
    return float(soundfile.info(path).duration)


if __name__ == "__main__":
    main()
