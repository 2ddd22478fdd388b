"""From a tree that the schema has accepted to the document model, by the model's own grammar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from dataclasses import field as field_of
from typing import Any, NamedTuple, TypeVar, cast

from chemsherpa.comments import Tell
from chemsherpa.document import Foreign
from chemsherpa.document.grammar import AttributeRule, ElementRule, grammar_of
from chemsherpa.names import NAMESPACE, Element, flag, line_of, local_name

__all__ = ["Reading", "unmarshal"]

_Form = TypeVar("_Form")
_known: dict[type[Any], _Plan] = {}


@dataclass(slots=True)
class Reading:
    """What goes along while a tree is read.

    Attributes:
        tells: the comments that hide fields, by class.
        foreign: attributes that the model does not know, in file order.
    """

    tells: Mapping[type, Tell]
    foreign: list[Foreign] = field_of(default_factory=list)


class _Child(NamedTuple):
    """Where a child goes; one without form is attributes only, read by `within`."""

    field: str
    form: type[Any] | None
    is_many: bool
    within: _Plan | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A grammar laid out for look-up: some 700 elements are read from a real file.

    Attributes:
        texts, truths: fields of attributes by attribute name.
        children: by name with namespace.
        blank: fields that have no default and may be absent.
    """

    texts: Mapping[str, str]
    truths: Mapping[str, str]
    children: Mapping[Any, _Child]
    blank: Mapping[str, None]
    has_line: bool


def unmarshal(form: type[_Form], element: Element, reading: Reading) -> _Form:
    """One object of the model; absent attributes and elements leave the field's default."""
    plan = _known.get(form) or _plan_of(form)
    values: dict[str, Any] = dict(plan.blank)
    _read_attributes(plan, element, values, reading)
    if plan.children:
        _read_children(plan.children, element, values, reading)
    tell = reading.tells.get(form)
    if tell is not None:
        values |= tell(values.get("comment"))
    if plan.has_line:
        values["line"] = line_of(element) or 0
    return form(**values)


def _read_children(
    children: Mapping[Any, _Child], element: Element, values: dict[str, Any], reading: Reading
) -> None:
    many: dict[str, list[Any]] = {}
    for child in element:
        known = children.get(child.tag)
        if known is None:  # a comment, an instruction, a signature: not of the model
            continue
        field, form, is_many, within = known
        if within is not None:
            _read_attributes(within, child, values, reading)
        elif form is not None:
            read = unmarshal(form, child, reading)
            if is_many:
                many.setdefault(field, []).append(read)
            else:
                values[field] = read
    for field, items in many.items():
        values[field] = tuple(items)


def _read_attributes(
    plan: _Plan, element: Element, values: dict[str, Any], reading: Reading
) -> None:
    texts = plan.texts
    # `items()` of the element and not of its `attrib`: one object less for each of 700 elements.
    for name, text in cast("list[tuple[str, str]]", element.items()):
        if name in texts:
            values[texts[name]] = text
        elif name in plan.truths:
            values[plan.truths[name]] = flag(text)
        else:
            found = Foreign(local_name(element), name, text, line_of(element) or 0)
            reading.foreign.append(found)


def _plan_of(form: type[Any]) -> _Plan:
    grammar = grammar_of(form)
    optional = {each.field for each in grammar.attributes if not each.is_required}
    optional |= {each.field or "" for each in grammar.elements if not each.is_required}
    bare = {each.name for each in fields(form) if each.default is MISSING}
    made = _known[form] = _plan(
        grammar.attributes,
        grammar.elements,
        blank=sorted(bare & optional),
        has_line=any(each.name == "line" for each in fields(form)),
    )
    return made


def _plan(
    attributes: Iterable[AttributeRule],
    elements: Iterable[ElementRule] = (),
    *,
    blank: Iterable[str] = (),
    has_line: bool = False,
) -> _Plan:
    rules = tuple(attributes)
    return _Plan(
        texts={each.name: each.field for each in rules if each.kind == "text"},
        truths={each.name: each.field for each in rules if each.kind == "truth"},
        children={
            f"{{{NAMESPACE}}}{each.name}": _Child(
                each.field or "",
                each.form,
                each.is_many,
                _plan(each.within) if each.within else None,
            )
            for each in elements
        },
        blank=dict.fromkeys(blank),
        has_line=has_line,
    )
