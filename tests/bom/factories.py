"""Declarations made by hand, so that a test shows every fact that it depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bom.database import Database
from bom.importing.ingest import SourceFile, Stored, store
from bom.resolution import KnownPart, find_parts
from bom.usages.load import LoadReport, load_usages
from bom.usages.table import read_table
from chemsherpa.document import (
    Answer,
    BusinessInfo,
    Company,
    Compliance,
    Composition,
    Contact,
    Declaration,
    EntryRef,
    Exemption,
    ExemptionSet,
    ListRef,
    Main,
    Mass,
    Material,
    Part,
    Product,
    ProductComment,
    ProductId,
    Response,
    Scheme,
    Share,
    Substance,
)
from chemsherpa.file_reading import Reading, Status
from tests.stores import Stores

LEAD = "7439-92-1"
COPPER = "7440-50-8"
DEHP = "117-81-7"


def ticking() -> datetime:
    """A clock that stands still; the store moves it on by itself."""
    return datetime(2026, 11, 1, tzinfo=UTC)


def substance(identity: str, percent: str | None, **changes: Any) -> Substance:
    made = Substance(
        name=f"substance {identity}",
        ids=(EntryRef(None, identity),) if identity else (),
        share=None if percent is None else Share(percent),
        voluntary=False,
        line=1,
    )
    return replace(made, **changes)


def material(name: str, mass: str | None, *substances: Substance, **changes: Any) -> Material:
    made = Material(
        name=name,
        is_article=False,
        mass=None if mass is None else Mass(mass, "mg"),
        substances=substances,
        line=1,
    )
    return replace(made, **changes)


def part(name: str, units: str, mass: str | None, **changes: Any) -> Part:
    weight = None if mass is None else Mass(mass, "mg")
    made = Part(
        product_id=ProductId(name=name, identifier="Parts00001", mass=weight),
        number_of_units=units,
        is_article=True,
        line=1,
    )
    return replace(made, **changes)


def answer(entry: str, *, above: bool, **changes: Any) -> Answer:
    made = Answer(entry=entry, name="", above=above, application="", threshold="", line=1)
    return replace(made, **changes)


def claim(reg_index: str, list_identity: str = "EU-RoHS-AnnexIII") -> ExemptionSet:
    listed = ListRef(list_identity, "IEC62474", "E2.0")
    return ExemptionSet(listed, (Exemption("key", reg_index, ""),))


COMPOSITION_LIST = ListRef("chemSHERPA_SubstanceList", "chemSHERPA", "2.10.00")
ANSWER_LIST = ListRef("DSL", "IEC62474", "D29.00")
HUNDRED_MG = Mass("100", "mg")


def declaration(
    part_number: str,
    *,
    name: str = "Thing",
    revision: str = "1",
    manufacturer: str = "Maker",
    requester_part_number: str = "",
    mass: Mass | None = HUNDRED_MG,
    unit_type: str = "each",
    is_article: bool | None = True,
    response: Response | None = None,
    comment: ProductComment | None = None,
    lists: tuple[ListRef, ...] = (COMPOSITION_LIST,),
    is_full: bool | None = False,
    has_composition: bool = True,
    materials: tuple[Material, ...] | None = None,
    parts: tuple[Part, ...] = (),
    substances: tuple[Substance, ...] = (),
    answers: tuple[Answer, ...] = (),
    scheme: Scheme = Scheme.CHEMSHERPA_AI,
) -> Declaration:
    """100 mg of one material with 2 % lead, declared against list 2.10.00."""
    lead = (material("Brass", "100", substance(LEAD, "2")),)
    told = comment or ProductComment(composition_confirmed=True)
    product = Product(
        unit_type=unit_type,
        is_article=is_article,
        ids=(
            ProductId(
                name=name,
                identifier=part_number,
                version=revision,
                requester_identifier=requester_part_number,
                mass=mass,
            ),
        ),
        compliances=(Compliance(list=ANSWER_LIST, answers=answers),),
        composition=Composition(
            is_full=is_full,
            lists=lists,
            parts=parts,
            materials=lead if materials is None else materials,
            substances=substances,
        )
        if has_composition
        else None,
        told=replace(told, manufacturer=manufacturer),
        line=1,
    )
    made_on = response or answered_on("2026-01-01")
    main = Main(
        schema_version="X8.21",
        business=BusinessInfo("Distribution", response=made_on),
        products=(product,),
        tool_id=ListRef("chemSHERPA-AI", "chemSHERPA", "0"),
    )
    return Declaration(scheme, main)


def answered_on(date: str) -> Response:
    nobody = Contact(name="", title="", email="", phone="")
    return Response(
        date=date,
        authorizer=nobody,
        contact=nobody,
        company_info=Company("Supplier"),
        approved_on=date,
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


def shelf_of(stores: Stores) -> Shelf:
    """An empty one, of the kind of stores that the test runs on."""
    url = stores.url()
    return Shelf(stores.open(url), url)
