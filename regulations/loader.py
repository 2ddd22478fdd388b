"""A folder of TOML and CSV becomes a `SubstanceList`; every complaint names file, row, column."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from regulations.entries import ENTRY_COLUMNS, THRESHOLD_COLUMNS, read_entries
from regulations.errors import InvalidListData
from regulations.exemptions import EXEMPTION_COLUMNS, read_exemptions
from regulations.header import FILE, Header, read_header
from regulations.model import Effect, Entry, Exemption, ListVersion, Source, SubstanceList
from regulations.tables import Problem, Row

__all__ = ["list_folders", "load_list", "load_lists"]

_COLUMNS: Final = frozenset(f"{ENTRY_COLUMNS} {THRESHOLD_COLUMNS} {EXEMPTION_COLUMNS}".split())
_NONE: Final[Mapping[str, SubstanceList]] = MappingProxyType({})


def list_folders(root: Path) -> tuple[Path, ...]:
    """The folders below `root` that hold a list, by name."""
    return tuple(sorted(path.parent for path in root.glob(f"*/{FILE}")))


def load_lists(root: Path) -> dict[str, SubstanceList]:
    """Every list below `root`, each after those it needs.

    Raises:
        InvalidListData: a list is wrong, needs one that is absent, or two need each other.
    """
    waiting = {folder: read_header(folder) for folder in list_folders(root)}
    loaded: dict[str, SubstanceList] = {}
    while waiting:
        ready = [path for path, header in waiting.items() if loaded.keys() >= set(header.needs)]
        if not ready:
            stuck = next(iter(waiting.values()))
            raise _complaint(stuck, "needs", f"waits for {' '.join(stuck.needs)} forever")
        for folder in ready:
            header = waiting.pop(folder)
            loaded[header.id] = _load(folder, header, loaded)
    return dict(sorted(loaded.items()))


def load_list(folder: Path, *, known: Mapping[str, SubstanceList] = _NONE) -> SubstanceList:
    """One list.

    Args:
        folder: named like the list.
        known: the lists that its `needs` name.

    Raises:
        InvalidListData: the first thing in it that cannot be trusted.
    """
    return _load(folder, read_header(folder), known)


def _load(folder: Path, header: Header, known: Mapping[str, SubstanceList]) -> SubstanceList:
    missing = sorted({*header.needs, *filter(None, [header.mirrors])} - known.keys())
    if missing:
        raise _complaint(header, "needs", f"{' '.join(missing)} must be loaded before")
    unknown = header.defaults.keys() - _COLUMNS
    if unknown:
        raise _complaint(header, "defaults", f"{' '.join(sorted(unknown))} is no column")
    if header.id != folder.name:
        raise _complaint(header, "id", f"must be the folder's name, {folder.name}")
    mirrored = known.get(header.mirrors)
    exemptions = read_exemptions(folder, header)
    entries = _mirrored(mirrored, header) if mirrored else read_entries(folder, header, known)
    _check_repeated(header, entries)
    return SubstanceList(
        id=header.id,
        name=header.name,
        authority=header.authority,
        legal_basis=header.legal_basis,
        binding=header.binding,
        versions=mirrored.versions if mirrored else _versions(header, entries, exemptions),
        entries=entries,
        sha256=_sha256(folder, [known[needed] for needed in header.needs]),
        checked_on=header.checked_on,
        exemptions=exemptions,
        not_modelled=header.not_modelled,
        example=header.example,
        sources=tuple(header.sources.values()),
        binding_by_use=header.binding_by_use,
    )


def _mirrored(original: SubstanceList, header: Header) -> tuple[Entry, ...]:
    row = Row(header.file, 0, header.defaults)
    return tuple(
        replace(
            entry,
            list_id=header.id,
            effect=row.word("effect", Effect),
            citation=row.required("citation"),
        )
        for entry in original.entries
    )


def _check_repeated(header: Header, entries: tuple[Entry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise _complaint(header, "id", f"entry {entry.id} stands twice")
        seen.add(entry.id)


def _versions(
    header: Header, entries: tuple[Entry, ...], exemptions: tuple[Exemption, ...]
) -> tuple[ListVersion, ...]:
    if header.versions:
        named = [ListVersion(name, day, _source(header, key)) for name, day, key in header.versions]
        return tuple(sorted(named, key=lambda version: version.effective_from))
    days = {
        "included_on": {entry.included_on for entry in entries},
        "from": {exemption.in_force_from for exemption in exemptions},
    }.get(header.versions_from)
    if not days:
        raise _complaint(header, "versions_from", "gives no version")
    common = _source(header, header.defaults.get("source", ""))
    own = _sources_by_day(entries) if header.versions_from == "included_on" else {}
    return tuple(_named_by_day(day, own.get(day, common)) for day in sorted(days))


def _sources_by_day(entries: tuple[Entry, ...]) -> dict[date, Source]:
    """The source that all entries of a day share: a batch that was loaded keeps its own."""
    found: defaultdict[date, set[Source]] = defaultdict(set)
    for entry in entries:
        found[entry.included_on].add(entry.source)
    return {day: sources.pop() for day, sources in found.items() if len(sources) == 1}


def _named_by_day(day: date, source: Source) -> ListVersion:
    return ListVersion(day.isoformat(), day, source)


def _source(header: Header, key: str) -> Source:
    if key not in header.sources:
        raise _complaint(header, "version", f"“{key}” is no source of this list")
    return header.sources[key]


def _sha256(folder: Path, needed: list[SubstanceList]) -> str:
    """Hash of the data files in name order, and of the lists whose content flows into this one."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".toml"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for other in needed:
        digest.update(other.sha256.encode())
    return digest.hexdigest()


def _complaint(header: Header, key: str, message: str) -> InvalidListData:
    return InvalidListData(str(Problem(header.file, 0, key, message)))
