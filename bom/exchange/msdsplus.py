"""JAMP MSDSplus, version 4: what a mixture holds, without the word on laws.

Source:
    See `bom.exchange.jamp`. Substances are KJA043, each with its largest mass percentage (KJE274,
    最大含有率): so the declared amount is a range from nothing up to that number.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bom.exchange.jamp import Header, declared, groups, opened, share, single, text
from chemsherpa.checks.composition import check_composition
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.document import (
    Composition,
    EntryRef,
    Product,
    ProductId,
    Scheme,
    Substance,
)
from chemsherpa.formats import Told
from chemsherpa.lenient import Lenient
from chemsherpa.names import Element

__all__ = ["MSDSPLUS", "read_msdsplus"]

MSDSPLUS: Final = Header(
    name="MSDSplus",
    format="KJE225",
    kind="KJE223",
    days=("KJE226", "KJE228", "KJE227"),
    company="KJE235",
    local_company="KJE297",
    laws=("KJA044", "KJA041"),
)
_SUBSTANCE: Final = "KJA043"
_NO_NUMBER: Final = frozenset({"", "-", "－", "―"})
_NOTHING: Final = "0"


def read_msdsplus(root: Element, rules: ContentRules = USUAL) -> tuple[Told, ...]:
    """The one declaration of an MSDSplus file.

    Raises:
        Refused: `legacy-version`, `value-twice`, `value-percent`, `unit-unknown`.
    """
    tree = Lenient(root)
    told = opened(tree, MSDSPLUS)
    product = Product(
        unit_type="",
        ids=(
            ProductId(
                name=text(tree, "KJE265") or text(tree, "KJE266"),
                identifier=text(tree, "KJE264"),
                requester_identifier=single(tree, "KJE253"),
            ),
        ),
        composition=Composition(
            substances=tuple(_substance(each) for each in groups(tree, _SUBSTANCE))
        ),
        line=tree.line,
    )
    declaration = declared(tree, MSDSPLUS, Scheme.MSDSPLUS, product, told)
    return ((declaration, (*told, *check_composition(declaration, rules))),)


def _substance(node: Lenient) -> Substance:
    number = text(node, "KJE273")
    remark = text(node, "KJE275")
    most = share(node, "KJE274")
    return Substance(
        name=text(node, "KJE272"),
        ids=() if number in _NO_NUMBER else (EntryRef(None, number),),
        share=replace(most, range_min=_NOTHING, range_max=most.percent) if most else None,
        remark=remark,
        comment=remark or None,
        line=node.line,
    )
