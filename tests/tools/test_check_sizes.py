"""Functions are found and measured in both languages."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_sizes


def test_python_functions_without_docstrings_and_blank_lines(tmp_path):
    path = tmp_path / "a.py"
    text = 'def f(x):\n    """Say.\n\n    More.\n    """\n\n    y = x\n    return y\n'
    path.write_text(text, encoding="utf-8")
    assert [f.lines for f in check_sizes.python_functions(path)] == [3]


def test_cpp_functions_by_their_braces(tmp_path):
    path = tmp_path / "a.cpp"
    path.write_text(
        "Search::Search(int a,\n"
        "               int b)\n"
        "    : a_(a), b_(b) {\n"
        "  if (long_condition(a) ||\n"
        "      b) {\n"
        "    run();\n"
        "  }\n"
        "}\n"
        "\n"
        "int width() const { return 1; }\n",
        encoding="utf-8",
    )
    assert [f.lines for f in check_sizes.cpp_functions(path)] == [8]


def test_a_long_file_is_refused(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("def f(): ...\n" * 2 + "x = 1\n" * 300, encoding="utf-8")
    complaints = check_sizes.check("Python", [path], list(check_sizes.python_functions(path)))
    assert len(complaints) == 1 and "302 lines" in complaints[0]
