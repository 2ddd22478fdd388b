"""From the document model to XML, by the model's own grammar, in the layout of the official tool.

The text is written here and not by lxml: two spaces of indent, CRLF, a space before `/>`, the
namespace after the first attribute and no line end after `</Main>` are what the tool writes, and a
file that differs in nothing else is easy to compare. Reading it back gives an equal model, since
none of this means anything in XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from chemsherpa.document.grammar import AttributeRule, ElementRule, grammar_of

__all__ = ["Attributes", "Order", "marshal"]

Attributes: TypeAlias = list[tuple[str, str]]
"""Names and values in the order in which they are written."""

Order: TypeAlias = Mapping[str, Sequence[str]]
"""Names of attributes by the path end of their element (``SupplyCompany/UniqueID``)."""

_EOL: Final = "\r\n"
_INDENT: Final = "  "
# Line ends and tabs in a value would come back as blanks; every other control character is
# forbidden in XML and cannot have been read.
_ESCAPES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#x9;",
    "\n": "&#xA;",
    "\r": "&#xD;",
}
_SPECIAL: Final = re.compile('[&<>"\t\n\r]')


@dataclass(slots=True)
class _Text:
    order: Order
    raw: Mapping[str, str]
    lines: list[str] = field(default_factory=list)


def marshal(
    name: str,
    value: object,
    *,
    root: Attributes,
    order: Order,
    raw: Mapping[str, str],
) -> str:
    """One element and all below it as text, without declaration and final line end.

    Args:
        name: of the element.
        value: an object of the document model.
        root: attributes of the outermost element, which carries the namespaces.
        order: elements whose attributes are written in another order than the model's.
        raw: XML that stands before a child of the outermost element, by that child's name.
    """
    text = _Text(order, raw)
    _write(text, name, value, depth=0, parent="", own=root)
    return _EOL.join(text.lines)


def _write(
    text: _Text, name: str, value: object, *, depth: int, parent: str, own: Attributes | None
) -> None:
    grammar = grammar_of(type(value))
    told = own or _attributes(grammar.attributes, value)
    told = _ordered(told, text.order.get(f"{parent}/{name}") or text.order.get(name))
    at = len(text.lines)
    for rule in grammar.elements:
        if depth == 0 and rule.name in text.raw:
            text.lines.append(_INDENT + text.raw[rule.name])
        _write_children(text, rule, value, depth=depth + 1, parent=name)
    tag = _INDENT * depth + "<" + name + "".join(f' {k}="{_escaped(v)}"' for k, v in told)
    if len(text.lines) == at:
        text.lines.append(f"{tag} />")
        return
    text.lines.insert(at, f"{tag}>")
    text.lines.append(f"{_INDENT * depth}</{name}>")


def _write_children(
    text: _Text, rule: ElementRule, value: object, *, depth: int, parent: str
) -> None:
    if rule.within:
        tag = "".join(f' {k}="{_escaped(v)}"' for k, v in _attributes(rule.within, value))
        text.lines.append(f"{_INDENT * depth}<{rule.name}{tag} />")
        return
    for child in _children(rule, value):
        _write(text, rule.name, child, depth=depth, parent=parent, own=None)


def _children(rule: ElementRule, value: object) -> Iterator[object]:
    found = getattr(value, str(rule.field))
    if rule.is_many:
        yield from found
    elif found is not None:
        yield found


def _attributes(rules: Sequence[AttributeRule], value: object) -> Attributes:
    told = ((rule, getattr(value, rule.field)) for rule in rules)
    return [
        (rule.name, found if rule.kind == "text" else ("true" if found else "false"))
        for rule, found in told
        if found is not None
    ]


def _ordered(told: Attributes, order: Sequence[str] | None) -> Attributes:
    if order is None:
        return told
    return sorted(told, key=lambda pair: order.index(pair[0]))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
