"""One part in the place of another, everything else as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from engine.assemble import assemble
from engine.product import Product, product_of

__all__ = ["swapped"]


def swapped(product: Product, old: Collection[int], new: int) -> Product:
    """The product with another node wherever it uses some of its own.

    The new node comes with all that it holds and in the quantity of the old one. Nothing of the
    given product changes.

    Args:
        product: a product of arrays that hold the new node as well.
        old: nodes inside the product, none of them its root.
        new: the node that takes their places.

    Raises:
        CyclicStructure: the new node holds what would use it; with the node numbers of `product`.
    """
    bom = product.bom
    inside = product.inside[bom.usages.parent] & np.isin(bom.usages.child, list(old))
    child = np.where(inside, new, bom.usages.child)
    boundary = bom.nodes.is_boundary.copy()
    boundary[new] = True  # it may now be used more than once, like any part of one's own
    arrays, number = assemble(
        nodes=replace(bom.nodes, is_boundary=boundary),
        usages=replace(bom.usages, child=child),
        constituents=bom.constituents,
        claims=bom.claims,
        substances=bom.substances,
        exemptions=bom.exemptions,
        evidences=bom.evidences,
        answers=bom.answers,
        provenance=bom.provenance,
        context=bom.context,
        names=bom.names,
    )
    labels = [""] * len(product.labels)
    for before, after in enumerate(number.tolist()):
        labels[after] = product.labels[before]
    return product_of(arrays, int(number[product.root]), labels)
