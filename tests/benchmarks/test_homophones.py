import json
from types import SimpleNamespace

import pytest
from benchmarks.studies import homophones
from benchmarks.studies.homophone_sentences import HALVES, VOICES, entries, sentences, write_texts
from benchmarks.studies.homophones import Found, lists_of, utterances

from earmark.evaluation.damage import damage_of
from earmark.language import DEFAULT
from earmark.transcript import TranscribedWord, Transcript, WrittenEntry


def transcript(*words):
    """Plain words as strings, entries as (displayed,)."""
    made = [
        TranscribedWord(w if isinstance(w, str) else w[0], 0, 0, 1, None if isinstance(w, str) else w[0])
        for w in words
    ]
    found = tuple(WrittenEntry(w.entry, w.text, 0, 0, 1, 0) for w in made if w.entry)
    return Transcript(" ".join(w.text for w in made), tuple(made), 1.0, found)


def test_halves_share_nothing():
    dev, held_out = (sentences(half) for half in HALVES)
    assert not {one.listed for one in dev} & {one.listed for one in held_out}
    assert not {one.text for one in dev} & {one.text for one in held_out}
    voices = [
        {v.split(":")[1] for v in VOICES[half].split(",") if v.startswith("kokoro:")} for half in HALVES
    ]
    assert voices[0] and voices[1] and not voices[0] & voices[1]


@pytest.mark.parametrize("half", HALVES)
def test_half_of_the_sentences_have_names(half):
    chosen = sentences(half)
    assert len(chosen) == 200 and sum(bool(one.names) for one in chosen) == 100
    assert len({one.id for one in chosen}) == 200 == len({one.text for one in chosen})
    listed = set(entries())
    for one in chosen:
        capitals = {word.strip(".,?") for word in one.text.split()} & listed
        assert capitals == set(one.names), one.text  # words of the list have capitals as names alone
        assert "{" not in one.text + one.said


def test_texts_are_said_by_their_sound():
    said = {one.text: one.said for one in sentences("dev")}
    assert said["Mister Mann called at noon."] == "Mister Man called at noon."


def test_texts_and_commands(tmp_path):
    commands = write_texts(tmp_path)
    lines = (tmp_path / "dev/text.tsv").read_text().splitlines()
    assert len(lines) == 200 and lines[0].startswith("dev-word-000\tAn old man")
    assert len(commands) == 2 and "--seed 2" in commands[1] and str(tmp_path / "held-out") in commands[1]


def test_sentences_without_audio_are_named(tmp_path):
    chosen = sentences("dev")[:2]
    (tmp_path / "manifest.jsonl").write_text(json.dumps({"id": chosen[0].id, "audio": "a.opus"}) + "\n")
    assert utterances(chosen[:1], tmp_path)[0].audio == tmp_path / "a.opus"
    with pytest.raises(SystemExit, match="lacks 1 of 2 sentences, first dev-word-001"):
        utterances(chosen, tmp_path)


def test_names_written_as_names_and_as_words(tmp_path):
    by_text = {one.text: one for half in HALVES for one in sentences(half)}
    said = by_text["Mister Mann called at noon."]
    word = by_text["I think it will rain tomorrow."]
    (tmp_path / "manifest.jsonl").write_text(
        "".join(json.dumps({"id": one.id, "audio": "a"}) + "\n" for one in (said, word))
    )
    rows = utterances([said, word], tmp_path)
    total = Found()
    for sentence, row, written in (
        (said, rows[0], transcript("mister", ("Mann",), "called", "at", "noon")),
        (said, rows[0], transcript("mister", "man", "called", "at", ("Nunn",))),
        (word, rows[1], transcript("i", "think", "it", ("Will",), "rain", "tomorrow")),
    ):
        total = total.plus(sentence, written, damage_of(row, written, DEFAULT.normalize(row.text)))
    assert (total.right, total.said, total.wrong, total.capitals) == (1, 2, 1, 1)
    assert (total.precision, total.recall) == (1 / 3, 1 / 2) and total.f1 == pytest.approx(0.4)
    assert (total.clips, total.worse, total.errors) == (3, 1, 2)
    assert Found(said=1).f1 == 0


def test_lists(tmp_path, monkeypatch):
    chosen = [sentences("dev")[0], sentences("dev")[100]]
    monkeypatch.setattr(homophones, "draw_distractors", lambda files, size, rows: ())
    found = lists_of(SimpleNamespace(data=tmp_path), chosen, [])
    alone = [[word.text for word in one] for one in found[homophones.ALONE]]
    assert alone == [["Mann"], ["Mann"]] and found[homophones.PLAIN] == [None, None]
    assert len(found[homophones.WHOLE][0]) == len(entries()) == 50
