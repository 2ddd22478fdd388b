"""Whose answers a product waits for."""

from __future__ import annotations

import numpy as np

from engine.boundary import declared_around
from engine.evaluate import Evaluation
from engine.outcomes import UNSETTLED
from engine.product import Product
from engine.witness import own_flags

__all__ = ["awaited"]


def awaited(evaluation: Evaluation, product: Product) -> tuple[int, ...]:
    """Parts that leave a product unsettled by what their own declarations say, or do not; by node.

    Each is one declarant's to answer. While any of them is open the product stays unknown, where
    it is not red anyway, and once all are answered nothing in it is: a product with a single one
    is one supplier's answer away.
    """
    own = own_flags(evaluation, product.inside)
    open_ = np.flatnonzero(product.inside & np.any(own & UNSETTLED, axis=1))
    return tuple(sorted(set(declared_around(product.bom, open_))))
