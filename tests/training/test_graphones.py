"""Graphone models from lexica."""

import json
import subprocess
import sys

import pytest
from english import from_ipa

from earmark.cli import main as cli
from earmark.errors import OptionsError, PhoneError
from earmark.lexicon import Graphones
from earmark.training.graphones import GraphoneOptions, align, parse_line, read_lexica, train_graphones

WORDS = {
    "fish": "f ɪ ʃ", "ship": "ʃ ɪ p", "fix": "f ɪ k s", "pin": "p ɪ n", "ax": "æ k s", "sip": "s ɪ p",
    "nap": "n æ p", "pan": "p æ n", "tax": "t æ k s", "fan": "f æ n", "six": "s ɪ k s", "hash": "h æ ʃ",
}  # fmt: skip
PRONOUNCED = [(word, from_ipa(ipa)) for word, ipa in WORDS.items()]


def test_letters_go_with_their_phones():
    aligned = dict(zip(WORDS, align(PRONOUNCED, GraphoneOptions(least=0)), strict=True))
    assert aligned["fix"] == ["f:f", "i:ɪ", "x:k,s"]
    assert aligned["pan"] == ["p:p", "a:æ", "n:n"]
    assert "".join(g.partition(":")[0] for g in aligned["ship"]) == "ship"
    assert [p for g in aligned["ship"] if (p := g.partition(":")[2])] == ["ʃ", "ɪ", "p"]


def test_rare_graphones_go_with_the_words_that_need_them(tmp_path):
    odd = [("zh", from_ipa("f"))]
    options = GraphoneOptions(least=1.5, max_bytes=None)
    report = train_graphones(PRONOUNCED * 2 + odd, tmp_path / "g2p.bin", options)
    assert (report.readings, report.left_out) == (2 * len(WORDS), 1)
    assert report.ngrams[0] == report.graphones + 3  # <unk>, <s>, </s>


def test_unseen_words_are_said_from_what_was_learnt(tmp_path):
    train_graphones(PRONOUNCED * 3, tmp_path / "g2p.bin", GraphoneOptions(max_bytes=None, least=0))
    graphones = Graphones.load(tmp_path / "g2p.bin")
    readings = graphones.pronounce(["nix", "fin", "tap"], 1)
    assert [reading[0].phones for reading in readings] == [from_ipa(i) for i in ("n ɪ k s", "f ɪ n", "t æ p")]


def test_size_is_kept(tmp_path):
    path = tmp_path / "g2p.bin"
    full = train_graphones(PRONOUNCED, path, GraphoneOptions(max_bytes=None, least=0, bits=4)).bytes
    report = train_graphones(PRONOUNCED, path, GraphoneOptions(max_bytes=full - 200, least=0, bits=4))
    assert path.stat().st_size == report.bytes <= full - 200


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fish\tf ɪ ʃ", ("fish", "f ɪ ʃ")),
        ("Café\tkæˈfeɪ", ("cafe", "k æ f eɪ")),
        ("FISH  F IH1 SH", ("fish", "f ɪ ʃ")),
        ("abbe(2) AE0 B EY1 # foreign", ("abbe", "æ b eɪ")),
        ("'bout B AW1 T", ("'bout", "b aʊ t")),
        (";;; # CMUdict", None),
        ("", None),
        ("3d\tθ ɹ i d i", None),
        ("'\tə", None),
        ("a.m.\teɪ ɛ m", None),
    ],
)
def test_lines_of_both_kinds(line, expected):
    assert parse_line(line) == (expected and (expected[0], from_ipa(expected[1])))


def test_lexica_are_read_each_pair_once(tmp_path):
    (tmp_path / "a.tsv").write_text("pin\tp ɪ n\nthe\tð ə\nthe\tð i\n", encoding="utf-8")
    (tmp_path / "b.dict").write_text("pin P IH1 N\npan P AE1 N\n", encoding="utf-8")
    found = read_lexica([tmp_path / "a.tsv", tmp_path / "b.dict"])
    said = [("pin", "p ɪ n"), ("the", "ð ə"), ("the", "ð i"), ("pan", "p æ n")]
    assert found == [(word, from_ipa(ipa)) for word, ipa in said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"fish\t", "line 1: '' has no phones"),
        (b"ok AA0\nfish F IX1 Q", "line 2: 'Q' in .* is not an ARPAbet"),
        (b"\xff\t", "cannot be read"),
    ],
)
def test_bad_lexica_are_told(tmp_path, text, said):
    path = tmp_path / "bad.tsv"
    path.write_bytes(text)
    with pytest.raises(PhoneError, match=said):
        read_lexica([path])
    with pytest.raises(PhoneError, match="cannot be read"):
        read_lexica([tmp_path / "none.tsv"])


def test_words_that_cannot_be_aligned_are_told(tmp_path):
    with pytest.raises(PhoneError, match="no word could be aligned"):
        train_graphones([("a", from_ipa("f ɪ ʃ"))], tmp_path / "g2p.bin")
    with pytest.raises(PhoneError, match="no word could be aligned"):
        train_graphones([], tmp_path / "g2p.bin")


@pytest.mark.parametrize(
    ("options", "said"),
    [({"rounds": 0}, "rounds is 0"), ({"least": -1.0}, "least -1.0"), ({"order": 7}, "order")],
)
def test_bad_options_are_refused(tmp_path, options, said):
    with pytest.raises(OptionsError, match=said):
        train_graphones(PRONOUNCED, tmp_path / "g2p.bin", GraphoneOptions(**options))


def test_the_command_writes_what_loads_and_needs_no_torch(tmp_path):
    lexicon, output = tmp_path / "lexicon.tsv", tmp_path / "new" / "g2p.bin"
    # Six copies under other endings: a graphone must be seen five times.
    lexicon.write_text(
        "".join(f"{w}{e}\t{i} {e}\n" for w, i in WORDS.items() for e in "fhsptk"), encoding="utf-8"
    )
    code = "import sys; sys.modules['torch'] = None; from earmark.cli.main import main; sys.exit(main(%r))"
    arguments = ["train", "g2p", str(lexicon), "--out", str(output), "--order", "4", "--max-size", "100k"]
    done = subprocess.run([sys.executable, "-c", code % arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["bytes"] == output.stat().st_size and len(report["ngrams"]) == 4
    assert "round 10" in done.stderr and f"{report['readings']} readings" in done.stderr
    assert Graphones.load(output).pronounce(["pant"], 1)[0][0].phones == from_ipa("p æ n t")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.tsv", "--out", "x.bin"], "the lexicon 'none.tsv' cannot be read"),
        (["none.tsv", "--out", "x.bin", "--max-size", "big"], "'big' is not a size"),
        (["none.tsv"], "--out"),
    ],
)
def test_the_command_refuses_in_one_sentence(arguments, said, capsys):
    try:
        code = cli.main(["train", "g2p", *arguments])
    except SystemExit as refused:  # argparse
        code = refused.code
    told = capsys.readouterr().err
    assert code == 2 and said in told and "Traceback" not in told
