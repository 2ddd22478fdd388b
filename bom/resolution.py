"""Which declaration speaks for which part, and which parts a number in a bill of materials means.

The newest answer of one (part number, revision, manufacturer, name) speaks; the others are
history. A number with blank revision or manufacturer means any; one that is given means itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from bom.chunks import chunks, padded
from bom.history import visible
from bom.instants import read_instant
from bom.models import Declaration, Part, Usage

__all__ = [
    "Answers",
    "DeclarationHead",
    "Directory",
    "KnownPart",
    "asked_numbers",
    "find_parts",
    "read_directory",
]

_CHEMSHERPA_LIST: Final = "chemSHERPA_SubstanceList"
_PATTERNS: Final = 8192
_MIXTURES: Final = ("chemsherpa-ci", "msdsplus")


@dataclass(frozen=True, slots=True)
class Answers:
    """Compliance answers, as runs of their keys (`bom.portfolio.answer_ranges`).

    Attributes:
        versions: of the declarable lists that were answered.
        is_unconfirmed: the responder was asked to confirm them and did not.
    """

    versions: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class DeclarationHead:
    """A declaration without its tree.

    Attributes:
        list_version: of the chemSHERPA substance list behind the composition, "" without one.
        covers: False where silence proves nothing: a composition that nobody confirmed.
        answers: what was answered without a composition.
    """

    declaration_id: int
    sha256: str
    scheme: str
    response_date: str
    confirmed_at: str
    requester_part_number: str
    unit_type: str
    list_version: str
    has_composition: bool
    covers: bool
    full_material: bool
    answers: Answers

    @property
    def age(self) -> tuple[str, str, str]:
        """The greatest speaks: response date, then confirmation, then content."""
        return self.response_date, self.confirmed_at, self.sha256


@dataclass(frozen=True, slots=True)
class KnownPart:
    """A part of the store with what is known of it.

    Attributes:
        speaking: the declaration that counts; `others` are its history, newest first.
        has_usages: our bill of materials says what it is made of.
    """

    part_id: int
    part_number: str
    revision: str
    manufacturer: str
    name: str
    has_usages: bool = False
    speaking: DeclarationHead | None = None
    others: tuple[DeclarationHead, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What sorts parts the same in every store, whatever was loaded first."""
        return self.part_number, self.revision, self.manufacturer, self.name

    @property
    def is_mixture(self) -> bool:
        """Whether a chemical product is declared: used by mass, no article before a transfer."""
        return self.speaking is not None and self.speaking.scheme in _MIXTURES

    @property
    def is_known(self) -> bool:
        """Whether anybody says something about it; else it is only a number in a list."""
        return self.has_usages or self.speaking is not None

    def answers_to(self, revision: str, manufacturer: str) -> bool:
        """Blank means any; a given revision or manufacturer matches only itself."""
        return revision in {"", self.revision} and manufacturer in {"", self.manufacturer}


@dataclass(frozen=True, slots=True)
class Directory:
    """Parts by number; complete for the numbers that it was read for."""

    parts: Mapping[int, KnownPart]
    by_number: Mapping[str, tuple[KnownPart, ...]]

    @classmethod
    def of(cls, parts: Iterable[KnownPart]) -> Directory:
        """Sort parts under their own number and under the one their declaration was asked by."""
        kept = {part.part_id: part for part in parts}
        numbers: dict[str, list[KnownPart]] = defaultdict(list)
        for part in sorted(kept.values(), key=lambda part: part.identity):
            asked = part.speaking.requester_part_number if part.speaking else ""
            for number in {part.part_number, asked} - {""}:
                numbers[number].append(part)
        return cls(kept, {number: tuple(found) for number, found in numbers.items()})

    def merged(self, other: Directory) -> Directory:
        """Both together."""
        return Directory.of([*self.parts.values(), *other.parts.values()])

    def candidates(
        self, part_number: str, *, revision: str = "", manufacturer: str = ""
    ) -> tuple[KnownPart, ...]:
        """The parts that a reference may mean, in sort order; the first carries the mass.

        A declaration of a part that we build ourselves does not compete with our own bill of
        materials: it hangs beside it (`own_declarations`).
        """
        found = [
            part
            for part in self.by_number.get(part_number, ())
            if part.answers_to(revision, manufacturer)
        ]
        known = [part for part in found if part.is_known]
        if not known:
            exact = (part_number, revision, manufacturer, "")
            return tuple(part for part in found if part.identity == exact) or tuple(found)
        beside = {own.part_id for part in known for own in self.own_declarations(part)}
        return tuple(part for part in known if part.part_id not in beside)

    def own_declarations(self, part: KnownPart) -> tuple[KnownPart, ...]:
        """Declared parts that are the same thing as a part of our bill of materials."""
        if not part.has_usages:
            return ()
        same = self.by_number.get(part.part_number, ())
        built = {other.revision for other in same if other.has_usages}
        return tuple(
            other
            for other in same
            if other.speaking is not None
            and not other.has_usages
            and other.answers_to(part.revision, part.manufacturer)
            and (other.revision == part.revision or other.revision not in built)
        )


def find_parts(
    session: Session,
    part_number: str,
    *,
    revision: str | None = None,
    manufacturer: str | None = None,
    known_at: str | None = None,
) -> tuple[KnownPart, ...]:
    """The parts that a question about a number means; none = unknown part, several = ambiguous.

    Args:
        session: of the store.
        part_number: exactly as declared, as in the bill of materials, or as we asked for it.
        revision: None or "" means any.
        manufacturer: None or "" means any.
        known_at: ISO 8601; None means now.

    Raises:
        InvalidInstant: `known_at` is no instant.
    """
    instant = None if known_at is None else read_instant(known_at)
    directory = read_directory(session, numbers={part_number}, known_at=instant)
    return directory.candidates(
        part_number, revision=revision or "", manufacturer=manufacturer or ""
    )


def asked_numbers(session: Session) -> list[str]:
    """Every part number that the store holds, sorted; a question about one may mean several."""
    return sorted(session.execute(select(Part.part_number).distinct()).scalars())


def read_directory(
    session: Session, *, numbers: Collection[str] | None, known_at: str | None
) -> Directory:
    """Read the parts of some numbers, None = of all, in three queries for 5 000 numbers."""
    if numbers is None:
        return _read_chunk(session, None, known_at)
    found = Directory({}, {})
    for some in chunks(sorted(numbers)):
        found = found.merged(_read_chunk(session, padded(some), known_at))
    return found


def _read_chunk(session: Session, numbers: Sequence[str] | None, known_at: str | None) -> Directory:
    parts = select(Part.id, Part.part_number, Part.revision, Part.manufacturer, Part.name)
    heads = _heads().where(visible(Declaration.recorded_at, Declaration.superseded_at, known_at))
    built = select(Usage.parent_part_id).distinct()
    built = built.where(visible(Usage.recorded_at, Usage.superseded_at, known_at))
    if known_at is not None:
        parts = parts.where(Part.recorded_at <= known_at)
    if numbers is not None:
        asked = select(Declaration.part_id).where(Declaration.requester_part_number.in_(numbers))
        parts = parts.where(or_(Part.part_number.in_(numbers), Part.id.in_(asked)))
        ids = parts.with_only_columns(Part.id)
        heads = heads.where(Declaration.part_id.in_(ids))
        built = built.where(Usage.parent_part_id.in_(ids))
    has_usages = set(session.execute(built).scalars())
    declared: dict[int, list[DeclarationHead]] = defaultdict(list)
    for row in _tuples(session, heads):
        declared[row[0]].append(_head(row))
    return Directory.of(
        _known(KnownPart(*row), has_usages=row[0] in has_usages, heads=declared[row[0]])
        for row in _tuples(session, parts)
    )


def _tuples(session: Session, rows: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    # The connection's own rows: the session would wrap each of them once more.
    return [tuple(row) for row in session.connection().execute(rows)]


def _known(part: KnownPart, *, has_usages: bool, heads: list[DeclarationHead]) -> KnownPart:
    newest_first = sorted(heads, key=lambda head: head.age, reverse=True)
    return replace(
        part,
        has_usages=has_usages,
        speaking=newest_first[0] if newest_first else None,
        others=tuple(newest_first[1:]),
    )


def _heads() -> Select[*tuple[Any, ...]]:
    return select(
        Declaration.part_id,
        Declaration.id,
        Declaration.content_sha256,
        Declaration.scheme,
        Declaration.response_date,
        Declaration.confirmed_at,
        Declaration.requester_part_number,
        Declaration.unit_type,
        Declaration.has_composition,
        Declaration.composition_confirmed,
        # As text: of 100 000 declarations most say the same here, and it is read once.
        cast(Declaration.declared, Text),
    )


def _head(row: Sequence[Any]) -> DeclarationHead:
    has_composition, confirmed = row[8:10]
    declared = _declared(row[10])
    return DeclarationHead(
        declaration_id=row[1],
        sha256=row[2],
        scheme=row[3],
        response_date=row[4],
        confirmed_at=row[5],
        requester_part_number=row[6],
        unit_type=row[7],
        list_version=declared.list_version,
        has_composition=has_composition,
        covers=has_composition and confirmed is not False,
        full_material=bool(has_composition and declared.full_material),
        answers=declared.answers,
    )


@dataclass(frozen=True, slots=True)
class _Declared:
    list_version: str
    full_material: bool
    answers: Answers


@lru_cache(maxsize=_PATTERNS)
def _declared(text: str) -> _Declared:
    """What a declaration was made against, and what it answered."""
    declared = json.loads(text)
    versions = [
        reference["version"]
        for reference in declared["composition"]
        if reference["identity"] == _CHEMSHERPA_LIST
    ]
    version = versions[0] if versions else ""
    return _Declared(version, bool(declared["full_material"]), _answers(declared))


def _answers(declared: Mapping[str, Any]) -> Answers:
    told = declared["answered"]
    return Answers(
        versions=tuple(reference["version"] for reference in declared["compliance"]),
        above=tuple(told["above"]),
        below=tuple(told["below"]),
        is_unconfirmed=told["confirmed"] is False,
    )
