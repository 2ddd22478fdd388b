"""How a value of a list is written where two states are compared: exact, one text for one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from regulations.model import Exemption, Member, Threshold
from regulations.quantities import decimal_text

__all__ = [
    "exact_text",
    "exemption_rest",
    "exemption_terms",
    "factor_text",
    "limit_rest",
    "limit_text",
    "member_rest",
    "member_text",
    "value_text",
    "value_texts",
]

_TERMS: Final = (
    "categories",
    "in_force_from",
    "in_force_until",
    "expires_on",
    "upper",
    "lower",
    "elements",
    "disputed",
    "other_end",
    "renewal_requested_on",
)
_OF_LIMIT: Final = ("fraction", "breached", "in_force_from", "in_force_until", "categories")
_OF_MEMBER: Final = ("substance", "factor", "upper_bound")


def exact_text(value: Fraction) -> str:
    """A number exactly: as a decimal where that ends, else as ``1/3``."""
    told = decimal_text(value)
    return told if Fraction(told) == value else str(value)


def value_texts(value: object) -> tuple[str, ...]:
    """A value as its parts; none for None, "" and an empty tuple."""
    if isinstance(value, tuple):
        return tuple(value_text(one) for one in value)
    return () if value is None or value == "" else (value_text(value),)


def value_text(value: object) -> str:
    """Any value of the model in one line; fractions exact, 1 = all; dates ISO."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return exact_text(value)
    if isinstance(value, frozenset):
        return " ".join(sorted(map(str, value)))
    if isinstance(value, tuple):
        return "; ".join(map(value_text, value))
    if is_dataclass(value):
        parts = (value_text(getattr(value, field.name)) for field in fields(value))
        return ", ".join(part for part in parts if part)
    return "" if value is None else str(value)


def member_text(member: Member) -> str:
    """Number and name: ``cas 91-20-3 Naphthalene``."""
    return f"{_number(member)} {member.name}"


def factor_text(member: Member) -> str:
    """Number and mass counted per mass of the substance: ``cas 1317-36-8 × 0.92832``."""
    whole = ", counted whole" if member.upper_bound else ""
    return f"{_number(member)} × {exact_text(member.factor)}{whole}"


def member_rest(member: Member) -> str:
    """What neither of the two says: name and trust."""
    return f"{_number(member)} {_rest(member, _OF_MEMBER)}"


def limit_text(threshold: Threshold) -> str:
    """A limit in percent of its level: ``above 0.1 %, categories 8 9, from 2021-07-22``."""
    side = threshold.breached.value.replace("_", " ")
    held = f", categories {value_text(threshold.categories)}" if threshold.categories else ""
    share = exact_text(threshold.fraction * 100)
    return f"{side} {share} %{held}, {_span(threshold.in_force_from, threshold.in_force_until)}"


def limit_rest(threshold: Threshold) -> str:
    """The limit with what its own text leaves out: trust."""
    return f"{limit_text(threshold)}, {_rest(threshold, _OF_LIMIT)}"


def exemption_terms(exemption: Exemption) -> str:
    """What decides whether it excuses; bounds as fractions, 1 = all."""
    return ", ".join(
        f"{name.replace('_', ' ')}: {value_text(value)}"
        for name in _TERMS
        if (value := getattr(exemption, name)) not in (None, (), frozenset(), False)
    )


def exemption_rest(exemption: Exemption) -> str:
    """Source, notes, aliases and the acts behind it."""
    return _rest(exemption, ("id", "list_id", "wording", *_TERMS))


def _number(member: Member) -> str:
    return f"{member.substance.id_type.value} {member.substance.value}"


def _rest(value: Member | Threshold | Exemption, said: Sequence[str]) -> str:
    rest = [field.name for field in fields(value) if field.name not in said]
    told = ((name, value_text(getattr(value, name))) for name in rest)
    return ", ".join(f"{name.replace('_', ' ')}: {text}" for name, text in told if text)


def _span(start: date, until: date | None) -> str:
    return f"from {start}" + (f" until {until}" if until else "")
