"""A justification as JSON."""

from __future__ import annotations

from api.wire.body import Json
from bom.justifications.read import Recorded

__all__ = ["justification_json"]


def justification_json(one: Recorded) -> Json:
    """What was proposed, and the steps that were taken."""
    steps = [{"step": "proposed", "by": one.author, "at": one.recorded_at}]
    if one.approved_at:
        steps.append({"step": "approved", "by": one.approved_by or "", "at": one.approved_at})
    if one.revoked_at:
        steps.append({"step": "revoked", "by": one.revoked_by or "", "at": one.revoked_at})
    return {
        "id": one.number,
        "state": one.state.value,
        "part": {
            "part_number": one.part_number,
            "revision": one.revision,
            "manufacturer": one.manufacturer,
        },
        "list": one.list_id,
        "entry": one.entry,
        "substances": list(one.substances),
        "up_to_ppm": one.up_to_ppm,
        "reason": one.reason,
        "evidence": one.evidence,
        "valid_from": one.valid_from.isoformat(),
        "expires_on": one.expires_on.isoformat(),
        "revoked_because": one.revoked_because,
        "steps": steps,
    }
