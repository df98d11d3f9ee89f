"""A transcript as the commands print it: text, or one JSON object."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from earmark.transcript import Transcript


def as_json(name: str, transcript: Transcript, nbest: int | None = None) -> dict[str, Any]:
    """The object that ``--json`` prints for one audio; "nbest" always when it was asked for."""
    made = replace(transcript, audio=name).to_dict()
    if nbest is not None:
        made["nbest"] = list(transcript.nbest or (transcript.text,))
    return made


def result_fields(transcript: Transcript, nbest: int | None = None) -> dict[str, Any]:
    """What ``--json`` prints of a transcript that is not of an audio."""
    made = as_json("", transcript, nbest)
    del made["audio"]
    return made


def print_text(name: str | None, transcript: Transcript) -> None:
    """Print the text, after its name where it has one, and its alternatives below."""
    below = "\n" if "\n" in transcript.text else " "
    head = f"{name}:{below}" if name is not None else ""
    print(head + transcript.text, flush=True)
    for rank, text in enumerate(transcript.nbest, start=1):
        print(f"  {rank}. {text}", flush=True)
