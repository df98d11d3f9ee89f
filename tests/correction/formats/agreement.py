"""All renderings of a transcript's words in one document, read without the package."""

from __future__ import annotations

import re
from typing import Any


def key_of(text: str) -> str:
    """Letters and digits of a text, without case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def renderings(value: Any) -> list[str]:
    """Texts that say the whole transcript, each as one string of letters and digits."""
    if isinstance(value, dict) and "transcription" in value:
        found = whisper_cpp(value)
    elif isinstance(value, dict) and "results" in value:
        found = deepgram(value["results"]) if "channels" in value["results"] else amazon(value["results"])
    elif isinstance(value, dict) and "chunks" in value:
        found = [value["text"], joined(value["chunks"], "text")]
    elif isinstance(value, dict) and "utterances" in value:
        found = assemblyai(value)
    elif isinstance(value, list) and "seek" not in value[0]:
        found = vosk(value)
    else:
        found = whisper(value)
    return [key_of(text) for text in found]


def joined(items: Any, key: str) -> str:
    return " ".join(item[key] for item in items)


def whisper_cpp(value: dict[str, Any]) -> list[str]:
    tokens = [
        t["text"]
        for s in value["transcription"]
        for t in s.get("tokens", [])
        if not t["text"].startswith("[_")
    ]
    return [
        joined(value["transcription"], "text"),
        *(["".join(tokens)] if value["transcription"][0].get("tokens") else []),
    ]


def whisper(value: Any) -> list[str]:
    segments = value if isinstance(value, list) else value.get("segments", [])
    found = [joined(segments, "text")] if segments else []
    if segments and all(s.get("words") for s in segments):
        found.append("".join(w["word"] for s in segments for w in s["words"]))
    if segments and "chars" in segments[0]:
        found.append("".join(c["char"] for s in segments for c in s["chars"]))
    if isinstance(value, dict):
        found += [joined(value[key], "word") for key in ("words", "word_segments") if key in value]
        found += [value["text"]] if "text" in value else []
    return found


def deepgram(results: dict[str, Any]) -> list[str]:
    best = [c["alternatives"][0] for c in results["channels"]]
    said = [u for c in range(len(best)) for u in results["utterances"] if u["channel"] == c]
    words = [w for b in best for w in b["words"]]
    spoken = [w for u in said for w in u["words"]]
    # Only the first channel of the sample has paragraphs.
    paragraphs = best[0]["paragraphs"]["paragraphs"]
    sentences = [s for p in paragraphs for s in p["sentences"]]
    own = [len(joined(p["sentences"], "text").split()) for p in paragraphs]
    assert own == [p["num_words"] for p in paragraphs]
    whole = best[0]["paragraphs"]["transcript"].replace("Speaker 0:", "")
    assert key_of(whole) == key_of(joined(sentences, "text")) == key_of(best[0]["transcript"])
    return [
        joined(best, "transcript"), joined(words, "word"), joined(words, "punctuated_word"),
        joined(said, "transcript"), joined(spoken, "word"), joined(spoken, "punctuated_word"),
    ]  # fmt: skip


def amazon(results: dict[str, Any]) -> list[str]:
    def content(items: Any) -> str:
        return " ".join(item["alternatives"][0]["content"] for item in items)

    channels = results.get("channel_labels", {}).get("channels", [])
    found = [results["transcripts"][0]["transcript"]]
    if channels:
        found.append(content([i for c in channels for i in c["items"]]))
        labels = [c["channel_label"] for c in channels]
        found.append(content(sorted(results["items"], key=lambda i: labels.index(i["channel_label"]))))
        return found
    by_id = {item["id"]: item for item in results["items"]}
    assert len(by_id) == len(results["items"])
    listed = [number for s in results["audio_segments"] for number in s["items"]]
    assert listed == [item["id"] for item in results["items"]]
    said = [i for i in results["items"] if i["type"] == "pronunciation"]
    labelled = [i for s in results["speaker_labels"]["segments"] for i in s["items"]]
    assert [i["start_time"] for i in labelled] == [i["start_time"] for i in said]
    assert [i["end_time"] for i in labelled] == [i["end_time"] for i in said]
    return [*found, content(results["items"]), joined(results["audio_segments"], "transcript")]


def assemblyai(value: dict[str, Any]) -> list[str]:
    spoken = [w for u in value["utterances"] for w in u["words"]]
    return [
        value["text"],
        joined(value["words"], "text"),
        joined(value["utterances"], "text"),
        joined(spoken, "text"),
    ]


def vosk(value: Any) -> list[str]:
    best = [v["alternatives"][0] if "alternatives" in v else v for v in value]
    words = [w for b in best for w in b.get("result", [])]
    return [joined([b for b in best if "text" in b], "text"), joined(words, "word")]
