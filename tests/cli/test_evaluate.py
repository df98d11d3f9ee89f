import json

import pytest
from toy import ARPA

from earmark.cli.main import main
from earmark.decoding import DecodeOptions


@pytest.fixture
def manifest(say, tmp_path):
    rows = []
    for name, text, entities in (
        ("a", "president Zelenskyy met the queen", ["Zelenskyy"]),
        ("b", "we moved from Fremont", ["Fremont"]),
        ("c", "the old radio", []),
    ):
        audio = say(f"{name}.wav", text.lower())
        rows.append(
            {
                "id": name,
                "audio": audio.name,
                "text": text,
                "entities": entities,
                "age": len(rows),
                "words_1": ["fog"],
            }
        )
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "others.txt").write_text("Oslo\nRome\nLima\nFremont\n", encoding="utf-8")
    return path


@pytest.fixture
def evaluate(manifest, model_folder, capsys):
    def run(*arguments):
        code = main(
            ["evaluate", str(manifest), "--model", str(model_folder), "--threads", "1", *map(str, arguments)]
        )
        return code, *capsys.readouterr()

    return run


def test_json_on_the_standard_output(evaluate):
    code, out, err = evaluate()
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert set(found) >= {
        "wer", "u_wer", "b_wer", "entities", "false_alarms_per_hour",
        "real_time_factor", "utterances", "intervals",
    }  # fmt: skip
    assert found["wer"] == 0 and found["entities"]["f1"] == 1 and found["utterances"] == 3


def test_output_file_and_summary(evaluate, tmp_path):
    code, out, _ = evaluate("--output", tmp_path / "r.json", "--write-transcripts", tmp_path / "t.jsonl")
    assert code == 0 and "3 utterances" in out and "0.00 %" in out
    assert json.loads((tmp_path / "r.json").read_text())["utterances"] == 3
    rows = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    assert [row["hypothesis"] for row in rows] == [row["reference"] for row in rows]


def test_lists_and_distractors(evaluate, tmp_path):
    distractors = ("--distractors", tmp_path / "others.txt", "--list-size", 3)
    settings = json.loads(evaluate("--entity-words", *distractors)[1])["settings"]
    assert settings["entries_per_list"] == 5 and settings["list_size"] == 3
    assert json.loads(evaluate("--words-field", "words_1")[1])["settings"]["entries_per_list"] == 1
    code, _, err = evaluate("--words-field", "words_2")
    assert code == 2 and "line 1 has words_2=None, expected a list of words" in err


def test_damage_in_text_and_json(evaluate, manifest, tmp_path):
    (tmp_path / "w.txt").write_text("Radio\nMoved\n")
    out, lines = tmp_path / "r.json", tmp_path / "t.jsonl"
    code, told, _ = evaluate("--words", tmp_path / "w.txt", "--output", out, "--write-transcripts", lines)
    assert code == 0 and "clips worse  0.00 %" in told and "calibration error listed  " in told
    assert "2 utterances that the list damaged" in told and "  c: 0 -> 0, capitals: Radio" in told
    assert json.loads(out.read_text())["counts"]["capitals_changed"] == 2
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert rows[2]["without_list"] == "the old radio" and rows[2]["capitals_changed"] == ["Radio"]
    assert rows[2]["errors_without_list"] == rows[2]["errors_with_list"] == 0
    assert rows[2]["wrong_entries"] == []


def test_options_reach_the_search(evaluate):
    found = json.loads(
        evaluate("--boosting", "static", "--beam", 4, "--set", "boosting.static_reward=0.5")[1]
    )
    options = DecodeOptions.of(found["settings"]["options"])
    given = {"boosting.mode": "static", "search.beam": 4, "boosting.static_reward": 0.5}
    assert given.items() <= options.values().items()


def test_config_gives_way_to_the_command_line(evaluate, tmp_path):
    config = tmp_path / "tuned.toml"
    config.write_text("[decode.search]\nbeam = 8\ntop_k = 3\n[decode.boosting]\nbonus = 1.5\n")
    found = json.loads(evaluate("--config", config, "--beam", 4, "--set", "search.top_k=5")[1])
    options = DecodeOptions.of(found["settings"]["options"])
    given = {"search.beam": 4, "search.top_k": 5, "boosting.bonus": 1.5}
    assert given.items() <= options.values().items()
    config.write_text("[decode.search]\nbeam = 8\nbeem = 8\n")
    code, _, err = evaluate("--config", config)
    assert code == 2 and "tuned.toml' line 3: unknown decode option 'search.beem': did you mean" in err


def test_language_model_is_used_and_named(evaluate, tmp_path):
    path = tmp_path / "lm.arpa"
    path.write_text(ARPA)
    # So sure of its two words that nothing else is written any more.
    found = json.loads(evaluate("--lm", path, "--set", "lm.weight=20")[1])
    assert found["wer"] > 0 and found["settings"]["lm"] == str(path) and found["settings"]["lm_digest"]
    found = json.loads(evaluate("--lm", "none", "--set", "lm.weight=20")[1])
    assert found["wer"] == 0 and found["settings"]["lm"] is None
    code, _, err = evaluate("--lm", "/nowhere/lm.bin")
    assert code == 2 and "/nowhere/lm.bin" in err and err.count("\n") == 1


def test_greedy_takes_a_list_for_counting_only(evaluate):
    code, _, err = evaluate("--decoder", "greedy", "--entity-words")
    assert code == 2 and "add --biasing off to only count its entries" in err
    assert json.loads(evaluate("--decoder", "greedy", "--entity-words", "--biasing", "off")[1])["wer"] == 0


def test_rows_are_chosen(evaluate):
    assert json.loads(evaluate("--filter", "age>=1", "--filter", "age<2")[1])["utterances"] == 1
    assert json.loads(evaluate("--limit", 2)[1])["utterances"] == 2


def test_stored_emissions(evaluate, tmp_path):
    first = json.loads(evaluate("--save-emissions", tmp_path / "e")[1])
    second = json.loads(evaluate("--emissions", tmp_path / "e", "--entity-words")[1])
    assert second["wer"] == first["wer"] and second["real_time_factor"] is None


def test_entities_outside_the_text_are_told(evaluate, manifest):
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    rows[2]["entities"] = ["Atlantis"]
    manifest.write_text("\n".join(map(json.dumps, rows)))
    code, _, err = evaluate()
    assert (
        code == 0
        and "1 rows have entities that do not stand in their text and are not counted, first 'c'" in err
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--limit", "0"], "--limit is 0, expected 1 or more rows"),
        (["--output", "/nowhere/r.json"], "the folder of '/nowhere/r.json' does not exist"),
        (["--filter", "old"], "filter 'old' is not understood"),
        (["--distractors", "x.txt"], "--distractors FILE and --list-size N go together"),
        (["--words", "/nowhere/w.txt"], "/nowhere/w.txt does not exist"),
    ],
)
def test_bad_arguments_are_told(evaluate, arguments, message):
    code, out, err = evaluate(*arguments)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1


def test_bad_manifest_row_is_told(evaluate, manifest):
    manifest.write_text(manifest.read_text() + "\n{broken")
    code, _, err = evaluate()
    assert code == 2 and "m.jsonl, line 4 is not JSON" in err


def test_further_runs_page_and_comparison(evaluate, tmp_path, capsys):
    out, page = tmp_path / "r.json", tmp_path / "r.html"
    distractors = ["--distractors", tmp_path / "others.txt"]
    code, told, _ = evaluate(
        "--entity-words", *distractors, "--sizes", "0,2", "--never", "--ablate", "--by", "age",
        "--protocol", "le2021", "--output", out, "--html", page,
    )  # fmt: skip
    assert code == 0 and "2 distractors: WER 0.00 %" in told
    found = json.loads(out.read_text())
    names = [run["name"] for run in found["runs"]]
    assert names[:3] == ["0 distractors", "2 distractors", "2 never spoken"] and "boosting alone" in names
    assert found["settings"]["protocol"] == "le2021" and set(found["groups"]) == {"0", "1", "2"}
    assert found["rows"]["ids"] == ["a", "b", "c"] and found["cer"] == 0 and found["peak_memory_mb"] > 0
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert main(["evaluate", "compare", str(out), str(out), "--run-b", "none"]) == 0
    assert "no certain difference" in capsys.readouterr().out
    assert main(["evaluate", "compare", str(out), str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wer"]["difference"] == 0


def test_rows_of_utterances_stay_out_of_the_standard_output(evaluate):
    assert "rows" not in json.loads(evaluate()[1])


def test_flaws_of_the_list(evaluate):
    settings = json.loads(evaluate("--entity-words", "--missing", "0.5")[1])["settings"]
    assert settings["missing"] == 0.5 and settings["entries_per_list"] < 2
    code, _, err = evaluate("--entity-words", "--typos", "2")
    assert code == 2 and "share of typos is 2" in err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--never"], "--never goes with --sizes"),
        (["--ablate"], "--ablate needs a list"),
        (["--sizes", "5"], "give files to draw them from with --distractors"),
        (["--decoder", "greedy", "--sizes", "0"], "--sizes and --ablate need --decoder beam"),
    ],
)
def test_further_runs_that_make_no_sense_are_refused(evaluate, arguments, message):
    code, out, err = evaluate(*arguments)
    assert (code, out) == (2, "") and message in err


def test_sets_become_manifests(tmp_path, capsys):
    (tmp_path / "test.tsv").write_text("client_id\tpath\tsentence\nc\tx.mp3\tHello.\n", encoding="utf-8")
    target = tmp_path / "m.jsonl"
    arguments = ["evaluate", "import", "common-voice", str(tmp_path), "--output", str(target)]
    assert main(arguments) == 0 and "1 utterances" in capsys.readouterr().out
    assert json.loads(target.read_text())["text"] == "Hello."
    assert (
        main([*arguments, "--lists", "x.tsv"]) == 2
        and "--lists is for librispeech" in capsys.readouterr().err
    )
