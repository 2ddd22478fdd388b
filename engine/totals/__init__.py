"""What a product holds in all, by integers: each part's contents once, multiplied on the way down.

Reading order: `holdings` is what is walked, prepared once per portfolio; `product` adds up one
product, `portfolio` all of them; `product_loops` and `ledger_loops` hold the loops, `passes` and
`levels` the same in numpy; `pages` reads ahead in mapped files. What integers cannot hold (finer
than a nanogram or a part per billion, a quantity that is no whole number) is added in fractions
beside them by `leftovers`. Nothing is rounded.
"""

from __future__ import annotations

__all__: list[str] = []
