"""Articles recounted in fractions, tied ones among them: how many answers are wrong."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np

from engine.planes.plane import Bits

from .flat import Totals
from .scene import Scene, reached

__all__ = ["Proof", "proof"]

Proof = dict[str, int]


def proof(scene: Scene, own: Bits, leaves: Totals, count: int, seed: int = 11) -> Proof:
    """Recount some leaves, a third of them tied at a limit.

    Args:
        scene: portfolio and law.
        own: bits of the leaves, to be held against.
        leaves: rollup rows of the leaves, to be held against.
        count: how many articles.
        seed: which.

    Returns:
        Articles, how many of them tied at a limit, lists judged wrongly, totals added wrongly.
    """
    rng = np.random.default_rng(seed)
    tied = scene.portfolio.tied
    drawn = rng.choice(scene.portfolio.leaves, count, replace=False) + scene.first
    nodes = np.unique(np.concatenate([drawn, rng.choice(tied, min(len(tied), count // 2), False)]))
    bits = reached(own)
    found = {"articles": len(nodes), "tied": 0, "wrong lists": 0, "wrong totals": 0}
    for node in nodes.tolist():
        lists, at_limit, masses = _recounted(scene, node)
        part = node - scene.first
        found["tied"] += at_limit
        found["wrong lists"] += (lists ^ int(bits[part])).bit_count()
        found["wrong totals"] += leaves.of(part) != {
            one: mass * 10**9 for one, mass in masses.items()
        }
    return found


def _recounted(scene: Scene, node: int) -> tuple[int, bool, dict[int, Fraction]]:
    """Lists reached as bits, whether some share lies on a limit, nanograms by substance."""
    bom, rules = scene.portfolio.bom, scene.rules
    by_material: dict[int, dict[int, Fraction]] = {}
    masses: defaultdict[int, Fraction] = defaultdict(Fraction)
    whole = Fraction(0)
    for usage in range(int(bom.children[node]), int(bom.children[node + 1])):
        material = int(bom.usages.child[usage])
        mass = bom.nodes.mass.exact(material) or Fraction(0)
        whole += mass
        shares: defaultdict[int, Fraction] = defaultdict(Fraction)
        for row in range(int(bom.contents[material]), int(bom.contents[material + 1])):
            one = int(bom.constituents.substance[row])
            share = bom.constituents.high.exact(row) or Fraction(0)
            shares[one] += share
            masses[one] += mass * share
        by_material[material] = shares
    bits, at_limit = 0, False
    for one, mass in masses.items():
        for counted in rules.membership.entries_of(bom.substances[one]):
            rule = counted.entry
            shares_of = (
                [mass / whole]
                if rules.is_article_level[rule]
                else [shares[one] for shares in by_material.values() if one in shares]
            )
            at_limit |= rules.limits[rule] in shares_of
            if any(rules.breaches(share, rule) for share in shares_of):
                bits |= 1 << int(rules.list_of[rule])
    return bits, at_limit, dict(masses)
