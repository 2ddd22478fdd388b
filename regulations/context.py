"""What something is used for and made of, where a law asks for it.

A law for toys says nothing about a bracket, and a declaration rarely says that a bracket is no
toy. So every word has a kind. Who tells one use of a part tells all of them, who tells what one
material is tells all of that; where no word of a kind was told, nothing of that kind is known and
the law may apply.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum, StrEnum
from typing import Final

__all__ = ["CONTEXTS", "Fit", "Kind", "fit"]


class Kind(StrEnum):
    """What a word tells: what something is for, what it is made of, which other law it is under."""

    USE = "use"
    MATTER = "matter"
    SCOPE = "scope"


class Fit(IntEnum):
    """Whether a law holds where something is."""

    ELSEWHERE = 0
    OPEN = 1
    APPLIES = 2


_USES: Final = (
    "antifouling battery battery_portable childcare clay_target footwear jewellery "
    "measuring_device medical_invasive moulding_kit mouthable packaging skin_contact textile toy "
    "vehicle wall_or_floor_covering water_treatment"
)
_MATTERS: Final = (
    "brazing_filler cement leather paint plastic plasticised pvc recovered rubber virgin wood"
)
CONTEXTS: Final = {
    **dict.fromkeys(_USES.split(), Kind.USE),
    **dict.fromkeys(_MATTERS.split(), Kind.MATTER),
    # Equipment under Directive 2011/65/EU, from which other laws step back, and what is none.
    "electrical_equipment": Kind.SCOPE,
    "not_eee": Kind.SCOPE,
}
"""Every word that a rule may need. Another word tells nothing: a misspelt one must not clear."""


def fit(
    context: Collection[frozenset[str]],
    told: Collection[str],
    *,
    unless: Collection[str] = frozenset(),
) -> Fit:
    """Whether a law with a context holds where some words were told.

    Args:
        context: alternatives; of one of them every word must hold. Empty: the law holds anywhere.
        told: words told of the thing and of what it is part of.
        unless: words of derogations: the law steps back where one was told, and only there.

    Source:
        Laws that name a use: Regulation (EC) No 1907/2006, Annex XVII (toys, jewellery, leather);
        Regulation (EU) 2019/1021, Annex I. That silence about use leaves them open is our rule.
    """
    if any(word in told for word in unless):
        return Fit.ELSEWHERE
    if not context or any(words <= set(told) for words in context):
        return Fit.APPLIES
    known = {CONTEXTS[word] for word in told if word in CONTEXTS}
    if any(all(w in told or CONTEXTS[w] not in known for w in words) for words in context):
        return Fit.OPEN
    return Fit.ELSEWHERE
