"""Another recognizer writes the sentences, and the list's entries are put in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from earmark import Recognizer
from earmark.audio import load_audio
from earmark.cli.main import main
from earmark.correction.transcribers.moonshine import Moonshine
from earmark.errors import OptionsError, TranscriberError, TranscriptError

AUDIO = Path(__file__).parents[2] / "demo" / "audio"


class Writes:
    """A transcriber that writes the same of everything."""

    def __init__(self, written: Any, hints: int = 0) -> None:
        self.written, self.hints = written, hints
        self.seen: list[tuple[int, list[str]]] = []

    def hint_limit(self) -> int:
        return self.hints

    def transcribe(self, samples: np.ndarray, hints: Sequence[str] = ()) -> Any:
        self.seen.append((len(samples), list(hints)))
        return self.written


class Invents(Moonshine):
    """The bundled writer without its network: writes what it is told."""

    def __init__(self, text: str) -> None:
        self.text = text

    def transcribe_blocks(self, blocks) -> dict[str, Any]:
        for _ in blocks:
            pass
        return {"text": self.text, "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": self.text}]}

    def transcribe(self, samples, hints=()) -> dict[str, Any]:
        return self.transcribe_blocks([samples])


def audio(name: str) -> Path:
    return AUDIO / f"{name}.opus"


def test_the_sentence_is_the_transcribers_and_the_name_the_lists():
    writes = Writes({"text": "President Zelinsky, thanked the volunteers after the long meeting!"})
    done = Recognizer(transcriber=writes).transcribe(audio("zelenskyy"), ["Zelenskyy"])
    assert done.text == "President Zelenskyy, thanked the volunteers after the long meeting!"
    assert done.transcriber == "Writes"
    assert [entry.entry for entry in done.entries] == ["Zelenskyy"]
    assert [word.text for word in done.words] == done.text.split()
    assert writes.seen == [(len(load_audio(audio("zelenskyy")).samples), [])]


def test_hints_are_the_first_entries():
    writes = Writes("Nothing.", hints=2)
    Recognizer(transcriber=writes).transcribe(audio("keys"), ["Fremont", "Reykjavik", "Zelenskyy"])
    assert writes.seen[0][1] == ["Fremont", "Reykjavik"]


def test_without_a_list_the_text_is_the_transcribers():
    done = Recognizer(transcriber=Writes("I left the keys, on the table!")).transcribe(audio("keys"))
    assert done.text == "I left the keys, on the table!" and done.entries == ()


def test_a_foreign_transcribers_inventions_stay():
    text = "I left the keys on the table next to the old radio." + " Thank you for watching." * 12
    assert Recognizer(transcriber=Writes(text)).transcribe(audio("keys")).text == text


def test_inventions_of_the_bundled_writer_are_taken_out():
    text = "I left the keys on the table next to the old radio."
    recognizer = Recognizer(transcriber=Invents(text + " Thank you for watching." * 12))
    assert recognizer.transcribe(audio("keys")).text == text


def test_nothing_is_written_into_silence():
    recognizer = Recognizer(transcriber=Invents("Thank you."))
    assert recognizer.transcribe(np.zeros(48_000, np.float32)).text == ""


def test_the_search_writes_what_the_audio_speaks_against():
    recognizer = Recognizer(transcriber=Invents("Yellow horses never told anybody where bananas were grown."))
    done = recognizer.transcribe(audio("zelenskyy"), ["Zelenskyy"])
    assert done.text == "President Zelenskyy thanked the volunteers after the long meeting."
    assert [word.text for word in done.words] == done.text.split()
    assert [entry.entry for entry in done.entries] == ["Zelenskyy"]


def test_the_search_writes_where_the_writer_wrote_nothing():
    recognizer = Recognizer(transcriber=Invents(""))
    assert "thanked the volunteers" in recognizer.transcribe(audio("zelenskyy")).text


def test_what_is_asked_for_in_vain_is_one_sentence(tmp_path: Path):
    with pytest.raises(TranscriberError, match="no transcriber 'wisper'"):
        Recognizer(transcriber="wisper")
    with pytest.raises(TranscriberError, match="transcribe and hint_limit"):
        Recognizer(transcriber=3)  # type: ignore[arg-type]
    with pytest.raises(OptionsError, match="one text"):
        Recognizer(transcriber=Writes("a")).transcribe(audio("keys"), nbest=3)
    with pytest.raises(TranscriptError):
        Recognizer(transcriber=Writes({"unknown": 1})).transcribe(audio("keys"))


def test_a_bad_audio_among_others():
    recognizer = Recognizer(transcriber=Writes("I left the keys."))
    first, second = recognizer.transcribe_each([AUDIO / "none.opus", audio("keys")])
    assert isinstance(first, Exception) and not isinstance(second, Exception)


def test_a_command_on_the_command_line(capsys):
    command = "command:echo President Zelinsky thanked the volunteers after the long meeting. {audio}"
    path = str(audio("zelenskyy"))
    words = str(AUDIO.parent / "words.csv")
    assert main(["transcribe", path, "--words", words, "--transcriber", command]) == 0
    assert capsys.readouterr().out.startswith("President Zelenskyy thanked the volunteers after the long")
    assert main(["transcribe", path, "--transcriber", "wisper"]) == 2
    assert "wisper" in capsys.readouterr().err
