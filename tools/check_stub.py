"""Compare src/earmark/_core.pyi, which is written by hand for its docstrings, with the compiled module.

nanobind's stubgen describes the module; classes, functions, parameters, defaults, properties and types must
agree. Where the bindings take any object, list or tuple, the stub may say more.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from nanobind.stubgen import StubGen

STUB = Path("src/earmark/_core.pyi")
# Types of the bindings that the stub may state more closely, and what it may say.
LOOSE = {
    "object": r"[^:]+",
    "list": r"list(\[[^:]*\])?",
    "tuple": r"tuple(\[[^:]*\])?",
    "Sequence": r"(list|Sequence)(\[[^:]*\])?",
}


@dataclass
class Interface:
    """Read a stub: {dotted name: signature}, and the names that stand for a type."""

    signatures: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def type_of(node: ast.expr | None, aliases: dict[str, str]) -> str:
    """Write an annotation the one way that both stubs are compared in."""
    if node is None:
        return "?"
    text = ast.unparse(node)
    while (longer := re.sub(r"\b_\w+", lambda m: aliases.get(m[0], m[0]), text)) != text:
        text = longer
    text = re.sub(r"Annotated\[(NDArray(?:\[[\w.]+\])?), dict\(.*?\)\]", r"\1", text)
    text = re.sub(r"\b(collections\.abc|typing|numpy|np)\.", "", text)
    return re.sub(r"\b(Sequence|Iterable)\[", "list[", text)


def signature_of(node: ast.FunctionDef, aliases: dict[str, str]) -> str:
    """Write parameters, defaults and result of a function."""
    if node.name in ("__eq__", "__ne__", "__hash__"):
        return "comparison"  # typing wants object for what the bindings state exactly
    a = node.args
    positional = a.posonlyargs + a.args
    defaults = [None] * (len(positional) - len(a.defaults)) + list(a.defaults)

    def written(arg: ast.arg, default: ast.expr | None) -> str:
        value = "" if default is None else f" = {ast.unparse(default)}"
        return f"{arg.arg}: {type_of(arg.annotation, aliases)}{value}"

    parts = [written(*pair) for pair in zip(positional, defaults, strict=True) if pair[0].arg != "self"]
    if a.kwonlyargs:
        parts += ["*", *(written(*pair) for pair in zip(a.kwonlyargs, a.kw_defaults, strict=True))]
    return f"({', '.join(parts)}) -> {type_of(node.returns, aliases)}"


def add_member(interface: Interface, prefix: str, node: ast.stmt) -> None:
    """Add one statement of a stub."""
    if isinstance(node, ast.ClassDef):
        interface.signatures[prefix + node.name] = "class"
        for member in node.body:
            add_member(interface, f"{prefix}{node.name}.", member)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        annotation = type_of(node.annotation, interface.aliases)
        interface.signatures[prefix + node.target.id] = f"attribute {annotation}"
    elif isinstance(node, ast.Assign) and not prefix and isinstance(node.targets[0], ast.Name):
        interface.aliases[node.targets[0].id] = ast.unparse(node.value)
    elif isinstance(node, ast.FunctionDef):
        add_function(interface, prefix + node.name, node)


def add_function(interface: Interface, name: str, node: ast.FunctionDef) -> None:
    """Add a function, method or property; a property that can be set is an attribute."""
    kinds = [ast.unparse(d) for d in node.decorator_list]
    signature = signature_of(node, interface.aliases)
    if "property" in kinds:
        interface.signatures[name] = f"property {type_of(node.returns, interface.aliases)}"
    elif any(kind.endswith(".setter") for kind in kinds):
        interface.signatures[name] = interface.signatures[name].replace("property ", "attribute ")
    elif "overload" in kinds:
        interface.signatures[name] = f"{interface.signatures.get(name, '')}{signature};"
    else:
        interface.signatures[name] = f"{'static ' if 'staticmethod' in kinds else ''}{signature}"


def read(text: str) -> Interface:
    """Read a stub."""
    interface = Interface()
    for node in ast.parse(text).body:
        add_member(interface, "", node)
    return interface


def agree(stub: str, module: str) -> bool:
    """Check that a signature of the stub is the module's, or is stricter where that is loose."""
    pattern = re.sub(rf"\b({'|'.join(LOOSE)})\b(?!\\\[)", lambda match: LOOSE[match[1]], re.escape(module))
    return re.fullmatch(pattern, stub) is not None


def differences(stub: Interface, module: Interface) -> list[str]:
    """List what the two say differently, a sentence each."""
    ours, theirs = stub.signatures, module.signatures
    missing = [f"{STUB} lacks {name}: {theirs[name]}" for name in theirs if name not in ours]
    surplus = [f"{STUB} has {name}, the module has not" for name in ours if name not in theirs]
    wrong = [
        f"{STUB}, {name}:\n  stub   {ours[name]}\n  module {theirs[name]}"
        for name in ours
        if name in theirs and not agree(ours[name], theirs[name])
    ]
    return missing + surplus + wrong


def generate() -> str:
    """Return the stub that nanobind makes of the module."""
    generator = StubGen(importlib.import_module("earmark._core"))
    generator.put(generator.module)
    return str(generator.get())


def main() -> int:
    """Print what differs; return 1 when something does."""
    stub, module = read(STUB.read_text(encoding="utf-8")), read(generate())
    found = differences(stub, module)
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    print(f"_core.pyi: {len(module.signatures)} names compared with the module")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
