"""What a route needs of its caller; a route that does not say it is not served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Security
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.security import HTTPBearer

from api.access.caller import Caller
from api.access.errors import NotAllowed, NotAuthenticated, RecordFull
from api.access.recorder import RECORDED, Recorder
from api.access.roles import Permission

__all__ = [
    "Needs",
    "TheCaller",
    "caller_of",
    "needs",
    "permissions_of",
    "require_permissions",
    "routes_of",
]

# It only describes: `api.access.gate` has read the header before any body was.
_DESCRIBED = HTTPBearer(auto_error=False, description="A key of `chemgate keys issue`, or a JWT")


def caller_of(request: Request) -> Caller:
    """Whoever `api.access.gate` let in.

    Raises:
        NotAuthenticated: nobody; the gate leaves that to the route, which may be open.
    """
    found: Caller | None = getattr(request.state, "caller", None)
    if found is None:
        raise NotAuthenticated("no token")
    return found


@dataclass(frozen=True, slots=True)
class Needs:
    """The dependency behind `needs`, found again by whoever walks the routes."""

    permission: Permission

    async def __call__(
        self, request: Request, _described: Annotated[object, Security(_DESCRIBED)]
    ) -> None:
        """Let the caller pass, or refuse.

        Raises:
            NotAuthenticated: nobody was let in, and the route is not open.
            NotAllowed: a known caller without the permission.
            RecordFull: it would have to be recorded, and the store takes no record.
        """
        if self.permission is Permission.OPEN:
            return
        asked: frozenset[Permission] = getattr(request.state, "asked", frozenset())
        request.state.asked = asked | {self.permission}
        caller = caller_of(request)
        if not caller.may(self.permission):
            raise NotAllowed(f"this needs the permission “{self.permission}”")
        recorder: Recorder | None = getattr(request.app.state, "recorder", None)
        if not caller.is_local and self.permission in RECORDED and recorder and recorder.is_full:
            raise RecordFull("what has to be recorded cannot be recorded now")


def needs(permission: Permission) -> Any:  # noqa: ANN401 - FastAPI types its own Depends so
    """For `dependencies=[…]` of a router or a route; where both say one, both are needed."""
    return Depends(Needs(permission))


async def _caller(request: Request) -> Caller:
    return caller_of(request)


TheCaller = Annotated[Caller, Depends(_caller)]


def routes_of(app: FastAPI) -> Iterator[RouteContext]:
    """Every route with the prefix and the dependencies of the routers around it."""
    yield from iter_route_contexts(app.routes)


def permissions_of(route: RouteContext) -> frozenset[Permission]:
    """What a route asks for, all of them needed; none = it does not say."""
    asked = getattr(route, "dependencies", None) or ()
    return frozenset(
        one.dependency.permission for one in asked if isinstance(one.dependency, Needs)
    )


def require_permissions(app: FastAPI) -> None:
    """Refuse to serve a route that everybody could reach because nobody thought of it.

    Raises:
        RuntimeError: our mistake, told before the first question is taken.
    """
    silent = sorted(str(route.path) for route in routes_of(app) if not permissions_of(route))
    if silent:
        raise RuntimeError(f"routes that declare no permission: {', '.join(silent)}")
