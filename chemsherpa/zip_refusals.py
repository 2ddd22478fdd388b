"""The two refusals that both readers of an archive share: its structure and its names."""

from __future__ import annotations

from chemsherpa.errors import Refused

__all__ = ["damaged", "needs_zip64"]


def damaged(message: str, *, where: str = "") -> Refused:
    """Truncated, overlapping or contradictory: the archive does not say one thing."""
    return Refused("zip-damaged", message, where=where, hint="export or compress the file again")


def needs_zip64(message: str, *, where: str = "") -> Refused:
    """64-bit structures, where another reader may see other sizes."""
    hint = "no declaration needs 64 bits; compress it with the ordinary ZIP function"
    return Refused("zip-zip64", message, where=where, hint=hint)
