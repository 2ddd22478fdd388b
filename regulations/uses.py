"""What a deployment's products are used for, and what they are not: which laws can hold at all.

Declarations say nothing of use, so a law for toys stays open for every bracket. Who ships
lighting can say once, for all products, that none of them is a toy. A law that what was said rules
out is never in force for these products; of a law for several uses, those that were ruled out go.
What nobody said stays open, as before.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from regulations.catalog import Catalog
from regulations.context import CONTEXTS, Kind
from regulations.errors import UnknownUse
from regulations.model import Entry, SubstanceList

__all__ = ["NO_USES", "Uses", "open_words", "read_uses", "under"]

_NOT: Final = "not:"
_OPPOSITES: Final = MappingProxyType(
    {"electrical_equipment": "not_eee", "not_eee": "electrical_equipment"}
)


@dataclass(frozen=True, slots=True)
class Uses:
    """Words that hold for all products of a question, and words that hold for none.

    Attributes:
        told: the words as they were said, sorted; those ruled out behind ``not:``.
        held: words that hold, with what follows from them.
        excluded: words that do not, likewise.
    """

    told: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What a verdict says of them: ``use=electrical_equipment``, ``use=not toy``."""
        return tuple(f"use={word.replace(_NOT, 'not ')}" for word in self.told)


NO_USES: Final = Uses()
"""Nobody said anything."""


def read_uses(words: Iterable[str]) -> Uses:
    """Words such as ``electrical_equipment`` and ``not:toy``, in any order.

    What a product is made of cannot be said for all of it, only that it is made of none:
    ``not:leather`` is a word, ``leather`` is refused.

    Source:
        Words as in `regulations.context`; that silence rules nothing out is our rule.

    Raises:
        UnknownUse: a word that no law asks for, or one that is said both ways.
    """
    told = tuple(sorted({word.strip() for word in words if word.strip()}))
    held = {word for word in told if not word.startswith(_NOT)}
    excluded = {word.removeprefix(_NOT) for word in told if word.startswith(_NOT)}
    matters = {word for word in held if CONTEXTS.get(word) is Kind.MATTER}
    for word in sorted((held | excluded) - CONTEXTS.keys() | matters):
        raise UnknownUse(f"“{word[:40]}” is no use that a law asks for", hint=_hint())
    every = held | {_OPPOSITES[word] for word in excluded & _OPPOSITES.keys()}
    none = excluded | {_OPPOSITES[word] for word in held & _OPPOSITES.keys()}
    for word in sorted(every & none):
        raise UnknownUse(f"“{word}” cannot hold and not hold", hint="say one of the two")
    return Uses(told, frozenset(every), frozenset(none))


def open_words(found: SubstanceList, uses: Uses) -> frozenset[str]:
    """Words of use and scope that a list asks for and nobody has said anything about.

    What things are made of (`plastic`, `leather`) is not among them: it differs from material to
    material, and an entry that asks for it is only possible where its substance is above the limit.

    Source:
        Our rule: a law binds a part only where it is known whether it is for what the part is.
    """
    asked = {
        word
        for entry in found.entries
        if (narrowed := _narrowed(entry, uses)) is not None
        for word in _words(narrowed)
        if CONTEXTS[word] is not Kind.MATTER
    }
    # A word and its opposite are one question.
    return frozenset("electrical_equipment" if word == "not_eee" else word for word in asked)


@functools.lru_cache(maxsize=64)
def under(catalog: Catalog, uses: Uses) -> Catalog:
    """The lists as they are for products with some uses.

    Ruled out entries stay in their lists and are never in force, so that what their silence proves
    of company entries is still known. A list that binds once uses are told binds where none of its
    words is open.

    Source:
        Derogation of equipment under Directive 2011/65/EU: Regulation (EU) 2019/1021, Annex I,
        PBDE; Regulation (EC) No 1907/2006, Annex XVII, entries 51 and 63 (from knowledge).
    """
    if not uses.told:
        return catalog
    return catalog.with_lists({name: _list(found, uses) for name, found in catalog.lists.items()})


def _list(found: SubstanceList, uses: Uses) -> SubstanceList:
    entries = tuple(_narrowed(entry, uses) or _never(entry) for entry in found.entries)
    binds = found.binding or (found.binding_by_use and not open_words(found, uses))
    return replace(found, entries=entries, binding=binds)


def _never(entry: Entry) -> Entry:
    return replace(entry, removed_on=entry.included_on)


def _narrowed(entry: Entry, uses: Uses) -> Entry | None:
    """The entry for these uses; None where they rule it out.

    Of alternatives, those with an excluded word go; of the others, the words that hold.
    """
    if entry.unless & uses.held:
        return None
    unless = entry.unless - uses.excluded
    if not entry.context:
        return entry if unless == entry.unless else replace(entry, unless=unless)
    left = tuple(words - uses.held for words in entry.context if not words & uses.excluded)
    if not left:
        return None
    context = () if frozenset() in left else left
    return replace(entry, context=context, unless=unless)


def _words(entry: Entry) -> Iterator[str]:
    yield from entry.unless
    for words in entry.context:
        yield from words


def _hint() -> str:
    uses = " ".join(sorted(word for word, kind in CONTEXTS.items() if kind is not Kind.MATTER))
    matters = " ".join(sorted(word for word, kind in CONTEXTS.items() if kind is Kind.MATTER))
    return f"known uses: {uses}; with not: also {matters}"
