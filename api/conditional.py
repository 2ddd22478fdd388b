"""Answers that are sent only to who does not have them yet."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final

from fastapi import Header, Response
from fastapi.responses import JSONResponse

from api.wire.body import Json

__all__ = ["NOT_CHANGED", "Known", "sent", "sent_body"]

Known = Annotated[
    str | None, Header(alias="If-None-Match", description="The `ETag` of the answer at hand.")
]

NOT_CHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "Still the same"}}
"""For `responses=` of a route that answers so."""


def sent_body(body: Json, known: str | None) -> Response:
    """The same for a body that has no hash of its own: the tag is that of its bytes."""
    content = JSONResponse(body).body
    return sent(content, f'"sha256:{hashlib.sha256(content).hexdigest()}"', known)


def sent(
    content: bytes | memoryview,
    tag: str,
    known: str | None,
    *,
    media_type: str = "application/json",
    named: str = "",
) -> Response:
    """The answer, or 304 to who names its tag.

    Args:
        content: the body.
        tag: entity tag in its quotes.
        known: the header `If-None-Match`.
        media_type: of the body.
        named: file name for who wants to keep it, "" for none.

    Source:
        RFC 9110, 13.1.2: the comparison is weak, so a proxy's `W/` does not count.
    """
    headers = {"ETag": tag, "Cache-Control": "private, must-revalidate", "Vary": "Authorization"}
    tags = {one.strip().removeprefix("W/") for one in (known or "").split(",")}
    if tag in tags or "*" in tags:
        return Response(status_code=304, headers=headers)
    if named:
        headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return Response(content, headers=headers, media_type=media_type)
