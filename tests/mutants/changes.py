"""Small wrong changes of a source file: what a hasty hand would get wrong."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Mutant", "mutants_of"]

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one expression changed.

    Attributes:
        file: path from the root of the project.
        function: the outermost function or class around the change, "" at the level of the module.
        lines: first and last line of the innermost function around it; of the file without one.
        told: the expression before and after, as people read it.
        text: the whole changed source.
    """

    file: str
    function: str
    lines: tuple[int, int]
    line: int
    told: str
    text: str


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """Every change of every expression that computes; types are text to Python and stay."""
    tree = ast.parse(source)
    notes = _annotations(tree)
    for outer, lines, place, node in _expressions(tree):
        if id(node) in notes:
            continue
        before = ast.unparse(node)
        whole = copy.deepcopy(tree)
        changed = [one for one in ast.walk(whole) if isinstance(one, ast.expr)][place]
        if _change(changed):
            told = f"{before}  →  {ast.unparse(changed)}"
            yield Mutant(file, outer, lines, node.lineno, told, ast.unparse(whole))


_Place = tuple[str, tuple[int, int], int, ast.expr]


def _expressions(tree: ast.Module) -> Iterator[_Place]:
    inner: dict[int, tuple[int, int]] = {}
    outer: dict[int, str] = {}
    for top in tree.body:
        for node in ast.walk(top):
            outer[id(node)] = getattr(top, "name", "")
    # Walked from the outside in, so that the innermost function is what stays.
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            for below in ast.walk(node):
                inner[id(below)] = (first, node.end_lineno or first)
    last = max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)
    expressions = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    for place, node in enumerate(expressions):
        yield outer[id(node)], inner.get(id(node), (0, last)), place, node


def _annotations(tree: ast.Module) -> set[int]:
    notes = [getattr(n, name, None) for n in ast.walk(tree) for name in ("annotation", "returns")]
    return {id(one) for note in notes if note is not None for one in ast.walk(note)}


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
