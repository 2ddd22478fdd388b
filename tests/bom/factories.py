"""Declarations made by hand, so that a test shows every fact that it depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bom.bom_table import read_table
from bom.database import Database, open_database, upgrade
from bom.ingest import SourceFile, Stored, store
from bom.load_usages import LoadReport, load_usages
from bom.resolution import KnownPart, find_parts
from chemsherpa.document import (
    Answer,
    Declaration,
    Declared,
    ExemptionClaim,
    ListRef,
    Mass,
    Material,
    Part,
    ProductComment,
    Response,
    Scheme,
    Share,
    Substance,
)
from chemsherpa.file_reading import Reading, Status

LEAD = "7439-92-1"
COPPER = "7440-50-8"
DEHP = "117-81-7"


def ticking() -> datetime:
    """A clock that stands still; the store moves it on by itself."""
    return datetime(2026, 11, 1, tzinfo=UTC)


def substance(identity: str, percent: str | None, **changes: Any) -> Substance:
    made = Substance(
        name=f"substance {identity}",
        identity=identity,
        share=None if percent is None else Share(percent),
        mass=None,
        remark="",
        voluntary=False,
        exemptions=(),
        comment=None,
        line=1,
    )
    return replace(made, **changes)


def material(name: str, mass: str | None, *substances: Substance, **changes: Any) -> Material:
    made = Material(
        name=name,
        is_article=False,
        mass=None if mass is None else Mass(mass, "mg"),
        material_id=None,
        class_ids=(),
        substances=substances,
        use_code="",
        standard="",
        remark="",
        scip_category="",
        comment=None,
        line=1,
    )
    return replace(made, **changes)


def part(name: str, units: str, mass: str | None, **changes: Any) -> Part:
    made = Part(
        name=name,
        identifier="Parts00001",
        number_of_units=units,
        is_article=True,
        mass=None if mass is None else Mass(mass, "mg"),
        parts=(),
        materials=(),
        substances=(),
        scip=None,
        comment=None,
        line=1,
    )
    return replace(made, **changes)


def answer(entry: str, *, above: bool, **changes: Any) -> Answer:
    made = Answer(
        entry=entry,
        name="",
        above=above,
        application="",
        threshold="",
        mass=None,
        share=None,
        exemptions=(),
        remark="",
        use="",
        place="",
        scip=None,
        scip_material_category="",
        material_code="",
        comment=None,
        line=1,
    )
    return replace(made, **changes)


def claim(reg_index: str, list_identity: str = "EU-RoHS-AnnexIII") -> ExemptionClaim:
    return ExemptionClaim(ListRef(list_identity, "IEC62474", "E2.0"), "key", reg_index, "")


def declaration(part_number: str, **changes: Any) -> Declaration:
    """100 mg of one material with 2 % lead, answered against list 2.10.00."""
    made = Declaration(
        scheme=Scheme.CHEMSHERPA_AI,
        schema_version="X8.21",
        tool="chemSHERPA-AI",
        part_number=part_number,
        name="Thing",
        revision="1",
        manufacturer="Maker",
        requester_part_number="",
        requester_name="",
        unit_type="each",
        is_article=True,
        mass=Mass("100", "mg"),
        sections=(),
        response=response("2026-01-01"),
        comment=ProductComment(composition_confirmed=True),
        declared=Declared(
            composition=(ListRef("chemSHERPA_SubstanceList", "chemSHERPA", "2.10.00"),),
            full_material=False,
        ),
        has_composition=True,
        has_compliance=True,
        parts=(),
        materials=(material("Brass", "100", substance(LEAD, "2")),),
        substances=(),
        answers=(),
        line=1,
    )
    return replace(made, **changes)


def response(date: str) -> Response:
    return Response(
        date=date,
        doc_id="",
        comment=None,
        approved_on=date,
        company="Supplier",
        company_local="",
        company_id=None,
        contacts=(),
    )


def reading(made: Declaration) -> Reading:
    content = repr(made).encode()
    digest = hashlib.sha256(content).hexdigest()
    return Reading(f"{made.part_number}.xml", digest, Status.ACCEPTED, made, (), content)


@dataclass
class Shelf:
    """A store with the verbs that tests need."""

    database: Database
    url: str

    def put(self, *made: Declaration) -> list[Stored]:
        stored = []
        for each in made:
            found = reading(each)
            source = SourceFile("file.shai", found.sha256, found.xml)
            with self.database.writers.begin() as session:
                stored.append(store(session, found, source=source, clock=ticking))
        return stored

    def put_together(self, *made: Declaration) -> None:
        """In one transaction: only a test of many declarations may."""
        with self.database.writers.begin() as session:
            for each in made:
                found = reading(each)
                source = SourceFile("file.shai", found.sha256, found.xml)
                store(session, found, source=source, clock=ticking)

    def load(self, *rows: str) -> LoadReport:
        header = "parent,parent_revision,child,child_revision,quantity,unit,manufacturer"
        table = read_table("\n".join((header, *rows)).encode(), "bom.csv")
        return load_usages(self.database.writers, table, clock=ticking)

    def session(self) -> Session:
        return self.database.readers()

    def find(self, part_number: str, **how: str | None) -> tuple[KnownPart, ...]:
        with self.session() as session:
            return find_parts(session, part_number, **how)


def open_shelf(url: str) -> Shelf:
    upgrade(url)
    return Shelf(open_database(url), url)
