"""As a department's own script does it: dictionaries, and down the tree for every part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .flat import Flat

__all__ = ["Naive"]


class Naive:
    """Exact as well, by Python's integers; nothing is remembered between parts."""

    def __init__(self, flat: Flat, parts: Iterable[int]) -> None:
        """Holds what is below some parts only: a million parts would not fit as dictionaries."""
        children: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for parent, child, pieces in zip(
            flat.parent.tolist(), flat.child.tolist(), flat.pieces.tolist(), strict=True
        ):
            children[parent].append((child, pieces))
        self.children = dict(children)
        wanted, waiting = set(parts), list(parts)
        while waiting:
            for child, _ in self.children.get(waiting.pop(), ()):
                if child not in wanted:
                    wanted.add(child)
                    waiting.append(child)
        self.materials: defaultdict[int, list[tuple[int, list[tuple[int, int]]]]] = defaultdict(
            list
        )
        self._fill(flat, wanted)
        self.entries: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for one, *entry in flat.entries.tolist():
            self.entries[one].append(tuple(entry))  # type: ignore[arg-type]

    def _fill(self, flat: Flat, wanted: set[int]) -> None:
        starts = flat.row_material.searchsorted(range(len(flat.material_part) + 1)).tolist()
        for material, part in enumerate(flat.material_part.tolist()):
            if part in wanted:
                rows = slice(starts[material], starts[material + 1])
                pairs = zip(
                    flat.row_substance[rows].tolist(), flat.row_ppb[rows].tolist(), strict=True
                )
                self.materials[part].append((int(flat.material_mass[material]), list(pairs)))

    def leaf(self, part: int) -> int:
        """Lists of which some entry is reached in a leaf, as bits."""
        whole = sum(mass for mass, _ in self.materials[part])
        in_article: defaultdict[int, int] = defaultdict(int)
        bits = 0
        for mass, rows in self.materials[part]:
            in_material: defaultdict[int, int] = defaultdict(int)
            for one, ppb in rows:
                in_material[one] += ppb
                in_article[one] += mass * ppb
            bits |= self._reached(in_material, 1, 0)
        return bits | self._reached(in_article, whole, 1)

    def _reached(self, amounts: dict[int, int], whole: int, per_article: int) -> int:
        bits = 0
        for one, amount in amounts.items():
            for place, level, limit, at in self.entries.get(one, ()):
                if level == per_article and (
                    amount > limit * whole or (at and amount == limit * whole)
                ):
                    bits |= 1 << place
        return bits

    def verdict(self, part: int, bits: list[int]) -> int:
        """What is reached in or below a part, from the bits of the leaves."""
        found = bits[part]
        for child, _ in self.children.get(part, ()):
            found |= self.verdict(child, bits)
        return found

    def rollup(self, part: int) -> dict[int, int]:
        """Nanograms times parts per billion of every substance below a part."""
        found: defaultdict[int, int] = defaultdict(int)
        for mass, rows in self.materials.get(part, ()):
            for one, ppb in rows:
                found[one] += mass * ppb
        for child, pieces in self.children.get(part, ()):
            for one, amount in self.rollup(child).items():
                found[one] += pieces * amount
        return found
