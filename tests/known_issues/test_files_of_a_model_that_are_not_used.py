"""A lexicon beside a model without a phone head or a language model was left out without a word."""

import shutil
from pathlib import Path

from earmark import Recognizer
from earmark.cli.main import main
from earmark.lexicon import Lexicon


def test_a_lexicon_without_phones_to_compare(model_folder: Path, tmp_path: Path, say, capsys) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "toy")
    Lexicon.of({"jazz": ["d͡ʒæz"]}).save(folder / "lexicon.tsv.gz")
    recognizer = Recognizer(folder)
    (note,) = recognizer.notes
    assert note.startswith("the lexicon '") and "is not used: " in note
    assert Recognizer(folder, lexicon=None).notes == Recognizer(folder, decoder="greedy").notes == ()
    assert Recognizer(model_folder).notes == Recognizer("english").notes == ()
    assert main(["transcribe", str(say("a.wav", "jazz")), "--model", str(folder)]) == 0
    assert capsys.readouterr().err == f"earmark: warning: {note}\n"
