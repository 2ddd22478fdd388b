"""A structure file as the oracle sees it: nodes, rows and fractions, by plain recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

__all__ = ["Ends", "Node", "Row", "Tree", "part"]

Tree = dict[str, Any]
Ends = tuple[Fraction, Fraction]
NANOGRAMS = {"ng": 1, "ug": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12}
SHARES = {"percent": Fraction(1, 100), "ppm": Fraction(1, 10**6)}
UNTOLD = Fraction(10**30)  # "present, amount unknown" is possible under every limit


@dataclass(eq=False)
class Row:
    """A substance of a material: shares of it, or nanograms where nobody weighed the material."""

    tree: Tree
    ends: Ends
    is_share: bool


@dataclass(eq=False)
class Node:
    """A part or a material and the way down from it; `most` is the most that it can weigh."""

    path: tuple[str, ...]
    levels: set[str]
    mass: Fraction | None
    speaks: Tree | None
    is_unit: bool
    rows: list[Row] | None = None
    held: list[tuple[Fraction, Node]] = field(default_factory=list)
    most: Fraction | None = None

    def below(self) -> Iterator[Node]:
        yield self
        for _, child in self.held:
            yield from child.below()

    def bounded(self, most: Fraction | None) -> None:
        self.most = most if self.mass is None else self.mass
        for quantity, child in self.held:
            child.bounded(self.most and self.most / quantity)


def part(tree: Tree, path: tuple[str, ...], speaks: Tree | None, around: set[str]) -> Node:
    """A part with all that it holds; substances that stand on it are its one material."""
    speaks, inner, leaves = (tree.get("declared", speaks), tree.get("parts", []),
                             tree.get("materials", []))  # fmt: skip
    is_told = not tree.keys().isdisjoint({"parts", "materials", "substances", "declared"})
    levels = {"part", "product"} | levels_of(tree, around, is_article=not inner)
    node = Node(path, levels, weight(tree), (speaks or {}) if is_told else None, not inner)
    inside = around.union(tree.get("context", ()))
    for use, below in named(inner, [use["part"]["part_number"] for use in inner], path):
        quantity = Fraction(use.get("quantity", 1))
        node.held.append((quantity, part(use["part"], below, speaks, inside)))
    held = list(named(leaves, [leaf["id"] for leaf in leaves], path))
    if "substances" in tree:
        held.append(({name: tree[name] for name in ("substances", "mass") if name in tree}, path))
    for leaf, below in held:
        levels = {"homogeneous_material"} | levels_of(leaf, inside, is_article=False)
        rows = [row(one, weight(leaf)) for one in leaf["substances"]]
        one = Node(below, levels, weight(leaf), speaks or {}, bool(inner), rows)
        node.held.append((Fraction(1), one))
    masses = [child.mass and quantity * child.mass for quantity, child in node.held]
    if node.mass is None and masses and None not in masses:
        node.mass = sum(filter(None, masses), Fraction(0))
    return node


def levels_of(tree: Tree, around: set[str], *, is_article: bool) -> set[str]:
    """What is told of a node; a laminate is what is called so itself, not what is around it."""
    found = {"article"} if tree.get("is_article", is_article) else set()
    return found | (set(tree.get("context", ())) & {"laminate"} - around)


def named(
    trees: list[Tree], labels: list[str], path: tuple[str, ...]
) -> Iterator[tuple[Tree, tuple[str, ...]]]:
    """Siblings with their paths; a repeated one gets its number."""
    for place, label in enumerate(labels):
        number = labels[: place + 1].count(label)
        yield trees[place], (*path, f"{label}#{number}" if number > 1 else label)


def weight(tree: Tree) -> Fraction | None:
    given = tree.get("mass")
    return given and Fraction(given["value"]) * NANOGRAMS[given["unit"]]


def row(tree: Tree, material: Fraction | None) -> Row:
    for unit in SHARES.keys() & tree.keys():
        return Row(tree, ends(tree[unit], SHARES[unit]), is_share=True)
    if "mass" not in tree:
        return Row(tree, (Fraction(0), UNTOLD), is_share=True)
    scale = NANOGRAMS[tree["mass"]["unit"]] / (material or Fraction(1))
    return Row(
        tree, ends(tree["mass"].get("value", tree["mass"]), scale), is_share=material is not None
    )


def ends(given: Any, unit: Fraction) -> Ends:
    low, high = (given["min"], given["max"]) if isinstance(given, dict) else (given, given)
    return Fraction(low) * unit, Fraction(high) * unit
