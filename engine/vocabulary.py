"""Numbers and words by which the members of the rules are known, for what nobody identifies."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from regulations.identity import Identity
from regulations.model import Entry
from regulations.names import folded
from regulations.substances import IdType

__all__ = ["Vocabulary", "vocabulary_of"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Rules by the digits of their members' numbers, and by their names and abbreviations.

    Attributes:
        relatives: (words that show a relative of a rule's members, the rule).
        any_relative: all of those words at once; None where there are none.
    """

    by_digits: Mapping[str, frozenset[int]]
    by_word: Mapping[str, frozenset[int]]
    relatives: tuple[tuple[re.Pattern[str], int], ...] = ()
    any_relative: re.Pattern[str] | None = None

    def related(self, name: str) -> frozenset[int]:
        """Rules whose group a name belongs to by its words, whatever the member list says."""
        text = unicodedata.normalize("NFKC", name).casefold()
        # One search for all of them: of ten thousand names a handful goes on.
        if self.any_relative is None or not self.any_relative.search(text):
            return frozenset()
        return frozenset(rule for pattern, rule in self.relatives if pattern.search(text))


def vocabulary_of(entries: Sequence[Entry], identity: Identity) -> Vocabulary:
    """The vocabulary of some entries, by all numbers of their members; rule r is the r-th."""
    digits: defaultdict[str, set[int]] = defaultdict(set)
    words: defaultdict[str, set[int]] = defaultdict(set)
    for rule, entry in enumerate(entries):
        for number in identity.closed(member.substance for member in entry.members):
            if number.id_type in (IdType.CAS, IdType.EC):
                digits[number.value.replace("-", "")].add(rule)
        names = {entry.name, entry.counted_as, entry.element, *(m.name for m in entry.members)}
        for word in {word for name in names for word in folded(name)}:
            words[word].add(rule)
    return Vocabulary(
        {number: frozenset(rules) for number, rules in digits.items()},
        {word: frozenset(rules) for word, rules in words.items()},
        *_relatives(entries),
    )


def _relatives(
    entries: Iterable[Entry],
) -> tuple[tuple[tuple[re.Pattern[str], int], ...], re.Pattern[str] | None]:
    words = [(word, rule) for rule, entry in enumerate(entries) for word in entry.relatives]
    distinct = "|".join(sorted({f"(?:{word})" for word, _ in words}))
    every = re.compile(distinct) if distinct else None
    return tuple((re.compile(word), rule) for word, rule in words), every
