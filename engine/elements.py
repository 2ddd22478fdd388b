"""Elements and ions of a product: its compounds, each by its share of the element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.locations import Location, Locations, Site
from engine.places import Places
from engine.sums import Key, Sum, added
from regulations.identity import Identity
from regulations.model import Entry
from regulations.quotient import Ratio, fraction
from regulations.substances import SubstanceId

__all__ = ["ElementTotal", "elements_of"]


@dataclass(frozen=True, slots=True)
class ElementTotal:
    """An element or ion summed over its compounds."""

    symbol: str
    mass: Fraction | None
    locations: Sequence[Location]


def elements_of(
    found: Mapping[Key, Sum], entries: Iterable[Entry], identity: Identity, places: Places
) -> Iterator[ElementTotal]:
    """Every element of which the product holds a compound.

    Args:
        found: the substances of the product.
        entries: whose members and factors say which compounds hold which element.
        identity: which numbers are one substance.
        places: where the constituents are.
    """
    for entry in entries:
        if not entry.element:
            continue
        known = {m.substance: m.factor for m in entry.members if not m.upper_bound}
        factors = {n: f for one, f in known.items() for n in identity.numbers_of(one)} | known
        held = [
            (one, factors[key])
            for key, one in found.items()
            if isinstance(key, SubstanceId) and factors.get(key)
        ]
        if held:
            mass = added(None if one.mass is None else one.mass * f for one, f in held)
            yield ElementTotal(entry.element, mass, _element_locations(held, places))


def _element_locations(held: list[tuple[Sum, Fraction]], places: Places) -> Locations:
    """Places of the compounds; several in one material at one place are one."""

    def find() -> Iterator[Location]:
        merged: dict[tuple[tuple[str, ...], int], Location] = {}
        for one, factor in held:
            for place in places.of(one.rows):
                at = (place.path, place.site.material)
                merged[at] = _joined(merged.get(at), place, factor)
        yield from merged.values()

    return Locations(find)


def _joined(before: Location | None, place: Location, factor: Fraction) -> Location:
    def scaled(value: Ratio | None, old: Ratio | None) -> Fraction | None:
        return None if value is None or old is None else fraction(old) + fraction(value) * factor

    site = Site(
        place.site.material,
        place.path,
        place.units,
        scaled(place.mass, before.mass if before else 0),
        scaled(place.of_material, before.of_material if before else 0),
        scaled(place.of_article, before.of_article if before else 0),
    )
    return Location(1, site)
