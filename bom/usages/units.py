"""In what a bill of materials counts: pieces, length, area, volume or mass, converted exactly."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Final

from bom.errors import UnitMismatch
from regulations.errors import InvalidQuantity

__all__ = ["EACH", "UNITS", "conversion", "unit_code"]

EACH: Final = "each"

_DIMENSIONS: Final[dict[str, dict[str, Fraction]]] = {
    "pieces": {EACH: Fraction(1)},
    "length": {
        "mm": Fraction(1, 1000),
        "cm": Fraction(1, 100),
        "m": Fraction(1),
        "km": Fraction(1000),
    },
    "area": {"mm^2": Fraction(1, 10**6), "cm^2": Fraction(1, 10**4), "m^2": Fraction(1)},
    "volume": {
        "mm^3": Fraction(1, 10**9),
        "cm^3": Fraction(1, 10**6),
        "ml": Fraction(1, 10**6),
        "l": Fraction(1, 1000),
        "m^3": Fraction(1),
    },
    "mass": {
        "ng": Fraction(1, 10**12),
        "ug": Fraction(1, 10**9),
        "mg": Fraction(1, 10**6),
        "g": Fraction(1, 1000),
        "kg": Fraction(1),
        "t": Fraction(1000),
    },
}
UNITS: Final = {unit: name for name, units in _DIMENSIONS.items() for unit in units}
"""What each unit measures, by its code."""

_ALIASES: Final = {
    **dict.fromkeys(("", "pcs", "pc", "piece", "pieces", "ea"), EACH),
    "\N{GREEK SMALL LETTER MU}g": "ug",  # NFKC turns the micro sign into this letter
}
_KEYS: Final = {unit.replace("^", ""): unit for unit in UNITS}


def unit_code(text: str) -> str:
    """The unit in the schema's writing: ``M2`` and ``m²`` are ``m^2``, blank and ``pcs`` ``each``.

    Raises:
        InvalidQuantity: no unit we know.

    Source:
        `unitType` of IEC 62474 X8.21: each, g, kg, cm^2, m^2, cm^3, m^3, cm, m, l.
    """
    folded = unicodedata.normalize("NFKC", text).strip().lower().replace("^", "")
    key = _ALIASES.get(folded, folded)
    if key not in _KEYS:
        raise InvalidQuantity(f"“{text[:20]}” is not a unit", hint=f"use one of {' '.join(UNITS)}")
    return _KEYS[key]


def conversion(used: str, declared: str) -> Fraction:
    """How many declared units one used unit is.

    Args:
        used: unit of the usage, from `unit_code`.
        declared: unit that one unit of the part is declared by, as written.

    Raises:
        UnitMismatch: they measure different things.
    """
    if used == declared:
        return Fraction(1)
    try:
        target = unit_code(declared)
    except InvalidQuantity:
        target = ""
    if UNITS[used] != UNITS.get(target):
        raise UnitMismatch(
            f"used by “{used}” ({UNITS[used]}), declared by “{declared}” "
            f"({UNITS.get(target, 'unknown')})",
            hint=f"give the quantity in a unit that converts to “{declared}”",
        )
    scale = _DIMENSIONS[UNITS[used]]
    return scale[used] / scale[target]
