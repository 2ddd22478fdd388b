"""A law small enough to be recounted ten thousand times, with every shape that real lists have."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

from engine.compile import compile_rules
from engine.rules import RuleSet
from regulations.catalog import Catalog
from regulations.model import (
    Breached,
    Effect,
    Entry,
    Exemption,
    Level,
    ListVersion,
    Member,
    Source,
    SubstanceList,
    Threshold,
    Trust,
)
from regulations.substances import IdType, SubstanceId

__all__ = ["AS_OF", "EXEMPTIONS", "SUBSTANCES", "UNLISTED", "toy_catalog", "toy_rules"]

AS_OF = date(2024, 6, 1)
EARLIER, LATER = date(2015, 1, 1), date(2030, 1, 1)
SOURCE = Source("made up", Trust.D)
EX, UNREAD = "toy-exemptions", "toy-exemptions-without-rows"


def cas(number: str) -> SubstanceId:
    return SubstanceId(IdType.CAS, number)


LEAD, OXIDE, SLAG = cas("7439-92-1"), cas("1317-36-8"), cas("69029-84-1")
CADMIUM, DEHP, MERCURY = cas("7440-43-9"), cas("117-81-7"), cas("7439-97-6")
DECA, OCTA = cas("1163-19-5"), cas("32536-52-0")
UNLISTED = cas("7440-50-8")
OXIME, OXIME_TOO = cas("96-29-7"), SubstanceId(IdType.EC, "406-930-7")
"""The register pairs the CAS number of butanone oxime with two EC numbers."""
LEAD_EC, CADMIUM_EC = SubstanceId(IdType.EC, "231-100-4"), SubstanceId(IdType.EC, "231-152-8")
SUBSTANCES = (
    LEAD, OXIDE, SLAG, CADMIUM, DEHP, MERCURY, DECA, OCTA, UNLISTED,
    LEAD_EC, CADMIUM_EC, OXIME, OXIME_TOO,
)  # fmt: skip


def member(substance: SubstanceId, factor: str = "1", *, upper_bound: bool = False) -> Member:
    return Member(
        substance, f"name of {substance}", Fraction(factor), Trust.D, upper_bound=upper_bound
    )


def entry(
    list_id: str,
    name: str,
    effect: Effect,
    level: Level,
    limit: str,
    *members: Member,
    at: bool = False,
    element: str = "",
    intentional: bool = False,
    exempt: bool = False,
    context: str = "",
) -> Entry:
    breached = Breached.AT_OR_ABOVE if at else Breached.ABOVE
    return Entry(
        name,
        list_id,
        name,
        effect,
        level,
        (Threshold(Fraction(limit), breached, EARLIER, None, Trust.D),),
        members,
        EARLIER,
        "nowhere",
        SOURCE,
        element=element,
        intentional=intentional,
        exemption_lists=(EX, UNREAD) if exempt else (),
        context=(frozenset({context}),) if context else (),
    )


def exemption(
    name: str,
    *,
    start: date = EARLIER,
    until: date | None = None,
    upper: str | None = None,
    lower: str | None = None,
    elements: tuple[str, ...] = ("Pb",),
    categories: tuple[str, ...] = (),
) -> Exemption:
    return Exemption(
        name,
        EX,
        name,
        elements,
        frozenset(categories),
        start,
        until,
        SOURCE,
        None if upper is None else Fraction(upper),
        None if lower is None else Fraction(lower),
        expires_on=until,
    )


ROWS = (
    exemption("any"),
    exemption("up-to-4", upper="0.04"),
    exemption("from-85", lower="0.85"),
    exemption("ended", until=date(2020, 1, 1)),
    exemption("later", start=LATER),
    exemption("cat-8", categories=("8",)),
    exemption("cd", elements=("Cd",)),
)
EXEMPTIONS = (
    *((EX, row.id) for row in ROWS),
    (EX, "nobody-knows"),
    (UNREAD, "nobody-can-check"),
    ("elsewhere", "any"),
)


def toy_list(
    list_id: str, entries: tuple[Entry, ...], rows: tuple[Exemption, ...] = ()
) -> SubstanceList:
    return SubstanceList(
        list_id,
        list_id,
        "nobody",
        "none",
        binding=not rows,
        versions=(ListVersion("1", EARLIER, SOURCE),),
        entries=entries,
        sha256="",
        checked_on=AS_OF,
        exemptions=rows,
    )


def toy_catalog() -> Catalog:
    material, article = Level.HOMOGENEOUS_MATERIAL, Level.ARTICLE
    law = (
        entry(
            "toy-law",
            "lead",
            Effect.RESTRICT,
            material,
            "0.001",
            member(LEAD),
            member(OXIDE, "0.92832"),
            member(SLAG, upper_bound=True),
            element="Pb",
            exempt=True,
        ),
        entry("toy-law", "cd", Effect.RESTRICT, material, "0.0001", member(CADMIUM), element="Cd",
              exempt=True),
        entry("toy-law", "pbde", Effect.RESTRICT, material, "0.001", member(DECA), member(OCTA)),
        entry("toy-law", "oxime", Effect.RESTRICT, material, "0.001", member(OXIME)),
        entry("toy-law", "dehp", Effect.RESTRICT, material, "0.001", member(DEHP), at=True),
    )  # fmt: skip
    duties = (
        entry("toy-duties", "oxide", Effect.DECLARE, article, "0.001", member(OXIDE)),
        entry("toy-duties", "bde", Effect.DECLARE, article, "0.003", member(DECA), member(OCTA)),
        entry("toy-duties", "dehp", Effect.DECLARE, article, "0.001", member(DEHP), at=True),
    )
    company = (
        entry("toy-company", "hg", Effect.RESTRICT, article, "0", member(MERCURY),
              intentional=True),
        entry("toy-company", "cd", Effect.CONTROL, article, "0.0001", member(CADMIUM)),
        entry("toy-company", "pb", Effect.RESTRICT, article, "0.002", member(LEAD),
              member(SLAG, "0.5", upper_bound=True), element="Pb", exempt=True),
    )  # fmt: skip
    uses = (
        entry("toy-uses", "told", Effect.INFORM, material, "0", member(MERCURY)),
        entry("toy-uses", "looked-at", Effect.REVIEW, article, "0", member(CADMIUM)),
        entry("toy-uses", "toys", Effect.RESTRICT, material, "0.0005", member(LEAD),
              context="toy"),
        entry("toy-uses", "looked-at-toys", Effect.REVIEW, material, "0", member(DEHP),
              context="toy"),
    )  # fmt: skip
    levels = (
        entry("toy-levels", "laminate", Effect.RESTRICT, Level.LAMINATE, "0.0009", member(DECA),
              member(OCTA)),
        entry("toy-levels", "part", Effect.RESTRICT, Level.PART, "0.001", member(LEAD),
              member(OXIDE, "0.92832"), element="Pb", exempt=True),
        entry("toy-levels", "product", Effect.DECLARE, Level.PRODUCT, "0.0001", member(CADMIUM),
              at=True),
    )  # fmt: skip
    lists = {
        "toy-levels": toy_list("toy-levels", levels),
        "toy-law": toy_list("toy-law", law),
        "toy-duties": toy_list("toy-duties", duties),
        "toy-company": toy_list("toy-company", company),
        "toy-uses": toy_list("toy-uses", uses),
        EX: toy_list(EX, (), ROWS),
        UNREAD: toy_list(UNREAD, ()),
    }
    return Catalog(MappingProxyType(lists))


def toy_rules() -> RuleSet:
    lists = ("toy-law", "toy-duties", "toy-company", "toy-uses", "toy-levels")
    return compile_rules(toy_catalog(), lists, as_of=AS_OF, categories=frozenset({"1"}))
