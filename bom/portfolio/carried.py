"""Mixtures that our bill of materials works into articles, as the materials that they become.

A mixture stays what it is where somebody asks for it by itself. Where a usage leads to it and a
transfer says what remains of it, the usage leads to a material of its own instead: one gram of the
mixture as applied, with what is left of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bom.assembly.transfers import read_transfers
from bom.chunks import chunks, padded
from bom.models import Constituent
from bom.portfolio.claims import claimed_exemption
from bom.portfolio.columns import NOT_TOLD, column_of, value_of
from bom.portfolio.company import Company
from bom.resolution import KnownPart
from chemsherpa.assembly.carry_over import Remaining, Remains, carry_over
from chemsherpa.assembly.ingredients import Ingredient
from chemsherpa.assembly.transfer import Transfer
from chemsherpa.document.values import claims_of
from chemsherpa.errors import NotAssembled
from engine.arrays import UNIDENTIFIED, Amount, Claims, Constituents
from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn
from regulations.errors import InvalidSubstanceId
from regulations.substances import IdType, SubstanceId, substance_id

__all__ = ["Carried", "Stated", "read_carried", "with_carried"]

_PERCENT: Final = Fraction(1, 100)
_NANOGRAMS_IN_A_GRAM: Final = 10**9


@dataclass(frozen=True, slots=True)
class Carried:
    """What is known of the mixtures among the parts of a question.

    Attributes:
        parts: mixtures with a transfer that covers them, in the order of the company's members.
        remains: what each of them becomes, likewise.
        silent: why the other mixtures say nothing, by part id.
    """

    parts: tuple[KnownPart, ...]
    remains: tuple[Remains, ...]
    silent: Mapping[int, str]

    @property
    def masses(self) -> tuple[Fraction | None, ...]:
        """Nanograms that remain of one gram; None where the mixture's ranges leave it open."""
        return tuple(
            each.low * _PERCENT * _NANOGRAMS_IN_A_GRAM if each.low == each.high else None
            for each in self.remains
        )

    @property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """The arithmetic of each, step by step."""
        return tuple(
            (*each.steps, *(substance.step for substance in each.substances))
            for each in self.remains
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """Constituents and the exemptions claimed on them, and what their numbers mean."""

    constituents: Constituents
    substances: tuple[SubstanceId, ...]
    names: Mapping[SubstanceId, str]
    claims: Claims
    exemptions: tuple[tuple[str, str], ...]


def read_carried(session: Session, company: Company, *, known_at: str | None) -> Carried:
    """Apply the transfers that stood at an instant to the mixtures that stood then."""
    mixtures = [part for part in company.members if part.is_mixture]
    transfers = read_transfers(session, mixtures, known_at=known_at)
    ingredients = _read_ingredients(
        session, [each for each in mixtures if each.part_id in transfers]
    )
    carried: list[tuple[KnownPart, Remains]] = []
    silent: dict[int, str] = {}
    for part in mixtures:
        found = _applied(part, transfers.get(part.part_id), ingredients.get(part.part_id, ()))
        if isinstance(found, str):
            silent[part.part_id] = found
        else:
            carried.append((part, found))
    return Carried(
        tuple(part for part, _ in carried), tuple(remains for _, remains in carried), silent
    )


def with_carried(
    own: Stated,
    carried: Carried,
    nodes: Sequence[int],
    *,
    listed: Callable[[], frozenset[SubstanceId]],
) -> Stated:
    """Add what remains of the mixtures, and what is claimed for it.

    Args:
        own: what the declarations themselves hold.
        carried: the mixtures.
        nodes: node of each of their materials.
        listed: tells every number that some list names, as known at the instant.
    """
    rows = [
        (node, each)
        for node, remains in zip(nodes, carried.remains, strict=True)
        for each in remains.substances
    ]
    if not rows:
        return own
    found = [_identified(each.identity, listed) for _, each in rows]
    substances = tuple(sorted({*own.substances, *(one for one in found if one is not None)}))
    place = {substance: number for number, substance in enumerate(substances)}
    names = {one: each.name for one, (_, each) in zip(found, rows, strict=True) if one is not None}
    numbers = [UNIDENTIFIED if one is None else place[one] for one in found]
    claims, exemptions = _claimed(own, [each for _, each in rows])
    return Stated(
        _appended(own, rows, numbers, place),
        substances,
        dict(sorted({**names, **own.names}.items())),
        claims,
        exemptions,
    )


def _claimed(
    own: Stated, remaining: Sequence[Remaining]
) -> tuple[Claims, tuple[tuple[str, str], ...]]:
    told = [
        (row, found)
        for row, each in enumerate(remaining, len(own.constituents))
        for claim in claims_of(each.exemptions)
        if (found := claimed_exemption(claim.list.identity, claim.reg_index)) is not None
    ]
    known = tuple(sorted({*own.exemptions, *(found for _, found in told)}))
    place = {exemption: number for number, exemption in enumerate(known)}
    # The last place keeps the array from being empty; no claim reaches it.
    renumbered = np.array([*(place[each] for each in own.exemptions), -1], dtype=np.int64)
    claims = Claims(
        _longer(own.claims.constituent, [row for row, _ in told]),
        _longer(renumbered[own.claims.exemption], [place[found] for _, found in told]),
    )
    return claims, known


def _applied(
    part: KnownPart, transfer: Transfer | None, ingredients: Sequence[Ingredient]
) -> Remains | str:
    if transfer is None:
        return (
            f"the mixture {part.part_number} has no declared transfer: nobody said what of it "
            "stays, leaves or reacts"
        )
    try:
        return carry_over(ingredients, transfer)
    except NotAssembled as wrong:
        return wrong.message


def _read_ingredients(
    session: Session, parts: Iterable[KnownPart]
) -> Mapping[int, Sequence[Ingredient]]:
    """Substances of the mixtures by part id, in the order of their declarations."""
    owner = {part.speaking.declaration_id: part.part_id for part in parts if part.speaking}
    columns = select(
        Constituent.declaration_id,
        Constituent.identity,
        Constituent.name,
        func.coalesce(Constituent.low_percent, Constituent.percent),
        func.coalesce(Constituent.high_percent, Constituent.percent),
    ).order_by(Constituent.declaration_id, Constituent.number)
    found: dict[int, list[Ingredient]] = defaultdict(list)
    for some in chunks(sorted(owner)):
        for row in session.execute(columns.where(Constituent.declaration_id.in_(padded(some)))):
            declaration, identity, name, low, high = row
            told = Ingredient(identity, name, value_of(low), value_of(high))
            found[owner[declaration]].append(told)
    return found


def _identified(identity: str, listed: Callable[[], frozenset[SubstanceId]]) -> SubstanceId | None:
    """The registered id; None where there is none, or a number of many that no list maps."""
    try:
        found = substance_id(identity)
    except InvalidSubstanceId:
        return None
    return None if found.id_type is IdType.SN and found not in listed() else found


def _appended(
    own: Stated,
    rows: Sequence[tuple[int, Remaining]],
    numbers: Sequence[int],
    place: Mapping[SubstanceId, int],
) -> Constituents:
    before, length = own.constituents, len(own.constituents)
    # The last place is what the number UNIDENTIFIED, -1, reaches.
    renumbered = np.array([*(place[one] for one in own.substances), UNIDENTIFIED], dtype=np.int64)
    told = [each.low is not None for _, each in rows]
    written = {
        length + row: (each.identity, each.name)
        for row, (_, each) in enumerate(rows)
        if numbers[row] == UNIDENTIFIED
    }
    return replace(
        before,
        material=_longer(before.material, [node for node, _ in rows]),
        substance=_longer(renumbered[before.substance], numbers),
        low=_column(before.low, [each.low for _, each in rows]),
        high=_column(before.high, [each.high for _, each in rows]),
        amount=_longer(before.amount, [Amount.SHARE if t else Amount.UNKNOWN for t in told]).astype(
            np.int8
        ),
        intentional=_longer(before.intentional, [NOT_TOLD] * len(rows)).astype(np.int8),
        written={**before.written, **written},
    )


def _longer(column: np.ndarray, more: Sequence[int]) -> np.ndarray:
    return np.concatenate([column, np.asarray(more, dtype=np.int64)])


def _column(column: ExactColumn, percents: Sequence[Fraction | None]) -> ExactColumn:
    counts = _longer(column.counts, [ABSENT] * len(percents))
    odd: dict[int, Fraction | None] = {**column.beyond}
    for row, percent in enumerate(percents, len(column)):
        odd[row] = None if percent is None else percent * _PERCENT
    return column_of(counts, iter(odd.items()), PARTS_PER_BILLION)
