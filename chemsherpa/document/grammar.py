"""How a class of the document model is written in XML: its annotations are the grammar.

A field says in its annotation which attribute or child element it is, its type says how often it
may occur: `X` once, `X | None` at most once, `tuple[X, ...]` any number of times. Reader and writer
both follow that one statement, so they cannot drift apart, and a test compares it with the
standard's schema path by path. Fields without such a mark are our reading of others.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

__all__ = ["Attr", "AttributeRule", "Elem", "ElementRule", "Grammar", "Within", "grammar_of"]

_Kind: TypeAlias = Literal["text", "truth"]
_Hint: TypeAlias = Any
"""What `typing` calls a type form; it has no type of its own in Python 3.11."""


@dataclass(frozen=True, slots=True)
class Attr:
    """The field is this attribute of the element."""

    name: str


@dataclass(frozen=True, slots=True)
class Elem:
    """The field is this child element, or all of them."""

    name: str


@dataclass(frozen=True, slots=True)
class Within:
    """The field is an attribute of a child element that holds attributes only."""

    element: str
    name: str


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """A field that is an attribute; `kind` tells Booleans from texts."""

    field: str
    name: str
    kind: _Kind
    is_required: bool


@dataclass(frozen=True, slots=True)
class ElementRule:
    """A field that is a child element, or a group of fields that are one.

    Attributes:
        field: None where the element's attributes are fields of their own (`within`).
        form: the class of the child, None likewise.
    """

    name: str
    field: str | None
    form: type[Any] | None
    is_many: bool
    is_required: bool
    within: tuple[AttributeRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may stand in the element of one class, in the order in which it is written."""

    attributes: tuple[AttributeRule, ...]
    elements: tuple[ElementRule, ...]


_known: dict[type[Any], Grammar] = {}
_NOTHING: Final = type(None)


def grammar_of(form: type[Any]) -> Grammar:
    """The grammar that the annotations of a class state, worked out once."""
    known = _known.get(form)
    if known is None:
        known = _known[form] = _stated(form)
    return known


def _stated(form: type[Any]) -> Grammar:
    hints = get_type_hints(form, include_extras=True)
    attributes: list[AttributeRule] = []
    elements: list[ElementRule] = []
    for each in fields(form):
        hint = hints[each.name]
        if get_origin(hint) is not Annotated:
            continue
        inner, mark = get_args(hint)[:2]
        if isinstance(mark, Attr):
            attributes.append(_attribute(each.name, mark.name, inner))
        elif isinstance(mark, Within):
            _add_within(elements, mark, _attribute(each.name, mark.name, inner))
        else:
            elements.append(_element(each.name, mark.name, inner))
    return Grammar(tuple(attributes), tuple(elements))


def _attribute(field: str, name: str, inner: _Hint) -> AttributeRule:
    told, is_optional = _without_none(inner)
    return AttributeRule(
        field, name, "truth" if told is bool else "text", is_required=not is_optional
    )


def _element(field: str, name: str, inner: _Hint) -> ElementRule:
    origin: object = get_origin(inner)
    if origin is tuple:
        return ElementRule(name, field, get_args(inner)[0], is_many=True, is_required=False)
    told, is_optional = _without_none(inner)
    return ElementRule(name, field, told, is_many=False, is_required=not is_optional)


def _add_within(elements: list[ElementRule], mark: Within, rule: AttributeRule) -> None:
    known = elements[-1] if elements and elements[-1].name == mark.element else None
    within = (*known.within, rule) if known else (rule,)
    made = ElementRule(mark.element, None, None, is_many=False, is_required=True, within=within)
    if known:
        elements[-1] = made
    else:
        elements.append(made)


def _without_none(inner: _Hint) -> tuple[_Hint, bool]:
    origin: object = get_origin(inner)
    if origin is types.UnionType or _NOTHING in get_args(inner):
        (told,) = (each for each in get_args(inner) if each is not _NOTHING)
        return told, True
    return inner, False
