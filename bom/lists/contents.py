"""Contents from a store take the place of bundled lists; what builds on them is loaded again."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from bom.lists.edition import Edition
from regulations.catalog import DATA, Catalog, bundled
from regulations.errors import InvalidListData
from regulations.model import SubstanceList

__all__ = ["bundled_edition", "catalog_with"]


def catalog_with(
    contents: Sequence[tuple[str, date, Edition]], *, packaged: Sequence[Edition] | None = None
) -> Catalog:
    """The bundled lists with others in their place, or beside them.

    Args:
        contents: version name, first day and content; one for each list.
        packaged: all bundled lists as they were with another package; None = this package's.

    Raises:
        InvalidListData: a content is wrong, or a list that builds on it no longer loads.
    """
    names = {edition.list_id: (version, starts) for version, starts, edition in contents}
    own = {name: bundled_edition(name) for name in bundled().lists}
    base = own if packaged is None else {edition.list_id: edition for edition in packaged}
    editions = base | {edition.list_id: edition for *_, edition in contents}
    changed = {name for name in editions if editions[name] != own.get(name) or name in names}
    gone = own.keys() - editions.keys()
    needs = {name: _needs(edition) for name, edition in editions.items()}
    touched = _touched(changed | gone, needs) - gone
    kept = editions.keys() - touched
    loaded = {name: found for name, found in bundled().lists.items() if name in kept}
    while touched:
        ready = sorted(name for name in touched if needs[name] <= loaded.keys())
        if not ready:
            stuck = min(touched)
            lacking = " ".join(sorted(needs[stuck] - loaded.keys()))
            raise InvalidListData(f"{stuck}/list.toml:0:needs: waits for {lacking} forever")
        for name in ready:
            found = editions[name].load(loaded)
            loaded[name] = _named(found, *names[name]) if name in names else found
            touched.remove(name)
    return Catalog(MappingProxyType(dict(sorted(loaded.items()))))


@functools.cache
def bundled_edition(list_id: str) -> Edition:
    """The content of a bundled list.

    Raises:
        InvalidListData: no list of that id travels with the package.
    """
    return Edition.of_folder(DATA / list_id)


def _named(found: SubstanceList, name: str, starts: date) -> SubstanceList:
    """The list, its versions told apart from equal ones of another content.

    A content that bears the name of its own newest version needs no second name there; on every
    other day for which it counts, its name stands after that of the version:
    `2025-11-05+corrected`.
    """
    before = [each for each in found.versions if each.effective_from <= starts]
    counts = found.versions[max(len(before) - 1, 0) :]
    told = tuple(
        each if each.id == name else replace(each, id=f"{each.id}+{name}") for each in counts
    )
    return replace(found, versions=(*found.versions[: -len(counts)], *told))


def _touched(changed: set[str], needs: Mapping[str, frozenset[str]]) -> set[str]:
    """The changed lists and all that build on them, however far."""
    touched = set(changed)
    while more := {name for name, needed in needs.items() if needed & touched} - touched:
        touched |= more
    return touched


@functools.lru_cache(maxsize=256)
def _needs(edition: Edition) -> frozenset[str]:
    """Lists that must be loaded before it."""
    header = edition.header()
    return frozenset({*header.needs, header.mirrors} - {""})
