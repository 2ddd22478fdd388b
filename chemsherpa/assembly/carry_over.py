"""The arithmetic of a transfer: percentages of a mixture become percentages of what remains.

All in fractions. A declared range stays a range: the share of a substance in what remains is a
quotient of two sums over the mixture, and `quotients` finds its least and its greatest
value over all mixtures within the declared ranges.

Source:
    Seen in a real pair of declarations: a solder paste of 93.3 % that remains and 6.7 % that does
    not; its 85 % of alloy is declared as 91.104 % of the joint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from chemsherpa.assembly.ingredients import Ingredient, ends_of, least_named
from chemsherpa.assembly.quotients import Term, extreme_quotient, extreme_sum
from chemsherpa.assembly.transfer import Fate, Transfer, Yielded, substance_key
from chemsherpa.document import ExemptionSet
from chemsherpa.errors import NotAssembled
from regulations.quantities import decimal_text

__all__ = ["Remaining", "Remains", "carry_over"]

_ALL: Final = Fraction(100)
_NONE: Final = Fraction(0)
_DIGITS: Final = 12

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Remaining:
    """A substance of the material; `low` and `high` in percent of it, None = amount not told.

    Attributes:
        step: how the number came about.
        exemptions: that the transfer claims for it.
    """

    identity: str
    name: str
    low: Fraction | None
    high: Fraction | None
    step: str
    exemptions: tuple[ExemptionSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Remains:
    """What a mixture becomes.

    Attributes:
        low, high: how many of 100 parts by mass remain, or are bound by reactions.
        steps: the arithmetic in sentences, those of the substances apart.
    """

    substances: tuple[Remaining, ...]
    low: Fraction
    high: Fraction
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Amount:
    """Percent of the mixture; of one part of it remain `kept` parts, as `gives` says."""

    low: Fraction
    high: Fraction
    kept: Fraction
    gives: Mapping[_Key, Fraction] = field(default_factory=dict)
    is_told: bool = True

    def term(self, key: _Key | None = None) -> Term:
        """What it brings of a substance, over what it leaves in all."""
        above = self.gives.get(key, _NONE) if key else _NONE
        return Term(self.low, self.high, above, self.kept)


def carry_over(ingredients: Sequence[Ingredient], transfer: Transfer) -> Remains:
    """Apply a transfer.

    Args:
        ingredients: of the mixture.
        transfer: must name every one of them, and what it does not name where they leave room.

    Raises:
        NotAssembled: `transfer-incomplete` with what is missing; `transfer-leaves-nothing`.
    """
    fates = {substance_key(each.identity, each.name): each for each in transfer.fates}
    _refuse_silence(ingredients, fates, transfer)
    amounts = [
        _amount(ends, fates[substance_key(each.identity, each.name)], each)
        for each, ends in zip(ingredients, ends_of(ingredients), strict=True)
    ]
    base, amounts = _with_rest(amounts, transfer.rest_stays or _NONE)
    terms = [each.term() for each in amounts]
    kept = extreme_sum(terms, base, most=False), extreme_sum(terms, base, most=True)
    if kept[0] <= 0:
        raise NotAssembled("transfer-leaves-nothing", part=transfer.mixture.part_number)
    words, claims = _words(ingredients, transfer), _claims(transfer)
    substances = tuple(
        replace(_remaining(amounts, base, key, words[key], kept), exemptions=claims.get(key, ()))
        for key in dict.fromkeys(key for each in amounts for key in each.gives)
    )
    return Remains(substances, *kept, tuple(_steps(ingredients, fates, transfer, kept)))


def _refuse_silence(
    ingredients: Sequence[Ingredient], fates: Mapping[_Key, Fate], transfer: Transfer
) -> None:
    missing = [
        each.identity or each.name
        for each in ingredients
        if substance_key(each.identity, each.name) not in fates
    ]
    unnamed = _ALL - least_named(ingredients)
    if unnamed > 0 and transfer.rest_stays is None:
        missing.append(f"rest ({decimal_text(unnamed)} %)")
    if missing:
        part = transfer.mixture.part_number
        raise NotAssembled("transfer-incomplete", part=part, detail=", ".join(missing))


def _amount(ends: tuple[Fraction, Fraction], fate: Fate, each: Ingredient) -> _Amount:
    reacted = 1 - fate.stays if fate.reacts_into else _NONE
    gives = {substance_key(fate.identity, fate.name): fate.stays} if fate.stays else {}
    kept = fate.stays
    for made in fate.reacts_into:
        kept += reacted * made.ratio
        if not made.is_rest:
            key = substance_key(made.identity, made.name)
            gives[key] = gives.get(key, _NONE) + reacted * made.ratio
    return _Amount(*ends, kept, gives, is_told=each.low is not None)


def _with_rest(amounts: list[_Amount], stays: Fraction) -> tuple[Fraction, list[_Amount]]:
    """Add what the mixture does not name: 100 less the others.

    Beside ranges that may exceed 100 it is an amount of its own, which only widens the result.
    """
    if sum((each.high for each in amounts), _NONE) <= _ALL:
        return _ALL * stays, [replace(each, kept=each.kept - stays) for each in amounts]
    least = sum((each.low for each in amounts), _NONE)
    return _NONE, [*amounts, _Amount(_NONE, max(_ALL - least, _NONE), stays)]


def _remaining(
    amounts: Sequence[_Amount],
    base: Fraction,
    key: _Key,
    words: tuple[str, str],
    kept: tuple[Fraction, Fraction],
) -> Remaining:
    given = [each for each in amounts if each.gives.get(key)]
    name = words[0] or words[1]
    if any(not each.is_told for each in given):
        return Remaining(*words, None, None, f"{name}: its amount was not told")
    terms = [each.term(key) for each in amounts]
    low, high = (_ALL * extreme_quotient(terms, base, most=most) for most in (False, True))
    held = _between(
        sum((each.low * each.gives[key] for each in given), _NONE),
        sum((each.high * each.gives[key] for each in given), _NONE),
    )
    step = f"{name}: {held} of {_between(*kept)} = {_between(low, high)} % of the material"
    return Remaining(*words, low, high, step)


def _words(ingredients: Sequence[Ingredient], transfer: Transfer) -> dict[_Key, tuple[str, str]]:
    made = [one for fate in transfer.fates for one in fate.reacts_into]
    words = {substance_key(one.identity, one.name): (one.identity, one.name) for one in made}
    return words | {
        substance_key(each.identity, each.name): (each.identity, each.name) for each in ingredients
    }


def _claims(transfer: Transfer) -> dict[_Key, tuple[ExemptionSet, ...]]:
    claims: dict[_Key, tuple[ExemptionSet, ...]] = {}
    for fate in transfer.fates:
        told: tuple[Fate | Yielded, ...] = (fate, *fate.reacts_into)
        for each in told:
            key = substance_key(each.identity, each.name)
            claims[key] = (*claims.get(key, ()), *each.exemptions)
    return claims


def _steps(
    ingredients: Sequence[Ingredient],
    fates: Mapping[_Key, Fate],
    transfer: Transfer,
    kept: tuple[Fraction, Fraction],
) -> Iterator[str]:
    part = transfer.mixture.part_number
    yield f"transfer of {part} into {transfer.material.name}: {transfer.reason or 'no reason told'}"
    for each in ingredients:
        told = "amount not told"
        if each.low is not None and each.high is not None:
            told = f"{_between(each.low, each.high)} %"
        fate = _fate_words(fates[substance_key(each.identity, each.name)])
        yield f"{each.identity or each.name}: {told} of {part}; {fate}"
    unnamed = _ALL - least_named(ingredients)
    if unnamed > 0 and transfer.rest_stays is not None:
        fate = _stays_words(transfer.rest_stays, "leaves")
        yield f"not named: at most {decimal_text(unnamed)} % of {part}; {fate}"
    yield f"of 100 parts by mass remain {_between(*kept)}"


def _fate_words(fate: Fate) -> str:
    made = " + ".join(
        f"{decimal_text(one.ratio)} × {one.identity or one.name or 'what is not named'}"
        for one in fate.reacts_into
    )
    return _stays_words(fate.stays, f"becomes {made}" if made else "leaves")


def _stays_words(stays: Fraction, otherwise: str) -> str:
    if stays == 1:
        return "all of it stays"
    if stays == 0:
        return f"all of it {otherwise}"
    return f"{decimal_text(stays * 100)} % of it stays, the others: {otherwise}"


def _between(low: Fraction, high: Fraction) -> str:
    least = decimal_text(low, digits=_DIGITS)
    return least if high == low else f"{least} to {decimal_text(high, digits=_DIGITS)}"
