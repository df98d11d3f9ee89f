import json

import numpy as np
import pytest
from log_probs.rows import LABELS, call

from earmark.cli.main import main
from earmark.models import Emissions, EmissionsFile

TEXT, BIASED = "call frimont now\n", "call Fremont now\n"
ROWS = call()


@pytest.fixture
def tokens(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("\n".join(f"{label or '<blk>'} {column}" for column, label in enumerate(LABELS)))
    return path


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("Fremont\nReykjavik\n")
    return path


@pytest.fixture
def decode(capsys):
    def run(*arguments):
        code = main(["decode", *map(str, arguments), "--threads", "1"])
        return code, *capsys.readouterr()

    return run


def saved(path, **arrays):
    np.savez(path, **arrays) if arrays else np.save(path, ROWS)
    return path


def test_text(decode, tmp_path, tokens, words):
    for path in (saved(tmp_path / "a.npy"), saved(tmp_path / "a.npz", any_name=ROWS.astype(np.float16))):
        assert decode(path, "--tokens", tokens) == (0, TEXT, "")
        assert decode(path, "--tokens", tokens, "--words", words) == (0, BIASED, "")


def test_a_file_that_names_its_tokens(decode, tmp_path, words):
    path = tmp_path / "own.npz"
    EmissionsFile(Emissions(ROWS, 0.02), tuple(LABELS)).save(path)
    assert decode(path, "--words", words) == (0, BIASED, "")
    found = json.loads(decode(path, "--words", words, "--json", "--nbest", 2)[1])
    assert list(found) == [
        "utterance", "times", "text", "seconds", "words", "entries", "rejected", "diagnostics", "transcriber",
        "nbest",
    ]  # fmt: skip
    assert found["utterance"] == str(path) and found["times"] == "seconds" and found["seconds"] == 0.96
    assert found["words"][1]["start"] == 0.3 and found["entries"][0]["entry"] == "Fremont"


def test_several_utterances_are_named(decode, tmp_path, tokens, words):
    path = saved(tmp_path / "many.npz", first=ROWS, second=call("fremont"), third=ROWS[:0])
    assert (
        decode(path, "--tokens", tokens)[1] == "first: call frimont now\nsecond: call fremont now\nthird: \n"
    )
    lines = decode(path, "--tokens", tokens, "--words", words, "--json")[1].splitlines()
    assert [json.loads(line)["utterance"] for line in lines] == ["first", "second", "third"]
    other = saved(tmp_path / "a.npy")
    assert decode(path, other, "--tokens", tokens)[1].splitlines()[2:] == [
        f"{path}:third: ",
        f"{other}: {TEXT[:-1]}",
    ]


def test_more_utterances_than_are_in_memory_at_once(decode, tmp_path, tokens):
    path = saved(tmp_path / "many.npz", **{f"u{n}": ROWS[: 3 * 4] for n in range(70)})
    assert decode(path, "--tokens", tokens)[1].splitlines() == [f"u{n}: call" for n in range(70)]


def test_a_padded_batch(decode, tmp_path, tokens):
    path = saved(tmp_path / "batch.npz", logits=np.stack([ROWS, ROWS]) + 3, lengths=np.array([len(ROWS), 12]))
    expected = "logits[0]: call frimont now\nlogits[1]: call\n"
    assert decode(path, "--tokens", tokens, "--logits") == (0, expected, "")


def test_times(decode, tmp_path, tokens):
    path = saved(tmp_path / "a.npy")
    found = json.loads(decode(path, "--tokens", tokens, "--json")[1])
    assert found["times"] == "rows" and found["seconds"] == 48 and found["words"][1]["start"] == 15
    found = json.loads(decode(path, "--tokens", tokens, "--json", "--frame-shift", 0.04)[1])
    assert found["times"] == "seconds" and found["seconds"] == 1.92 and found["words"][1]["start"] == 0.6


def test_logits_are_taken_when_said(decode, tmp_path, tokens):
    path = saved(tmp_path / "logits.npz", a=ROWS + 5)
    code, out, err = decode(path, "--tokens", tokens)
    assert (code, out) == (2, "") and "logits=True or --logits, if they are" in err and err.count("\n") == 1
    assert decode(path, "--tokens", tokens, "--logits") == (0, TEXT, "")


def test_bad_utterances_and_files_do_not_stop_the_others(decode, tmp_path, tokens):
    bad, none, good = tmp_path / "bad.npz", tmp_path / "none.npy", saved(tmp_path / "a.npy")
    bad.write_bytes(b"PK\x03\x04 nothing")
    mixed = saved(tmp_path / "mixed.npz", wide=np.pad(ROWS, [(0, 0), (0, 1)]), fine=ROWS)
    code, out, err = decode(bad, none, mixed, good, "--tokens", tokens)
    assert code == 2 and out == f"{mixed}:fine: {TEXT}{good}: {TEXT}" and err.count("\n") == 3
    assert "bad.npz' cannot be read as .npy or .npz" in err and "there is no emissions file" in err
    assert f"{mixed}:wide: log_probs have shape (48, 30), expected (frames, 29)" in err


def test_blank_language_model_and_options(decode, tmp_path, words):
    path, tokens, lm = saved(tmp_path / "a.npy"), tmp_path / "labels.txt", tmp_path / "lm.arpa"
    tokens.write_text("\n".join([*LABELS[:-1], "@"]) + "\n")
    unigrams = "-5 <unk>\n-99 <s>\n-1 </s>\n-1 call\n-1 now\n-1 <boost>\n"
    lm.write_text(f"\\data\\\nngram 1=6\n\n\\1-grams:\n{unigrams}\n\\end\\\n")
    code, _, err = decode(path, "--tokens", tokens)
    assert code == 2 and "--blank" in err
    for blank in ("@", "28"):
        assert decode(path, "--tokens", tokens, "--blank", blank)[1] == TEXT
    more = ("--words", words, "--lm", lm, "--beam", 9, "--set", "lm.weight=0.5", "--language", "generic")
    assert decode(path, "--tokens", tokens, "--blank", "@", *more)[1] == BIASED
    assert decode(path, "--tokens", tokens, "--blank", "@", "--nbest", 2)[1].startswith(f"{TEXT}  1. ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "a.npy' does not name its columns: give --tokens FILE"),
        (("--tokens", "nosuch.txt"), "labels 'nosuch.txt' cannot be read (No such file or directory)"),
        (("--nbest", 0), "--nbest is 0, expected 1 or more"),
        (("--words", "nosuch.txt"), "word list nosuch.txt does not exist"),
        (("--frame-shift", 20), "expected a number from 0.001 to 1"),
        (("--set", "beam=3"), "did you mean 'search.beam'?"),
        (("--lm", "nosuch.arpa"), "cannot read the language model nosuch.arpa"),
    ],
)
def test_bad_input_is_one_sentence(decode, tmp_path, tokens, arguments, message):
    given = arguments if not arguments or "--tokens" in arguments else (*arguments, "--tokens", tokens)
    code, out, err = decode(saved(tmp_path / "a.npy"), *given)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1 and err.startswith("earmark: ")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"lengths": np.array([3])}, "has no array of log-probabilities"),
        (
            {"a": ROWS, "b": ROWS[None], "lengths": np.array([3])},
            "has lengths and 2 arrays: keep them for one",
        ),
        ({"a": ROWS[None], "lengths": np.array([300])}, "one of lengths is 300, expected a whole number"),
        ({"a": ROWS, "frame_shift": np.array("x")}, "expected seconds"),
        ({"a": np.array([1])}, "log_probs have shape (1,), expected (frames, 29)"),
        ({"a": np.array([{}], object)}, "cannot be read as .npy or .npz"),
    ],
)
def test_files_of_other_arrays(decode, tmp_path, tokens, arrays, message):
    code, out, err = decode(saved(tmp_path / "a.npz", **arrays), "--tokens", tokens)
    assert code == 2 and message in err and err.count("\n") == 1


def test_unreachable_entries_are_told(decode, tmp_path, tokens, words):
    words.write_text("Fremont\n北京\n")
    path = saved(tmp_path / "a.npy")
    code, out, err = decode(path, path, "--tokens", tokens, "--words", words)
    assert code == 0 and err.startswith("earmark: warning: ") and err.count("北京") == 1
    assert decode(path, "--tokens", tokens, "--words", words, "--strict")[0] == 2
