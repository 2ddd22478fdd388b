"""Work that outlives its request: who does it, and what it is."""

from __future__ import annotations

__all__: list[str] = []
