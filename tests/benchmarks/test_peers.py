import json
from pathlib import Path

from benchmarks.peers.page import as_markdown
from benchmarks.peers.rows import PEERS, PLAN, Setting, measure

from earmark.evaluation.manifest import Utterance

TEXTS = {"a": "We met Saoirse Ronan.", "b": "The old radio"}
SET = [
    Utterance(
        "a", Path("a.wav"), TEXTS["a"], 1, seconds=1800.0, entities=("Saoirse Ronan",), types=("person",)
    ),
    Utterance("b", Path("b.wav"), TEXTS["b"], 2, seconds=1800.0, entities=(), types=()),
]


class Parrot:
    """Says every word of its list, and what was said when it has one."""

    name = "parrot"

    def __init__(self):
        self.lists = []

    def compile(self, words):
        self.lists.append(list(words))

    def write(self, utterance):
        if not self.lists[-1]:
            return "We met her."
        return f"{TEXTS[utterance.id]} {self.lists[-1][-1]}"


def measured(mode, distractors, tmp_path):
    (tmp_path / "d.txt").write_text("Fremont\nOslo\nSaoirse Ronan\n")
    peer = Parrot()
    setting = Setting("parrot", "set", mode, distractors, 2)
    return peer, measure(setting, peer, SET, SET, [tmp_path / "d.txt"])


def test_no_list_is_scored_against_the_names(tmp_path):
    peer, row = measured("none", 0, tmp_path)
    assert peer.lists == [[]] and row["entities"]["recall"] == 0 and row["false_alarms_per_hour"] == 0


def test_all_names_and_distractors_are_compiled_once(tmp_path):
    peer, row = measured("all", 2, tmp_path)
    assert len(peer.lists) == 2 and sorted(peer.lists[1]) == ["Fremont", "Oslo", "Saoirse Ronan"]
    assert row["entities"]["recall"] == 1 and row["entities"]["precision"] == 1 / 3
    assert row["false_alarms_per_hour"] == 2 and row["counts"]["seconds"] == 3600
    assert row["real_time_factor"] >= 0 and row["utterances"] == 2


def test_own_names_make_a_list_for_each_utterance(tmp_path):
    peer, _ = measured("own", 1, tmp_path)
    assert [len(one) for one in peer.lists] == [0, 2, 1]


def test_lists_that_nobody_says_hold_no_name(tmp_path):
    peer, row = measured("never", 2, tmp_path)
    assert "Saoirse Ronan" not in peer.lists[1] and row["false_alarms_per_hour"] == 2


def test_the_plan_names_systems_that_exist():
    assert {row.peer for row in PLAN} == set(PEERS) and len({row.name for row in PLAN}) == len(PLAN)


def test_the_page_says_who_is_missing(tmp_path):
    row = measured("all", 2, tmp_path)[1]
    report = {"machine": "a machine", "seed": 1, "rows": [{**row, "set": "synthetic-entities-dev"}]}
    page = as_markdown(report, {"vosk": "pip install vosk"})
    assert "| parrot | all names of the set | 2 | 2 | 33.3 | 100.0 |" in page
    assert "- vosk: pip install vosk" in page and "boost in the language model, 6 nats" in page


def test_rows_of_peers_are_kept_while_what_they_depend_on_is_the_same(tmp_path, monkeypatch):
    from benchmarks.peers import side_by_side

    monkeypatch.setattr(side_by_side, "HERE", tmp_path)
    assert side_by_side.stored_rows() == {}
    row = {"name": "slow set all 10 of 2", "depends_on": "a model", "wer": 0.5}
    (tmp_path / "results.json").write_text(json.dumps({"rows": [row]}))
    assert side_by_side.stored_rows() == {("slow set all 10 of 2", "a model"): row}


def test_utterances_are_drawn_once_and_for_all():
    from benchmarks.peers.side_by_side import draw

    many = [Utterance(str(n), Path("x.wav"), "x", n) for n in range(100)]
    first = [one.id for one in draw(many, 10)]
    assert first == [one.id for one in draw(many, 10)] == sorted(first, key=int) and len(set(first)) == 10
    assert draw(many, 100) == many
