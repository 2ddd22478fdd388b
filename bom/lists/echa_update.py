"""An export of the Candidate List brings an edition of it up to date.

Entries keep their ids, new ones get the next. Nothing is taken away: an entry or a member that the
export no longer names is told, because an export that was filtered or cut looks the same as one
from which ECHA removed something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from bom.findings import RowFinding, found_in_row
from bom.lists.batches import BATCHES, recount
from bom.lists.echa_export import EchaEntry, EchaExport, EchaMember
from bom.lists.echa_matching import BaseEntry, Matches, base_entries, match
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.list_head import head_of
from bom.lists.list_tables import ENTRIES, MEMBERS, ListTable, table_of
from bom.lists.mapped_table import ReadTables
from regulations.header import FILE

__all__ = ["update_from_echa"]

_NUMBERED: Final = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]+)")
_REGISTERS: Final = ("cas", "ec")


def update_from_echa(export: EchaExport, base: Edition, *, file: str, sha256: str) -> ReadTables:
    """The base with what the export adds and changes.

    Args:
        export: a readable export.
        base: edition of the list that the export is of.
        file: name of the export, for findings.
        sha256: of the export, kept with every row that rests on it.

    Raises:
        UnreadableList: the ids of the base give no next one.
    """
    update = _Update(file, export, base, f"echa-{sha256[:12]}")
    matches = match(export.entries, base_entries(update.entries, update.members))
    for entry, known in matches.pairs:
        update.bring_up_to_date(entry, known)
    next_id = _next_ids(update.entries)
    for entry in sorted(matches.new, key=lambda one: (one.included_on, one.name)):
        update.add(entry, next_id())
    update.tell(matches)
    findings = (*export.findings, *update.findings)
    is_refused = any(finding.severity == "error" for finding in findings)
    return ReadTables(
        edition=None if is_refused else update.edition(sha256),
        tables={ENTRIES: update.entries, MEMBERS: update.members},
        findings=findings,
        rows_read=export.rows_read,
        entries=len(export.entries),
    )


@dataclass(slots=True)
class _Update:
    file: str
    export: EchaExport
    base: Edition
    source: str
    findings: list[RowFinding] = field(default_factory=list)
    entries: ListTable = field(init=False)
    members: ListTable = field(init=False)

    def __post_init__(self) -> None:
        self.entries = table_of(self.base, ENTRIES, ("id", "name", "included_on", "article57"))
        self.members = table_of(self.base, MEMBERS, ("entry", "id_type", "id", "name", "source"))

    def bring_up_to_date(self, entry: EchaEntry, known: BaseEntry) -> None:
        """Name and reasons follow the export; of two days the earlier counts, flagged."""
        changed: dict[str, str] = {}
        if entry.name != known.row["name"]:
            changed["name"] = entry.name
        if entry.reasons and set(entry.reasons) != _words(known.row.get("article57", "")):
            changed["article57"] = ";".join(entry.reasons)
        day, was = entry.included_on.isoformat(), known.row["included_on"]
        if day != was:
            earlier = min(day, was)
            self._tell(
                "list-entry-date", entry.row, entry=known.id, day=day, was=was, taken=earlier
            )
            if earlier != was:
                changed["included_on"] = earlier
        if changed:
            self.entries.change(known.row, {**changed, "source": self.source})
        gained = [
            (member, number)
            for member in entry.members
            for number in member.numbers
            if number not in known.numbers
        ]
        for member, number in gained:
            self._add_member(known.id, member, str(number.id_type), number.value)
        # A workbook of ECHA CHEM gives a group without its members: that says nothing of them.
        for number in sorted(known.numbers - entry.numbers) if entry.numbers else ():
            told = f"{number.id_type.upper()} {number}"
            self._tell("list-member-vanished", entry.row, entry=known.id, number=told)

    def add(self, entry: EchaEntry, entry_id: str) -> None:
        """A new entry; its members are those that the export gives a number."""
        if not entry.numbers:
            self._tell("list-entry.empty", entry.row, entry=entry.name)
            return
        row = {
            "id": entry_id,
            "name": entry.name,
            "included_on": entry.included_on.isoformat(),
            "article57": ";".join(entry.reasons),
            # ECHA says of its groups that the members it lists are not all.
            "members_exhaustive": "no" if len(entry.members) > 1 else "",
            "source": self.source,
        }
        self.entries.add(row, origin=entry.row)
        self._tell("list-entry-new", entry.row, entry=entry_id, name=entry.name)
        for member in entry.members:
            for number in member.numbers:
                self._add_member(entry_id, member, str(number.id_type), number.value)
            if not member.numbers and member is not entry.members[0]:
                self._tell("list-member-unnumbered", member.row, entry=entry_id, name=member.name)

    def tell(self, matches: Matches) -> None:
        """What was matched weakly, what nobody can match, and what the export no longer names."""
        for entry, known in matches.by_overlap:
            self._tell("list-entry-overlap", entry.row, entry=known.id, name=entry.name)
        for entry, candidates in matches.ambiguous:
            told = " ".join(each.id for each in candidates)
            self._tell("list-entry-ambiguous", entry.row, name=entry.name, entries=told)
        for known in matches.vanished:
            self._tell("list-entry-vanished.kept", 0, entry=known.id, name=known.row["name"])

    def edition(self, sha256: str) -> Edition:
        """The base with the changed tables; a table that says what it said keeps its bytes."""
        files = dict(self.base.files)
        changed = {ENTRIES: self.entries, MEMBERS: self.members}
        if BATCHES in files:
            changed[BATCHES] = table_of(self.base, BATCHES, ())
            recount(changed[BATCHES], self.entries)
        is_used = self.entries.is_changed or self.members.is_changed
        files |= {name: table.content() for name, table in changed.items() if table.is_changed}
        files[FILE] = head_of(
            self.base,
            source=self.source,
            title=f"ECHA, Candidate List export, sha256 {sha256}",
            seen_on=self.export.exported_on,
            is_used=is_used,
        )
        return Edition(self.base.list_id, files)

    def _add_member(self, entry: str, member: EchaMember, register: str, number: str) -> None:
        row = {"entry": entry, "id_type": register, "id": number, "name": member.name}
        self.members.add({**row, "source": self.source}, origin=member.row)

    def _tell(self, key: str, row: int, **values: str) -> None:
        self.findings.append(found_in_row(key, self.file, row, None, **values))


def _words(cell: str) -> set[str]:
    return {word for part in cell.split(";") if (word := part.strip())}


def _next_ids(entries: ListTable) -> Callable[[], str]:
    """Gives the id after the greatest, with its prefix and as many digits, again and again."""
    found = [told for row in entries.rows if (told := _NUMBERED.fullmatch(row["id"]))]
    prefixes = {told["prefix"] for told in found}
    if len(prefixes) != 1 or len(found) != len(entries.rows):
        raise UnreadableList("unreadable-list.ids", file=ENTRIES)
    width = max(len(told["number"]) for told in found)
    numbers = iter(_after(max(int(told["number"]) for told in found)))
    prefix = prefixes.pop()
    return lambda: f"{prefix}{next(numbers):0{width}}"


def _after(number: int) -> Iterable[int]:
    while True:
        number += 1
        yield number
