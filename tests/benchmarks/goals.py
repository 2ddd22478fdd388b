"""The bar: ratios within one run, absolute times only where people wait for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .run import Measured

__all__ = ["Goal", "goals"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise and what came of it.

    Attributes:
        found: None where it could not be measured; `why` then says so.
    """

    name: str
    what: str
    bar: float
    found: float | None
    at_most: bool
    unit: str = "×"
    why: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.found is None:
            return None
        return self.found <= self.bar if self.at_most else self.found >= self.bar


def goals(sizes: dict[int, Measured], heavy: float | None) -> list[Goal]:
    """Every goal, judged on the largest portfolio beside which the others ran."""
    with_rivals = [one for one in sizes.values() if "product numba" in one.figures]
    if not with_rivals:
        return []
    one = max(with_rivals, key=lambda measured: measured.parts)
    return [*_verdicts(one), *_rollup(one), *_changes(one), *_product(one), *_exactness(one),
            *_growth(sizes, one, heavy)]  # fmt: skip


def _verdicts(one: Measured) -> Iterator[Goal]:
    ours = _of(one, "leaf numba", "propagation numba")
    yield _faster(one, "G1", "verdicts beside naive recursion", 250, ours, "leaf naive",
                  "propagation naive")  # fmt: skip
    rise = _of(one, "propagation numba")
    yield _faster(one, "G1", "propagation beside a recursive query", 1000, rise,
                  "propagation sqlite")  # fmt: skip
    yield _faster(one, "G1", "verdicts beside DuckDB", 2, ours, "leaf duckdb",
                  "propagation duckdb")  # fmt: skip
    moved = one.moved["leaf"] + one.moved["propagation"]
    yield Goal("G1", "verdicts over moving their bytes", 40,
               (ours or 0) * one.per_second / moved, at_most=True)  # fmt: skip


def _rollup(one: Measured) -> Iterator[Goal]:
    ours = _of(one, "rollup numba")
    yield Goal("G2", "rollup of all parts over moving its bytes", 12,
               one.beside_bandwidth("rollup"), at_most=True)  # fmt: skip
    for bar, rival, figure in (
        (3, "scipy", "rollup scipy"),
        (15, "DuckDB", "rollup duckdb"),
        (80, "naive recursion", "rollup naive"),
        (300, "a recursive query", "rollup sqlite"),
    ):
        yield _faster(one, "G2", f"rollup of all parts beside {rival}", bar, ours, figure)


def _changes(one: Measured) -> Iterator[Goal]:
    rare, common = (_of(one, f"change {name}") for name in ("rare", "common"))
    turned = one.flipped.get("common", 0)
    yield _quicker("G3", "list change, five rare substances", 1, rare)
    yield _quicker("G3", f"list change, {turned:,} parts turn", 60, common)
    for name in ("rare", "medium", "common"):
        yield _faster(one, "G3", f"list change, {name}, beside a query upwards", 10,
                      _of(one, f"change {name}"), f"change {name} sqlite")  # fmt: skip


def _product(one: Measured) -> Iterator[Goal]:
    warm = _of(one, "product numba")
    yield _quicker("G4", f"product of {one.product:,} parts, warm", 1, warm)
    yield _quicker("G4", f"product of {one.product:,} parts, cold", 100, _of(one, "product cold"))
    yield _faster(one, "G4", "product beside a recursive query", 50, warm, "product sqlite")


def _exactness(one: Measured) -> Iterator[Goal]:
    exact, rough = _of(one, "leaf loop exact"), _of(one, "leaf loop float64")
    wrong = one.ties.get("wrong lists", 0) + one.ties.get("wrong totals", 0)
    yield Goal("G5", f"wrong of {one.ties.get('articles', 0):,} articles recounted in fractions, "
               f"{one.ties.get('tied', 0):,} tied", 0, wrong, at_most=True, unit="")  # fmt: skip
    ratio = exact / rough if exact and rough else None
    yield Goal("G5", "exact leaf loop over the same in float64", 1.15, ratio, at_most=True)


def _growth(sizes: dict[int, Measured], one: Measured, heavy: float | None) -> Iterator[Goal]:
    larger = [other for other in sizes.values() if other.parts > one.parts]
    for other in larger:
        for what, figures in (
            ("verdicts", ("leaf numba", "propagation numba")),
            ("rollup", ("rollup numba",)),
        ):
            few, many = _of(one, *figures), _of(other, *figures)
            ratio = many / other.parts / (few / one.parts) if few and many else None
            yield Goal("G8", f"{what}, time per part at {other.parts:,} over {one.parts:,}", 1.15,
                       ratio, at_most=True, why=other.skipped.get(what, ""))  # fmt: skip
    yield Goal("G8", "verdicts of the heavy-sharing portfolio over the normal one", 2, heavy,
               at_most=True)  # fmt: skip
    yield Goal("G8", "bytes per part of the verdict set", 250, one.memory.get("verdict set"),
               at_most=True, unit="B")  # fmt: skip


def _of(one: Measured, *names: str) -> float | None:
    if any(name not in one.figures for name in names):
        return None
    return sum(one.figures[name].median for name in names)


def _faster(
    one: Measured, name: str, what: str, bar: float, ours: float | None, *rival: str
) -> Goal:
    theirs = _of(one, *rival)
    ratio = theirs / ours if theirs and ours else None
    why = next((reason for key, reason in one.skipped.items() if key in rival[0]), "")
    return Goal(name, what, bar, ratio, at_most=False, why=why)


def _quicker(name: str, what: str, milliseconds: float, found: float | None) -> Goal:
    ours = None if found is None else found * 1000
    return Goal(name, what, milliseconds, ours, at_most=True, unit="ms")
