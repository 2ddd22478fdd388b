"""A declaration as the standard words it: frozen, complete, with the declared texts untouched.

`Main` is the file's content; `Declaration` looks at one product of it. Numbers stay the decimal
text that the supplier wrote; arithmetic starts from it elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated

from chemsherpa.document.compliance import Answer
from chemsherpa.document.composition import Composition, Material, Part, Substance
from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.header import BusinessInfo, Include, Request, Response
from chemsherpa.document.product import Product
from chemsherpa.document.scip import ProductComment
from chemsherpa.document.values import ListRef, Mass

__all__ = ["Declaration", "Declared", "Foreign", "Main", "Raw", "Scheme"]


class Scheme(StrEnum):
    """Which kind of declaration it is; the last four are other formats, read into this model."""

    CHEMSHERPA_AI = "chemsherpa-ai"
    CHEMSHERPA_CI = "chemsherpa-ci"
    IEC62474 = "iec62474"
    IPC1752A = "ipc1752a"
    AIS = "ais"
    MSDSPLUS = "msdsplus"
    MATERIAL_SHEET = "material-sheet"


@dataclass(frozen=True, slots=True)
class Raw:
    """XML kept as it stands: a signature, which means nothing once it is taken apart."""

    path: str
    xml: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """An attribute of another namespace; the schema knows `xsi:` ones only, and they say nothing.

    Attributes:
        element: local name of the element that carries it.
        name: with its namespace in braces.
    """

    element: str
    name: str
    value: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Declared:
    """The lists against which the declaration was made; they say what silence means."""

    composition: tuple[ListRef, ...] = ()
    compliance: tuple[ListRef, ...] = ()
    full_material: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Main:
    """A whole file: its stamp, who asks and answers, and at least one product."""

    schema_version: Annotated[str, Attr("schemaDatabaseVersion")]
    language: Annotated[str | None, Attr("charaLocal")] = None
    is_complete: Annotated[bool | None, Attr("declarationComplete")] = None
    include: Annotated[Include | None, Elem("Include")] = None
    business: Annotated[BusinessInfo, Elem("BusinessInfo")]
    products: Annotated[tuple[Product, ...], Elem("Product")]
    tool_id: Annotated[ListRef | None, Elem("ToolNameVersionID")] = None
    signature: Raw | None = None
    foreign: tuple[Foreign, ...] = ()


_NOTHING = Composition()


@dataclass(frozen=True, slots=True)
class Declaration:
    """One product of a file, with everything that the file says about it.

    Attributes:
        main: the file, all its products in it.
        position: which product, from 0.
    """

    scheme: Scheme
    main: Main
    position: int = 0

    @property
    def product(self) -> Product:
        """The product that is declared."""
        return self.main.products[self.position]

    @property
    def alone(self) -> Declaration:
        """The same declaration in a file of its own."""
        return Declaration(self.scheme, replace(self.main, products=(self.product,)))

    @property
    def schema_version(self) -> str:
        """The stamp, e.g. ``X8.00ex2.0``."""
        return self.main.schema_version

    @property
    def tool(self) -> str:
        """The writing tool, e.g. ``chemSHERPA-AI-V2R1.00.1@2.10.00``, "" when not told."""
        return self.main.tool_id.identity if self.main.tool_id else ""

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that the file announces."""
        include = self.main.include
        return tuple(each.name for each in include.sections) if include else ()

    @property
    def request(self) -> Request | None:
        """The question that this answers, or that still waits for an answer."""
        return self.main.business.request

    @property
    def response(self) -> Response | None:
        """Who answers; None in a request."""
        return self.main.business.response

    @property
    def part_number(self) -> str:
        """The maker's number of the product, "" when not written; so for the next four."""
        return self.product.ids[0].identifier or ""

    @property
    def name(self) -> str:
        """The product's name."""
        return self.product.ids[0].name or ""

    @property
    def revision(self) -> str:
        """The product's version."""
        return self.product.ids[0].version or ""

    @property
    def requester_part_number(self) -> str:
        """The customer's number of the product."""
        return self.product.ids[0].requester_identifier or ""

    @property
    def requester_name(self) -> str:
        """The customer's name of the product."""
        return self.product.ids[0].requester_name or ""

    @property
    def manufacturer(self) -> str:
        """Who makes it: as hidden in the comment, else the responding company (may be a trader)."""
        if self.comment.manufacturer or self.response is None:
            return self.comment.manufacturer
        return self.response.company

    @property
    def unit_type(self) -> str:
        """What one unit of the product is; masses are for one unit."""
        return self.product.unit_type

    @property
    def is_article(self) -> bool | None:
        """Whether the product is an article, None when not told."""
        return self.product.is_article

    @property
    def mass(self) -> Mass | None:
        """The mass of one unit."""
        return self.product.ids[0].mass

    @property
    def comment(self) -> ProductComment:
        """The fields hidden in the product's comment."""
        return self.product.told

    @property
    def declared(self) -> Declared:
        """The lists that the sections were made against."""
        composition = self.product.composition
        return Declared(
            composition=composition.lists if composition else (),
            compliance=tuple(each.list for each in self.product.compliances),
            full_material=composition.is_full if composition else None,
        )

    @property
    def has_composition(self) -> bool:
        """Whether the section is in the file at all."""
        return self.product.composition is not None

    @property
    def has_compliance(self) -> bool:
        """Whether the section is in the file at all."""
        return bool(self.product.compliances)

    @property
    def composition(self) -> Composition:
        """The section, empty when absent."""
        return self.product.composition or _NOTHING

    @property
    def parts(self) -> tuple[Part, ...]:
        """Parts directly under the composition."""
        return self.composition.parts

    @property
    def materials(self) -> tuple[Material, ...]:
        """Materials directly under the composition."""
        return self.composition.materials

    @property
    def substances(self) -> tuple[Substance, ...]:
        """Substances directly under the composition; all of them in a CI declaration."""
        return self.composition.substances

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers of all compliance sections, in file order."""
        return tuple(answer for each in self.product.compliances for answer in each.answers)

    @property
    def line(self) -> int:
        """Line of the product in the file."""
        return self.product.line
