"""Where a substance of a product sits: worked out when somebody looks, not before.

A product of a hundred thousand nodes has a quarter of a million places; a total needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import overload

from regulations.quotient import Quotient

__all__ = ["Location", "Locations"]


@dataclass(frozen=True, slots=True)
class Location:
    """One place of a substance.

    Attributes:
        count: units of the material in one product, over this way; None where a quantity on it is
            not known.
        mass: nanograms of the substance here; None where a mass, an amount or the count is missing.
        of_material: share of the material, 1 = all; None when the amount was not told.
        of_article: share of the smallest enclosing article; None where none or no mass is known.
    """

    path: tuple[str, ...]
    count: Fraction | None
    mass: Quotient | None
    of_material: Quotient | None
    of_article: Quotient | None


class Locations(Sequence[Location]):
    """Locations that are found when the first of them is asked for, and then kept."""

    def __init__(self, find: Callable[[], Iterator[Location]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Location, ...]:
        return tuple(self._find())

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Location]:
        return iter(self._found)

    @overload
    def __getitem__(self, at: int) -> Location: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Location, ...]: ...
    def __getitem__(self, at: int | slice) -> Location | tuple[Location, ...]:
        return self._found[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found)
