"""`POST /v1/verdicts`: many parts by one question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access.caller import Caller
from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.scope import require_own, require_published
from api.access.views import served_view
from api.days import Day
from api.dependencies import Store, TheVerdicts
from api.negotiation import chosen
from api.problems import PROBLEM, problem_json
from api.routing import StrictRoute
from api.services.batch import MOST_ITEMS, Item, answers
from api.services.law import law_of
from api.services.today import today
from api.services.verdicts import Ask
from bom.database import Database
from bom.instants import read_instant
from bom.lists.law_book import read_law_book

__all__ = ["Asked", "Batch", "router"]

router = APIRouter(
    prefix="/v1",
    tags=["parts"],
    route_class=StrictRoute,
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_VERDICTS)],
)

_LINES: Final = "application/jsonl"
_FORMS: Final = {
    "application/json": "json",
    _LINES: "jsonl",
    "application/x-ndjson": "jsonl",
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "One verdict for each item, in order; or a problem where there is none",
        "content": {_LINES: {"schema": {"type": "string"}}},
    }
}
_Text = Annotated[str, Field(max_length=400)]


class Asked(BaseModel):
    """One part."""

    model_config = ConfigDict(extra="forbid")

    part_number: Annotated[str, Field(min_length=1, max_length=400)]
    revision: _Text = ""
    manufacturer: _Text = ""


class Batch(BaseModel):
    """Many parts and the law by which they are judged."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[Asked], Field(max_length=MOST_ITEMS)]
    as_of: Day | None = None
    known_at: Annotated[str, Field(max_length=40)] | None = None
    lists: Annotated[list[_Text], Field(max_length=100)] | None = None
    eee_category: Annotated[str, Field(max_length=20)] | None = None


@router.post("/verdicts", response_class=JSONResponse, responses=_ANSWERS)
def verdicts(
    batch: Batch,
    store: Store,
    kept: TheVerdicts,
    caller: TheCaller,
    *,
    accept: Annotated[str, Header(description=f"`{_LINES}` streams a line for each item.")] = "",
) -> Response:
    """The verdicts on up to 10 000 parts, in order, all of one state of the store."""
    form = chosen(accept, _FORMS)
    ask = Ask(batch.as_of or today(), tuple(batch.lists or ()), batch.eee_category, batch.known_at)
    _refuse_the_question(store, caller, ask)
    bodies = answers(
        store,
        kept,
        [Item(one.part_number, one.revision, one.manufacturer) for one in batch.items],
        ask,
        view=served_view(caller.view),
        admitted=lambda item: _admitted(store, caller, item),
        told=problem_json,
    )
    if form == "jsonl":
        return StreamingResponse((body + b"\n" for body in bodies), media_type=_LINES)
    return Response(b"".join(_document(ask, bodies)), media_type="application/json")


def _refuse_the_question(store: Database, caller: Caller, ask: Ask) -> None:
    """What is wrong with all items is a problem of the request, not of each of them."""
    if ask.known_at is not None:
        read_instant(ask.known_at)
    with store.readers() as session:
        require_published(session, caller, as_of=ask.as_of)
        book = read_law_book(session, known_at=ask.known_at)
    law_of(as_of=ask.as_of, lists=ask.lists, eee_category=ask.eee_category, book=book)


def _admitted(store: Database, caller: Caller, item: Item) -> None:
    if caller.is_supplier:
        with store.readers() as session:
            require_own(session, caller, item.part_number, **item.named)


def _document(ask: Ask, bodies: Iterable[bytes]) -> Iterator[bytes]:
    """The bodies are JSON already: reading ten thousand of them to write them again costs 2 s."""
    yield b'{"as_of":' + json.dumps(ask.as_of.isoformat()).encode() + b',"items":['
    for number, body in enumerate(bodies):
        yield b"," + body if number else body
    yield b"]}"
