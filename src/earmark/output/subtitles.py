"""Subtitles: SRT, WebVTT, and Whisper's table of segments."""

from __future__ import annotations

from earmark.output.cues import cues_of, label_of
from earmark.transcript import Transcript


def write_srt(transcript: Transcript) -> str:
    """SRT; cues of separate channels begin with "1: "."""
    blocks = []
    for number, cue in enumerate(cues_of(transcript), start=1):
        times = f"{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}"
        label = "" if cue.channel is None else label_of(cue.channel)
        text = "\n".join(cue.lines)
        blocks.append(f"{number}\n{times}\n{label}{text}\n")
    return "\n".join(blocks)


def write_vtt(transcript: Transcript) -> str:
    """WebVTT; the voice of a cue is its channel."""
    blocks = ["WEBVTT\n"]
    for cue in cues_of(transcript):
        times = f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}"
        voice = "" if cue.channel is None else f"<v {cue.channel}>"
        text = _escaped("\n".join(cue.lines))
        blocks.append(f"{times}\n{voice}{text}\n")
    return "\n".join(blocks)


def write_tsv(transcript: Transcript) -> str:
    """Start and end in milliseconds and text of each cue, as Whisper writes them."""
    rows = ["start\tend\ttext"]
    for cue in cues_of(transcript):
        label = "" if cue.channel is None else label_of(cue.channel)
        text = label + " ".join(cue.lines).replace("\t", " ")
        rows.append(f"{round(cue.start * 1000)}\t{round(cue.end * 1000)}\t{text}")
    return "\n".join(rows) + "\n"


def _stamp(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
