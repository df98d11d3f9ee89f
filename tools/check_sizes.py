"""Check the sizes of files and functions: files under 300 lines, the median function at most 10 lines.

A function counts from its signature to its last line, without docstring and blank lines. C++ functions are
found by their braces, which is exact enough for a median.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

MOST_LINES_OF_A_FILE = 299
MOST_LINES_OF_THE_MEDIAN_FUNCTION = 10
PYTHON_FOLDERS = ("src", "benchmarks", "recipes", "tools", "demo", "writer")
CPP_FOLDERS = ("core", "bindings")

# A function's or a lambda's opening line: a parameter list, then a brace, and no control flow.
OPENS = re.compile(r"\)[^;={}]*\{$")
CONTROL = re.compile(r"^\s*(\} )?(if|else|for|while|switch|do|catch|namespace|struct|class|enum)\b")


@dataclass(frozen=True)
class Function:
    """A function and its length in lines."""

    place: str
    lines: int


def count_lines(lines: list[str], first: int, last: int, left_out: range) -> int:
    """Count the lines first..last (from 1) that are not blank and not in ``left_out``."""
    return sum(bool(lines[i - 1].strip()) and i not in left_out for i in range(first, last + 1))


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    """Return the line numbers of a function's docstring."""
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return range(0)
    return range(first.lineno, (first.end_lineno or first.lineno) + 1)


def python_functions(path: Path) -> Iterator[Function]:
    """Yield the functions and methods of a Python file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield Function(
                f"{path}:{node.lineno} {node.name}",
                count_lines(lines, node.lineno, last, docstring_lines(node)),
            )


def statement_start(lines: list[str], number: int) -> int:
    """Return the line on which a statement begins whose parentheses close on line ``number``."""
    open_ones = 0
    for first in range(number, 0, -1):
        open_ones += lines[first - 1].count(")") - lines[first - 1].count("(")
        line, before = lines[first - 1].lstrip(), lines[first - 2].rstrip() if first > 1 else ""
        initializer = line.startswith(":") or (before.endswith(",") and "[" not in line)
        if open_ones <= 0 and not initializer:
            return first
    return number


def cpp_functions(path: Path) -> Iterator[Function]:
    """Yield the functions of a C++ file with a body of its own lines; a one-line body counts as none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        first = statement_start(lines, number) if OPENS.search(line) else 0
        if not first or CONTROL.match(lines[first - 1]):
            continue
        opening = lines[first - 1]
        closing = re.compile(rf"^ {{{len(opening) - len(opening.lstrip())}}}\}}")
        last = next((i for i in range(number, len(lines)) if closing.match(lines[i])), None)
        if last is not None:
            yield Function(f"{path}:{first} {opening.strip()}", count_lines(lines, first, last + 1, range(0)))


def files_in(folders: tuple[str, ...], *endings: str) -> list[Path]:
    """List the files of some folders, by name."""
    return sorted(p for folder in folders for p in Path(folder).rglob("*") if p.suffix in endings)


def check(name: str, paths: list[Path], functions: list[Function]) -> list[str]:
    """Print the figures of one language and return the complaints."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    lengths = [f.lines for f in functions]
    middle = median(lengths)
    print(
        f"{name}: {len(paths)} files, {sum(sizes.values()):,} lines, "
        f"median file {median(sizes.values()):.0f}, longest {max(sizes.values())}; "
        f"{len(functions)} functions, median {middle:.0f}, p90 {quantiles(lengths, n=10)[-1]:.0f}, "
        f"longest {max(lengths)}"
    )
    complaints = [
        f"{path}: {size} lines; split the file, {MOST_LINES_OF_A_FILE} are allowed"
        for path, size in sizes.items()
        if size > MOST_LINES_OF_A_FILE
    ]
    if middle > MOST_LINES_OF_THE_MEDIAN_FUNCTION:
        complaints.append(
            f"{name}: the median function has {middle:.0f} lines; "
            f"{MOST_LINES_OF_THE_MEDIAN_FUNCTION} are allowed"
        )
    return complaints


def main() -> int:
    """Check both languages; return the number of complaints, which ends `make lint` when it is not 0."""
    python = files_in(PYTHON_FOLDERS, ".py")
    cpp = files_in(CPP_FOLDERS, ".cpp", ".h")
    complaints = check("Python", python, [f for path in python for f in python_functions(path)])
    complaints += check("C++", cpp, [f for path in cpp for f in cpp_functions(path)])
    print("\n".join(complaints), end="\n" if complaints else "", file=sys.stderr)
    return min(len(complaints), 1)


if __name__ == "__main__":
    sys.exit(main())
