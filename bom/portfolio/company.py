"""The company's part of the graph: which parts stand in it and which usages lead to which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bom.chunks import chunks, padded
from bom.errors import UnknownPart
from bom.history import visible
from bom.models import Part, Usage
from bom.resolution import Directory, KnownPart, read_directory

__all__ = ["Company", "UsageLine", "read_company", "read_usages"]


class UsageLine(NamedTuple):
    """One usage with its child as the bill of materials names it."""

    parent_id: int
    child_id: int
    quantity: str
    quantity_ppb: int | None
    unit: str
    part_number: str
    revision: str
    manufacturer: str


@dataclass(frozen=True, slots=True)
class Company:
    """The parts of a question and what connects them.

    Attributes:
        members: in sort order of their identity, the same in every store.
        candidates: for the child of a usage line the parts that it may mean, first the one that
            carries the mass.
    """

    directory: Directory
    members: tuple[KnownPart, ...]
    usages: tuple[UsageLine, ...]
    candidates: Mapping[int, tuple[KnownPart, ...]]


def read_company(session: Session, *, roots: Sequence[int] | None, known_at: str | None) -> Company:
    """Everything, or what is below some parts, level by level.

    Raises:
        UnknownPart: a root that the store does not hold.
    """
    if roots is None:
        return _everything(session, known_at)
    directory = _starting(session, roots, known_at)
    members: dict[int, KnownPart] = {}
    usages: list[UsageLine] = []
    candidates: dict[int, tuple[KnownPart, ...]] = {}
    level = [directory.parts[root] for root in roots]
    read = {part.part_number for part in level}
    while level:
        members |= {part.part_id: part for part in level}
        built = [part.part_id for part in level if part.has_usages]
        lines = read_usages(session, parents=built, known_at=known_at)
        usages.extend(lines)
        new = {line.part_number for line in lines} - read
        directory = directory.merged(read_directory(session, numbers=new, known_at=known_at))
        read |= new
        candidates |= _candidates(directory, lines)
        found = _below(directory, level, lines, candidates)
        unread = {part.part_number for part in found if part.has_usages} - read
        directory = directory.merged(read_directory(session, numbers=unread, known_at=known_at))
        read |= unread
        level = [part for part in found if part.part_id not in members]
    return Company(directory, _sorted(members.values()), tuple(usages), candidates)


def read_usages(
    session: Session, *, parents: Collection[int] | None, known_at: str | None
) -> list[UsageLine]:
    """The usage lines of some parents, None = all; sorted so that every store gives one order."""
    lines: list[UsageLine] = []
    if parents is None:
        lines.extend(UsageLine._make(row) for row in session.execute(_lines(known_at)))
    else:
        for some in chunks(sorted(parents)):
            found = session.execute(_lines(known_at).where(Usage.parent_part_id.in_(padded(some))))
            lines.extend(UsageLine._make(row) for row in found)
    return lines


def _lines(known_at: str | None) -> Select[int, int, str, int | None, str, str, str, str]:
    return (
        select(
            Usage.parent_part_id,
            Usage.child_part_id,
            Usage.quantity,
            Usage.quantity_ppb,
            Usage.unit,
            Part.part_number,
            Part.revision,
            Part.manufacturer,
        )
        .join(Part, Part.id == Usage.child_part_id)
        .where(visible(Usage.recorded_at, Usage.superseded_at, known_at))
    )


def _everything(session: Session, known_at: str | None) -> Company:
    directory = read_directory(session, numbers=None, known_at=known_at)
    usages = read_usages(session, parents=None, known_at=known_at)
    candidates = _candidates(directory, usages)
    members = {part.part_id: part for part in directory.parts.values() if part.is_known}
    members |= {part.part_id: part for found in candidates.values() for part in found}
    return Company(directory, _sorted(members.values()), tuple(usages), candidates)


def _starting(session: Session, roots: Sequence[int], known_at: str | None) -> Directory:
    numbers = session.execute(select(Part.part_number).where(Part.id.in_(padded(roots)))).scalars()
    directory = read_directory(session, numbers=set(numbers), known_at=known_at)
    for root in roots:
        if root not in directory.parts:
            raise UnknownPart(f"the store holds no part {root}")
    return directory


def _candidates(
    directory: Directory, lines: Iterable[UsageLine]
) -> dict[int, tuple[KnownPart, ...]]:
    references = {line.child_id: line for line in lines}
    return {
        child_id: directory.candidates(
            line.part_number, revision=line.revision, manufacturer=line.manufacturer
        )
        for child_id, line in references.items()
    }


def _below(
    directory: Directory,
    level: Iterable[KnownPart],
    lines: Iterable[UsageLine],
    candidates: Mapping[int, tuple[KnownPart, ...]],
) -> list[KnownPart]:
    found: dict[int, KnownPart] = {}
    for line in lines:
        found |= {part.part_id: part for part in candidates[line.child_id]}
    for part in level:
        found |= {own.part_id: own for own in directory.own_declarations(part)}
    return list(found.values())


def _sorted(parts: Iterable[KnownPart]) -> tuple[KnownPart, ...]:
    return tuple(sorted(parts, key=lambda part: part.identity))
