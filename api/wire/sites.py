"""Places of substances as JSON: what many of them share is written once."""

from __future__ import annotations

from typing import NamedTuple

from api.wire.body import Json
from api.wire.numbers import DIGITS, MILLIGRAMS, PPM
from engine.locations import Location, Site
from regulations.denominator import over
from regulations.quantities import decimal_text
from regulations.quotient import Ratio

__all__ = ["Sites"]


class Sites(dict[Site, "_Written"]):
    """What was written of the sites of one rollup: each holds the substances of its material."""

    def __missing__(self, site: Site) -> _Written:
        written = self[site] = _Written(
            list(site.path),
            None if site.units is None else decimal_text(site.units),
            _Multiples(site.mass, None, MILLIGRAMS),
            _Multiples(site.of_material, DIGITS, PPM),
            _Multiples(site.of_article, DIGITS, PPM),
        )
        return written

    def location(self, place: Location) -> Json:
        """A place of a substance."""
        amount, written = place.amount, self[place.site]
        return {
            "path": written.path,
            "count": written.units,
            "mass_mg": written.mass.text(amount),
            "ppm_of_material": written.of_material.text(amount),
            "ppm_of_article": written.of_article.text(amount),
        }


class _Written(NamedTuple):
    path: list[str]
    units: str | None
    mass: _Multiples
    of_material: _Multiples
    of_article: _Multiples


class _Multiples:
    """Writes what amounts come to, which all are multiples of one number."""

    __slots__ = ("_numerator", "_over")

    def __init__(self, each: Ratio | None, digits: int | None, shift: int) -> None:
        self._numerator = 0 if each is None else each.numerator
        self._over = None if each is None else over(each.denominator, digits, shift)

    def text(self, amount: Ratio | None) -> str | None:
        if self._over is None or amount is None:
            return None
        return self._over.text(amount.numerator * self._numerator, amount.denominator)
