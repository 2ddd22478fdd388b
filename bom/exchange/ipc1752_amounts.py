"""Amounts, flags and numbers of products as IPC-1752 writes them."""

from __future__ import annotations

from typing import Final

from chemsherpa.amounts import Written, mass_of, percent_of
from chemsherpa.document import ListRef, Mass, ProductId, Share
from chemsherpa.lenient import Lenient

__all__ = ["amount_of", "concentration_of", "list_of", "product_id"]

_MASSES: Final = {"mg": "mg", "g": "g", "kg": "kg"}
_SHARES: Final = {"ppm": "ppm", "masspercent": "percent"}


def amount_of(node: Lenient) -> tuple[Mass | None, Share | None]:
    """The amount of something, as a mass or as a share of what it is in; neither when not told.

    It stands in `Amount`, in some files directly on the element.

    Raises:
        Refused: `value-mass`, `value-percent`, `unit-unknown`, `element-twice`.
    """
    carrier = node.one("Amount")
    if carrier is None:
        if node.get("value") is None:
            return None, None
        carrier = node
    number = Written(carrier.said("value"), "Amount", carrier.where, carrier.line)
    unit = carrier.said("UOM")
    share = _SHARES.get(unit.lower())
    if share is not None:
        return None, percent_of(number, share)
    return mass_of(number, _MASSES.get(unit.lower(), unit)), None


def concentration_of(node: Lenient) -> Share | None:
    """The mass percentage of a substance in its material, None when not told.

    Raises:
        Refused: `value-percent`, `unit-unknown`, `element-twice`.
    """
    carrier = node.one("Concentration")
    if carrier is None:
        return None
    number = Written(carrier.said("value"), "Concentration", carrier.where, carrier.line)
    unit = carrier.said("UOM")
    return percent_of(number, _SHARES.get(unit.lower(), unit) if unit else "percent")


def list_of(node: Lenient) -> ListRef:
    """A list, company or entry by identity and authority; `revision` where one is written."""
    return ListRef(node.said("identity"), node.said("authority"), node.said("revision"))


def product_id(node: Lenient) -> ProductId:
    """What a product is called on both sides, and the mass of one of it."""
    mass, share = amount_of(node)
    return ProductId(
        name=node.get("itemName"),
        identifier=node.get("itemNumber"),
        version=node.get("version"),
        manufacturing_site=node.get("manufacturingSite"),
        requester_name=node.get("requesterItemName"),
        requester_identifier=node.get("requesterItemNumber"),
        mass=mass,
        share=share,
    )
