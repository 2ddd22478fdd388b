"""Where a substance or a part is used."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.wire.body import Json
from bom.errors import UnknownPart
from bom.resolution import find_parts
from bom.where_used import WhereUsed, where_part_used, where_substance_used
from regulations.errors import InvalidSubstanceId
from regulations.substances import substance_id

__all__ = ["where_used"]


def where_used(session: Session, identity: str) -> Json:
    """All products with paths, for a CAS, EC or SN number, else for a part number.

    Raises:
        UnknownPart: it is neither a substance number nor a part that the store knows.
    """
    try:
        substance = substance_id(identity)
    except InvalidSubstanceId as wrong:
        parts = find_parts(session, identity)
        if not parts:
            raise UnknownPart(
                f"“{identity[:80]}” is neither a part of the store nor a CAS, EC or SN number",
                hint=wrong.message,
            ) from wrong
        found = where_part_used(session, [part.part_id for part in parts])
        return _body(identity, "part", found)
    return _body(identity, substance.id_type.value, where_substance_used(session, substance))


def _body(identity: str, id_type: str, found: WhereUsed) -> Json:
    return {
        "id": identity,
        "id_type": id_type,
        "products": sorted({place.path[0] for place in found.places}),
        "places": [list(place.path) for place in found.places],
        "is_cut": found.is_cut,
    }
