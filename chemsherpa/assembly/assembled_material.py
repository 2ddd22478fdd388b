"""What remains of a mixture, as a material of an article."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from chemsherpa.assembly.carry_over import Remaining
from chemsherpa.assembly.structure import Transferred
from chemsherpa.assembly.transfer import substance_key
from chemsherpa.comment_texts import material_text, substance_text
from chemsherpa.document import EntryRef, ListRef, Mass, Material, Share, Substance
from chemsherpa.errors import NotAssembled
from regulations.quantities import decimal_text

__all__ = ["material_of"]

_BASE: Final = "1"
_DIGITS: Final = 10**8
_MATERIALS: Final = ListRef("chemSHERPA_MaterialList", "chemSHERPA", "2.00.03")
_CLASSES: Final = ListRef("MCL", "IEC62474", "M2.00")


def material_of(thing: Transferred, grams: Fraction) -> Material:
    """The material that so many grams of the mixture, as applied, become.

    Shares are exact where their decimals end, else rounded so that no limit is undercut: the
    upper end up, the lower end down, at eight decimals of a percent.

    Raises:
        NotAssembled: the transfer is incomplete; `assembly-no-mass` where the mixture's ranges
            leave open how much remains.
    """
    remains, words = thing.remains, thing.transfer.material
    if remains.low != remains.high:
        raise NotAssembled("assembly-no-mass", detail=thing.part_number)
    voluntary = {
        substance_key(each.identity, each.name or ""): each.voluntary
        for each in thing.declaration.substances
    }
    return Material(
        name=words.name,
        comment=material_text(
            use_code=words.use_code, standard=words.standard, remark=words.remark
        ),
        is_article=words.use_code == _BASE,
        material_id=EntryRef(_MATERIALS, words.code) if words.code else None,
        class_ids=(EntryRef(_CLASSES, words.class_id),) if words.class_id else (),
        mass=Mass(decimal_text(grams * remains.low / 100), "g"),
        substances=tuple(
            _substance(each, voluntary.get(substance_key(each.identity, each.name), False))
            for each in remains.substances
        ),
        use_code=words.use_code,
        standard=words.standard,
        remark=words.remark,
    )


def _substance(remaining: Remaining, voluntary: bool | None) -> Substance:
    identity = remaining.identity
    return Substance(
        name=remaining.name,
        comment=substance_text(voluntary=voluntary),
        ids=(EntryRef(None, identity),) if identity else (),
        share=_share(remaining),
        exemption_sets=remaining.exemptions,
        voluntary=voluntary,
    )


def _share(remaining: Remaining) -> Share | None:
    low, high = remaining.low, remaining.high
    if low is None or high is None:
        return None
    most = _text(high, 1)
    if low == high:
        return Share(most)
    return Share(most, range_min=_text(low, -1), range_max=most)


def _text(percent: Fraction, sign: int) -> str:
    """Rounded up for 1, down for -1."""
    step = sign * percent * _DIGITS
    return decimal_text(Fraction(sign * -(-step.numerator // step.denominator), _DIGITS))
