"""Tree to declarations: the whole file, each value as it was written.

Every element and attribute of IEC 62474 X8.21 has its field; a signature is kept as XML, and
attributes of other namespaces are kept by name. Older stamps (X8.00 and up) are subsets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from chemsherpa.comments import TELLS
from chemsherpa.document import Declaration, Main, Raw, Scheme
from chemsherpa.names import NAMESPACE, Element
from chemsherpa.scheme import scheme_of
from chemsherpa.unmarshal import Reading, unmarshal

__all__ = ["read_declarations"]

_NAMES: Final = {"i": NAMESPACE}
# What no chemical's declaration has: a mass, answers, parts, materials.
_ARTICLE: Final = etree.XPath(
    "boolean(i:Product[i:ProductID/i:Mass or i:Compliance"
    " or i:Composition[i:ProductPart or i:Material]])",
    namespaces=_NAMES,
)
_SIGNATURE: Final = "Signature"


def read_declarations(root: Element) -> tuple[Declaration, ...]:
    """The declarations in a tree that the schema has accepted, one for each product.

    Source:
        IEC 62474 X8.21, element `Main`; chemSHERPA writes one product into each file.
    """
    scheme = _scheme(root)
    reading = Reading(TELLS[scheme])
    main = unmarshal(Main, root, reading)
    main = replace(main, signature=_signature(root), foreign=tuple(reading.foreign))
    return tuple(Declaration(scheme, main, number) for number in range(len(main.products)))


def _scheme(root: Element) -> Scheme:
    tool = root.find("i:ToolNameVersionID", _NAMES)
    return scheme_of(
        tool="" if tool is None else str(tool.get("identity", "")),
        stamp=str(root.get("schemaDatabaseVersion", "")),
        looks_like_article=bool(_ARTICLE(root)),
    )


def _signature(root: Element) -> Raw | None:
    for child in root.iterchildren(f"{{{NAMESPACE}}}{_SIGNATURE}"):
        # Exclusive canonical form: the same text whatever namespaces stand around it.
        xml = etree.tostring(child, method="c14n", exclusive=True, with_tail=False)
        return Raw(f"/Main/{_SIGNATURE}", xml.decode())
    return None
