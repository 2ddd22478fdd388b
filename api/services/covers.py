"""What a declaration made against one list says about another: how far the one reaches."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from api.services.catalog import book_of
from api.services.law import law_of
from api.services.stores import reading
from api.wire.body import Json
from engine.evidence import Evidence
from engine.silence import covered_by
from regulations.bridge import bridged_entries, entries_answered, entries_of_dsl
from regulations.coverage import covers_until
from regulations.declarable import asks_about_all, dsl_entries
from regulations.errors import UnknownList
from regulations.model import Entry

__all__ = ["Scheme", "covers_json", "covers_of_store"]


class Scheme(StrEnum):
    """What a declaration may have been made against."""

    DSL = "dsl"
    CHEMSHERPA = "chemsherpa"


def covers_of_store(url: str | None, scheme: Scheme, version: str, *, of: str, as_of: date) -> Json:
    """The same as `covers_json`, of the store at an address; None = of the bundled lists.

    Raises:
        InvalidStoreUrl, StoreUnreachable, StoreOutOfDate: the store cannot be read.
        UnknownList: no such list or version.
    """
    with nullcontext() if url is None else reading(url) as session:
        return covers_json(session, scheme, version, of=of, as_of=as_of)


def covers_json(
    session: Session | None, scheme: Scheme, version: str, *, of: str, as_of: date
) -> Json:
    """Which entries of a list a complete declaration of a version settles, which not, and why.

    Args:
        session: of the store; None = the bundled lists alone.
        scheme: answers to the IEC 62474 list, or a chemSHERPA composition.
        version: of the declarable list or of the chemSHERPA list, e.g. ``D29.00``, ``2.10.00``.
        of: id of the list that is asked about.
        as_of: the day whose entries count, those with a limit for EEE of categories 1 to 7 and 10.

    Raises:
        UnknownList: no such list, or a version that is not in the data.
    """
    rules = law_of(as_of=as_of, lists=(of,), book=book_of(session)).rules
    evidence = _answers(version) if scheme is Scheme.DSL else _silence(version)
    covered = covered_by((evidence,), rules)[0].tolist()
    told = list(zip(rules.entries, covered, strict=True))
    return {
        "declared": {"scheme": scheme.value, "version": version},
        "list": of,
        "version": rules.versions[of],
        "as_of": as_of.isoformat(),
        "entries": len(rules),
        "covered": [_named(entry) for entry, is_covered in told if is_covered],
        "not_covered": [
            {**_named(entry), "reason": _why(entry, evidence)}
            for entry, is_covered in told
            if not is_covered
        ],
    }


def _answers(version: str) -> Evidence:
    asked = dsl_entries(version)
    if not asked:
        raise UnknownList(
            f"the entries of IEC 62474 “{version[:20]}” are not in the data",
            hint="write the version as the declaration does, e.g. D29.00",
        )
    below = sorted(entries_answered(asked).items())
    partly = frozenset(entry for entry, key in below if not asks_about_all(key))
    return Evidence(below=tuple(below), partly=partly)


def _silence(version: str) -> Evidence:
    until = covers_until(version)
    if until is None:
        raise UnknownList(
            f"“{version[:20]}” is no version of the chemSHERPA list",
            hint="write the version as the declaration does, e.g. 2.10.00",
        )
    return Evidence(scheme_until=until)


def _named(entry: Entry) -> Json:
    return {"id": entry.id, "name": entry.name, "included_on": entry.included_on.isoformat()}


def _why(entry: Entry, evidence: Evidence) -> str:
    """Why a declaration does not settle an entry."""
    if evidence.scheme_until is not None:
        if entry.managed_from is None:
            return "not behind the management criteria of chemSHERPA"
        return (
            f"managed from {entry.managed_from}; the version covers up to {evidence.scheme_until}"
        )
    name = (entry.list_id, entry.id)
    if any(name in entries_of_dsl(key) for key in bridged_entries()):
        return "asked about in another version"
    return "nothing in the declarable list is known to ask about it at its level"
