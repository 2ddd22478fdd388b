"""Speaks to people and HTTP: command line, service, text; the use cases live in `api.services`."""

from __future__ import annotations

__all__: list[str] = []
