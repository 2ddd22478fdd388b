"""Exports and transfers for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from api.wire.body import Json

__all__ = ["export_text", "notices_text", "transfer_text"]


def export_text(body: Json) -> str:
    """Every file with the parts in it."""
    return "\n".join(f"{each['path']}: {', '.join(each['parts'])}" for each in body["files"])


def notices_text(body: Json) -> Iterator[str]:
    """What is left open, and who was refused: one line each, entries of one reason together."""
    for part in body["parts"]:
        if part["source"] == "built":
            yield from _open(part)
    for refusal in body["refused"]:
        hint = f"\n  {refusal['hint']}" if refusal["hint"] else ""
        yield f"error {refusal['code']}: {refusal['part_number']}: {refusal['message']}{hint}"


def _open(part: Json) -> Iterator[str]:
    if not part["confirmed"]:
        yield f"{part['part_number']}: nobody has confirmed it; the file says so"
    reasons: dict[str, list[str]] = defaultdict(list)
    for each in part["unanswered"]:
        reasons[each["reason"]].append(each["entry"])
    for reason, entries in reasons.items():
        yield f"{part['part_number']}: {len(entries)} unanswered ({' '.join(entries)}): {reason}"
    for text in part["respelled"]:
        yield f"{part['part_number']}: “@” is written “＠” in “{text}”"


def transfer_text(body: Json) -> str:
    """What loading a transfer changed."""
    state = "new" if body["is_new"] else "already known"
    replaced = f", replaces {body['superseded']}" if body["superseded"] else ""
    return f"{body['mixture']['part_number']} → {body['material']}: {state}{replaced}"
