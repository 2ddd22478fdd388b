"""Use cases: what people and programs ask for, without HTTP and without a terminal."""

from __future__ import annotations

__all__: list[str] = []
