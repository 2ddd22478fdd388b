"""Parts by the page, and what has become of one of them."""

from __future__ import annotations

import base64
import binascii
import json
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from api.errors import InvalidCursor
from api.services.changes import told_changes
from api.services.parts import unknown_part
from api.wire.body import Json
from bom.access.ownership import is_own
from bom.part_index import PartKey, read_parts
from bom.part_past import PastDeclaration, read_past
from bom.resolution import find_parts

__all__ = ["history_json", "parts_json"]


def parts_json(
    session: Session,
    *,
    words: str,
    manufacturer: str,
    cursor: str,
    limit: int,
    supplier: str = "",
) -> Json:
    """One page; `next` is the cursor of the next, None on the last.

    Args:
        session: of the store.
        words: in the part number or the name.
        manufacturer: exactly.
        cursor: `next` of the page before.
        limit: parts of one page.
        supplier: who may see only what is their own word; their pages may hold fewer.

    Raises:
        InvalidCursor: nobody handed that one out.
    """
    after = _read_cursor(cursor) if cursor else None
    found = read_parts(
        session,
        words=words,
        manufacturer=manufacturer,
        supplier=supplier,
        after=after,
        most=limit + 1,
    )
    page = found[:limit]
    return {
        "parts": [_part(one) for one in page if not supplier or _is_own(session, supplier, one)],
        "next": _cursor(page[-1]) if len(found) > limit else None,
    }


def history_json(
    session: Session, part_number: str, *, revision: str = "", manufacturer: str = ""
) -> Json:
    """Which declarations came and spoke when, and which changes of the verdict were told.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
    """
    parts = find_parts(session, part_number, revision=revision, manufacturer=manufacturer)
    if not parts:
        raise unknown_part(part_number)
    return {
        "parts": [
            {
                **PartKey(*part.identity)._asdict(),
                "declarations": [_declaration(one) for one in read_past(session, part.part_id)],
                "changes": told_changes(session, PartKey(*part.identity)),
            }
            for part in parts
        ]
    }


def _is_own(session: Session, supplier: str, one: PartKey) -> bool:
    which = {"revision": one.revision, "manufacturer": one.manufacturer}
    return is_own(session, supplier, one.part_number, **which)


def _declaration(one: PastDeclaration) -> Json:
    return {
        "sha256": one.sha256,
        "scheme": one.scheme,
        "response_date": one.response_date,
        "recorded_at": one.recorded_at,
        "status": one.status,
        "speaks_from": one.speaks_from,
        "speaks_until": one.speaks_until,
    }


def _part(one: PartKey) -> Json:
    named = {"revision": one.revision, "manufacturer": one.manufacturer}
    which = urlencode({key: value for key, value in named.items() if value})
    address = f"/v1/parts/{quote(one.part_number, safe='')}/verdict"
    return {**one._asdict(), "verdict": f"{address}?{which}" if which else address}


def _cursor(last: PartKey) -> str:
    text = json.dumps(list(last), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> PartKey:
    wrong = InvalidCursor("that is no cursor", hint="take `next` of the page before, unchanged")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as unreadable:
        raise wrong from unreadable
    if not isinstance(parts, list) or len(parts) != len(PartKey._fields):
        raise wrong
    if not all(isinstance(part, str) for part in parts):
        raise wrong
    return PartKey(*parts)
