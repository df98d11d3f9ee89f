"""Check that the core's folders include downwards only, that it has no Python, and `from earmark import`.

The rules between the rooms of src/earmark are contracts of import-linter in pyproject.toml.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# A folder may include itself and the folders before it; those in one set may not include each other.
LAYERS = ({"util"}, {"ctc"}, {"phones", "lm"}, {"bias"}, {"g2p"}, {"decode", "compat"})
PYTHON = re.compile(r'#include\s*[<"](Python\.h|nanobind/|pybind11/|numpy/)')
INCLUDE = re.compile(r'#include\s*"(\w+)/')
# Includes upwards that are still to be taken out: (file, folder).
EXCEPTIONS: frozenset[tuple[str, str]] = frozenset()

# import-linter does not see compiled modules: it takes `from earmark import _core` for an import of the
# package and is configured to ignore it. So nothing else may be imported that way.
ROOT_IMPORT = re.compile(r"^\s*(?:from earmark import (?!_core\b)|import earmark$)")
ROOT_IMPORTERS = {"src/earmark/cli/main.py"}  # the version


def rank(folder: str) -> int:
    """Return the layer of a folder of the core, 0 the lowest."""
    ranks = [i for i, layer in enumerate(LAYERS) if folder in layer]
    if not ranks:
        raise SystemExit(f"core/{folder} has no layer: name it in LAYERS of tools/check_includes.py")
    return ranks[0]


def complaints_about(path: Path) -> list[str]:
    """List the includes of a file that its folder may not have."""
    folder = path.parts[1]
    complaints = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if PYTHON.search(line):
            complaints.append(f"{path}:{number}: the core has no Python; bindings/ is the place for {line}")
        match = INCLUDE.match(line)
        if match is None or match[1] == folder or (str(path), match[1]) in EXCEPTIONS:
            continue
        if rank(match[1]) >= rank(folder):
            complaints.append(f"{path}:{number}: {folder}/ lies below {match[1]}/ and may not include it")
    return complaints


def stale_exceptions(paths: list[Path]) -> list[str]:
    """List the exceptions that are not needed any more."""
    present = {
        (str(p), m[1])
        for p in paths
        for line in p.read_text(encoding="utf-8").splitlines()
        if (m := INCLUDE.match(line))
    }
    stale = EXCEPTIONS - present
    return [f"{file} does not include {folder}/: take it out of EXCEPTIONS" for file, folder in sorted(stale)]


def root_imports() -> list[str]:
    """List the imports of the package itself from within."""
    return [
        f"{path}:{number}: import from the module, not from the package: {line.strip()}"
        for path in sorted(Path("src/earmark").rglob("*.py"))
        if path.as_posix() not in ROOT_IMPORTERS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ROOT_IMPORT.match(line)
    ]


def main() -> int:
    """Print every complaint; return 1 when there are some."""
    paths = sorted(p for p in Path("core").rglob("*") if p.suffix in (".cpp", ".h"))
    complaints = [complaint for path in paths for complaint in complaints_about(path)]
    complaints += stale_exceptions(paths) + root_imports()
    print("\n".join(complaints), end="\n" if complaints else "", file=sys.stderr)
    print(f"core: {len(paths)} files, {len(EXCEPTIONS)} includes upwards that are allowed")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
