"""A structure file as the oracle sees it: nodes, rows and fractions, by plain recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

__all__ = ["Counted", "Node", "Row", "Tree", "materials", "part"]

Tree = dict[str, Any]
NANOGRAMS = {"ng": 1, "ug": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12}
WHOLE = {"percent": 100, "ppm": 10**6}
UNTOLD = Fraction(10**30)  # "present, amount unknown" is possible under every limit


@dataclass(eq=False)
class Row:
    """A substance of a material; `low` and `high` are shares, None when only a mass was told."""

    tree: Tree
    low: Fraction | None
    high: Fraction | None


@dataclass(eq=False)
class Node:
    """A part or a material and the way down from it."""

    path: tuple[str, ...]
    is_article: bool
    mass: Fraction | None
    speaks: Tree | None
    is_unit: bool
    held: list[tuple[Fraction, Node]] = field(default_factory=list)
    rows: list[Row] | None = None

    def below(self) -> Iterator[Node]:
        yield self
        for _, child in self.held:
            yield from child.below()


@dataclass(eq=False)
class Counted:
    """A row as an entry counts it: shares of its material, and that material's mass in the cell."""

    row: Row
    low: Fraction | None
    high: Fraction | None
    material: Node
    mass: Fraction | None


def ends(given: Any) -> tuple[Fraction, Fraction]:
    return (
        (Fraction(given["min"]), Fraction(given["max"]))
        if isinstance(given, dict)
        else (Fraction(given), Fraction(given))
    )


def weight(tree: Tree) -> Fraction | None:
    given = tree.get("mass")
    return None if given is None else Fraction(given["value"]) * NANOGRAMS[given["unit"]]


def part(tree: Tree, above: tuple[str, ...], speaks: Tree | None) -> Node:
    speaks = tree.get("declared", speaks)
    is_told = any(word in tree for word in ("parts", "materials", "substances", "declared"))
    inner = tree.get("parts", [])
    path = (*above, tree["part_number"])
    node = Node(path, tree.get("is_article", not inner), weight(tree), speaks, not inner)
    node.speaks = (speaks or {}) if is_told else None
    for use, word in zip(inner, words([one["part"]["part_number"] for one in inner]), strict=True):
        child = part(use["part"], path, speaks)
        node.held.append((Fraction(use.get("quantity", 1)), renamed(child, len(path), word)))
    names = [one["id"] for one in tree.get("materials", [])]
    for one, word in zip(tree.get("materials", []), words(names), strict=True):
        article, own = one.get("is_article", False), weight(one)
        rows = [row(each, own) for each in one["substances"]]
        below = Node((*path, word), article, own, speaks or {}, bool(inner), rows=rows)
        node.held.append((Fraction(1), below))
    if "substances" in tree:
        rows = [row(each, node.mass) for each in tree["substances"]]
        node.held.append(
            (Fraction(1), Node(path, False, node.mass, speaks or {}, False, rows=rows))
        )
    masses = [child.mass for _, child in node.held]
    if node.mass is None and masses and None not in masses:
        node.mass = sum((q * (child.mass or 0) for q, child in node.held), Fraction(0))
    return node


def words(labels: list[str]) -> list[str]:
    """A repeated sibling gets its number."""
    counts = [labels[: place + 1].count(label) for place, label in enumerate(labels)]
    return [f"{a}#{n}" if n > 1 else a for a, n in zip(labels, counts, strict=True)]


def renamed(node: Node, place: int, word: str) -> Node:
    for one in node.below():
        one.path = (*one.path[:place], word, *one.path[place + 1 :])
    return node


def row(tree: Tree, material: Fraction | None) -> Row:
    for unit, whole in WHOLE.items():
        if unit in tree:
            low, high = ends(tree[unit])
            return Row(tree, low / whole, high / whole)
    if "mass" not in tree:
        return Row(tree, Fraction(0), UNTOLD)
    if material is None:
        return Row(tree, None, None)
    given = tree["mass"]
    low, high = ends(given.get("value", given))
    return Row(tree, *(end * NANOGRAMS[given["unit"]] / material for end in (low, high)))


def materials(
    node: Node, times: Fraction, article: Node | None
) -> Iterator[tuple[Node, Fraction, Node | None]]:
    """Every material, how often it stands in its smallest enclosing article, and that article."""
    if node.rows is not None:
        yield node, times, article
    if node.is_article:
        times, article = Fraction(1), node
    for quantity, child in node.held:
        yield from materials(child, times * quantity, article)
