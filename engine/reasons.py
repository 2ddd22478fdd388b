"""How a case was decided, in sentences of `texts/explain.toml`: for people who ask why."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from fractions import Fraction

from engine.fact import Fact
from engine.outcomes import Outcome
from engine.recheck import Cell
from engine.rulings import Ruling
from regulations.quantities import decimal_text
from regulations.sentences import Saying, named

__all__ = ["nothing_declared", "reasons_of"]

_Ends = tuple[Fraction | None, Fraction | None]


def reasons_of(
    cell: Cell, ends: _Ends, rulings: tuple[Ruling, ...], outcome: Outcome
) -> tuple[Saying, ...]:
    """What was counted, divided, found, compared, excused and concluded, in that order."""
    entry, limit = cell.entry, _ppm(cell.threshold.fraction)
    counted = ", ".join(_counted(fact) for fact in cell.facts)
    return (
        *_derived(cell),
        _says("counts", what=entry.element or entry.name, detail=counted),
        _says(f"divides.{entry.level.value}"),
        _found(*ends),
        _says(f"compares.{cell.threshold.breached.value}", limit=limit),
        *(reason for ruling in rulings for reason in _ruled(ruling)),
        _says(f"concludes.{outcome.word}", detail=entry.citation),
    )


@functools.cache
def nothing_declared() -> Saying:
    """The reason where nothing was there to be counted."""
    return _says("nothing-declared")


def _says(key: str, **values: str) -> Saying:
    return Saying(key, named(values), "engine")


def _derived(cell: Cell) -> Iterator[Saying]:
    """By what arithmetic the materials that count came out of mixtures."""
    for material in dict.fromkeys(fact.material for fact in cell.facts):
        for step in cell.bom.provenance.get(material, ()):
            yield _says("derived", detail=step)


def _counted(fact: Fact) -> str:
    name = "unidentified" if fact.substance is None else str(fact.substance)
    factor = "" if fact.factor == 1 else f" × {decimal_text(fact.factor)}"
    return f"{name}{factor}"


def _found(low: Fraction | None, high: Fraction | None) -> Saying:
    if low is None or (high is None and not low):
        return _says("finds.nothing")
    if high is None:
        return _says("finds.least", low=_ppm(low))
    if low == high:
        return _says("finds.one", low=_ppm(low))
    return _says("finds.range", low=_ppm(low), high=_ppm(high))


def _ruled(ruling: Ruling) -> Iterator[Saying]:
    """What became of a claim, and why: two sentences, so that each has its own language."""
    claim = {"id": ruling.exemption, "list": ruling.list_id}
    if ruling.why is not None:
        yield _says("claim.open" if ruling.is_open else "claim.fails", **claim)
        yield ruling.why
    elif ruling.row is not None and ruling.row.expires_on:
        yield _says("claim.holds-until", **claim, day=ruling.row.expires_on.isoformat())
    else:
        yield _says("claim.holds", **claim)


def _ppm(share: Fraction) -> str:
    return decimal_text(share * 10**6, digits=12)
