"""Declarations out of the store as columns: integers in arrays, the odd texts beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bom.chunks import MOST_BOUND, padded
from bom.models import ComplianceAnswer, Constituent, ExemptionClaim, Node, Substance
from engine.arrays import Kind
from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn, IntArray
from regulations.errors import InvalidQuantity
from regulations.quantities import exact_decimal, nanograms
from regulations.substances import IdType, SubstanceId

__all__ = [
    "NOT_TOLD",
    "Contents",
    "Places",
    "Trees",
    "column_of",
    "read_answers",
    "read_claims",
    "read_contents",
    "read_substances",
    "read_trees",
    "read_written",
    "value_of",
]

NOT_TOLD: Final = -1
_MOST: Final = 2**63 - 1
_PERCENT: Final = Fraction(1, 100)

_NODES: Final = select(
    Node.declaration_id,
    Node.number,
    func.coalesce(Node.parent_number, Node.number),
    case(
        (Node.kind == "part", int(Kind.PART)),
        (Node.kind == "mixture", int(Kind.MIXTURE)),
        else_=int(Kind.MATERIAL),
    ),
    func.coalesce(Node.quantity_ppb, ABSENT),
    func.coalesce(Node.mass_ng, ABSENT),
    case((Node.is_article.is_(None), NOT_TOLD), (Node.is_article.is_(True), 1), else_=0),
)
_NAMES: Final = select(Node.declaration_id, Node.number, Node.name)
_ODD_UNITS: Final = select(Node.declaration_id, Node.number, Node.number_of_units).where(
    Node.quantity_ppb.is_(None)
)
_ODD_MASSES: Final = select(Node.declaration_id, Node.number, Node.mass, Node.mass_unit).where(
    Node.mass_ng.is_(None), Node.mass.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the nodes of each declaration stand: those of `declarations[i]` from `starts[i]` on.

    Attributes:
        declarations: ids in the order that the graph wants.
        by_id: the same ids ascending, and for each its place in `declarations`.
    """

    declarations: IntArray
    by_id: tuple[IntArray, IntArray]
    starts: IntArray

    def rank(self, declarations: IntArray) -> IntArray:
        """Place of each declaration."""
        ascending, ranks = self.by_id
        return ranks[np.searchsorted(ascending, declarations)]

    def row(self, declarations: IntArray, numbers: IntArray) -> IntArray:
        """Row of each (declaration, number)."""
        return self.starts[self.rank(declarations)] + numbers


@dataclass(frozen=True, slots=True)
class Trees:
    """Nodes of all declarations, each declaration's product first.

    Attributes:
        parent: row of the parent, its own row for a product.
        is_article: 1, 0 or `NOT_TOLD`.
    """

    places: Places
    parent: IntArray
    kind: IntArray
    quantity: ExactColumn
    mass: ExactColumn
    is_article: IntArray
    names: list[str]


@dataclass(frozen=True, slots=True)
class Contents:
    """Constituents of all declarations.

    Attributes:
        node: row of `Trees`.
        substance: id in the store, `NOT_TOLD` for an unidentified one.
        masses: nanograms of the constituents that have a mass but no share, by row.
        name: place in `names` of each declared name; `names` has each once, sorted.
    """

    places: Places
    node: IntArray
    substance: IntArray
    low: ExactColumn
    high: ExactColumn
    masses: dict[int, Fraction]
    name: IntArray
    names: tuple[str, ...]


def read_trees(session: Session, declarations: Sequence[int]) -> Trees:
    """The nodes, in the order of the declarations given."""
    owner = Node.declaration_id
    numbers = _integers(session, _NODES, owner, declarations)
    places, order = _places(declarations, numbers[:, 0], numbers[:, 1])
    numbers = numbers[order]
    names = [""] * len(numbers)
    for row, name in _at(places, _rows(session, _NAMES, owner, declarations)):
        names[row] = name
    units = _at(places, _rows(session, _ODD_UNITS, owner, declarations))
    masses = _at(places, _rows(session, _ODD_MASSES, owner, declarations))
    quantities = ((row, value_of(text)) for row, text in units)
    nanograms_of = ((row, _exact_mass(*told)) for row, *told in masses)
    return Trees(
        places,
        parent=places.row(numbers[:, 0], numbers[:, 2]),
        kind=numbers[:, 3],
        quantity=column_of(numbers[:, 4], quantities, PARTS_PER_BILLION),
        mass=_positive(column_of(numbers[:, 5], nanograms_of, 1)),
        is_article=numbers[:, 6],
        names=names,
    )


def read_contents(session: Session, trees: Trees) -> Contents:
    """The constituents of the trees, in their order."""
    declarations = trees.places.declarations.tolist()
    owner = Constituent.declaration_id
    numbers = _integers(
        session,
        select(
            owner,
            Constituent.number,
            Constituent.node_number,
            _or_absent(Constituent.substance_id),
            _or_absent(Constituent.low_ppb),
            _or_absent(Constituent.high_ppb),
        ),
        owner,
        declarations,
    )
    places, order = _places(declarations, numbers[:, 0], numbers[:, 1])
    numbers = numbers[order]
    low = func.coalesce(Constituent.low_percent, Constituent.percent)
    high = func.coalesce(Constituent.high_percent, Constituent.percent)
    key = (owner, Constituent.number)
    lows = select(*key, low).where(Constituent.low_ppb.is_(None), low.is_not(None))
    highs = select(*key, high).where(Constituent.high_ppb.is_(None), high.is_not(None))
    masses = select(*key, Constituent.mass, Constituent.mass_unit)
    masses = masses.where(Constituent.percent.is_(None), Constituent.mass.is_not(None))
    told = _at(places, _rows(session, masses, owner, declarations))
    exact = {row: value for row, *text in told if (value := _exact_mass(*text)) is not None}
    return Contents(
        places,
        node=trees.places.row(numbers[:, 0], numbers[:, 2]),
        substance=numbers[:, 3],
        low=_shares(numbers[:, 4], _at(places, _rows(session, lows, owner, declarations))),
        high=_shares(numbers[:, 5], _at(places, _rows(session, highs, owner, declarations))),
        masses=exact,
        **_names(places, _rows(session, select(*key, Constituent.name), owner, declarations)),
    )


def _names(places: Places, found: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    names = sorted({name for *_, name in found})
    place = {name: number for number, name in enumerate(names)}
    column = np.empty(len(found), dtype=np.int64)
    for row, name in _at(places, found):
        column[row] = place[name]
    return {"name": column, "names": tuple(names)}


def read_claims(session: Session, contents: Contents) -> Iterator[tuple[int, str, str]]:
    """Exemptions claimed on constituents: row, list identity, regulation index."""
    columns = select(
        ExemptionClaim.declaration_id,
        ExemptionClaim.constituent_number,
        ExemptionClaim.list_identity,
        ExemptionClaim.reg_index,
    ).where(ExemptionClaim.constituent_number.is_not(None))
    owner = ExemptionClaim.declaration_id
    declarations = contents.places.declarations.tolist()
    yield from _at(contents.places, sorted(_rows(session, columns, owner, declarations)))


def read_written(
    session: Session, contents: Contents, unmapped: Collection[int]
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Declared id and name, by row, of constituents that no register identifies.

    Args:
        session: of the store.
        contents: the constituents asked about.
        unmapped: numbers of identifiers that are well formed but mean nothing here.
    """
    owner = Constituent.declaration_id
    columns = select(owner, Constituent.number, Constituent.identity, Constituent.name).where(
        or_(
            Constituent.substance_id.is_(None),
            Constituent.substance_id.in_(padded(sorted(unmapped))),
        )
    )
    declarations = contents.places.declarations.tolist()
    for row, identity, name in _at(contents.places, _rows(session, columns, owner, declarations)):
        yield row, (identity, name)


def read_answers(
    session: Session, declarations: Sequence[int]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The answers “above” and the exemptions claimed on answers, each led by its key.

    Returns:
        (declaration, number, entry) and (declaration, number, list identity,
        regulation index).
    """
    answer, claim = ComplianceAnswer, ExemptionClaim
    above = select(answer.declaration_id, answer.number, answer.dsl_entry).where(answer.above)
    claims = select(
        claim.declaration_id, claim.answer_number, claim.list_identity, claim.reg_index
    ).where(claim.answer_number.is_not(None))
    return (
        sorted(_rows(session, above, answer.declaration_id, declarations), key=_key),
        sorted(_rows(session, claims, claim.declaration_id, declarations), key=_key),
    )


def read_substances(session: Session, numbers: Sequence[int]) -> dict[int, SubstanceId]:
    """The identifiers behind some numbers of the store."""
    columns = select(Substance.id, Substance.id_type, Substance.id_value)
    rows = _rows(session, columns, Substance.id, numbers)
    return {number: SubstanceId(IdType(id_type), value) for number, id_type, value in rows}


def column_of(
    counts: IntArray, odd: Iterator[tuple[int, Fraction | None]], scale: int
) -> ExactColumn:
    """An exact column from integers and, by row, the values that were no integer."""
    counts = counts.copy()
    beyond: dict[int, Fraction] = {}
    for row, value in odd:
        if value is None:
            continue
        scaled = value * scale
        counts[row] = min(scaled.numerator // scaled.denominator, _MOST)
        if counts[row] != scaled:
            beyond[row] = value
    return ExactColumn(counts, scale, beyond)


def value_of(text: str | None) -> Fraction | None:
    """The declared number, None where it is none; its finding was told when it was stored."""
    try:
        return None if text is None else exact_decimal(text)
    except InvalidQuantity:
        return None


def _exact_mass(text: str | None, unit: str | None) -> Fraction | None:
    """A declared mass in nanograms, None where it is none."""
    value = value_of(text)
    try:
        return None if value is None or unit is None else nanograms(value, unit)
    except InvalidQuantity:
        return None


def _positive(mass: ExactColumn) -> ExactColumn:
    # A declared zero has its finding; as a denominator it is none. What weighs less than a
    # nanogram counts zero too, but stands beside the column.
    zero = mass.counts == 0
    zero[list(mass.beyond)] = False
    return ExactColumn(np.where(zero, ABSENT, mass.counts), mass.scale, mass.beyond)


def _shares(counts: IntArray, odd: Iterator[tuple[Any, ...]]) -> ExactColumn:
    values = (
        (row, None if (value := value_of(text)) is None else value * _PERCENT) for row, text in odd
    )
    return column_of(counts, values, PARTS_PER_BILLION)


def _places(
    declarations: Sequence[int], owners: IntArray, numbers: IntArray
) -> tuple[Places, IntArray]:
    wanted = np.asarray(declarations, dtype=np.int64)
    ranks = np.argsort(wanted, kind="stable")
    by_id = (wanted[ranks], ranks)
    rank = ranks[np.searchsorted(by_id[0], owners)] if len(owners) else owners
    starts = np.zeros(len(wanted) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rank, minlength=len(wanted)), out=starts[1:])
    return Places(wanted, by_id, starts), np.lexsort((numbers, rank))


def _at(places: Places, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    keys = np.asarray([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    found = places.row(keys[:, 0], keys[:, 1]) if len(keys) else ()
    for place, row in zip(found, rows, strict=True):
        yield (int(place), *row[2:])


def _integers(
    session: Session,
    columns: Select[*tuple[Any, ...]],
    owner: InstrumentedAttribute[int],
    wanted: Sequence[int],
) -> IntArray:
    width = len(columns.selected_columns)
    flat = chain.from_iterable(_rows(session, columns, owner, wanted))
    return np.fromiter(flat, dtype=np.int64).reshape(-1, width)


def _rows(
    session: Session,
    columns: Select[*tuple[Any, ...]],
    owner: InstrumentedAttribute[int],
    wanted: Sequence[int],
) -> list[tuple[Any, ...]]:
    # Ids are bound one by one; beyond a chunk, reading the whole column and dropping what is not
    # wanted is one statement and stays one, however large the store grows.
    if not wanted:
        return []
    # The connection's own rows: the session would wrap each of a million once more.
    rows = session.connection()
    if len(wanted) <= MOST_BOUND:
        return list(map(tuple, rows.execute(columns.where(owner.in_(padded(wanted))))))
    keep = set(wanted)
    return [tuple(row) for row in rows.execute(columns) if row[0] in keep]


def _or_absent(column: InstrumentedAttribute[int | None]) -> ColumnElement[int]:
    return func.coalesce(column, ABSENT)


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:2]
