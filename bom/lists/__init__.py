"""Lists in the store: read from files, drafted, approved, published, and what that changes."""

from __future__ import annotations

__all__: list[str] = []
