"""The law of one day as columns of whole numbers, by the substances of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays, BoolArray
from engine.context import placed
from engine.errors import InvalidStructure
from engine.evidence import Evidence
from engine.exact import PARTS_PER_BILLION
from engine.outcomes import Outcome
from engine.planes.counting import Pair, pairs_of, scales_of
from engine.planes.leaves import Leaves, Range
from engine.planes.parts import Numbers
from engine.planes.plane import Bits, plane_of, planes_of
from engine.planes.wide import Words
from engine.rules import RuleSet
from engine.settle import ABOVE, silences
from engine.silence import covered_by
from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["NO_PLANE", "Law", "Terms", "check_fits", "has_room_for", "is_for", "law_of"]

_AGAIN: Final = "compile the law for this portfolio: law_of(rules, leaves)"

NO_PLANE: Final = -1
"""The plane of what leaves no bit."""


Terms = tuple[tuple[SubstanceId, ...], Mapping[SubstanceId, str], tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Law:
    """What counts which substance, how much of it, and up to where.

    `starts[s]:starts[s + 1]` are the places of substance s in `substance`, `rule` and `factor`.
    Rule r is breached where Σ share · factor (per article: Σ weight · share · factor) is beyond
    `limit` (per article: `limit` · mass). Both sides are the fractions of the law times 10**9 and a
    common denominator of the rule, so they are whole.

    Attributes:
        factor: mass counted per mass of the substance, numerator over the common denominator; 0
            where the pair needs more than arithmetic: an upper bound, a relative by name, a level
            that is neither article nor material, numbers that do not fit.
        at: equality breaches.
        above, below: `Plane` of either answer, `NO_PLANE` where it leaves no bit.
        place: position of the rule's list.
        asked, excused: substances (bool) whose intention, or whose exemption claim, some rule asks.
        silence: what silence comes to, by evidence (the last row is “nothing declared”).
        fits: the range of sums that the numbers were checked against.
        terms: substances, their names, and evidences, by whose numbers all of this goes.
    """

    rules: RuleSet
    starts: Numbers
    substance: Numbers
    rule: NDArray[np.uint32]
    factor: Words
    per_article: BoolArray
    limit: Words
    at: BoolArray
    above: NDArray[np.int8]
    below: NDArray[np.int8]
    place: Numbers
    asked: BoolArray
    excused: BoolArray
    silence: Bits
    fits: Range
    terms: Terms


def law_of(rules: RuleSet, leaves: Leaves) -> Law:
    """Compile rules for the substances of a portfolio.

    Args:
        rules: the law of the day.
        leaves: the portfolio; its substances, its evidences and the range of its sums, to which
            room is added.
    """
    bom = leaves.bom
    pairs = pairs_of(rules, bom)
    scales = scales_of(rules, pairs)
    counts = np.bincount([pair.substance for pair in pairs], minlength=len(bom.substances))
    room = _room(leaves.range)
    fits = [_fits(rules, pair, scales[pair.rule], room) for pair in pairs]
    plain = [not pair.is_open and fit for pair, fit in zip(pairs, fits, strict=True)]
    factors = [int(p.factor * scales[p.rule]) * ok for p, ok in zip(pairs, plain, strict=True)]
    limits = [
        limit * PARTS_PER_BILLION * scale for limit, scale in zip(rules.limits, scales, strict=True)
    ]
    entries = rules.entries
    asked, excused = _noted(rules, pairs, len(bom.substances))
    return Law(
        rules=rules,
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        substance=np.array([pair.substance for pair in pairs], dtype=np.int32),
        rule=np.array([pair.rule for pair in pairs], dtype=np.uint32),
        factor=np.array(factors, dtype=np.uint64),
        per_article=rules.is_article_level.copy(),
        limit=np.array([int(one) if one < 2**63 else 0 for one in limits], dtype=np.uint64),
        at=rules.at_or_above.copy(),
        above=np.array([_plane(ABOVE[entry.effect], entry) for entry in entries], dtype=np.int8),
        below=np.array([_plane(_below(entry), entry) for entry in entries], dtype=np.int8),
        place=rules.list_of.astype(np.int32),
        asked=asked,
        excused=excused,
        silence=_silence(rules, bom.evidences),
        fits=room,
        terms=_terms(bom),
    )


def check_fits(leaves: Leaves, law: Law) -> None:
    """Refuse a law that was compiled for other substances, other evidences or lighter parts.

    Raises:
        InvalidStructure: where a sum might not fit, with the part that holds the heaviest article.
    """
    if not is_for(law, leaves):
        raise InvalidStructure("the law counts the substances of another portfolio", hint=_AGAIN)
    if not has_room_for(law, leaves):
        article = int(np.argmax(leaves.columns.mass))
        part = int(np.searchsorted(leaves.columns.articles, article, side="right")) - 1
        raise InvalidStructure(
            f"part {part}, node {leaves.parts.node[part]}, is heavier than the law was made for",
            hint=_AGAIN,
        )


def is_for(law: Law, leaves: Leaves) -> bool:
    """Whether a law goes by the same numbers of substances and evidences as a portfolio."""
    return law.terms == _terms(leaves.bom)


def has_room_for(law: Law, leaves: Leaves) -> bool:
    """Whether every sum of a portfolio is one that the law was made for."""
    most, fits = leaves.range, law.fits
    return most.share <= fits.share and most.numerator <= fits.numerator and most.mass <= fits.mass


def _terms(bom: BomArrays) -> Terms:
    return bom.substances, bom.names, bom.evidences


def _room(most: Range) -> Range:
    """More than there is today, so that the law outlasts declarations of heavier parts."""
    return Range(max(most.share, 8 * PARTS_PER_BILLION), 256 * most.numerator, 256 * most.mass)


def _fits(rules: RuleSet, pair: Pair, scale: int, most: Range) -> bool:
    """Whether no sum of the portfolio can leave 64 bits (per article: 127) under the rule."""
    factor, limit = pair.factor * scale, rules.limits[pair.rule] * PARTS_PER_BILLION * scale
    if (
        rules.is_article_level[pair.rule]
        and max(factor * most.numerator, limit * most.mass) >= 2**127
    ):
        return False
    return factor * most.share < 2**64 and limit < 2**63


def _below(entry: Entry) -> Outcome:
    """Below the limit, and nothing told of intention: where that breaches, it may have been."""
    return Outcome.POSSIBLE if entry.intentional else Outcome.BELOW


def _plane(outcome: Outcome, entry: Entry) -> int:
    plane = plane_of(placed(outcome, entry, {}, 0))
    return NO_PLANE if plane is None else plane


def _noted(rules: RuleSet, pairs: list[Pair], substances: int) -> tuple[BoolArray, BoolArray]:
    asked, excused = np.zeros(substances, dtype=bool), np.zeros(substances, dtype=bool)
    for pair in pairs:
        entry = rules.entries[pair.rule]
        asked[pair.substance] |= entry.intentional
        excused[pair.substance] |= bool(entry.exemption_lists)
    return asked, excused


def _silence(rules: RuleSet, evidences: tuple[Evidence, ...]) -> Bits:
    """Silence by evidence; answers are left out, for what was answered is judged elsewhere."""
    silent = [Evidence(one.full_material, one.scheme_until, one.lists) for one in evidences]
    distinct = tuple(dict.fromkeys(silent))
    place = {evidence: number for number, evidence in enumerate(distinct)}
    bits = planes_of(silences(rules, covered_by(distinct, rules)))
    return bits[..., [*(place[one] for one in silent), len(distinct)]]
