"""``earmark words add``, and ``words check`` with a model that hears phones."""

import json
import math
from pathlib import Path

import pytest
import toy
from english import PHONES

from earmark.biasing import WordList
from earmark.cli.main import main
from earmark.lexicon import Lexicon, recording

LEXICON = {"ran": ["ɹæn"], "jazz": ["d͡ʒæz"], "quiet": ["kwaɪət"], "fog": ["fɔg"], "cran": ["kɹæn"]}
ARPA = toy.ARPA.replace("ngram 1=5", "ngram 1=6").replace("-1 quiet", "-1 quiet\n-1 ran")


@pytest.fixture(scope="module")
def folder(tokenizer, tmp_path_factory) -> Path:
    """A toy model whose phone head has all phones, with a lexicon and a language model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(toy, "PHONES", (*PHONES, "<wb>", "<blank>"))
        made = toy.make_model(tmp_path_factory.mktemp("models") / "toy", tokenizer)
    Lexicon.of(LEXICON).save(made / "lexicon.tsv.gz")
    (made / "lm.bin").write_text(ARPA, encoding="utf-8")
    return made


@pytest.fixture
def run(folder, capsys):
    """run(arguments...) -> exit code, stdout, stderr"""

    def run(action, path, *arguments):
        code = main(["words", action, str(path), *map(str, arguments), "--model", str(folder)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_word_with_its_pronunciation(run, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("phrase,ipa\nFremont,\n", encoding="utf-8")
    code, out, err = run("add", path, "Zelenskyy", "--ipa", "zəˈlɛnski", "--weight", "1.5")
    assert (code, err) == (0, "")
    assert out.splitlines() == [f"{path}: 'Zelenskyy' added", "  said     z ə l ɛ n s k i (ipa)"]
    assert path.read_text() == "phrase,ipa,weight\nFremont,\nZelenskyy,zəˈlɛnski,1.5\n"
    code, out, _ = run("add", path, "Zelenskyy", "--sounds-like", "zuh-LEN-skee")
    assert out.splitlines()[0] == f"{path}: 'Zelenskyy' changed"
    assert WordList.load(path).words[1].sounds_like == ("zuh-LEN-skee",)
    assert WordList.load(path).words[1].weight == 1.5


def test_a_word_that_somebody_says(run, tmp_path, say, monkeypatch):
    monkeypatch.setattr(recording, "UNLIKE", math.inf)  # the toy's phones are random
    path = tmp_path / "names.json"
    path.write_text('["Fremont"]')
    clip = say("clip.wav", "jazz")
    code, out, err = run("add", path, "Jazz", "--say", clip)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "clip.wav: recognised"
    assert any("(decoded freely, " in line for line in lines)
    chosen = next(line.split("(")[0].strip(" *") for line in lines if line.startswith("  * "))
    (word,) = WordList.load(path).words[1:]
    assert word.ipa and word.text == "Jazz"
    assert f"  said     {chosen.replace('<wb>', '|')} (ipa)" in lines
    again = run("add", path, "Jazz", "--say", clip)
    assert again[0] == 0 and WordList.load(path).words[1:] == (word,)  # the same phones once


def test_a_clip_of_something_else_changes_nothing(run, tmp_path, say):
    code, out, err = run("add", tmp_path / "names.csv", "Jazz", "--say", say("clip.wav", "jazz"))
    assert (code, out) == (2, "") and "unlike any reading of 'Jazz', such as d͡ʒ æ z" in err
    assert "record it again, or give it with --ipa '" in err and not (tmp_path / "names.csv").exists()


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        (b"RIFF\x00\x00", "clip.wav"),
        (None, "clip.wav"),
    ],
)
def test_a_clip_without_a_word_changes_nothing(run, tmp_path, clip, message):
    path = tmp_path / "names.csv"
    path.write_text("phrase\nFremont\n")
    if clip is not None:
        (tmp_path / "clip.wav").write_bytes(clip)
    code, out, err = run("add", path, "Jazz", "--say", tmp_path / "clip.wav")
    assert (code, out) == (2, "")
    assert message in err and err.startswith("earmark: ")
    assert path.read_text() == "phrase\nFremont\n"


def test_a_clip_that_is_no_single_word(run, tmp_path, say):
    clip = say("clip.wav", " ".join(["jazz"] * 40))
    code, _, err = run("add", tmp_path / "names.csv", "Jazz", "--say", clip)
    assert code == 2 and "a word said once takes less than 10 s: cut it out" in err
    assert not (tmp_path / "names.csv").exists()


def test_say_with_a_model_that_hears_no_phones(model_folder, tmp_path, capsys, say):
    clip = str(say("clip.wav", "jazz"))
    code = main(
        ["words", "add", str(tmp_path / "names.csv"), "Jazz", "--say", clip, "--model", str(model_folder)]
    )
    assert code == 2
    assert capsys.readouterr().err == (
        "earmark: model 'toy' has no phone head, which --say needs: give --ipa or --sounds-like\n"
    )


def test_a_text_list_says_where_to_put_it(run, tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("Fremont\n")
    code, _, err = run("add", path, "Jazz", "--ipa", "d͡ʒæz")
    assert code == 2 and "save it as names.csv with a first line" in err
    assert run("add", path, "Jazz")[0] == 0
    assert path.read_text() == "Fremont\nJazz\n"


def test_unreadable_ipa(run, tmp_path):
    code, _, err = run("add", tmp_path / "names.csv", "Jazz", "--ipa", "ǂæz")
    assert code == 2 and "'ǂ' in ipa 'ǂæz' stands for no phone" in err


def test_check_shows_pronunciations_and_risks(run, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("phrase,ipa\nCRAN,\nSaoirse,ˈsɪəɹʃə\nJoog,\n", encoding="utf-8")
    code, out, _ = run("check", path)
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert "said     k ɹ æ n (lexicon)" in lines
    assert "said     s i ɑ ɹ eɪ ɛ n (letters)" in lines
    assert "said     s ɪ ɹ ʃ ə (ipa)" in lines
    assert "note     risky: sounds almost like 'ran', so it needs more evidence than others" in lines
    assert (
        "note     its pronunciation is unknown: only its letters count; give ipa or sounds_like"
        in lines
    )
    found = json.loads(run("check", path, "--json")[1])["entries"]
    assert found[0]["pronunciations"][0] == {"phones": "k ɹ æ n", "source": "lexicon", "probability": 1.0}
    assert [entry["confusability"] for entry in found] == [0.5, 0.0, 0.0]
