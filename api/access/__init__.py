"""Who asks, what they may see and do, and how often."""

from __future__ import annotations

__all__: list[str] = []
