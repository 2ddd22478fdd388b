"""Which rules an unidentified number or name may have been meant for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from engine.rules import RuleSet
from regulations.names import folded
from regulations.substances import IdType, has_form, normalised, slips

__all__ = ["suspects"]

_NUMBER: Final = re.compile(r"[0-9]{2,7}-[0-9]{2,3}-[0-9]", re.ASCII)
_NONE: Final[frozenset[int]] = frozenset()


def suspects(
    rules: RuleSet, texts: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], frozenset[int]]:
    """Rules for whose members a declared number, or its name, may have been meant.

    A number that is not even written like one may be anything, so every rule is a suspect. A
    well-formed one with a wrong check digit is held against the numbers it is close to, a name
    against the names, abbreviations and numbers of the members.

    Args:
        rules: the rules of the day.
        texts: declared numbers and names.
    """
    return {(number, name): _meant(rules, number, name) for number, name in texts}


def _meant(rules: RuleSet, number: str, name: str) -> frozenset[int]:
    written, known = normalised(number), rules.vocabulary
    if written and not (has_form(IdType.CAS, written) or has_form(IdType.EC, written)):
        return frozenset(range(len(rules)))
    near = set(slips(written)) if written else set()
    near |= {one.replace("-", "") for one in _NUMBER.findall(normalised(name))}
    meant = [known.by_digits.get(digits, _NONE) for digits in near]
    meant += [known.by_word.get(word, _NONE) for word in folded(name)]
    meant.append(known.related(name))
    return _NONE.union(*meant)
