"""Mistyped options, commands, files and models get the likely name; names of other tools are known."""

import pytest

from earmark.cli import main as cli


def refusal(capsys, *arguments):
    """What the command line says of arguments that it refuses."""
    try:
        assert cli.main(list(arguments)) == 2
    except SystemExit as done:
        assert done.code == 2
    return capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["transcribe", "a.wav", "--wrods", "x"], "there is no option --wrods: did you mean --words?"),
        (["words", "check", "a.txt", "--modle=x"], "there is no option --modle: did you mean --model?"),
        (["transcribe", "a.wav", "--xyzzy"], "`earmark transcribe --help` lists the options"),
        (["transcribe", "a.wav", "--language", "de"], "give --model, or --transcriber"),
        (["transcribe", "a.wav", "--hotwords", "Fremont"], "one a line, and give --words FILE"),
        (["transcribe", "a.wav", "--word_timestamps", "True"], "give --format json"),
        (["transcribe", "a.wav", "--vad-filter"], "speech is always found first"),
        (["correct", "a.wav", "b.txt", "--device", "cuda", "--words", "x"], "earmark runs on the CPU"),
        (["trancsribe", "a.wav"], "did you mean 'transcribe'?"),
        (["words", "chek", "a.txt"], "did you mean 'check'?"),
        (["transcribe", "a.wav", "--model", "englsh"], "there is no model 'englsh': did you mean 'english'?"),
        (["transcribe", "a.wav", "--set", "search.bem=8"], "did you mean 'search.beam'?"),
    ],
)
def test_what_was_meant_is_said(capsys, arguments, sentence):
    assert sentence in refusal(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "there"),
    [
        (["words", "check", "{}/wrods.csv"], "words.csv"),
        (["transcribe", "{}/cal.wav"], "call.wav"),
        (["correct", "{}/call.wav", "{}/call.srtt", "--words", "{}/words.csv"], "call.srt"),
        (["evaluate", "{}/manifest.json"], "manifest.jsonl"),
        (["transcribe", "{}/call.wav", "--config", "{}/tunde.toml"], "tuned.toml"),
    ],
)
def test_a_file_beside_it_is_named(capsys, tmp_path, say, arguments, there):
    say("call.wav", "a fog")
    files = {"words.csv": "text\nfog\n", "call.srt": "", "manifest.jsonl": "", "tuned.toml": ""}
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    told = refusal(capsys, *(argument.format(tmp_path) for argument in arguments))
    assert told.endswith(f"did you mean '{tmp_path / there}'?")


@pytest.mark.parametrize("option", ["--output_format=json", "--output-format=json", "--format=json"])
def test_options_of_other_tools_are_taken(capsys, model_folder, say, option):
    assert cli.main(["transcribe", str(say("a.wav", "a fog")), "--model", str(model_folder), option]) == 0
    assert capsys.readouterr().out.startswith('{"audio"')


def test_underscores_are_hyphens(model_folder, say, tmp_path):
    arguments = ["transcribe", str(say("a.wav", "a fog")), "--model", str(model_folder), "--output_dir"]
    assert cli.main([*arguments, str(tmp_path / "made")]) == 0
    assert (tmp_path / "made/a.txt").read_text() == "a fog\n"
