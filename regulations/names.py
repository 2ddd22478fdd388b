"""Names of substances: to tell people and to raise doubts, never to decide what something is."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from regulations.catalog import Catalog
from regulations.model import Trust
from regulations.substances import IdType, SubstanceId

__all__ = ["folded", "named_by", "owners_of"]

_ABBREVIATION: Final = re.compile(r"\(([A-Z][A-Za-z0-9]{1,9})\)")
_REGISTERED: Final = (IdType.CAS, IdType.EC)


@functools.lru_cache(maxsize=16384)
def folded(name: str) -> frozenset[str]:
    """A name, its synonyms and its abbreviation, without case, width, blanks and signs.

    Of what stands in brackets only a capitalised abbreviation is a name of its own: DEHP is one,
    the “acrylate” inside the name of a lead compound is not.

    Source:
        Our rule, for names as ECHA, IEC 62474 and suppliers write them.
    """
    text = unicodedata.normalize("NFKC", name)
    called = {one for part in {text, *text.split(";")} for one in _unabbreviated(part)}
    called |= {found for one in called for found in _ABBREVIATION.findall(one)}
    called |= set(_ABBREVIATION.findall(text))
    return frozenset({_plain(one) for one in called} - {""})


def named_by(catalog: Catalog, name: str) -> frozenset[SubstanceId]:
    """Registered numbers whose substance some list of the catalog calls exactly so.

    Args:
        catalog: whose members are asked; an example of a company's own list says nothing.
        name: whole, with or without an abbreviation in brackets; case, width and signs are nothing.

    Source:
        Names in the lists themselves; that a name alone makes nobody certain is our rule.
    """
    text = unicodedata.normalize("NFKC", name)
    known = owners_of(catalog)
    empty: frozenset[SubstanceId] = frozenset()
    return empty.union(*(known.get(_plain(one), empty) for one in _unabbreviated(text)))


@functools.lru_cache(maxsize=8)
def owners_of(catalog: Catalog) -> Mapping[str, frozenset[SubstanceId]]:
    """Registered numbers by the names of the members that bear them, folded to letters and digits.

    A name that members of several substances bear names none of them. Names that we derived are no
    names of a list: “cadmium;silver” is an alloy, and silver is neither of its synonyms.

    Source:
        Names in the lists themselves; our rule for those that several substances bear.
    """
    found: defaultdict[str, set[SubstanceId]] = defaultdict(set)
    for listed in catalog.lists.values():
        for entry in () if listed.example else listed.entries:
            for member in entry.members:
                if member.substance.id_type in _REGISTERED and member.trust <= Trust.C:
                    for called in _unabbreviated(unicodedata.normalize("NFKC", member.name)):
                        found[_plain(called)].add(member.substance)
    known = {name: catalog.identity.closed(owners) for name, owners in found.items() if name}
    return MappingProxyType(
        {name: owners for name, owners in known.items() if _is_one(catalog, owners)}
    )


def _is_one(catalog: Catalog, numbers: frozenset[SubstanceId]) -> bool:
    return len({catalog.identity.chosen(number) for number in numbers}) == 1


def _unabbreviated(text: str) -> set[str]:
    return {text, _ABBREVIATION.sub("", text)}


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
