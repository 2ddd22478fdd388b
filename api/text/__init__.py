"""The same answers for people at a terminal."""

from __future__ import annotations

__all__: list[str] = []
