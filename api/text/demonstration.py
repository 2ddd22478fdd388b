"""The scorecard of the demo, and what to try next."""

from __future__ import annotations

from pathlib import Path

from api.text.reports import scorecard_text
from api.text.words import counts_text
from api.wire.body import Json

__all__ = ["demo_text"]


def demo_text(body: Json, lang: str) -> str:
    """Scorecard and next steps."""
    product = next((r["part_number"] for r in body["rows"] if r["is_product"]), "")
    # `make demo` installs into the checkout; nobody has to activate anything to go on.
    local = Path(".venv/bin/chemgate")
    chemgate = f"{local if local.exists() else 'chemgate'} --db {body['store']}"
    serve = "make serve" if local.exists() else f"{chemgate} serve"
    now = body["today"]
    return "\n".join(
        [
            scorecard_text(body, lang),
            "",
            f"today, {now['as_of']}: {counts_text(now['status'], lang)}",
            "  (the Candidate List has grown since the suppliers answered: their silence about",
            "   newer entries proves nothing, so those parts are unknown and not green)",
            "",
            "try next:",
            f"  {chemgate} check {product}",
            f"  {chemgate} check {product} --as-of {body['as_of']}",
            f"  {chemgate} check {product} --explain --list eu-rohs",
            f"  {chemgate} rollup {product}",
            f"  {chemgate} where-used 117-81-7",
            f"  {serve}  # then: curl http://127.0.0.1:8000/v1/parts/{product}/verdict",
        ]
    )
