import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np

from earmark import Recognizer
from earmark.biasing import WordList
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.evaluation.entities import Inventory
from earmark.evaluation.html.attention import attention_chart, attention_charts
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score
from earmark.models.emissions import Attention
from earmark.transcript import TranscribedWord

SVG = "{http://www.w3.org/2000/svg}"


class Looking(ContextualAdapter):
    """Looks at the first entry in the first half of every utterance, and changes nothing."""

    def __init__(self) -> None:
        pass

    def bias(self, emissions, words):
        T = len(emissions.log_probs)
        mass = np.zeros((T, 1), np.float32)
        mass[: T // 2] = 0.9
        return replace(
            emissions,
            unbiased=emissions.log_probs,
            attention=Attention((0,), mass, 1 - mass[:, 0]),
        )

    def bias_batch(self, batch, words, threads=0):
        return [one if w is None else self.bias(one, w) for one, w in zip(batch, words, strict=True)]


def rects(drawn):
    return [r for r in ElementTree.fromstring(drawn).iter(f"{SVG}rect") if r.get("opacity")]


def test_attention_stands_in_its_row_and_at_its_time():
    shares = np.array([[1.0, 0.0]] * 6 + [[0.2, 0.8]] * 2 + [[1.0, 0.0]] * 2, np.float32)
    words = [TranscribedWord("Jazz & fog", 0.24, 0.3, 1.0)]
    drawn = attention_chart("u1", shares, ["nothing", "jazz"], words, 0.0, 0.04)
    found = rects(drawn)
    assert [r.get("opacity") for r in found] == ["1.00", "0.20", "1.00", "0.80"]
    nothing, _, later, jazz = found
    assert float(nothing.get("width")) == 3 * float(jazz.get("width"))
    assert float(nothing.get("x")) < float(jazz.get("x")) < float(later.get("x"))
    assert float(nothing.get("y")) < float(jazz.get("y"))
    texts = {t.text: t for t in ElementTree.fromstring(drawn).iter(f"{SVG}text")}
    assert abs(float(texts["Jazz & fog"].get("x")) - float(jazz.get("x"))) < 0.2


def test_utterances_with_entries_are_drawn(model_folder, say):
    recognizer = Recognizer(model_folder, {"verification.enabled": False}, adapter=Looking())
    said = ["jazz and fog", "the queen"]
    rows = [Utterance(text, say(f"{text}.wav", text), text, line) for line, text in enumerate(said, 1)]
    lists = [WordList.of(["jazz"])] * 2
    found = [recognizer.transcribe(row.audio, words) for row, words in zip(rows, lists, strict=True)]
    scores = [score(row, one, Inventory(["jazz"])) for row, one in zip(rows, found, strict=True)]
    charts = attention_charts(recognizer, rows, scores, lists, lambda row: recognizer.hear(row.audio))
    assert len(charts) == 1 and "jazz" in charts[0] and "nothing listed" in charts[0]
    without = Recognizer(model_folder, biasing="decoder", adapter=Looking())
    assert attention_charts(without, rows, scores, lists, lambda row: recognizer.hear(row.audio)) == []
