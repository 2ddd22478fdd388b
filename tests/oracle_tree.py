"""A structure file as the oracle sees it: nodes, rows and fractions, by plain recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

__all__ = ["Ends", "Node", "Row", "Tree", "materials", "part"]

Tree = dict[str, Any]
Ends = tuple[Fraction, Fraction]
NANOGRAMS = {"ng": 1, "ug": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12}
WHOLE = {"percent": 100, "ppm": 10**6}
UNTOLD = Fraction(10**30)  # "present, amount unknown" is possible under every limit


@dataclass(eq=False)
class Row:
    """A substance of a material: shares of it, or nanograms where nobody weighed the material."""

    tree: Tree
    shares: Ends | None
    told: Ends | None = None


@dataclass(eq=False)
class Node:
    """A part or a material and the way down from it; `most` is the most that it can weigh."""

    path: tuple[str, ...]
    is_article: bool
    mass: Fraction | None
    speaks: Tree | None
    is_unit: bool
    is_laminate: bool
    held: list[tuple[Fraction, Node]] = field(default_factory=list)
    rows: list[Row] | None = None
    most: Fraction | None = None

    def below(self) -> Iterator[Node]:
        yield self
        for _, child in self.held:
            yield from child.below()

    def bounded(self, most: Fraction | None) -> None:
        self.most = most if self.mass is None else self.mass
        for quantity, child in self.held:
            child.bounded(self.most and self.most / quantity)

    def is_of(self, level: str) -> bool:
        own = {"article": self.is_article, "laminate": self.is_laminate}
        return own.get(level, (self.rows is not None) == (level == "homogeneous_material"))


def ends(given: Any) -> Ends:
    return (
        (Fraction(given["min"]), Fraction(given["max"]))
        if isinstance(given, dict)
        else (Fraction(given), Fraction(given))
    )


def weight(tree: Tree) -> Fraction | None:
    given = tree.get("mass")
    return None if given is None else Fraction(given["value"]) * NANOGRAMS[given["unit"]]


def part(tree: Tree, above: tuple[str, ...], speaks: Tree | None, around: frozenset[str]) -> Node:
    speaks, words_here = tree.get("declared", speaks), frozenset(tree.get("context", ()))
    is_told = any(word in tree for word in ("parts", "materials", "substances", "declared"))
    inner, path, within = tree.get("parts", []), (*above, tree["part_number"]), around | words_here
    node = Node(path, tree.get("is_article", not inner), weight(tree), speaks, not inner,
                "laminate" in words_here - around)  # fmt: skip
    node.speaks = (speaks or {}) if is_told else None
    for use, word in zip(inner, words([one["part"]["part_number"] for one in inner]), strict=True):
        child = part(use["part"], path, speaks, within)
        node.held.append((Fraction(use.get("quantity", 1)), renamed(child, len(path), word)))
    names = [one["id"] for one in tree.get("materials", [])]
    for one, word in zip(tree.get("materials", []), words(names), strict=True):
        own, laminate = weight(one), "laminate" in set(one.get("context", ())) - within
        rows = [row(each, own) for each in one["substances"]]
        below = Node((*path, word), one.get("is_article", False), own, speaks or {}, bool(inner),
                     laminate, rows=rows)  # fmt: skip
        node.held.append((Fraction(1), below))
    if "substances" in tree:
        rows = [row(each, node.mass) for each in tree["substances"]]
        whole = Node(path, False, node.mass, speaks or {}, False, False, rows=rows)
        node.held.append((Fraction(1), whole))
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
            return Row(tree, (low / whole, high / whole))
    if "mass" not in tree:
        return Row(tree, (Fraction(0), UNTOLD))
    low, high = ends(tree["mass"].get("value", tree["mass"]))
    told = low * NANOGRAMS[tree["mass"]["unit"]], high * NANOGRAMS[tree["mass"]["unit"]]
    return (
        Row(tree, (told[0] / material, told[1] / material)) if material else Row(tree, None, told)
    )


def materials(
    node: Node, around: dict[str, tuple[Node, Fraction]]
) -> Iterator[tuple[Node, dict[str, tuple[Node, Fraction]]]]:
    """Every material, and by level what it stands in with how often it does so."""
    if node.rows is not None:
        yield node, around
        return
    own = {level for level in ("article", "laminate", "part") if node.is_of(level)}
    own |= set() if around else {"product"}
    around = around | {level: (node, Fraction(1)) for level in own}
    for quantity, child in node.held:
        inside = {level: (holder, times * quantity) for level, (holder, times) in around.items()}
        yield from materials(child, inside)
