"""The project's own Python files as syntax trees, for the tests that keep the house in order."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "PACKAGES",
    "ROOT",
    "Module",
    "functions",
    "length",
    "modules",
    "modules_of_tests",
    "public_names",
]

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("regulations", "chemsherpa", "engine", "bom", "api")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One file; `name` is its path from the root with slashes."""

    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.partition("/")[0]

    def imports(self) -> Iterator[str]:
        """Dotted names that the file imports, wherever in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@functools.cache
def _read(folders: tuple[str, ...]) -> tuple[Module, ...]:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(
        Module(file.relative_to(ROOT).as_posix(), text, ast.parse(text))
        for file in files
        if (text := file.read_text(encoding="utf-8")) or True
    )


def modules(*folders: str) -> tuple[Module, ...]:
    return _read(folders or (*PACKAGES, "migrations"))


def modules_of_tests() -> tuple[Module, ...]:
    return _read(("tests",))


def functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def public_names(module: Module, *, registered: bool) -> set[str]:
    """Public classes, functions, constants and aliases that the file defines at its top.

    Args:
        module: the file.
        registered: also routes and commands, which are reached through their router or group.
    """
    names: set[str] = set()
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | Function) and (registered or not _is_registered(node)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def length(function: Function) -> int:
    """Lines of a function without its docstring: explaining must not cost anything."""
    first = function.body[0]
    said = 0
    if ast.get_docstring(function) is not None:
        said = (first.end_lineno or 0) - first.lineno + 1
    return (function.end_lineno or 0) - function.lineno + 1 - said


def _is_registered(node: ast.ClassDef | Function) -> bool:
    decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    joins = {"get", "post", "put", "delete", "command", "group"}
    return any(isinstance(d, ast.Attribute) and d.attr in joins for d in decorators)
