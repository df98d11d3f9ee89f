"""Sample the processes of a batch run: their memory, and the processor time that they used."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = ("earmark.batch.engines.nursery", "ray::MapWorker")  # of the local engine, of Ray


@dataclass
class Sampler:
    """Highest memory of a run and the processor time of all its processes."""

    pin: bool = False  # each worker to a core of its own, where others work on the machine too
    total_megabytes: float = 0.0
    _workers: list[float] = field(default_factory=list)  # megabytes, of every worker in every sample
    _pinned: dict[int, int] = field(default_factory=dict)  # worker and its place among them
    _used: dict[int, float] = field(default_factory=dict)  # processor seconds by process

    @property
    def worker_megabytes(self) -> float:
        """Median over workers and samples; 0 where none was seen."""
        return median(self._workers) if self._workers else 0.0

    @property
    def processor_seconds(self) -> float:
        """User and system time of all processes, as last seen."""
        return sum(self._used.values())

    def sample(self, root: int) -> None:
        """Look at a process and everything below it."""
        total = 0.0
        tree = tree_of(root)
        for pid in tree:
            size, command, parent = _pss(pid), _command(pid), _stat(pid)
            if size is None or parent is None:
                continue
            total += size
            self._used[pid] = parent[1]
            # The nursery itself is the parent of the workers of the local engine.
            if any(name in command for name in WORKERS) and not (parent[0] == root and "nursery" in command):
                self._workers.append(size)
                self._pinned.setdefault(pid, len(self._pinned))
        if self.pin:
            self._pin_workers()
        self.total_megabytes = max(self.total_megabytes, total)

    def _pin_workers(self) -> None:
        cores = sorted(os.sched_getaffinity(0))
        for pid, place in self._pinned.items():
            for thread in (PROC / str(pid) / "task").glob("*"):
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(int(thread.name), {cores[place % len(cores)]})


def tree_of(root: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            found = _stat(int(entry.name))
            if found is not None:
                parents[int(entry.name)] = found[0]
    tree = [root]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def _stat(pid: int) -> tuple[int, float] | None:
    """(parent, processor seconds) of a process; None where it is gone."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS


def _pss(pid: int) -> float | None:
    """Proportional set size in megabytes."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    sizes = [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
    return sizes[0] / 1000 if sizes else None


def _command(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
