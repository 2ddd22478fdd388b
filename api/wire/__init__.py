"""Shapes on the wire: what the engine and the store say, as plain JSON values."""

from __future__ import annotations

__all__: list[str] = []
