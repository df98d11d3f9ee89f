import json

import pytest

from earmark.cli.main import main

TABLE = """\
phrase,display_as,sounds_like,ipa,weight
zelenskyy,Zelenskyy,zuh-LEN-skee,,2
MRI,,,,
will,,,,
Fremont,,,ˈfɹimɑnt,
fremont,,,,
Fremont,,,,
"""


@pytest.fixture
def check(tmp_path, model_folder, capsys):
    """check(file name, content, options...) -> exit code, stdout, stderr"""

    def check(name, content, *options):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        code = main(["words", "check", str(path), "--model", str(model_folder), *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return check


def test_every_entry_is_shown(check):
    code, out, _ = check("names.csv", TABLE)
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert "2  zelenskyy: ok, written 'Zelenskyy', weight 2" in lines
    assert "spoken   zelenskyy | zuhlenskee | zuh len skee" in lines
    assert "spoken   mri | m r i" in lines
    risk = "risky: may be written where the common word 'will' is meant; list it in a longer phrase"
    assert f"note     {risk}" in lines
    assert "note     a pronunciation is not used: no phones are compared without a phone head," in out
    assert "6  fremont: ok" in lines
    alike = "spoken exactly like 'Fremont' of line 5: both share one path, and 'Fremont' is written"
    assert f"note     {alike}" in lines
    assert "line 7: 'Fremont' repeats line 5, merged" in lines
    assert lines[-1].startswith("5 entries: 5 can be written, 0 cannot, ")


def test_token_lines_spell_the_readings(check):
    _, out, _ = check("names.txt", "MRI\n")
    pieces = [line.split("tokens")[1] for line in out.splitlines() if "tokens" in line]
    assert {p.replace(" ", "").replace("▁", " ").strip() for p in pieces} == {"mri", "m r i"}


def test_a_good_list_gives_code_0(check):
    code, out, err = check("names.txt", "Fremont\n")
    assert (code, err) == (0, "")
    assert "1 entry: 1 can be written, 0 cannot, 0 with a note" in out


def test_only_problems(check):
    code, out, _ = check("names.csv", TABLE + "FREMONT,,,,-1\n", "--problems")
    assert code == 1
    assert "MRI" not in out and "8  FREMONT: CANNOT BE WRITTEN" in out
    assert "problem  is spoken exactly like 'Fremont', which stands earlier with weight 1" in out


def test_json(check):
    code, out, _ = check("names.csv", TABLE, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["summary"]["entries"] == 5
    assert found["summary"]["unreachable"] == 0
    assert [entry["same_as"] for entry in found["entries"]] == [None, None, None, None, 5]
    assert [entry["place"] for entry in found["entries"]] == [2, 3, 4, 5, 6]
    first = found["entries"][0]
    assert first["reachable"] and first["display"] == "Zelenskyy"
    assert first["spoken"] == ["zelenskyy", "zuhlenskee", "zuh len skee"]
    assert "".join(first["tokens"][0]) == "▁zelenskyy"


def test_an_unusable_file_gives_code_2_and_the_reason(check, tmp_path):
    code, out, err = check("names.csv", "phrase,weight\nzelenskyy,high\n")
    assert (code, out) == (2, "")
    assert err == (
        f"earmark: {tmp_path}/names.csv line 2: weight 'high' is not a number; "
        "write a number such as 1.0 or leave it empty\n"
    )


def test_an_unknown_model_gives_code_2(tmp_path, capsys):
    path = tmp_path / "names.txt"
    path.write_text("Fremont\n")
    assert main(["words", "check", str(path), "--model", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_compiled_list_is_written_and_used(model_folder, say, tmp_path, capsys):
    words, output = tmp_path / "names.txt", tmp_path / "names.earmark"
    words.write_text("fremont\nfog\n")
    assert main(["words", "compile", str(words), "--model", str(model_folder)]) == 0
    assert capsys.readouterr().out.startswith(f"{output}: 2 entries, ")
    audio = str(say("a.wav", "we moved from fremont"))
    found = []
    for given in (words, output):
        assert main(["transcribe", audio, "--model", str(model_folder), "--words", str(given), "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1] and found[0]["entries"][0]["entry"] == "fremont"
