"""`python -m api` is `chemgate`."""

from __future__ import annotations

from api.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
