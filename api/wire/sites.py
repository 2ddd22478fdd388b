"""Places of substances as JSON: what many of them share is written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from api.wire.body import Json
from api.wire.numbers import DIGITS, MILLIGRAMS, PPM, milligrams, ppm
from engine.locations import Location, Site
from regulations.denominator import written_over
from regulations.quantities import decimal_text
from regulations.quotient import Ratio

__all__ = ["Sites"]

_Text = Callable[[int], str | None]


class Sites(dict[Site, "_Columns"]):
    """What was written of the sites of one rollup: each holds the substances of its material."""

    def __missing__(self, site: Site) -> _Columns:
        columns = self[site] = _Columns(
            list(site.path),
            None if site.units is None else decimal_text(site.units),
            *_column(site.mass, None, MILLIGRAMS),
            *_column(site.of_material, DIGITS, PPM),
            *_column(site.of_article, DIGITS, PPM),
        )
        return columns

    def location(self, place: Location) -> Json:
        """A place of a substance."""
        amount, site = place.amount, self[place.site]
        told: tuple[str | None, ...]
        if type(amount) is int:
            told = (
                site.mass(amount * site.nanograms),
                site.of_material(amount * site.of_its_material),
                site.of_article(amount * site.of_its_article),
            )
        else:
            told = milligrams(place.mass), ppm(place.of_material), ppm(place.of_article)
        return {
            "path": site.path,
            "count": site.units,
            "mass_mg": told[0],
            "ppm_of_material": told[1],
            "ppm_of_article": told[2],
        }


class _Columns(NamedTuple):
    """A number that amounts are multiplied by, and how the products are written, for each unit."""

    path: list[str]
    units: str | None
    nanograms: int
    mass: _Text
    of_its_material: int
    of_material: _Text
    of_its_article: int
    of_article: _Text


def _column(each: Ratio | None, digits: int | None, shift: int) -> tuple[int, _Text]:
    if each is None:
        return 0, _unknown
    return each.numerator, written_over(each.denominator, digits, shift)


def _unknown(_count: int) -> None:
    """Nothing is known of what is a multiple of the unknown."""
