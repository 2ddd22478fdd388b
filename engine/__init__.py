"""The rule engine: flat arrays and the law of a day in, outcomes with exact numbers out.

Reading order: `evaluate` is the table of contents; `arrays` and `rules` are what it works on;
then `scope`, `compare`, `exemptions`, `settle`. `judge` says it for one product, `roll_up` adds up
its substances, `explain` recomputes one cell by another way.

Names are imported from their modules: `evaluate`, `explain` and `judge` are verbs that share
their names with the files they stand in.
"""

from __future__ import annotations

__all__: list[str] = []
