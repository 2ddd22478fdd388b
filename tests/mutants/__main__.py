"""Small wrong changes, one at a time, and whether some test notices: `make mutants`.

Comparisons, arithmetic, `and`/`or`, `not`, min/max and small numbers of the files below are changed
in a copy of the project; the tests that know them run on the copy. A change that no test notices is
listed with its line: either a test is missing, or the change changes nothing.

`CHEMGATE_MUTANTS=n` takes a seeded sample of n; the default is all of them.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ("engine/compare.py", "engine/settle.py", "engine/exact.py", "regulations/quantities.py")
TESTS = (
    "tests/engine", "tests/properties/test_oracle.py", "tests/properties/test_relations.py",
    "tests/properties/test_invariances.py", "tests/properties/test_recount.py",
    "tests/regulations", "tests/golden/test_exact_limits.py",
)  # fmt: skip
EFFORT = {"CHEMGATE_ORACLE": "300", "CHEMGATE_RELATIONS": "20", "CHEMGATE_STRUCTURES": "400"}
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the whole changed text."""
    places = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.expr)]
    for place in range(len(places)):
        tree = ast.parse(source)
        node = [n for n in ast.walk(tree) if isinstance(n, ast.expr)][place]
        before = ast.unparse(node)
        if _annotates(tree, node) or not _change(node):
            continue
        yield node.lineno, f"{before}  →  {ast.unparse(node)}", ast.unparse(tree)


def _annotates(tree: ast.AST, node: ast.expr) -> bool:
    """Types are text to Python; a change in one is no change."""
    notes = [getattr(n, name, None) for n in ast.walk(tree) for name in ("annotation", "returns")]
    return any(node in list(ast.walk(note)) for note in notes if note is not None)


def _change(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        node.ops[0] = SWAPS[type(node.ops[0])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in SWAPS:
        node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        node.operand = ast.UnaryOp(op=node.op, operand=node.operand)
    elif isinstance(node, ast.Name) and node.id in {"min", "max"}:
        node.id = {"min": "max", "max": "min"}[node.id]
    elif isinstance(node, ast.Constant) and type(node.value) in {int, bool}:
        node.value = (not node.value) if isinstance(node.value, bool) else node.value + 1
    else:
        return False
    return True


def is_noticed(copy: Path) -> bool:
    """Whether some test fails on the copy; one that never ends has noticed, too."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
    try:
        done = subprocess.run(
            command, cwd=copy, env={**os.environ, **EFFORT}, capture_output=True, check=False,
            timeout=600,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Change, test, change back; 2 when the tests fail without any change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        aside = shutil.ignore_patterns(".venv", ".git", ".*_cache", ".hypothesis", "*.db")
        shutil.copytree(ROOT, copy, ignore=aside)
        if is_noticed(copy):
            say("the tests fail on the project as it is; nothing can be said about mutants")
            return 2
        found = [(name, *one) for name in FILES for one in mutants((copy / name).read_text())]
        many = int(os.environ.get("CHEMGATE_MUTANTS", len(found)))
        chosen = Random(0).sample(found, min(many, len(found)))
        survivors = 0
        for name, line, change, text in sorted(chosen):
            sound = (copy / name).read_text()
            (copy / name).write_text(text)
            if not is_noticed(copy):
                survivors += 1
                say(f"survived: {name}:{line}: {change}")
            (copy / name).write_text(sound)
        say(f"{len(chosen) - survivors} of {len(chosen)} noticed ({len(found)} in all)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
