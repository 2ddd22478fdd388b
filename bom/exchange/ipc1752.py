"""IPC-1752A and IPC-1752B, classes A to D: who declares, which products, which sections.

Source:
    One file of class C written by a commercial generator (IPC-1752A, Amendment 3), a fragment of
    class D, and descriptions of both: the elements of classes C and D, `SubProduct` and the units.
    Class A is read by the names that IEC 62474 took over from it, class B by those that class D
    uses for the group of a material; neither was seen. IPC-1752B: namespace, the extra level
    `IPC-1752B`, several products, `isFSD`; from descriptions only. The schemas of IPC were not at
    hand, so nothing is validated, and everything that is not understood is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.findings import found
from bom.exchange.ipc1752_amounts import product_id
from bom.exchange.ipc1752_contents import answers_of, classes_of, made_of, queries_of
from bom.importing.answered_entry import list_prefix
from bom.usages.units import unit_code
from chemsherpa.checks.composition import check_composition
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.days import told_day
from chemsherpa.document import (
    BusinessInfo,
    Company,
    Composition,
    Contact,
    Declaration,
    Include,
    ListRef,
    Main,
    Product,
    ProductId,
    Response,
    Scheme,
    Section,
)
from chemsherpa.findings import Finding
from chemsherpa.formats import Told
from chemsherpa.lenient import Lenient
from chemsherpa.names import Element, local_name
from regulations.bridge import entries_of_dsl
from regulations.errors import InvalidQuantity

__all__ = ["is_ipc1752", "read_ipc1752"]

_NAMESPACE: Final = re.compile(r"\{https?://webstds\.ipc\.org/175x/(2\.0|1752B/1752B)/?\}")
_B: Final = "IPC-1752B"
_A: Final = "IPC-1752A"
_INSIDE: Final = re.compile(r"/Product(\[[0-9]+\])?/")
_MODES: Final = {"Distribute": "Distribution"}
_ONE: Final = "1"


def is_ipc1752(root: Element) -> bool:
    """Whether the root is an IPC-1752A or IPC-1752B declaration, by name and namespace."""
    return local_name(root) == "MainDeclaration" and bool(_NAMESPACE.match(str(root.tag)))


def read_ipc1752(root: Element, rules: ContentRules = USUAL) -> tuple[Told, ...]:
    """The declarations of a file, one for each product.

    Raises:
        Refused: `ipc-product-missing`, `instances-unclear`, `count-missing`, `answer-unclear`,
            `value-…`, `unit-unknown`, `flag-unclear`, `element-twice`.
    """
    told: list[Finding] = []
    outer = Lenient(root)
    inner = [outer, *outer.all(_B)]
    products = [_product(each, told) for node in inner for each in node.all("Product")]
    if not products:
        raise Refused("ipc-product-missing", where=outer.where, line=outer.line)
    standard = _B if "1752B" in str(root.tag) else _A
    main = Main(
        schema_version=f"{standard} {outer.said('version')}".strip(),
        include=_include(inner),
        business=_business(inner, told),
        products=tuple(products),
    )
    told += outer.unread()
    main = _without_doubt(main, told)
    told += _unjudged(main)
    declarations = [Declaration(Scheme.IPC1752A, main, at) for at in range(len(products))]
    return tuple(
        (each, (*(told if each.position == 0 else ()), *check_composition(each, rules)))
        for each in declarations
    )


def _unjudged(main: Main) -> Iterator[Finding]:
    """Answers over a threshold that no entry of our lists is known for; they change no verdict."""
    for product in main.products:
        for compliance in product.compliances:
            prefix = list_prefix(Scheme.IPC1752A, compliance.list)
            over = [
                answer
                for answer in compliance.answers
                if answer.above and not entries_of_dsl(prefix + answer.entry)
            ]
            if over:
                names = ", ".join(dict.fromkeys(answer.name for answer in over))
                yield found(
                    "answers-not-judged",
                    "/MainDeclaration/Product/MaterialInfo/SubstanceCategoryList",
                    over[0].line,
                    list=compliance.list.identity,
                    count=len(over),
                    detail=names,
                )


def _without_doubt(main: Main, told: list[Finding]) -> Main:
    """A product that is not understood whole is no full substance disclosure."""
    in_products = any(_INSIDE.search(finding.where) for finding in told)
    is_full = any(each.composition and each.composition.is_full for each in main.products)
    if not (in_products and is_full):
        return main
    line = main.products[0].line
    told.append(found("disclosure-in-doubt", "/MainDeclaration/Product", line))
    return replace(main, products=tuple(_not_full(each) for each in main.products))


def _not_full(product: Product) -> Product:
    composition = product.composition
    return replace(product, composition=composition and replace(composition, is_full=None))


def _include(nodes: list[Lenient]) -> Include | None:
    names = [
        " ".join(filter(None, (section.said("name"), sub.said("name"))))
        for node in nodes
        for include in node.all("Include")
        for section in include.all("Sectional")
        for sub in section.all("SubSectional")
    ]
    return Include(tuple(Section(name) for name in names)) if names else None


def _business(nodes: list[Lenient], told: list[Finding]) -> BusinessInfo:
    for node in nodes:
        business = node.one("BusinessInfo")
        if business is not None:
            # The legal text of the form: it is kept with the file and says nothing of a product.
            business.ignore("Declaration")
            mode = business.said("mode")
            return BusinessInfo(_MODES.get(mode, mode), response=_response(business, told))
    return BusinessInfo("")


def _response(business: Lenient, told: list[Finding]) -> Response | None:
    response = business.one("Response")
    if response is None:
        return None
    response.get("fieldLock")
    return Response(
        date=told_day(response.said("date"), response.where, response.line, told),
        comment=response.get("comment"),
        authorizer=_contact(response.one("Authorizer")),
        contact=_contact(response.one("Contact")),
        company_info=_company(response.one("SupplyCompany")),
    )


def _company(node: Lenient | None) -> Company:
    if node is None:
        return Company("")
    company_id = node.one("CompanyID")
    identity = company_id and ListRef(company_id.said("identity"), company_id.said("authority"), "")
    return Company(node.said("name"), id=identity or None)


def _contact(node: Lenient | None) -> Contact:
    if node is None:
        return Contact(name="", title="", email="", phone="")
    email, phone = node.one("Email"), node.one("Phone")
    return Contact(
        name=node.said("name"),
        title=node.said("title"),
        email=email.said("address") if email else "",
        phone=phone.said("number") if phone else "",
    )


def _product(node: Lenient, told: list[Finding]) -> Product:
    instances = node.said("numberOfInstances")
    if instances not in {"", _ONE}:
        raise Refused("instances-unclear", where=node.where, line=node.line, text=instances)
    info = node.all("MaterialInfo")
    parts, materials, is_full = made_of(node, info, told)
    has_composition = bool(parts or materials)
    return Product(
        unit_type=_unit_type(node.said("unitType")),
        comment=node.get("comment"),
        ids=tuple(product_id(each) for each in node.all("ProductID")) or (ProductId(),),
        compliances=answers_of(info, told),
        composition=Composition(is_full=is_full, parts=parts, materials=materials)
        if has_composition
        else None,
        material_classes=classes_of(info),
        queries=queries_of(info),
        line=node.line,
    )


def _unit_type(text: str) -> str:
    try:
        return unit_code(text)
    except InvalidQuantity:
        return text
