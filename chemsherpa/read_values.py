"""The small elements that occur everywhere: masses, shares, references, exemptions, product ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chemsherpa.document import EntryRef, ExemptionClaim, ListRef, Mass, Raw, Share
from chemsherpa.names import Children, Element, attributes, line_of, split_children

__all__ = [
    "Attributes",
    "ProductId",
    "read_entry_ref",
    "read_exemptions",
    "read_list_ref",
    "read_mass",
    "read_product_id",
    "read_share",
    "surplus",
]

Attributes = tuple[tuple[str, str], ...]
"""Names and values in file order."""

_REFERENCE: Final = frozenset({"ListID", "EntryID"})
_EXEMPTIONS: Final = frozenset({"UniqueID", "Exemption"})
_PRODUCT_ID: Final = frozenset({"Mass"})


@dataclass(frozen=True, slots=True)
class ProductId:
    """Names and numbers of a product or part, its mass, and what else its `ProductID` holds."""

    attributes: dict[str, str]
    mass: Mass | None
    raw: tuple[Raw, ...]


def surplus(values: dict[str, str], modelled: frozenset[str]) -> Attributes:
    """The attributes that no field models."""
    return tuple((name, value) for name, value in values.items() if name not in modelled)


def read_mass(children: Children) -> Mass | None:
    """`Mass`, None when it is not among the children."""
    if "Mass" not in children:
        return None
    values = attributes(children["Mass"][0][0])
    extra = surplus(values, frozenset({"mass", "unitOfMeasure"}))
    return Mass(values["mass"], values["unitOfMeasure"], extra)


def read_share(children: Children) -> Share | None:
    """`MassPercent`, None when it is not among the children."""
    if "MassPercent" not in children:
        return None
    values = attributes(children["MassPercent"][0][0])
    return Share(values["massPercent"], surplus(values, frozenset({"massPercent"})))


def read_list_ref(element: Element) -> ListRef:
    """`UniqueID`, `ListID`, `DeclarableSubstanceList` and whatever else names a list."""
    values = attributes(element)
    return ListRef(values["identity"], values["authority"], values["version"])


def read_entry_ref(element: Element, path: str) -> EntryRef:
    """`SubstanceID`, `MaterialID` and the like: an entry, perhaps with its list."""
    found, _ = split_children(element, path, _REFERENCE)
    entry = attributes(found["EntryID"][0][0])
    lists = [read_list_ref(child) for child, _ in found.get("ListID", [])]
    return EntryRef(
        lists[0] if lists else None, entry["entryIdentity"], entry.get("entryDescription", "")
    )


def read_exemptions(children: Children) -> tuple[ExemptionClaim, ...]:
    """Every exemption of every `Exemptions` element, each with the list it stands in."""
    claims: list[ExemptionClaim] = []
    for element, path in children.get("Exemptions", []):
        found, _ = split_children(element, path, _EXEMPTIONS)
        listed = read_list_ref(found["UniqueID"][0][0])
        claims.extend(_claim(child, listed) for child, _ in found["Exemption"])
    return tuple(claims)


def _claim(element: Element, listed: ListRef) -> ExemptionClaim:
    values = attributes(element)
    return ExemptionClaim(
        list=listed,
        identity=values["identity"],
        reg_index=values.get("regIndex", ""),
        description=values["description"],
        line=line_of(element) or 0,
    )


def read_product_id(element: Element, path: str) -> ProductId:
    """`ProductID` of the product or of a part."""
    found, raw = split_children(element, path, _PRODUCT_ID)
    return ProductId(attributes(element), read_mass(found), tuple(raw))
