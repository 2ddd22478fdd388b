"""What the law says of one claimed exemption: the row that applies, or why none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from engine.rules import RuleSet
from regulations.model import Entry, Exemption
from regulations.quantities import decimal_text
from regulations.sentences import Saying, named

__all__ = ["Ruling", "by_content", "rule_on"]

_REFUSED: Final = "exemption-refused"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a claim.

    Attributes:
        row: the exemption that was asked, None where no such number is known.
        why: why it does not hold, in any language; None where it holds.
        is_open: it may hold: the reason holds for one end of what was declared and not for the
            other, or there is nothing to hold the claim against.
    """

    list_id: str
    exemption: str
    row: Exemption | None
    why: Saying | None = None
    is_open: bool = False

    @property
    def reason(self) -> str:
        """Why it does not hold, in English; "" where it holds."""
        return "" if self.why is None else self.why.message

    def refused(self, word: str, *, is_open: bool = False, **values: str) -> Ruling:
        """The same claim, refused for a reason of `texts/exemptions.toml`."""
        why = Saying(f"{_REFUSED}.{word}", named(values), "engine")
        return replace(self, why=why, is_open=is_open)


def rule_on(claim: tuple[str, str], entry: Entry, rules: RuleSet) -> Ruling:
    """Whether one claim holds for an entry by substance, category and date; content aside.

    A number that its annex does not have is no exemption. Of an annex that is carried without any
    row nobody can say that: such a claim stays open, neither an excuse nor a failure.

    Source:
        Directive 2011/65/EU, Art. 4(6), 5(2), 5(5), 5(6), Annex III and IV.
    """
    known = rules.exemptions.get(claim, ())
    if not known and not _has_rows(claim[0], rules):
        return Ruling(*claim, None).refused("no-rows", is_open=True)
    if not known:
        return Ruling(*claim, None).refused("unknown")
    fitting = [one for one in known if not one.elements or entry.element in one.elements]
    if not fitting:
        return Ruling(*claim, known[0]).refused("substance")
    scoped = [one for one in fitting if not one.categories or rules.categories <= one.categories]
    if not scoped:
        return Ruling(*claim, fitting[0]).refused("category")
    on_day = [one for one in scoped if _in_force(one, rules)]
    return Ruling(*claim, on_day[0]) if on_day else _untimely(claim, scoped, rules)


def by_content(ruling: Ruling, low: Fraction, high: Fraction) -> Ruling:
    """The ruling held against the content of a homogeneous material.

    Args:
        ruling: content aside.
        low: least that the entry counts in the material, as a share of it.
        high: most of it.
    """
    row = ruling.row
    if ruling.why is not None or row is None:
        return ruling
    if row.upper is not None and high > row.upper:
        return ruling.refused("too-much", limit=_ppm(row.upper), is_open=low <= row.upper)
    if row.lower is not None and low < row.lower:
        return ruling.refused("too-little", limit=_ppm(row.lower), is_open=high >= row.lower)
    return ruling


def _has_rows(list_id: str, rules: RuleSet) -> bool:
    """Whether anything of a list is carried; what no catalog has is no list of law."""
    found = rules.catalog.lists.get(list_id)
    return found is None or bool(found.exemptions)


def _in_force(exemption: Exemption, rules: RuleSet) -> bool:
    return exemption.in_force_from <= rules.as_of and (
        exemption.in_force_until is None or rules.as_of < exemption.in_force_until
    )


def _untimely(claim: tuple[str, str], rows: Sequence[Exemption], rules: RuleSet) -> Ruling:
    ended = [
        one for one in rows if one.in_force_until is not None and one.in_force_until <= rules.as_of
    ]
    if not ended:
        first = min(one.in_force_from for one in rows)
        return Ruling(*claim, rows[-1]).refused("not-begun", day=first.isoformat())
    last = max(ended, key=lambda one: one.in_force_until or one.in_force_from)
    return Ruling(*claim, rows[-1]).refused("expired", day=str(last.expires_on))


def _ppm(share: Fraction) -> str:
    return decimal_text(share, shift=6)
