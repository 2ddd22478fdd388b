"""`/v1/parts/{part_number}/declaration`: the document that speaks for a part."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from fastapi import APIRouter, Response

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.scope import require_own
from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.export_files import single
from api.services.exports import Wanted

__all__ = ["Form", "router"]

router = APIRouter(
    prefix="/v1/parts",
    tags=["parts"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_COMPOSITION)],
)


class Form(StrEnum):
    """In which form a declaration is served."""

    JSON = "json"
    XML = "xml"
    SHAI = "shai"


_MEDIA: Final = {
    Form.JSON: "application/json",
    Form.XML: "application/xml",
    Form.SHAI: "application/zip",
}


@router.get("/{part_number:path}/declaration", response_class=Response)
def declaration(
    part_number: str,
    session: Reading,
    caller: TheCaller,
    *,
    revision: str = "",
    manufacturer: str = "",
    format: Form = Form.JSON,  # noqa: A002 - the word that the command line uses too
) -> Response:
    """The declaration that speaks for one part, read from its kept bytes."""
    require_own(session, caller, part_number, revision=revision, manufacturer=manufacturer)
    wanted = Wanted(revision=revision, manufacturer=manufacturer)
    content = single(session, part_number, wanted, format.value)
    return Response(content, media_type=_MEDIA[format])
