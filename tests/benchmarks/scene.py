"""One portfolio under forty lists, prepared once for all that is measured on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.planes.backend import Backend
from engine.planes.judge import carry_up, judge_leaves
from engine.planes.law import Law, law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.planes.plane import Bits, Plane
from engine.rules import RuleSet
from engine.totals.holdings import Holdings, holdings_of
from engine.totals.portfolio import Ledger

from .flat import Flat, Totals, flat, totals_by_part
from .forty_lists import forty_lists, tieable
from .portfolio_at_scale import Portfolio, Shape, portfolio_at_scale
from .timing import Seconds, timed

__all__ = ["Scene", "reached", "scene"]


@dataclass(slots=True)
class Scene:
    """A portfolio, and what it cost to lay it out."""

    portfolio: Portfolio
    rules: RuleSet
    leaves: Leaves
    law: Law
    holdings: Holdings
    ledger: Ledger
    prepared: dict[str, Seconds] = field(default_factory=dict)

    @property
    def parts(self) -> int:
        return len(self.portfolio.parts)

    @property
    def first(self) -> int:
        """Node of the first part."""
        return int(self.portfolio.parts[0])

    def judged(self, backend: Backend) -> tuple[Bits, Bits]:
        """Bits of the leaves, and of everything."""
        own, hard = judge_leaves(self.leaves, self.law, backend)
        if np.any(hard):
            raise ValueError("the portfolio was to be plain")
        everything = own.copy()
        carry_up(self.leaves.parts, everything, backend)
        return own, everything

    def flat(self) -> Flat:
        return flat(self.portfolio, self.rules)

    def totals(self) -> Totals:
        """Rollup of all parts as last written."""
        return totals_by_part(self.ledger.table, self.first)

    def leaf_totals(self) -> Totals:
        """Rollup of the leaves as last written."""
        return totals_by_part(self.ledger.table, self.first, self.first + self.portfolio.leaves)


def scene(parts: int, shape: Shape | None = None) -> Scene:
    rules = forty_lists()
    portfolio = portfolio_at_scale(parts, tieable(), shape)
    bom, prepared = portfolio.bom, {}
    kept: dict[str, object] = {}

    def keep(name: str, value: object) -> None:
        kept[name] = value

    prepared["leaves"] = timed(lambda: keep("leaves", leaves_of(bom)), 1)
    leaves = kept["leaves"]
    assert isinstance(leaves, Leaves)
    prepared["law"] = timed(lambda: keep("law", law_of(rules, leaves)), 1)
    prepared["holdings"] = timed(lambda: keep("holdings", holdings_of(bom)), 1)
    law, holdings = kept["law"], kept["holdings"]
    assert isinstance(law, Law)
    assert isinstance(holdings, Holdings)
    ledger = Ledger(holdings, bom.height)
    return Scene(portfolio, rules, leaves, law, holdings, ledger, prepared)


def reached(bits: Bits) -> np.ndarray:
    """Lists of which some entry is reached, as bits by part: a breach or a duty."""
    return np.asarray(bits[Plane.EXCEEDED, 0] | bits[Plane.DUTY, 0])
