"""Measure earmark beside what a user would pick instead: same audio, same lists.

    pip install --no-deps pyctcdecode && pip install pygtrie flashlight-text faster-whisper
    python -m benchmarks.peers.side_by_side --data ../shared/data --whisper whisper-base

Writes benchmarks/peers/results.json and README.md. A row that was measured before is taken from the work
folder, or from results.json where what it depends on is the same: peers do not change when earmark does, and
--fresh measures them all the same. The page names the peers whose package or model is missing.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import machine
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import phrase_files
from benchmarks.peers.page import as_markdown
from benchmarks.peers.peer import Missing, Peer, Shared
from benchmarks.peers.rows import PEERS, PLAN, Setting, measure
from earmark.evaluation.manifest import Utterance

HERE = Path(__file__).resolve().parent
SEED = 1  # of the utterances drawn where a row does not take all
OURS = "earmark"


def main() -> None:
    """Measure every row of the plan that can be, then write both files."""
    parser = common_parser(__doc__)
    parser.add_argument("--whisper", type=Path, metavar="FOLDER", help="a model for faster-whisper")
    parser.add_argument("--fresh", action="store_true", help="take no row from results.json")
    parser.add_argument("--kept", action="store_true", help="measure nothing: write what is there")
    parser.add_argument("--only", help="rows of this peer only; nothing is written")
    arguments = parser.parse_args()
    runner = Runner(Bench.of(arguments), arguments)
    rows = [row for setting in PLAN if arguments.only in (None, setting.peer) if (row := runner.row(setting))]
    if arguments.limit is not None or arguments.only is not None:
        print(as_markdown({"machine": machine(), "seed": SEED, "rows": rows}, {}))
        return
    measured = {row["peer"] for row in rows}
    absent = {name: runner.reason(name) for name in PEERS if name not in measured}
    write(rows, absent)


class Runner:
    """Peers and sets, each made ready once."""

    def __init__(self, bench: Bench, arguments: Any) -> None:
        self.bench, self.measuring = bench, not arguments.kept
        self.kept = {} if arguments.fresh or arguments.limit is not None else stored_rows()
        models = {} if arguments.whisper is None else {"whisper": arguments.whisper}
        self.shared = Shared(bench.own.with_options({"search.threads": 1}), models)
        self._ready: dict[str, Peer | Missing] = {}

    def row(self, setting: Setting) -> dict[str, Any] | None:
        """Return a row, measured now or before; None where its peer is missing."""
        print(setting.name, file=sys.stderr, flush=True)
        limit = [] if self.bench.limit is None else [self.bench.limit]
        key = [setting.name, self._depends_on(setting.peer), *limit]
        row = self.kept.get((key[0], key[1])) or cached(
            self.bench.work / "peers", key, lambda: self._measured(setting)
        )
        return None if row is None else {**row, "depends_on": key[1]}

    def reason(self, peer: str) -> str:
        """Explain why a peer has no row."""
        return str(self._ready.get(peer, "rows not measured yet"))

    def _measured(self, setting: Setting) -> dict[str, Any] | None:
        peer = self._peer(setting.peer) if self.measuring else None
        if peer is None or isinstance(peer, Missing):
            return None
        utterances = self._utterances(setting.set)
        drawn = draw(utterances, setting.utterances)
        return measure(setting, peer, utterances, drawn, phrase_files(self.bench.data))

    def _peer(self, name: str) -> Peer | Missing:
        if name not in self._ready:
            try:
                self._ready[name] = PEERS[name](self.shared)
            except Missing as missing:
                self._ready[name] = missing
                print(f"{name} is left out: {missing}", file=sys.stderr)
        return self._ready[name]

    def _utterances(self, name: str) -> tuple[Utterance, ...]:
        """Rows of a set, whose emissions are kept in ``shared``."""
        rows = self.bench.utterances(name)
        if rows[0].id not in self.shared.encoded:
            encoded = zip(rows, self.bench.encoded(name), strict=True)
            self.shared.encoded.update({row.id: one for row, one in encoded})
        return rows

    def _depends_on(self, peer: str) -> str:
        """Ours depends on the whole code; the others on the emissions and the language model at most."""
        return fingerprint() if peer == OURS else self.bench.own.model.digest


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


def draw(utterances: Sequence[Utterance], count: int) -> list[Utterance]:
    """``count`` of them in the order of the set, or all."""
    if count >= len(utterances):
        return list(utterances)
    numbers = sorted(random.Random(SEED).sample(range(len(utterances)), count))
    return [utterances[number] for number in numbers]


if __name__ == "__main__":
    main()
