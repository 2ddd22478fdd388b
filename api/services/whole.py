"""The whole portfolio for a question: from the files that all processes share, where current."""

from __future__ import annotations

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from api.services.law import engine_version
from bom.history import last_change
from bom.portfolio.snapshot import Snapshot, read_snapshot
from bom.snapshots.aside import STANDS_FOR
from bom.snapshots.current import current_snapshot, home_of

__all__ = ["whole_portfolio"]


def whole_portfolio(session: Session, *, known_at: str | None = None) -> Snapshot:
    """Every part that the store knows, as it was known at an instant.

    Args:
        session: of `Database.readers`, so that all queries see one state.
        known_at: as the store writes it; None = now. What was known before the last change is
            read row by row: the files hold the present.
    """
    if known_at is not None and known_at != last_change(session):
        return read_snapshot(session, known_at=known_at)
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    address = session.info.get(STANDS_FOR, engine.url)
    return current_snapshot(session, home_of(address), engine_version=engine_version())
