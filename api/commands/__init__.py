"""The verbs of the command line, one noun per file; heavy imports happen inside a verb."""

from __future__ import annotations

__all__: list[str] = []
