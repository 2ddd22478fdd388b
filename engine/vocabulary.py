"""Numbers and words by which the members of the rules are known, for what nobody identifies."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from regulations.model import Entry
from regulations.substances import IdType

__all__ = ["Vocabulary", "folded", "vocabulary_of"]

_ABBREVIATION: Final = re.compile(r"\(([A-Z][A-Za-z0-9]{1,9})\)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Rules by the digits of their members' numbers, and by their names and abbreviations."""

    by_digits: Mapping[str, frozenset[int]]
    by_word: Mapping[str, frozenset[int]]


def vocabulary_of(entries: Iterable[Entry]) -> Vocabulary:
    """The vocabulary of some entries; rule r is the r-th of them."""
    digits: defaultdict[str, set[int]] = defaultdict(set)
    words: defaultdict[str, set[int]] = defaultdict(set)
    for rule, entry in enumerate(entries):
        for member in entry.members:
            if member.substance.id_type in (IdType.CAS, IdType.EC):
                digits[member.substance.value.replace("-", "")].add(rule)
        names = {entry.name, entry.counted_as, entry.element, *(m.name for m in entry.members)}
        for word in {word for name in names for word in folded(name)}:
            words[word].add(rule)
    return Vocabulary(
        {number: frozenset(rules) for number, rules in digits.items()},
        {word: frozenset(rules) for word, rules in words.items()},
    )


@functools.lru_cache(maxsize=16384)
def folded(name: str) -> frozenset[str]:
    """A name, its synonyms and its abbreviation, without case, width, blanks and signs.

    Of what stands in brackets only a capitalised abbreviation is a name of its own: DEHP is one,
    the “acrylate” inside the name of a lead compound is not.
    """
    text = unicodedata.normalize("NFKC", name)
    called = {text, *text.split(";")}
    called |= {_ABBREVIATION.sub("", one) for one in called}
    called |= {found for one in called for found in _ABBREVIATION.findall(one)}
    called |= set(_ABBREVIATION.findall(text))
    words = {"".join(filter(str.isalnum, one.casefold())) for one in called}
    return frozenset(words - {""})
