"""Thin routes: they read the question and hand it to a use case."""

from __future__ import annotations

__all__: list[str] = []
