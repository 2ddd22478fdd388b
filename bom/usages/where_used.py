"""Where a substance or a part is used: every product, with the path from it down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select, tuple_, union
from sqlalchemy.orm import Session, aliased

from bom.chunks import chunks, padded
from bom.history import visible
from bom.instants import read_instant
from bom.models import Constituent, Declaration, Node, Part, Substance, Usage
from bom.portfolio.company import read_usages
from bom.resolution import Directory, KnownPart, read_directory
from regulations.substances import SubstanceId

__all__ = ["Place", "WhereUsed", "where_part_used", "where_substance_used"]

_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """One way from a product down.

    Attributes:
        product_id: part id of the product, a part that no usage names.
        path: words from the product down: part numbers, then names inside the declaration.
    """

    product_id: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhereUsed:
    """The places in order of their paths; `is_cut` when there are more than were asked for."""

    places: tuple[Place, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Start:
    part: KnownPart
    inside: tuple[str, ...]


def where_substance_used(
    session: Session,
    numbers: Collection[SubstanceId],
    *,
    known_at: str | None = None,
    most: int = _MOST,
) -> WhereUsed:
    """Products that hold a substance by a speaking declaration.

    Args:
        session: one transaction.
        numbers: all that the substance has; members of a group are asked for one by one.
        known_at: ISO 8601; None = now.
        most: places to return at most.
    """
    instant = None if known_at is None else read_instant(known_at)
    wanted = sorted((number.id_type.value, number.value) for number in numbers)
    found = (
        select(Constituent.declaration_id, Constituent.node_number, Part.part_number)
        .distinct()
        .join(Substance, Substance.id == Constituent.substance_id)
        .join(Declaration, Declaration.id == Constituent.declaration_id)
        .join(Part, Part.id == Declaration.part_id)
        .where(tuple_(Substance.id_type, Substance.id_value).in_(padded(wanted)))
        .where(visible(Declaration.recorded_at, Declaration.superseded_at, instant))
    )
    rows = [(row[0], row[1], row[2]) for row in session.execute(found)]
    directory = read_directory(session, numbers={row[2] for row in rows}, known_at=instant)
    speaking = {
        part.speaking.declaration_id: part
        for part in directory.parts.values()
        if part.speaking is not None
    }
    nodes = sorted(
        ((row[0], row[1]) for row in rows if row[0] in speaking),
        key=lambda node: (speaking[node[0]].identity, node),
    )
    # Each of them leads to a product at least, so more of them than places are never needed.
    starts = [
        _Start(speaking[declaration], inside)
        for declaration, inside in _inside(session, nodes[: most + 1])
    ]
    return _places(session, starts, instant, most)


def where_part_used(
    session: Session, parts: Sequence[int], *, known_at: str | None = None, most: int = _MOST
) -> WhereUsed:
    """Products that hold any of some parts; a part that nothing uses is its own product."""
    instant = None if known_at is None else read_instant(known_at)
    numbers = session.execute(select(Part.part_number).where(Part.id.in_(padded(parts)))).scalars()
    directory = read_directory(session, numbers=set(numbers), known_at=instant)
    wanted = [directory.parts[part] for part in parts if part in directory.parts]
    return _places(session, [_Start(part, ()) for part in wanted], instant, most)


def _inside(
    session: Session, nodes: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    wanted = sorted(nodes)
    declarations = sorted({declaration for declaration, _ in wanted})
    tree: dict[tuple[int, int], tuple[int | None, str]] = {}
    columns = select(Node.declaration_id, Node.number, Node.parent_number, Node.name)
    for some in chunks(declarations):
        nodes_of = columns.where(Node.declaration_id.in_(padded(some)))
        for declaration, number, parent, name in session.execute(nodes_of):
            tree[declaration, number] = (parent, name)
    for declaration, number in wanted:
        words: list[str] = []
        above, name = tree[declaration, number]
        while above is not None:
            words.append(name)
            above, name = tree[declaration, above]
        yield declaration, tuple(reversed(words))


def _places(
    session: Session, starts: Sequence[_Start], known_at: str | None, most: int
) -> WhereUsed:
    seeds = {start.part.part_id for start in starts}
    numbers = {start.part.part_number for start in starts}
    numbers |= {s.part.speaking.requester_part_number for s in starts if s.part.speaking} - {""}
    near = read_directory(session, numbers=numbers, known_at=known_at)
    built = {
        part.part_id
        for part in near.parts.values()
        if any(own.part_id in seeds for own in near.own_declarations(part))
    }
    ancestors = _ancestors(session, seeds | built, known_at)
    directory = near.merged(_directory_of(session, ancestors, known_at))
    parents = _parents(session, directory, ancestors, known_at)
    places: list[Place] = []
    for start in sorted(starts, key=lambda start: (start.part.identity, start.inside)):
        for chain in _chains(directory, parents, start.part.part_id):
            if len(places) == most:
                return WhereUsed(tuple(places), is_cut=True)
            words = [directory.parts[part].part_number for part in chain]
            places.append(Place(chain[0], (*words, *start.inside)))
    ordered = sorted(set(places), key=lambda place: (place.path, place.product_id))
    return WhereUsed(tuple(ordered), is_cut=False)


def _ancestors(session: Session, seeds: set[int], known_at: str | None) -> set[int]:
    """The parts above, at least: which line means which part is decided afterwards.

    `UNION` keeps each part once, so the walk ends even in a store with a cycle.
    """
    if not seeds:
        return set()
    names = union(
        select(Part.id.label("part_id"), Part.part_number.label("number")),
        select(Declaration.part_id, Declaration.requester_part_number).where(
            Declaration.requester_part_number != ""
        ),
    ).subquery()
    found: set[int] = set()
    for some in chunks(sorted(seeds)):
        seed = select(Part.id.label("part_id")).where(Part.id.in_(padded(some)))
        up = seed.cte("up", recursive=True)
        reference, own = aliased(Part), aliased(Part)
        line = (
            select(Usage.parent_part_id)
            .select_from(up)
            .join(own, own.id == up.c.part_id)
            .join(names, names.c.part_id == own.id)
            .join(reference, reference.part_number == names.c.number)
            .join(Usage, Usage.child_part_id == reference.id)
            .where(or_(reference.revision == "", reference.revision == own.revision))
            .where(or_(reference.manufacturer == "", reference.manufacturer == own.manufacturer))
            .where(visible(Usage.recorded_at, Usage.superseded_at, known_at))
        )
        found |= set(session.execute(select(up.union(line).c.part_id)).scalars())
    return found


def _directory_of(session: Session, parts: set[int], known_at: str | None) -> Directory:
    numbers: set[str] = set()
    for some in chunks(sorted(parts)):
        found = select(Part.part_number).where(Part.id.in_(padded(some)))
        numbers |= set(session.execute(found).scalars())
    return read_directory(session, numbers=numbers, known_at=known_at)


def _parents(
    session: Session, directory: Directory, ancestors: set[int], known_at: str | None
) -> Mapping[int, set[int]]:
    parents: dict[int, set[int]] = defaultdict(set)
    for line in read_usages(session, parents=ancestors, known_at=known_at):
        for part in directory.candidates(
            line.part_number, revision=line.revision, manufacturer=line.manufacturer
        ):
            parents[part.part_id].add(line.parent_id)
    for part in directory.parts.values():
        for own in directory.own_declarations(part):
            parents[own.part_id].add(part.part_id)
    return parents


def _chains(
    directory: Directory, parents: Mapping[int, set[int]], part: int
) -> Iterator[tuple[int, ...]]:
    waiting: list[tuple[int, ...]] = [(part,)]
    while waiting:
        chain = waiting.pop()
        above = parents.get(chain[0], set()) - set(chain)
        known = sorted(
            (directory.parts[each] for each in above if each in directory.parts),
            key=lambda each: each.identity,
            reverse=True,
        )
        if not known:
            yield chain
        waiting.extend((each.part_id, *chain) for each in known)
