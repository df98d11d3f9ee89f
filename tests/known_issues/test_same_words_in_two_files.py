"""The second of two files with the same words got the first one's line numbers."""

from pathlib import Path

from earmark import Recognizer


def test_diagnostics_name_the_lines_of_their_own_file(tmp_path: Path) -> None:
    recognizer = Recognizer("english")
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("🎉\nFremont\n", encoding="utf-8")
    second.write_text("\n\n\n\n🎉\nFremont\n", encoding="utf-8")
    compiled = [recognizer.compile(path) for path in (first, second)]
    assert [words.diagnostics[0].place for words in compiled if words is not None] == [1, 5]
