"""An assembly judged from its parts, and from the one file that was built of them: one verdict."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from api.services.parts import answered
from bom.assembly.assemblies import read_assembly
from bom.importing.files import import_bytes
from bom.portfolio.snapshot import read_snapshot
from bom.resolution import find_parts
from chemsherpa.assembly.answering import Answering
from chemsherpa.assembly.assemble import assemble
from chemsherpa.comment_texts import ai_product_text, answer_text, material_text, substance_text
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
from chemsherpa.writer import write
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.outcomes import Status
from engine.product import product_of
from engine.verdict import PartVerdict
from regulations.catalog import bundled
from tests.stores import SqliteStores, Stores

from .factories import Shelf, shelf_of

PERSON = Contact(name="A", title="B", email="c@example.com", phone="0")
ANSWERING = Answering(
    Company("Assembler"), PERSON, PERSON, "2026-11-21", confirmed_at="2026-11-21 10:00"
)
LISTS = ("eu-reach-candidate-list", "eu-rohs", "company-prohibited", "company-controlled")
SUBSTANCES = ("7439-92-1", "117-81-7", "7440-50-8", "84-61-7", "1317-36-8")
VERSIONS = ("2.04.00", "2.09.00", "2.10.00")
SIX_C = ExemptionSet(
    ListRef("EU-RoHS-AnnexIII", "IEC62474", "E2.0"),
    (Exemption("00040-B-00", "6(c)", "Copper alloy containing up to 4 % lead by weight"),),
)


@pytest.fixture
def opened(sqlite_stores: SqliteStores) -> Iterator[Callable[[], Shelf]]:
    with Stores(sqlite_stores).lent() as lent:
        yield lambda: shelf_of(lent)


def taken(shelf: Shelf, *files: bytes) -> None:
    for place, data in enumerate(files):
        report = import_bytes(shelf.database.writers, data, f"{place}.xml")
        assert report.counts["rejected"] == 0


def verdict(shelf: Shelf, number: str, as_of: date) -> PartVerdict:
    with shelf.session() as session:
        (part,) = find_parts(session, number)
        snapshot = read_snapshot(session, roots=[part.part_id])
    arrays = answered(snapshot)
    rules = compile_rules(bundled(), LISTS, as_of=as_of)
    product = product_of(arrays, snapshot.part_nodes[part.part_id], snapshot.labels)
    return judge(evaluate(arrays, rules), product, Question(names=snapshot.names))


def built(shelf: Shelf, number: str) -> bytes:
    with shelf.session() as session:
        (part,) = find_parts(session, number)
        assembly = read_assembly(session, part, names={})
    return write(assemble(assembly, ANSWERING).declaration)


def told(found: PartVerdict) -> object:
    """What must not change: statuses, and what was found in which amount of what."""
    return (
        found.status,
        {one.list_id: one.status for one in found.lists},
        {
            (case.list_id, case.entry.id, case.outcome, case.low, case.high, case.denominator)
            for case in found.cases
        },
        {(duty.duty, duty.entry, duty.substance, duty.share) for duty in found.duties},
    )


@pytest.mark.parametrize("day", ["2021-10-01", "2024-11-01", "2026-11-21"])
def test_the_demo_assemblies_are_judged_alike(
    opened: Callable[[], Shelf], root: Path, day: str
) -> None:
    parts, alone = opened(), opened()
    taken(parts, *(f.read_bytes() for f in sorted((root / "fixtures/chemsherpa").glob("*.xml"))))
    lines = (root / "fixtures/boms/demo.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert not parts.load(*(line for line in lines if "SPRING" not in line)).is_refused
    as_of = date.fromisoformat(day)
    for number in ("DRIVER-300", "BASE-200", "LAMP-100"):
        taken(alone, built(parts, number))
        assert told(verdict(alone, number, as_of)) == told(verdict(parts, number, as_of)), number


@pytest.mark.parametrize("seed", range(12))
def test_assemblies_of_random_parts_are_judged_alike(
    opened: Callable[[], Shelf], seed: int
) -> None:
    rng = random.Random(seed)
    parts, alone = opened(), opened()
    numbers = [f"P{place}" for place in range(5)]
    taken(parts, *(write(random_part(rng, number)) for number in numbers))
    inner = [f"INNER,,{n},,{rng.randrange(1, 4)},each," for n in rng.sample(numbers, 3)]
    outer = [f"OUTER,,{n},,{rng.randrange(1, 4)},each," for n in rng.sample(numbers, 2)]
    assert not parts.load(*inner, *outer, "OUTER,,INNER,,2,each,").is_refused
    taken(alone, built(parts, "OUTER"))
    as_of = date(2024, 11, 1)
    mine, theirs = verdict(alone, "OUTER", as_of), verdict(parts, "OUTER", as_of)
    assert told(mine) == told(theirs)


def test_random_parts_reach_every_status(opened: Callable[[], Shelf]) -> None:
    shelf = opened()
    rng = random.Random(0)
    numbers = [f"P{place}" for place in range(40)]
    taken(shelf, *(write(random_part(rng, number)) for number in numbers))
    seen = {verdict(shelf, number, date(2024, 11, 1)).status for number in numbers}
    assert seen >= {Status.NON_COMPLIANT, Status.UNKNOWN, Status.COMPLIANT}


def random_part(rng: random.Random, number: str) -> Declaration:
    """A valid chemSHERPA-AI declaration whose masses add up."""
    inner = [random_inner(rng, f"{number}-{place}") for place in range(rng.randrange(1, 3))]
    mass = sum(
        (Fraction(p.mass.value) * int(p.number_of_units) for p in inner if p.mass), Fraction()
    )
    comment = ProductComment(
        compliance_confirmed=True,
        compliance_confirmed_at="2026-01-01 10:00",
        composition_confirmed=True,
        composition_confirmed_at="2026-01-01 10:00",
        manufacturer="Maker",
    )
    leaded = any(
        s.identity == "7439-92-1" and s.share and Fraction(s.share.percent) > Fraction(1, 10)
        for p in inner for m in p.materials for s in m.substances
    )  # fmt: skip
    product = Product(
        unit_type="each",
        is_article=True,
        comment=ai_product_text(comment),
        ids=(ProductId(name=number, identifier=number, mass=Mass(str(int(mass)), "mg")),),
        compliances=(
            Compliance(list=ListRef("DSL", "IEC62474", "D29.00"), answers=(lead(leaded),)),
        ),
        composition=Composition(
            is_full=False,
            lists=(ListRef("chemSHERPA_SubstanceList", "chemSHERPA", rng.choice(VERSIONS)),),
            parts=tuple(inner),
        ),
    )
    response = Response(
        date="2026-01-01", authorizer=PERSON, contact=PERSON, company_info=Company("Maker")
    )
    main = Main(
        schema_version="X8.00ex2.0",
        business=BusinessInfo("Distribution", response=response),
        products=(product,),
    )
    return Declaration(Scheme.CHEMSHERPA_AI, main)


def lead(above: bool) -> Answer:
    return Answer(
        name="Lead/Lead Compounds",
        comment=answer_text(),
        entry="00021",
        above=above,
        application="All, except batteries",
        threshold="0.1 mass% of total Pb in homogenous material [ReportingLevel:Material]",
        mass=Mass("1", "mg") if above else None,
        share=Share("2") if above else None,
        exemption_sets=(SIX_C,) if above else (),
    )


def random_inner(rng: random.Random, name: str) -> Part:
    materials = tuple(random_material(rng, f"{name}-{n}") for n in range(rng.randrange(1, 4)))
    mass = sum(int(each.mass.value) for each in materials if each.mass)
    return Part(
        number_of_units=str(rng.randrange(1, 4)),
        is_article=rng.random() < 0.9,
        product_id=ProductId(name=name, identifier="Parts00001", mass=Mass(str(mass), "mg")),
        materials=materials,
    )


def random_material(rng: random.Random, name: str) -> Material:
    is_base = rng.random() < 0.5
    return Material(
        name=name,
        comment=material_text(use_code="1" if is_base else "3"),
        is_article=is_base,
        mass=Mass(str(rng.randrange(1, 500)), "mg"),
        substances=tuple(
            Substance(
                name=identity,
                comment=substance_text(voluntary=False),
                ids=(EntryRef(None, identity),),
                share=Share(rng.choice(["0.05", "0.1", "0.11", "2", "3.9", "4.1"])),
                exemption_sets=(SIX_C,) if "92-1" in identity and rng.random() < 0.7 else (),
            )
            for identity in rng.sample(SUBSTANCES, rng.choice([0, 0, 1, 2]))
        ),
    )
