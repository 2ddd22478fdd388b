"""Keys and the audit chain, for people."""

from __future__ import annotations

from api.text.table import table
from api.wire.body import Json

__all__ = ["audit_text", "issued_text", "keys_text"]


def issued_text(body: Json) -> str:
    """A new key, with what is told this once."""
    return (
        f"{body['token']}\n"
        f"key {body['key']} of {body['subject']}, {body['role']}, until {body['expires_at'][:10]}; "
        "the token is not shown again"
    )


def keys_text(body: Json) -> str:
    """One line a key."""
    rows = [
        (one["key"], one["state"], one["role"], one["subject"], one["supplier"],
         " ".join(one["only"]), one["expires_at"][:10])
        for one in body["keys"]
    ]  # fmt: skip
    return table([("key", "state", "role", "subject", "supplier", "only", "expires"), *rows])


def audit_text(body: Json) -> str:
    """Whether the chain is whole, and where it is not."""
    if body["whole"]:
        beside = f", {body['anchors']} anchors found" if body["anchors"] else ", without an anchor"
        return f"whole: {body['events']} events{beside}; head {body['head'] or '—'}"
    lines = [f"NOT WHOLE: {body['events']} events"]
    if body["broken_at"] is not None:
        lines.append(f"event {body['broken_at']} is not what it was, or not where it was")
    lines += [f"anchor {digest} is no event's: events were cut off or replaced"
              for digest in body["anchors_missing"]]  # fmt: skip
    return "\n".join(lines)
