"""A store filled with the bundled fixtures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

import api
from api.services.portfolio import evaluate_portfolio, portfolio_json
from api.services.stores import import_declarations, load_bom, reading, upgraded
from api.services.today import today
from api.wire.body import Json

__all__ = ["DEMO_URL", "demonstrated"]

DEMO_URL: Final = "sqlite:///demo/chemgate.db"

_ANSWERED_ON: Final = date(2024, 10, 1)
"""When the suppliers of the demo had answered; the Candidate List grew on 2024-11-07 and since."""

_FIXTURES: Final = Path(api.__file__).resolve().parent.parent / "fixtures"
"""Beside the packages, in a checkout and in an installation alike."""


def demonstrated(url: str, notice: Callable[[str], None]) -> Json:
    """Create the store if need be, import, judge; a second run stores nothing new."""
    file = make_url(url).database
    if file:
        Path(file).resolve().parent.mkdir(parents=True, exist_ok=True)
    notice(f"store: {make_url(url).render_as_string(hide_password=True)}")
    upgraded(url)
    report = import_declarations(url, [_FIXTURES / "chemsherpa"], dry_run=False)
    notice(f"declarations: {report.counts}")
    loaded = load_bom(url, _FIXTURES / "boms" / "demo.csv")
    notice(f"bill of materials: {loaded.added} usages added, {loaded.unchanged} unchanged")
    with reading(url) as session:
        then = portfolio_json(evaluate_portfolio(session, as_of=_ANSWERED_ON))
        now = portfolio_json(evaluate_portfolio(session, as_of=today()))
    return {"store": url, "imported": report.counts, **then, "today": now}
