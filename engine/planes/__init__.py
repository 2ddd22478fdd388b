"""A whole portfolio: each declared part judged once, its answers carried up as bits.

Reading order: `judge` is the page; `parts` and `leaves` are what it works on, `law` what it holds
against them, `plane` what comes out. `columns` is the arithmetic in numpy and `loops` the same for
numba, likewise `silence`, `upward` and `ripple` with their loops; `crew` shares those among the
cores. `hard` hands what no column can hold to `engine.evaluate`. `changes` keeps the answer when a
declaration or the law changes.
"""

from __future__ import annotations

__all__: list[str] = []
