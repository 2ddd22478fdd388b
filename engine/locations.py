"""Where a substance of a product sits: worked out when somebody looks, not before.

A product of a hundred thousand nodes has a quarter of a million places; a total needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, overload

from regulations.quotient import Ratio, times

__all__ = ["Location", "Locations", "Site"]


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A place in a product, and what an amount comes to there; all that is held there shares it.

    It equals itself only, so that what is worked out for a site is found again at once.

    Attributes:
        material: its node.
        path: words from the root of the product to it.
        units: units of the material in one product, over this way; None where a quantity on it is
            not known.
        mass: nanograms of the substance for each of the amount; None where a mass or the units are
            missing.
        of_material: share of the material for each of the amount.
        of_article: share of the smallest enclosing article for each of the amount; None where
            there is none or no mass is known.
    """

    material: int
    path: tuple[str, ...]
    units: Ratio | None
    mass: Ratio | None
    of_material: Ratio | None
    of_article: Ratio | None


class Location(NamedTuple):
    """One place of a substance.

    No dataclass: to make a frozen one takes half as long again, and a product has 76 000 of them.

    Attributes:
        amount: as it was told, in the site's units; None where it was not.
    """

    amount: Ratio | None
    site: Site

    @property
    def path(self) -> tuple[str, ...]:
        """Words from the root of the product to the material."""
        return self.site.path

    @property
    def units(self) -> Ratio | None:
        """Units of the material in one product; None where a quantity on the way is not known."""
        return self.site.units

    @property
    def mass(self) -> Ratio | None:
        """Nanograms of the substance here; None where a mass, the amount or units are missing."""
        return times(self.amount, self.site.mass)

    @property
    def of_material(self) -> Ratio | None:
        """Share of the material, 1 = all; None when the amount was not told."""
        return times(self.amount, self.site.of_material)

    @property
    def of_article(self) -> Ratio | None:
        """Share of the smallest enclosing article; None where none or no mass is known."""
        return times(self.amount, self.site.of_article)

    @property
    def told(self) -> tuple[object, ...]:
        """All that is known of it, to compare."""
        return self.path, self.units, self.mass, self.of_material, self.of_article


class Locations(Sequence[Location]):
    """Locations that are found when they are asked for; by number they are found once, and kept."""

    def __init__(self, find: Callable[[], Iterator[Location]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Location, ...]:
        return tuple(self._find())

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Location]:
        """One after the other and none kept: who writes them down needs each once."""
        return self._find()

    @overload
    def __getitem__(self, at: int) -> Location: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Location, ...]: ...
    def __getitem__(self, at: int | slice) -> Location | tuple[Location, ...]:
        return self._found[at]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Locations) or len(self) != len(other):
            return False
        return all(one.told == another.told for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(one.path for one in self._found))
