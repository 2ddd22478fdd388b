"""Where a substance or a part is used."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.services.catalog import book_of
from api.services.today import today
from api.wire.body import Json
from bom.errors import UnknownPart
from bom.resolution import find_parts
from bom.usages.where_used import WhereUsed, where_part_used, where_substance_used
from regulations.errors import InvalidSubstanceId
from regulations.resolver import Resolved, resolve
from regulations.substances import substance_id

__all__ = ["where_used"]


def where_used(session: Session, identity: str) -> Json:
    """All products with paths, for a CAS, EC or SN number, else for a part number.

    A substance is searched by every number it has, whichever of them is asked for; numbers that
    only may be its own are named and not searched.

    Raises:
        UnknownPart: it is neither a substance number nor a part that the store knows.
    """
    catalog = book_of(session).on(today())
    try:
        substance_id(identity)
    except InvalidSubstanceId as wrong:
        parts = find_parts(session, identity)
        if not parts:
            raise UnknownPart(
                f"“{identity[:80]}” is neither a part of the store nor a CAS, EC or SN number",
                hint=_advice(resolve(identity, catalog), wrong),
            ) from wrong
        found = where_part_used(session, [part.part_id for part in parts])
        return _body(identity, "part", found)
    substance = resolve(identity, catalog)
    kind = substance.number.id_type.value if substance.number else ""
    return {
        **_body(identity, kind, where_substance_used(session, substance.numbers)),
        "numbers": [str(number) for number in substance.numbers],
        "perhaps": [str(number) for number in substance.perhaps],
    }


def _advice(found: Resolved, wrong: InvalidSubstanceId) -> str:
    """A name decides nothing, but it may be the name of something."""
    if not found.named:
        return wrong.message
    numbers = " or ".join(str(number) for number in found.named)
    return f"a list calls {numbers} so: ask for the number"


def _body(identity: str, id_type: str, found: WhereUsed) -> Json:
    return {
        "id": identity,
        "id_type": id_type,
        "products": sorted({place.path[0] for place in found.places}),
        "places": [list(place.path) for place in found.places],
        "is_cut": found.is_cut,
    }
