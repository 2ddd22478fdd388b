"""`/v1/suppliers/{supplier}/certificates`: shown beside verdicts, never mixed into them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.days import Day
from api.dependencies import Reading, Store
from api.problems import PROBLEM
from api.questions import AsOf, KnownAt
from api.routing import StrictRoute
from api.services.certificates import certificates_json, entered
from api.services.today import today
from api.wire.body import Json
from bom.certificates.certificates import Held, Scheme
from bom.errors import UnknownPart

__all__ = ["Certified", "router"]

router = APIRouter(
    prefix="/v1/suppliers",
    tags=["suppliers"],
    route_class=StrictRoute,
    responses=PROBLEM,
)

_Word = Annotated[str, Field(max_length=400)]
_Supplier = Annotated[str, Path(min_length=1, max_length=400)]


class Certified(BaseModel):
    """A certificate as it is put in."""

    model_config = ConfigDict(extra="forbid")

    scheme: Scheme
    number: Annotated[str, Field(min_length=1, max_length=400)]
    body: _Word = ""
    site: _Word = ""
    valid_from: Day
    valid_until: Day
    document_sha256: Annotated[str, Field(max_length=64)] = ""
    by: _Word = ""


@router.get("/{supplier:path}/certificates", dependencies=[needs(Permission.READ_VERDICTS)])
def certificates(
    supplier: _Supplier,
    session: Reading,
    caller: TheCaller,
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Json:
    """A supplier's certificates and what they come to on a day."""
    if caller.is_supplier and caller.supplier != supplier:
        raise UnknownPart(f"no supplier “{supplier[:80]}”")
    return certificates_json(session, supplier, on=as_of or today(), known_at=known_at)


@router.post(
    "/{supplier:path}/certificates",
    status_code=201,
    response_class=JSONResponse,
    dependencies=[needs(Permission.JUSTIFY)],
)
def enter(supplier: _Supplier, wanted: Certified, store: Store, caller: TheCaller) -> JSONResponse:
    """Put a certificate in; the same number again corrects it, and the past stays askable."""
    held = Held(
        supplier=supplier,
        scheme=wanted.scheme,
        number=wanted.number,
        body=wanted.body,
        site=wanted.site,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
        document_sha256=wanted.document_sha256,
    )
    return JSONResponse(entered(store, held, by=caller.acting(wanted.by)), status_code=201)
