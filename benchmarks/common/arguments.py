"""The command line that the studies on the development sets have in common."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.common.rows import ROOT


def common_parser(description: str | None) -> argparse.ArgumentParser:
    """Make a parser with ``--data``, ``--work``, ``--model`` and ``--limit``."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with speech, tts, words")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "runs" / "benchmarks", help="unpacked sets, emissions, kept rows"
    )
    parser.add_argument("--model", default="english", help="bundled model or model folder (english)")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="first N utterances of each set only: print, write no page"
    )
    return parser
