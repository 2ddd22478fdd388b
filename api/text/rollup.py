"""A rollup for people: what a product holds, and how much of each."""

from __future__ import annotations

from api.text.table import table
from api.wire.body import Json

__all__ = ["rollup_text"]


def rollup_text(body: Json) -> str:
    """The text of `rollup`."""
    part = body["part"]["part_number"]
    lines = [f"{part}: {body['mass_mg'] or 'unknown'} mg", ""]
    rows = [["substance", "name", "mg", "ppm of product", "lists"]]
    rows += [
        [
            one["id"] or "unidentified",
            one["name"][:48],
            one["mass_mg"] or "unknown",
            one["ppm_of_product"] or "unknown",
            " ".join(one["lists"]),
        ]
        for one in body["substances"]
    ]
    lines.append(table(rows, indent="  "))
    if body["elements"]:
        lines += ["", "elements over all their compounds:"]
        found = [[one["id"], f"{one['mass_mg'] or 'unknown'} mg"] for one in body["elements"]]
        lines.append(table(found, indent="  "))
    lines += ["", f"not accounted for: {body['undeclared_mass_mg'] or 'unknown'} mg"]
    return "\n".join(lines)
