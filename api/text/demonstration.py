"""The scorecard of the demo, and what to try next."""

from __future__ import annotations

from api.text.reports import scorecard_text
from api.wire.verdict import Json

__all__ = ["demo_text"]


def demo_text(body: Json, lang: str) -> str:
    """Scorecard and next steps."""
    product = next((r["part_number"] for r in body["rows"] if r["is_product"]), "")
    chemgate = f"chemgate --db {body['store']}"
    return "\n".join(
        [
            scorecard_text(body, lang),
            "",
            "try next:",
            f"  {chemgate} check {product}",
            f"  {chemgate} check {product} --explain --list eu-rohs",
            f"  {chemgate} rollup {product}",
            f"  {chemgate} where-used 117-81-7",
            f"  make serve        # then: curl http://127.0.0.1:8000/v1/parts/{product}/verdict",
        ]
    )
