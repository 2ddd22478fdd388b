"""How many examples each relation is tried on: a few here, two thousand in `make nightly`."""

from __future__ import annotations

import os

from hypothesis import settings

__all__ = ["EXAMPLES", "SOME"]

EXAMPLES = int(os.environ.get("CHEMGATE_RELATIONS", "60"))
SOME = settings(max_examples=EXAMPLES, deadline=None)
