"""What an import of a great many files promises, and which of it was not kept."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from bom.database import open_database
from bom.models import Declaration, Document

from .bulk import Bulk, Run

__all__ = ["MOST_MEMORY_MB", "broken_promises", "stored_declarations"]

MOST_MEMORY_MB = 500
_REFUSED = 4


def stored_declarations(url: str) -> int:
    """Declarations in a store; each from a document of its own, or it says so by failing."""
    database = open_database(url)
    with database.readers() as session:
        counted = select(func.count(), func.count(Declaration.document_id.distinct()))
        declarations, documents = session.execute(counted.select_from(Declaration)).one()
        files = session.execute(select(func.count()).select_from(Document)).scalar_one()
    database.close()
    assert declarations == documents == files
    return int(declarations)


def broken_promises(
    bulk: Bulk, first: Run, second: Run, *, stored: tuple[int, int]
) -> tuple[str, ...]:
    """The promises that were not kept, in words; none when all were.

    Args:
        bulk: the files.
        first: the run on the empty store.
        second: the same again.
        stored: declarations in the store after each.
    """
    good = len(bulk.files) - len(bulk.broken)
    kept = {
        f"{good} declarations are stored, not {stored[0]}": stored[0] == good,
        "the second run stores nothing": stored[1] == stored[0],
        "all good files are known then": second.counts["already_known"] == good,
        "the command says that something was refused": first.code == second.code == _REFUSED,
        f"{first.peak_mb:.0f} MB are at most {MOST_MEMORY_MB}": first.peak_mb <= MOST_MEMORY_MB,
    }
    unkept = [promise for promise, is_kept in kept.items() if not is_kept]
    for name, run in (("first", first), ("second", second)):
        unkept += [f"{name} run: {problem}" for problem in _unnamed(bulk, run)]
    return tuple(unkept)


def _unnamed(bulk: Bulk, run: Run) -> Iterator[str]:
    """Every file is answered for, in order; exactly the broken ones are refused, with a reason."""
    told = [file["path"] for file in run.body["files"]]
    if told != [str(path) for path in bulk.files]:
        yield f"{len(told)} answers for {len(bulk.files)} files, or in another order"
    broken = {str(path): kind for path, kind in bulk.broken.items()}
    for file in run.body["files"]:
        statuses = {member["status"] for member in file["members"]}
        if (statuses == {"rejected"}) != (file["path"] in broken):
            yield f"{file['path']} ({broken.get(file['path'], 'good')}) is {sorted(statuses)}"
        for member in file["members"]:
            if "rejected" in statuses and not _is_reasoned(member["findings"]):
                yield f"{file['path']} is refused without code, reason and hint"


def _is_reasoned(findings: list[dict[str, str]]) -> bool:
    return bool(findings) and all(
        each["code"] and each["message"] and each["hint"] for each in findings
    )
