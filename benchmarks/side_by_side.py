"""earmark beside what a user would pick instead: same audio, same lists.

    pip install --no-deps pyctcdecode && pip install pygtrie flashlight-text faster-whisper
    python benchmarks/side_by_side.py --data ../shared/data --work runs/accuracy --whisper whisper-base

Writes benchmarks/peers/results.json and README.md. A row that was measured before is taken from the work
folder, or from results.json where what it depends on is the same: peers do not change when earmark does, and
--fresh measures them all the same. Peers whose package or model is missing are left out, and said.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from accuracy import DISTRACTORS, common_parser, machine, unpacked
from peers.page import as_markdown
from peers.peer import Missing, Peer, Shared
from peers.rows import PEERS, PLAN, Setting, measure
from rows import cached, emissions_folder, fingerprint

from earmark import Recognizer
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.tuning.study import hear_all

HERE = Path(__file__).resolve().parent / "peers"
SEED = 1  # of the utterances drawn where a row does not take all
OURS = "earmark"


def main() -> None:
    """Measure every row of the plan that can be, then write both files."""
    parser = common_parser(__doc__)
    for name in ("whisper", "vosk", "sherpa"):
        parser.add_argument(f"--{name}", type=Path, metavar="FOLDER", help=f"a model for {name}")
    parser.add_argument("--fresh", action="store_true", help="take no row from results.json")
    parser.add_argument("--kept", action="store_true", help="measure nothing: write what is there")
    parser.add_argument("--only", help="rows of this peer only; nothing is written")
    arguments = parser.parse_args()
    models = {n: p for n in ("whisper", "vosk", "sherpa") if (p := getattr(arguments, n)) is not None}
    shared = Shared(Recognizer(arguments.model, {"search.threads": 1}), models)
    names = () if arguments.kept else sorted({row.set for row in PLAN})
    sets = {name: load_set(name, arguments, shared) for name in names}
    files = [arguments.data / "words" / f"{name}.txt.xz" for name in DISTRACTORS]
    kept = {} if arguments.fresh else stored_rows()
    ready: dict[str, Peer | Missing] = {}
    done = []
    for setting in PLAN:
        if arguments.only not in (None, setting.peer):
            continue
        print(setting.name, file=sys.stderr, flush=True)
        key = [setting.name, _depends_on(setting.peer, shared)]
        row = kept.get(tuple(key)) or cached(
            arguments.work / "peers",
            key,
            lambda setting=setting: (
                None if arguments.kept else _measured(setting, ready, shared, sets[setting.set], files)
            ),
        )
        if row is not None:
            done.append({**row, "depends_on": key[1]})
    if arguments.only is None:
        measured = {row["peer"] for row in done}
        absent = [name for name in PEERS if name not in measured]
        write(done, {name: str(ready.get(name, "rows not measured yet")) for name in absent})


def write(rows: list[dict[str, Any]], absent: dict[str, str]) -> None:
    """Both files, from measured rows; ``absent`` says why a peer has none."""
    report = {"machine": machine(), "seed": SEED, "rows": rows}
    (HERE / "results.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (HERE / "README.md").write_text(as_markdown(report, absent), encoding="utf-8")


def stored_rows() -> dict[tuple[str, ...], dict[str, Any]]:
    """(name, what it depends on) -> row, of the last results.json."""
    path = HERE / "results.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.is_file() else []
    return {(row["name"], row["depends_on"]): row for row in rows}


def load_set(name: str, arguments: Any, shared: Shared) -> tuple[Utterance, ...]:
    """Rows of a set, whose emissions are kept in ``shared``."""
    utterances = load_manifest(unpacked(name, arguments.data, arguments.work))
    folder = emissions_folder(arguments.work, name, shared.recognizer.model.digest)
    heard = hear_all(shared.recognizer, utterances, folder)
    shared.heard.update({row.id: one for row, one in zip(utterances, heard, strict=True)})
    return utterances


def draw(utterances: Sequence[Utterance], count: int) -> list[Utterance]:
    """``count`` of them in the order of the set, or all."""
    if count >= len(utterances):
        return list(utterances)
    numbers = sorted(random.Random(SEED).sample(range(len(utterances)), count))
    return [utterances[number] for number in numbers]


def _measured(
    setting: Setting,
    ready: dict[str, Peer | Missing],
    shared: Shared,
    utterances: Sequence[Utterance],
    files: Sequence[Path],
) -> dict[str, Any] | None:
    if setting.peer not in ready:
        try:
            ready[setting.peer] = PEERS[setting.peer](shared)
        except Missing as missing:
            ready[setting.peer] = missing
    peer = ready[setting.peer]
    if isinstance(peer, Missing):
        print(f"{setting.peer} is left out: {peer}", file=sys.stderr)
        return None
    return measure(setting, peer, utterances, draw(utterances, setting.utterances), files)


def _depends_on(peer: str, shared: Shared) -> str:
    """Ours depends on the whole code; the others on the emissions and the language model at most."""
    return fingerprint() if peer == OURS else shared.recognizer.model.digest


if __name__ == "__main__":
    main()
