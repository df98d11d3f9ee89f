import json
import re
from html.parser import HTMLParser

import pytest
import soundfile

from earmark import DecodeOptions, Recognizer, WordList
from earmark.evaluation.html.page import page
from earmark.evaluation.html.worst import marked, worst
from earmark.evaluation.manifest import load_manifest
from earmark.evaluation.run import evaluate
from earmark.evaluation.score import inventories
from earmark.evaluation.variations import ablations, run_variation, sweep

VOID = {"meta", "br", "hr", "img", "input", "link"}
ADDRESSES = ("src", "href", "srcset", "data", "action", "poster")


class Parsed(HTMLParser):
    """What the page holds; a tag that is not closed, or closed twice, is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text, self.addresses = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ADDRESSES]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def made(model_folder, speak, tmp_path_factory):
    """The page of three utterances, one of them with errors, and of some further runs."""
    folder = tmp_path_factory.mktemp("page")
    said = [
        (
            "a",
            "We met <Saoirse> Ronan",
            "we met saoirse ronan",
            [{"text": "Saoirse Ronan", "type": "person"}],
        ),
        ("b", "the keys of Fremont", "the keys of oslo", [{"text": "Fremont", "type": "place"}]),
        ("c", "the old radio", "the old radio", []),
    ]
    rows = []
    for name, text, spoken, entities in said:
        soundfile.write(folder / f"{name}.wav", speak(spoken), 16_000)
        rows.append({"id": name, "audio": f"{name}.wav", "text": text, "entities": entities, "half": name})
    (folder / "m.jsonl").write_text("\n".join(map(json.dumps, rows)))
    utterances = load_manifest(folder / "m.jsonl")
    recognizer = Recognizer(model_folder, DecodeOptions.of({"search.threads": 1}))
    lists = [WordList.of(["Saoirse Ronan", "Oslo"])] * 3
    report = evaluate(recognizer, utterances, lists, group="half", settings={"model": "<toy>"})
    heard = {u.id: recognizer.encode(u.audio) for u in utterances}
    wanted = sweep((0, 100), lambda size, own: lists, never=True) + ablations(recognizer, lists)
    runs = [run_variation(recognizer, utterances, heard.__getitem__, one, group="half") for one in wanted]
    return page("A title & more", report, runs, utterances, inventories(utterances, lists))


def test_the_page_is_whole_and_needs_no_network(made):
    parsed = Parsed(made)
    assert made.startswith("<!DOCTYPE html>") and "A title & more" in parsed.text
    assert parsed.addresses and all(address.startswith("data:") for address in parsed.addresses)
    assert "@import" not in made and "<script" not in made
    assert made.count("url(") == made.count("url(#")  # within the page
    names = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")  # namespaces, never fetched
    assert all(part.startswith(names) for part in re.findall(r"http.*", made))


def test_charts_players_and_evidence(made):
    parsed = Parsed(made)
    text = " ".join(parsed.text)
    assert parsed.tags.count("svg") >= 3 and parsed.tags.count("audio") == 1  # one utterance has errors
    for title in ("By type of entity", "By part of the set", "Techniques", "Worst utterances", "Settings"):
        assert title in parsed.text
    assert "missed" in parsed.text and "invented" in parsed.text
    assert "without boosting" in parsed.text and "1 of 4 words wrong" in text
    assert "confidence" in text and '"model": "<toy>"' in text  # escaped, and read back by the parser


def test_words_that_differ_are_marked():
    assert marked("the keys of fremont", "the keys of <b> now") == (
        "the keys of <del>fremont</del>",
        "the keys of <ins>&lt;b&gt;</ins> <ins>now</ins>",
    )


def test_worst_come_first_and_the_right_ones_not_at_all(model_folder, speak, tmp_path):
    rows = []
    for name, text in (("a", "the old radio"), ("b", "a new radio"), ("c", "many quite other words")):
        soundfile.write(tmp_path / f"{name}.wav", speak("the old radio"), 16_000)
        rows.append({"id": name, "audio": f"{name}.wav", "text": text})
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, rows)))
    utterances = load_manifest(tmp_path / "m.jsonl")
    scores = evaluate(Recognizer(model_folder, DecodeOptions.of({"search.threads": 1})), utterances).scores
    assert [utterance.id for utterance, _ in worst(utterances, scores)] == ["c", "b"]
