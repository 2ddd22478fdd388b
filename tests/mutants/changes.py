"""Small wrong changes of a source file: what a hasty hand would get wrong."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Mutant", "changed", "mutants_of"]

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip

GUARDS = frozenset({"frozen", "maxsize", "repr", "slots", "strict"})
"""Arguments that guard or hasten a program that is right already: no test can notice them."""

AHEAD = frozenset({"_look_ahead", "fetch"})
"""What only asks for memory before it is needed: whatever is asked for, answers are the same."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one expression changed.

    Attributes:
        file: path from the root of the project.
        function: the outermost function or class around the change, "" at the level of the module.
        lines: first and last line of the innermost function around it; of the file without one.
        line: where the expression begins.
        at: the text of that line, by which a change is known again when lines move.
        told: the expression before and after, as people read it.
        place: of the expression among all of the file.
    """

    file: str
    function: str
    lines: tuple[int, int]
    line: int
    at: str
    told: str
    place: int


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """Every change of every expression that computes; types are text to Python and stay."""
    tree, texts = ast.parse(source), source.splitlines()
    left_out = _annotations(tree) | _guards(tree) | _asked_ahead(tree)
    seen = Counter[tuple[int, str]]()
    for outer, lines, place, node in _expressions(tree):
        after = copy.deepcopy(node) if id(node) not in left_out else None
        if after is not None and _change(after):
            told = f"{ast.unparse(node)}  →  {ast.unparse(after)}"
            at = texts[node.lineno - 1].strip()
            seen[node.lineno, told] += 1
            if (times := seen[node.lineno, told]) > 1:
                told = f"{told}  (the {times}. of the line)"
            yield Mutant(file, outer, lines, node.lineno, at, told, place)


def changed(mutant: Mutant, source: str) -> ast.Module:
    """The file with the change; every line keeps its number."""
    tree = ast.parse(source)
    _change([one for one in ast.walk(tree) if isinstance(one, ast.expr)][mutant.place])
    return ast.fix_missing_locations(tree)


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


def _guards(tree: ast.Module) -> set[int]:
    words = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    return {id(word.value) for word in words if word.arg in GUARDS}


def _asked_ahead(tree: ast.Module) -> set[int]:
    return {
        id(one)
        for node in ast.walk(tree)
        if (isinstance(node, ast.FunctionDef) and node.name in AHEAD)
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") in AHEAD)
        for one in ast.walk(node)
    }


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
