"""What the store says of itself in numbers, for whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from api.services.today import today
from bom.audit import chain_head
from bom.database import Database
from bom.lists.law_book import read_law_book
from bom.store_faults import StoreFault

__all__ = ["gauges"]


def gauges(database: Database) -> Mapping[str, float]:
    """Numbers by name; of a store that does not answer only that it does not."""
    pool = database.engine.pool
    in_use = {"pool_connections_in_use": pool.checkedout()} if isinstance(pool, QueuePool) else {}
    try:
        with database.readers() as session:
            head = chain_head(session)
            lists = read_law_book(session).on(today()).lists.values()
    except (SQLAlchemyError, StoreFault):
        return {"store_up": 0, **in_use}
    return {
        "store_up": 1,
        "audit_events": head.number if head else 0,
        "lists_oldest_check_days": max((today() - one.checked_on).days for one in lists),
        **in_use,
    }
