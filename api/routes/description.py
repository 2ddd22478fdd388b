"""`/openapi.json` and `/docs`: what can be asked, for whoever may ask anything."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from api.access.permission import needs
from api.access.roles import Permission
from api.description import described
from api.description_page import description_page, style_source

__all__ = ["router"]

router = APIRouter(dependencies=[needs(Permission.READ_API)], include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    """The description that FastAPI makes; its own route would be open to everybody."""
    return JSONResponse(described(request.app))


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """The same for people, with nothing from another host and without a script."""
    policy = f"default-src 'none'; style-src {style_source()}; img-src data:"
    return HTMLResponse(
        description_page(described(request.app)),
        headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"},
    )
