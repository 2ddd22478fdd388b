"""Why a case is only possible: the first of the causes that applies, in the words of the case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.case_trust import members_of
from engine.line import Line
from engine.outcomes import Outcome
from engine.relatives import rules_like
from engine.rulings import Ruling
from regulations.context import Fit, fit
from regulations.model import Effect
from regulations.substances import SubstanceId

__all__ = ["cause_of"]


def cause_of(line: Line, cell: int, outcome: Outcome, rulings: tuple[Ruling, ...]) -> str:
    """Why a case is open: the first of the causes that applies."""
    if outcome is not Outcome.POSSIBLE:
        return ""
    causes = chain(_causes_of_place(line, cell), _causes_of_law(line, cell), _of_amount(line, cell))
    first = next((why for holds, why in causes if holds), "")
    return first or _of_claims(rulings) or "the declared range holds the limit"


def _of_claims(rulings: tuple[Ruling, ...]) -> str:
    """What is open about the claims in a cell, "" where nothing is."""
    still_open = [ruling for ruling in rulings if ruling.is_open]
    if any(ruling.row is None for ruling in still_open):
        return "an exemption is claimed from a list without rows, so that nobody can check it"
    return "the declared range holds the limit of the exemption" if still_open else ""


_Causes = Iterator[tuple[bool, str]]


def _causes_of_place(line: Line, cell: int) -> _Causes:
    """What is unclear about where and what the cell counts."""
    rows, constituents = line.cells.constituent[line.rows(cell)], line.bom.constituents
    mixed = line.bom.nodes.kind[line.cells.node[cell]] == Kind.MIXTURE
    yield bool(mixed), "what of the mixture ends up in an article is not declared"
    level = line.rules.entries[int(line.cells.rule[cell])].level.value
    yield bool(line.cells.bare[cell]), f"no {level} is declared around the material"
    unidentified = bool(np.any(constituents.substance[rows] == UNIDENTIFIED))
    yield unidentified, "a declared substance is unidentified and may be this one"
    untold = bool(np.any(constituents.amount[rows] == Amount.UNKNOWN))
    yield untold, "it is present, the amount was not told"


def _causes_of_law(line: Line, cell: int) -> _Causes:
    """What the law leaves open, or asks about and nobody told."""
    entry = line.rules.entries[int(line.cells.rule[cell])]
    told = line.bom.context.get(int(line.cells.node[cell]), frozenset())
    like = "no member list names it, but its name says that it belongs to the group"
    yield _is_relative(line, cell), like
    reviewed = entry.effect is Effect.REVIEW
    yield reviewed, "numbers or conditions of this law are not in the data; it has to be looked at"
    is_open = fit(entry.context, told) is Fit.OPEN
    yield is_open, "the law is only for some uses or materials, and which this is was not told"


def _of_amount(line: Line, cell: int) -> _Causes:
    """What is unclear about how much counts."""
    paired = "its number is paired with this one in a register, but not with this one alone"
    yield _is_alike(line, cell), paired
    many = "it is named by a group, number of many or alloy that may hold this one"
    yield _stands_for_many(line, cell), many
    certain = bool(np.all(line.cells.certain[line.rows(cell)]))
    yield not certain, "how much of the element the declared compound holds is not known"


def _is_relative(line: Line, cell: int) -> bool:
    rule = int(line.cells.rule[cell])
    names = line.bom.names
    return any(
        rule in rules_like(line.rules, one, names.get(one, "")) for one in _known(line, cell)
    )


def _is_alike(line: Line, cell: int) -> bool:
    """Whether the cell counts a number that may be that of a member, and may not."""
    members, identity = members_of(line.rules, int(line.cells.rule[cell])), line.rules.identity
    others = (one for one in _known(line, cell) if one not in members)
    return any(not members.keys().isdisjoint(identity.perhaps(one)) for one in others)


def _stands_for_many(line: Line, cell: int) -> bool:
    """Whether the cell counts something that is no member of its entry, only kin of one."""
    members = members_of(line.rules, int(line.cells.rule[cell]))
    return any(substance not in members for substance in _known(line, cell))


def _known(line: Line, cell: int) -> list[SubstanceId]:
    """The substances behind a cell, without what no register knows."""
    numbers = line.bom.constituents.substance[line.cells.constituent[line.rows(cell)]]
    return [line.bom.substances[number] for number in numbers.tolist() if number != UNIDENTIFIED]
