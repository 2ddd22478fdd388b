"""Element names, paths and the few tree operations that every reader shares."""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from lxml.etree import _Element

__all__ = [
    "NAMESPACE",
    "Element",
    "attributes",
    "flag",
    "is_element",
    "line_of",
    "local_name",
    "path_of",
]

NAMESPACE: Final = "http://std.iec.ch/iec62474"
"""Of every element in the IEC 62474 family; chemSHERPA uses it unchanged."""

_REPEATED: Final = frozenset(
    {
        "Attachment",
        "DsDsg",
        "Exemption",
        "Exemptions",
        "Material",
        "ProductPart",
        "ProductPartInformation",
        "Query",
        "Substance",
    }
)
"""Elements that a path numbers; the others are alone or need no telling apart."""

Element: TypeAlias = _Element
"""An element of a parsed tree."""


def is_element(node: Element) -> bool:
    """Whether it is an element, not a comment or an instruction, which lxml lists among them."""
    return isinstance(cast("object", node.tag), str)


def line_of(element: Element) -> int | None:
    """Its line in the text, None when the tree was not parsed."""
    return cast("int | None", element.sourceline)


def local_name(element: Element) -> str:
    """The name without namespace."""
    return element.tag.rpartition("}")[2]


def attributes(element: Element) -> dict[str, str]:
    """All attributes in file order; foreign ones keep their namespace in braces.

    Reading them is quadratic in lxml; the parser has capped their number before.
    """
    return {str(name): str(value) for name, value in element.attrib.items()}


def flag(text: str | None) -> bool | None:
    """An `xsd:boolean`, None when it was not written."""
    return None if text is None else text.strip() in {"true", "1"}


def path_of(element: Element) -> str:
    """Path of one element, its place among its like in brackets; for a few findings only.

    Asking lxml for the position of each of 500 000 siblings would be quadratic.
    """
    steps = []
    node: Element | None = element
    while node is not None:
        name = local_name(node)
        position = 1 + sum(1 for _ in node.itersiblings(node.tag, preceding=True))
        steps.append(f"{name}[{position}]" if name in _REPEATED else name)
        node = node.getparent()
    return "/" + "/".join(reversed(steps))
