"""Entries of a list with their members and limits, read from three tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from regulations.context import CONTEXTS
from regulations.errors import InvalidListData, InvalidQuantity
from regulations.header import Header
from regulations.kinship import OF_MANY
from regulations.model import (
    Breached,
    Dispute,
    Effect,
    Entry,
    Level,
    Member,
    SubstanceList,
    Threshold,
)
from regulations.quantities import mass_fraction
from regulations.substances import IdType, SubstanceId, has_right_check_digit
from regulations.tables import Row, categories, read_table

__all__ = [
    "DISPUTE_COLUMNS",
    "ENTRY_COLUMNS",
    "MEMBER_COLUMNS",
    "RELATIVE_COLUMNS",
    "THRESHOLD_COLUMNS",
    "read_entries",
]

ENTRY_COLUMNS: Final = (
    "id name effect level included_on removed_on citation counted_as element intentional "
    "members_exhaustive members_of criteria managed_from exemption_lists law_exemptions "
    "article57 context unless apply_until sunset_on source note"
)
MEMBER_COLUMNS: Final = "entry id_type id name factor source"
THRESHOLD_COLUMNS: Final = "entry value unit breached from until categories source"
RELATIVE_COLUMNS: Final = "entry pattern source"
DISPUTE_COLUMNS: Final = "entry column other source"


def read_entries(
    folder: Path, header: Header, known: Mapping[str, SubstanceList]
) -> tuple[Entry, ...]:
    """The entries of `entries.csv` with their rows of the other tables.

    Args:
        folder: the list's folder.
        header: its `list.toml`.
        known: lists loaded before, to which `members_of` may refer (``eu-rohs:lead``).

    Raises:
        InvalidListData: the first cell that cannot be trusted, with file, row and column.
    """
    rows = read_table(folder / "entries.csv", columns=ENTRY_COLUMNS, defaults=header.defaults)
    names = frozenset(row.required("id") for row in rows)
    members = _grouped(folder / "members.csv", MEMBER_COLUMNS, header, names)
    limits = _grouped(folder / "thresholds.csv", THRESHOLD_COLUMNS, header, names)
    patterns = _grouped(folder / "relatives.csv", RELATIVE_COLUMNS, header, names)
    disputes = _grouped(folder / "disputes.csv", DISPUTE_COLUMNS, header, names)
    return tuple(
        _entry(
            row,
            header,
            members=_members(row, members.get(row.text("id"), ()), header, known),
            thresholds=_thresholds(row, limits.get(row.text("id"), ()), header),
            relatives=tuple(_pattern(one, header) for one in patterns.get(row.text("id"), ())),
            disputes=tuple(_dispute(row, one, header) for one in disputes.get(row.text("id"), ())),
        )
        for row in rows
    )


def _grouped(
    path: Path, columns: str, header: Header, entries: frozenset[str]
) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in read_table(path, columns=columns, defaults=header.defaults):
        entry = row.required("entry")
        if entry not in entries:
            raise row.complaint("entry", f"“{entry}” is no entry of this list")
        grouped.setdefault(entry, []).append(row)
    return grouped


def _entry(
    row: Row,
    header: Header,
    *,
    members: tuple[Member, ...],
    thresholds: tuple[Threshold, ...],
    relatives: tuple[str, ...],
    disputes: tuple[Dispute, ...],
) -> Entry:
    exemption_lists = row.words("exemption_lists")
    if row.flag("law_exemptions", default=False):
        exemption_lists += header.law_exemptions
    return Entry(
        id=row.required("id"),
        list_id=header.id,
        name=row.required("name"),
        effect=row.word("effect", Effect),
        level=row.word("level", Level),
        thresholds=thresholds,
        members=members,
        included_on=row.required_day("included_on"),
        citation=row.required("citation"),
        source=header.source_of(row),
        counted_as=row.text("counted_as") or row.text("id"),
        element=row.text("element"),
        intentional=row.flag("intentional", default=False),
        members_exhaustive=row.flag("members_exhaustive", default=True),
        criteria=row.words("criteria"),
        managed_from=row.day("managed_from"),
        removed_on=row.day("removed_on"),
        exemption_lists=exemption_lists,
        note=row.text("note"),
        reasons=row.words("article57"),
        context=_context(row),
        relatives=relatives,
        apply_until=row.day("apply_until"),
        sunset_on=row.day("sunset_on"),
        disputes=disputes,
        unless=_unless(row),
    )


def _context(row: Row) -> tuple[frozenset[str], ...]:
    """Alternatives apart by a semicolon, words that must all hold by a blank."""
    found = tuple(frozenset(one.split()) for one in row.words("context"))
    unknown = sorted({word for words in found for word in words} - CONTEXTS.keys())
    if unknown:
        raise row.complaint("context", f"{' '.join(unknown)} is no word of a context")
    return found


def _unless(row: Row) -> frozenset[str]:
    found = frozenset(row.words("unless"))
    if not found <= CONTEXTS.keys():
        unknown = " ".join(sorted(found - CONTEXTS.keys()))
        raise row.complaint("unless", f"{unknown} is no word of a context")
    return found


def _pattern(row: Row, header: Header) -> str:
    pattern = row.required("pattern")
    header.source_of(row)
    try:
        re.compile(pattern)
    except re.error as error:
        raise row.complaint("pattern", f"“{pattern}”: {error}") from error
    return pattern


def _dispute(entry: Row, dispute: Row, header: Header) -> Dispute:
    """Two days that sources give; an entry that states the later of them is refused."""
    column = dispute.required("column")
    stated, other = entry.required_day(column), dispute.required_day("other")
    if stated >= other:
        raise dispute.complaint("other", f"{other} is not after {stated}, which the entry states")
    return Dispute(column, other, header.source_of(dispute))


def _members(
    entry: Row, rows: Iterable[Row], header: Header, known: Mapping[str, SubstanceList]
) -> tuple[Member, ...]:
    found: dict[SubstanceId, Member] = {}
    for row in rows:
        member = _member(row, header)
        if member.substance in found:
            raise row.complaint("id", f"{member.substance} stands twice in the entry")
        found[member.substance] = member
    for member in _borrowed(entry, known):
        # The greater factor wins: a sum may be overstated, never understated.
        if member.substance not in found or found[member.substance].factor < member.factor:
            found[member.substance] = member
    if not found and entry.text("effect") != Effect.REVIEW:
        raise entry.complaint("id", "the entry has no member")
    return tuple(found.values())


def _member(row: Row, header: Header) -> Member:
    id_type, value = row.word("id_type", IdType), row.required("id")
    if not has_right_check_digit(id_type, value):
        raise row.complaint("id", f"“{value}” is no {id_type.upper()} number")
    factor = row.number_of("factor")
    if factor is not None and not 0 < factor <= 1:
        raise row.complaint("factor", "must lie above 0 and not above 1")
    return Member(
        substance=SubstanceId(id_type, value),
        name=row.required("name"),
        factor=Fraction(1) if factor is None else factor,
        trust=header.source_of(row).trust,
        upper_bound=row.text("source") in header.upper_bounds,
    )


def _borrowed(entry: Row, known: Mapping[str, SubstanceList]) -> Iterable[Member]:
    """Members of the lenders; where lenders count different elements, a substance counts for all.

    Lead chromate is lead and hexavalent chromium: a sum over both counts both shares of it.
    """
    lenders = [_lender(entry, reference, known) for reference in entry.words("members_of")]
    elements = {lender.element for lender in lenders}
    lent = [_lent(member) for lender in lenders for member in lender.members]
    if len(lenders) < 2 or "" in elements or len(elements) < len(lenders):  # noqa: PLR2004
        return lent
    sums: dict[SubstanceId, Member] = {}
    for member in lent:
        before = sums.get(member.substance)
        sums[member.substance] = _both(before, member) if before else member
    return sums.values()


def _lent(member: Member) -> Member:
    return replace(member, borrowed=True) if member.substance.id_type in OF_MANY else member


def _lender(entry: Row, reference: str, known: Mapping[str, SubstanceList]) -> Entry:
    list_id, _, entry_id = reference.partition(":")
    entries = known[list_id].entries if list_id in known else ()
    lender = next((other for other in entries if other.id == entry_id), None)
    if lender is None:
        raise entry.complaint("members_of", f"“{reference}” is no entry of a list it needs")
    return lender


def _both(one: Member, other: Member) -> Member:
    return replace(
        one,
        factor=min(Fraction(1), one.factor + other.factor),
        trust=max(one.trust, other.trust),
        upper_bound=one.upper_bound or other.upper_bound,
    )


def _thresholds(entry: Row, rows: list[Row] | tuple[()], header: Header) -> tuple[Threshold, ...]:
    if not rows and header.threshold:
        common = {**header.defaults, **header.threshold}
        rows = [Row(entry.file, entry.number, entry.cells, common)]
    if not rows:
        raise entry.complaint("id", "the entry has no limit")
    return tuple(sorted((_threshold(row, header) for row in rows), key=_by_start))


def _by_start(threshold: Threshold) -> tuple[str, list[str]]:
    return threshold.in_force_from.isoformat(), sorted(threshold.categories)


def _threshold(row: Row, header: Header) -> Threshold:
    value = row.number_of("value")
    if value is None:
        raise row.complaint("value", "is empty")
    try:
        fraction = mass_fraction(value, row.required("unit"))
        held = categories(row.words("categories"))
    except InvalidQuantity as error:
        raise row.complaint("unit", error.message) from error
    except InvalidListData as error:
        raise row.complaint("categories", error.message) from error
    return Threshold(
        fraction=fraction,
        breached=row.word("breached", Breached),
        in_force_from=row.required_day("from"),
        in_force_until=row.day("until"),
        trust=header.source_of(row).trust,
        categories=held,
    )
