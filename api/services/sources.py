"""Where the numbers behind a verdict were declared, looked up when somebody asks why."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from api.services.parts import Found
from bom.provenance import read_sources

__all__ = ["with_sources"]


def with_sources(session: Session, found: Found) -> Found:
    """The same parts, and with each constituent its file, element, line and declared text."""
    if not found.parts:
        return found
    sources = read_sources(session, found.parts[0].product.bom, found.speaking)
    parts = (replace(one, question=replace(one.question, sources=sources)) for one in found.parts)
    return replace(found, parts=tuple(parts))
