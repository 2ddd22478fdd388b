"""The verdict on one part of the store, or on a structure in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from api.errors import UnknownCategory
from api.services.horizon import next_change
from api.services.justified import NONE, Justified, justifications_json, justified, last_day
from api.services.law import Law, engine_version, law_of
from api.services.parts import Found, find
from api.services.product_uses import uses_of
from api.services.sources import with_sources
from api.wire.body import Json
from api.wire.imports import finding_json
from api.wire.verdict import verdict_json
from bom.errors import InvalidStructureFile
from bom.instants import read_instant
from bom.lists.law_book import LawBook, read_law_book
from bom.structures.arrays import Structure, structure_arrays
from bom.structures.structure import read_structure
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import Product, product_of
from engine.verdict import PartVerdict
from regulations.language import Language

__all__ = [
    "Ask",
    "Read",
    "law_asked",
    "read_part",
    "structure_verdict",
    "verdict_of",
    "verdict_on",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked.

    Attributes:
        lists: none = the binding ones.
        eee_category: None = 1 to 7 and 10, said under `assumptions`.
        known_at: None = now.
        uses: what the product is used for, as `regulations.uses.read_uses` takes it; none = what
            the deployment says of all its products.
    """

    as_of: date
    lists: tuple[str, ...] = ()
    eee_category: str | None = None
    known_at: str | None = None
    explain: bool = False
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A question with everything that the store says about it: what is left needs no store."""

    ask: Ask
    law: Law
    found: Found
    held: Justified = NONE


def verdict_of(
    session: Session, part_number: str, ask: Ask, *, revision: str = "", manufacturer: str = ""
) -> Json:
    """The verdict on a part; several matching parts give the worst answer and a gap.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
        UnknownList, UnknownCategory, InvalidInstant: a question that cannot be answered.
    """
    return verdict_on(
        read_part(session, part_number, ask, revision=revision, manufacturer=manufacturer)
    )


def law_asked(ask: Ask, book: LawBook) -> Law:
    """The law that a question names, by the lists of a store.

    Raises:
        UnknownList, UnknownCategory, UnknownUse: as `law_of`.
    """
    return law_of(
        as_of=ask.as_of,
        lists=ask.lists,
        eee_category=ask.eee_category,
        book=book,
        uses=uses_of(ask.uses),
    )


def read_part(
    session: Session, part_number: str, ask: Ask, *, revision: str = "", manufacturer: str = ""
) -> Read:
    """What the store says about a part; judging it afterwards holds no transaction open.

    Raises:
        UnknownPart, UnknownList, UnknownCategory, InvalidInstant: as `verdict_of`.
    """
    law = law_asked(ask, read_law_book(session, known_at=ask.known_at))
    found = find(
        session,
        part_number,
        revision=revision,
        manufacturer=manufacturer,
        known_at=ask.known_at,
    )
    held = justified(session, found.part_of, as_of=ask.as_of, known_at=ask.known_at)
    return Read(ask, law, with_sources(session, found) if ask.explain else found, held)


def verdict_on(read: Read) -> Json:
    """The verdict on what was read."""
    ask, law, found = read.ask, read.law, read.found
    answers = [_judged(law, one.product, one.question, ask, held=read.held) for one in found.parts]
    place = max(range(len(answers)), key=lambda i: (*_severity(answers[i].verdict), -i))
    answer = answers[place]
    notes: Json = {"declarations": list(found.parts[place].declarations)}
    return verdict_json(
        answer.verdict,
        part=found.parts[place].facts,
        known_at=_known(ask, found),
        engine_version=engine_version(),
        next_change=answer.change,
        # Said only where something was accepted: then it is why a red case makes no red status.
        notes=notes | ({"justifications": answer.accepted} if answer.accepted else {}),
        explained=ask.explain,
    )


def structure_verdict(path: Path, ask: Ask) -> Json:
    """The verdict on a structure file; no store is needed.

    Raises:
        InvalidStructureFile: the file cannot be read faithfully.
        UnknownList, UnknownCategory: a question that cannot be answered.
    """
    file = read_structure(path)
    law = _law_of_file(ask, file.eee_category)
    structure = structure_arrays(file, law.catalog)
    product = product_of(structure.arrays, structure.root, structure.labels)
    question = Question(
        names=structure.names,
        tonnes=structure.tonnes,
        sources=structure.sources,
        assumptions=structure.excluded,
    )
    answer = _judged(law, product, question, ask)
    return verdict_json(
        answer.verdict,
        part=_facts(structure),
        known_at=None,
        engine_version=engine_version(),
        next_change=answer.change,
        notes={"findings": [finding_json(each, Language.ENGLISH) for each in structure.findings]},
        explained=ask.explain,
    )


def _law_of_file(ask: Ask, stated: str | None) -> Law:
    """The law for a file that may name its own category: there it is input, not a question."""
    try:
        return law_of(
            as_of=ask.as_of,
            lists=ask.lists,
            eee_category=ask.eee_category or stated,
            uses=uses_of(ask.uses),
        )
    except UnknownCategory as wrong:
        if ask.eee_category:
            raise
        raise InvalidStructureFile(wrong.message, where="/eee_category", hint=wrong.hint) from wrong


@dataclass(frozen=True, slots=True)
class _Answer:
    verdict: PartVerdict
    change: date | None
    accepted: list[Json]


def _judged(
    law: Law, product: Product, question: Question, ask: Ask, *, held: Justified = NONE
) -> _Answer:
    assumed = (*law.assumptions, *question.assumptions)
    asked = replace(question, explain=ask.explain, assumptions=assumed)
    found = evaluate(product.bom, law.rules)
    counted, accepted = held.counted(found)
    told = justifications_json(held, accepted, found, product)
    change = next_change(law, product, found, question.tonnes)
    ends = last_day(accepted) if told else None
    days = [day for day in (change, ends) if day is not None]
    return _Answer(judge(counted, product, asked), min(days, default=None), told)


def _severity(verdict: PartVerdict) -> tuple[int, int]:
    """The worse status first; among equals the one with the worse case, so nothing is hidden."""
    worst = max((case.outcome for case in verdict.cases), default=Outcome.NOT_APPLICABLE)
    return list(Status).index(verdict.status), worst


def _known(ask: Ask, found: Found) -> str | None:
    return read_instant(ask.known_at) if ask.known_at else found.recorded_at


def _facts(structure: Structure) -> Mapping[str, str]:
    part = structure.file.part
    return {
        "part_number": part.part_number,
        "revision": part.revision,
        "manufacturer": part.manufacturer,
        "name": part.name,
    }
