"""What declarations state: substances in materials, exemptions claimed, answers given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from bom.portfolio.claims import claimed_exemption
from bom.portfolio.columns import (
    NOT_TOLD,
    Contents,
    Trees,
    column_of,
    read_answers,
    read_claims,
    read_substances,
    read_written,
)
from bom.portfolio.graph import Graph
from bom.portfolio.spoken import first_names
from bom.resolution import KnownPart
from engine.arrays import UNIDENTIFIED, Amount, Claims, Constituents
from engine.exact import PARTS_PER_BILLION, ExactColumn, IntArray
from regulations.substances import IdType, SubstanceId

__all__ = ["AboveAnswer", "above_answers", "claims_of", "constituents_of"]


@dataclass(frozen=True, slots=True)
class AboveAnswer:
    """The answer that an entry of the declarable list is above its threshold.

    Attributes:
        entry: five-digit id of the declarable list.
        exemptions: (exemption list, regulation index) claimed with the answer.
    """

    node: int
    entry: str
    exemptions: tuple[tuple[str, str], ...]


def constituents_of(
    session: Session,
    trees: Trees,
    contents: Contents,
    graph: Graph,
    *,
    listed: Callable[[], frozenset[SubstanceId]],
) -> tuple[Constituents, tuple[SubstanceId, ...], Mapping[SubstanceId, str]]:
    """The constituents on their nodes, the substances that their numbers mean, their names.

    Args:
        session: of the store.
        trees: the nodes of the declarations.
        contents: what their materials hold.
        graph: where they stand.
        listed: tells every number that some list names, as known at the instant.
    """
    numbers = np.unique(contents.substance[contents.substance != NOT_TOLD])
    stored = read_substances(session, numbers.tolist())
    # An SN number stands for a managed group or an undisclosed CAS number. One that no list maps
    # may be anything that is managed; taking it for a substance of no list would be a guess.
    unmapped = {n for n, one in stored.items() if one.id_type is IdType.SN and one not in listed()}
    known = {number: one for number, one in stored.items() if number not in unmapped}
    # Sorted by identifier: the numbers of the store depend on what was loaded first.
    ranked = sorted(known, key=lambda number: known[number])
    place = np.full(int(numbers.max(initial=-1)) + 1, UNIDENTIFIED, dtype=np.int64)
    place[ranked] = np.arange(len(ranked))
    identified = contents.substance != NOT_TOLD
    substance = np.full(len(contents.substance), UNIDENTIFIED, dtype=np.int64)
    substance[identified] = place[contents.substance[identified]]
    shares, without_mass = _from_masses(trees, contents)
    low = _filled(contents.low, shares)
    high = _filled(contents.high, shares)
    amount = np.where(low.known & high.known, Amount.SHARE, Amount.UNKNOWN).astype(np.int8)
    amount[without_mass] = Amount.MASS_ONLY
    constituents = Constituents(
        material=graph.of_row[contents.node],
        substance=substance,
        low=low,
        high=high,
        amount=amount,
        intentional=np.full(len(substance), NOT_TOLD, dtype=np.int8),
        written=dict(read_written(session, contents, unmapped)),
        masses={row: (contents.masses[row], contents.masses[row]) for row in without_mass},
    )
    names = first_names(contents.substance, contents.name, contents.names, known.get)
    return constituents, tuple(known[number] for number in ranked), names


def claims_of(session: Session, contents: Contents) -> tuple[Claims, tuple[tuple[str, str], ...]]:
    """Claims on constituents, and the exemptions that their numbers mean."""
    claimed = [
        (row, exemption)
        for row, list_identity, reg_index in read_claims(session, contents)
        if (exemption := claimed_exemption(list_identity, reg_index)) is not None
    ]
    exemptions = sorted({exemption for _, exemption in claimed})
    index = {exemption: number for number, exemption in enumerate(exemptions)}
    claims = Claims(
        np.asarray([row for row, _ in claimed], dtype=np.int64),
        np.asarray([index[exemption] for _, exemption in claimed], dtype=np.int64),
    )
    return claims, tuple(exemptions)


def above_answers(
    session: Session, declared: Sequence[KnownPart], graph: Graph, new: IntArray
) -> tuple[AboveAnswer, ...]:
    """The answers “above” of the speaking declarations, by part and in document order."""
    node = {
        part.speaking.declaration_id: int(new[graph.declared_node[part.part_id]])
        for part in declared
        if part.speaking is not None
    }
    answers, claims = read_answers(session, list(node))
    claimed: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for declaration, number, list_identity, reg_index in claims:
        exemption = claimed_exemption(list_identity, reg_index)
        if exemption is not None:
            claimed[declaration, number].append(exemption)
    place = {declaration: rank for rank, declaration in enumerate(node)}
    return tuple(
        AboveAnswer(node[declaration], entry, tuple(claimed[declaration, number]))
        for declaration, number, entry in sorted(
            answers, key=lambda answer: (place[answer[0]], answer[1])
        )
    )


def _from_masses(trees: Trees, contents: Contents) -> tuple[dict[int, Fraction], list[int]]:
    """Shares of constituents declared by mass, and the rows whose material has no mass."""
    shares: dict[int, Fraction] = {}
    without: list[int] = []
    for row, mass in contents.masses.items():
        whole = trees.mass.exact(int(contents.node[row]))
        if whole:
            shares[row] = mass / whole
        else:
            without.append(row)
    return shares, without


def _filled(column: ExactColumn, shares: dict[int, Fraction]) -> ExactColumn:
    odd: dict[int, Any] = {**column.beyond, **shares}
    return column_of(column.counts, iter(odd.items()), PARTS_PER_BILLION) if odd else column
