"""What IPC-1752 says of a product: statements (A), groups (B), answers (C), materials (D)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.findings import found
from bom.exchange.ipc1752_amounts import amount_of, concentration_of, list_of, product_id
from chemsherpa.amounts import Written, units_of
from chemsherpa.document import (
    Answer,
    Compliance,
    EntryRef,
    ListRef,
    Mass,
    Material,
    MaterialClass,
    MaterialClassDeclaration,
    Part,
    ProductId,
    Query,
    QueryId,
    QueryList,
    Share,
    Substance,
)
from chemsherpa.findings import Finding
from chemsherpa.lenient import Lenient
from regulations.quantities import MASS_UNITS, decimal_text, exact_decimal

__all__ = ["Contents", "answers_of", "classes_of", "made_of", "queries_of"]

_NO_LIST: Final = ListRef("", "", "")
_ROUNDING: Final = Fraction(1, 100)
"""Relative; how far a mass and a percentage of one substance may be apart and still agree."""

Contents = tuple[tuple[Part, ...], tuple[Material, ...], bool | None]
"""Parts, materials, and whether all of it is a full substance disclosure."""


def answers_of(info: Sequence[Lenient], told: list[Finding]) -> tuple[Compliance, ...]:
    """Class C: for each list the answers with the entry ids as written.

    Raises:
        Refused: `answer-unclear`: a threshold that is neither over nor not.
    """
    return tuple(
        Compliance(list=_list_named(each), answers=answers)
        for node in info
        for each in node.all("SubstanceCategoryList")
        if (answers := tuple(_answers(each, told)))
    )


def _list_named(node: Lenient) -> ListRef:
    listed = node.one("SubstanceCategoryListID")
    return list_of(listed) if listed else _NO_LIST


def _answers(node: Lenient, told: list[Finding]) -> Iterator[Answer]:
    for each in node.all("SubstanceCategory"):
        threshold, entry = each.one("Threshold"), each.one("SubstanceCategoryID")
        name = each.said("name")
        if threshold is None:
            each.ignore_all()
            told.append(found("answer-missing", each.where, each.line, name=name))
            continue
        above = threshold.truth("overThreshold")
        if above is None:
            raise Refused("answer-unclear", where=each.where, line=each.line, name=name)
        if entry is not None:
            entry.get("authority")
        mass, share = amount_of(each)
        yield Answer(
            name=name,
            entry=entry.said("identity") if entry else "",
            mass=mass,
            share=concentration_of(each) or share,
            above=above,
            application=each.said("reportableApplication"),
            threshold=threshold.said("threshold"),
            comment=each.get("comment"),
            line=each.line,
        )


def made_of(node: Lenient, info: Sequence[Lenient], told: list[Finding]) -> Contents:
    """Class D: the materials of a product, and its sub-products with their number.

    Raises:
        Refused: `count-missing`, `value-…`, `unit-unknown`.
    """
    inner = [_part(each, told) for each in node.all("SubProduct")]
    lists = [each for one in info for each in one.all("HomogeneousMaterialList")]
    flags = [is_full for _, is_full in inner] + [each.truth("isFSD") for each in lists]
    materials = tuple(
        _material(each, told) for one in lists for each in one.all("HomogeneousMaterial")
    )
    is_full = False if False in flags else (bool(flags) and None not in flags) or None
    return tuple(part for part, _ in inner), materials, is_full


def _part(node: Lenient, told: list[Finding]) -> tuple[Part, bool | None]:
    count = node.said("numberOfInstances")
    if not count:
        raise Refused("count-missing", where=node.where, line=node.line)
    # What one unit of a sub-product is has no field below a product; masses are for one of it.
    node.get("unitType")
    number = units_of(Written(count, "numberOfInstances", node.where, node.line))
    info = node.all("MaterialInfo")
    _answers_of_inner(info, told)
    parts, materials, is_full = made_of(node, info, told)
    ids = node.one("ProductID")
    part = Part(
        number_of_units=number,
        comment=node.get("comment"),
        product_id=product_id(ids) if ids else ProductId(),
        parts=parts,
        materials=materials,
        line=node.line,
    )
    return part, is_full


def _answers_of_inner(info: Sequence[Lenient], told: list[Finding]) -> None:
    """Answers on a sub-product: the model has them for the product only."""
    for node in info:
        for each in node.all("SubstanceCategoryList"):
            above = sum(
                threshold.truth("overThreshold") is True
                for category in each.all("SubstanceCategory")
                for threshold in category.all("Threshold")
            )
            each.ignore_all()
            key = "answers-of-part.above" if above else "answers-of-part.below"
            told.append(found(key, each.where, each.line, count=above))


def _material(node: Lenient, told: list[Finding]) -> Material:
    mass, share = amount_of(node)
    group = node.said("materialGroupName")
    categories = node.all("SubstanceCategoryList")
    substances = [_substance(each, (), told, mass) for each in node.all("Substance")]
    substances += [each for one in categories for each in _categorised(one, told, mass)]
    return Material(
        name=node.said("name"),
        comment=node.get("comment"),
        class_ids=(EntryRef(None, group, group),) if group else (),
        mass=mass,
        share=share,
        substances=tuple(substances),
        remark=node.said("comment"),
        line=node.line,
    )


def _categorised(node: Lenient, told: list[Finding], whole: Mass | None) -> Iterator[Substance]:
    listed = _list_named(node)
    for each in node.all("SubstanceCategory"):
        entry = each.one("SubstanceCategoryID")
        name = each.said("name")
        group = EntryRef(listed, entry.said("identity") if entry else name, name)
        if entry is not None:
            entry.get("authority")
        inner = each.all("Substance")
        for one in inner:
            yield _substance(one, (group,), told, whole)
        if not inner:
            # The group itself is all that is told; which of its substances it is stays open.
            yield _substance(each, (group,), told, whole)


def _substance(
    node: Lenient, groups: tuple[EntryRef, ...], told: list[Finding], whole: Mass | None
) -> Substance:
    mass, of_material = amount_of(node)
    shares = [each for each in (concentration_of(node), of_material) if each]
    ids = tuple(
        EntryRef(
            ListRef("", authority, "") if (authority := each.said("authority")) else None, number
        )
        for each in node.all("SubstanceID", "UniqueID")
        if (number := each.said("identity"))
    )
    comment = node.get("comment")
    share = _agreed(shares, mass, whole, node, told)
    return Substance(
        name=node.said("name"),
        comment=comment,
        ids=_cas_first(ids),
        group_ids=groups,
        mass=mass,
        share=share,
        remark=comment or "",
        line=node.line,
    )


def _cas_first(ids: tuple[EntryRef, ...]) -> tuple[EntryRef, ...]:
    return tuple(sorted(ids, key=lambda each: not (each.list and each.list.authority == "CAS")))


def _agreed(
    shares: list[Share], mass: Mass | None, whole: Mass | None, node: Lenient, told: list[Finding]
) -> Share | None:
    """The share that is declared; a range and a finding where two declarations disagree."""
    if not shares:
        return None
    values = [exact_decimal(each.percent) for each in shares]
    if mass is not None and whole is not None and exact_decimal(whole.value):
        values.append(100 * _nanograms(mass) / _nanograms(whole))
    low, high = min(values), max(values)
    if high - low <= _ROUNDING * high:
        return shares[0]
    texts = decimal_text(low, digits=12), decimal_text(high, digits=12)
    name = node.said("name")
    told.append(
        found("amounts-differ", node.where, node.line, name=name, low=texts[0], high=texts[1])
    )
    return replace(shares[0], range_min=texts[0], range_max=texts[1])


def _nanograms(mass: Mass) -> Fraction:
    return exact_decimal(mass.value) * MASS_UNITS[mass.unit]


def classes_of(info: Sequence[Lenient]) -> tuple[MaterialClassDeclaration, ...]:
    """Class B: how much of the product belongs to each material group."""
    return tuple(
        MaterialClassDeclaration(
            list_of(listed) if (listed := each.one("MaterialGroupListID")) else _NO_LIST,
            tuple(_class(one) for one in groups),
        )
        for node in info
        for each in node.all("MaterialGroupList")
        if (groups := each.all("MaterialGroup"))
    )


def _class(node: Lenient) -> MaterialClass:
    mass, share = amount_of(node)
    group = node.one("MaterialGroupID")
    name = node.said("name") or node.said("materialGroupName")
    return MaterialClass(
        id=group.said("identity") if group else name,
        name=name,
        comment=node.get("comment"),
        share=share,
        mass=mass,
    )


def queries_of(info: Sequence[Lenient]) -> tuple[QueryList, ...]:
    """Class A: statements with the reply yes or no."""
    return tuple(
        QueryList(
            list_of(listed) if (listed := each.one("QueryListID")) else None,
            tuple(_query(one) for one in queries),
        )
        for node in info
        for each in node.all("QueryList")
        if (queries := each.all("Query"))
    )


def _query(node: Lenient) -> Query:
    query_id = node.one("QueryID")
    return Query(
        statement=node.said("statement"),
        response=node.truth("response"),
        id=QueryId(query_id.said("identity")) if query_id else None,
    )
