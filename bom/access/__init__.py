"""Keys, and whose parts are whose: what the store knows about who may see it."""

from __future__ import annotations

__all__: list[str] = []
