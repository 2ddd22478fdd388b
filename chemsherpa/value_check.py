"""Numbers that must be plain decimals, or the file cannot be read faithfully.

The schema says `xsd:float`, which takes NaN, INF, -6.8, 1e999 and 200 000 digits. `NaN > limit`
is false, so such a mass would read as “compliant”; a sign or an exponent is more often a broken
export than meant. One such number refuses the file, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from chemsherpa.findings import Finding, found
from chemsherpa.names import NAMESPACE, Element, attributes, line_of, local_name, path_of
from regulations.errors import InvalidQuantity
from regulations.quantities import exact_decimal

__all__ = ["check_values"]

_CODES: Final = {
    "Mass": "value-mass",
    "MassPercent": "value-percent",
    "ProductPart": "value-units",
    "ProductPartInformation": "value-units",
    "IntermediateComplexObject": "value-units",
}
_TAGS: Final = tuple(f"{{{NAMESPACE}}}{name}" for name in _CODES)
_UNITS: Final = "numberOfUnits"
_NUMBERS: Final = frozenset(
    {
        _UNITS,
        "mass",
        "massRangeMin",
        "massRangeMax",
        "massPercent",
        "massPercentRangeMin",
        "massPercentRangeMax",
    }
)
# A tolerance may be written with its sign; nothing is computed from it.
_SIGNED: Final = frozenset({"negativeTolerance", "positiveTolerance"})
_MOST: Final = 50


def check_values(root: Element) -> tuple[Finding, ...]:
    """One error for each number that is no plain decimal; none means all can be computed with.

    Source:
        Codes `value-mass`, `value-percent` and `value-units`; masses and percentages are plain
        non-negative decimals, numbers of units plain decimals above zero.
    """
    findings: list[Finding] = []
    for finding in _findings(root):
        findings.append(finding)
        if len(findings) == _MOST:
            break
    return tuple(findings)


def _findings(root: Element) -> Iterator[Finding]:
    for element in root.iter(*_TAGS):
        for name, text in attributes(element).items():
            if name not in _NUMBERS and name not in _SIGNED:
                continue
            try:
                value = exact_decimal(text.strip().lstrip("+-") if name in _SIGNED else text)
            except InvalidQuantity:
                key = _CODES[local_name(element)]
                yield found(key, path_of(element), line_of(element), name=name, text=text)
                continue
            if name == _UNITS and value == Fraction(0):
                yield found("value-units.none", path_of(element), line_of(element), name=name)
