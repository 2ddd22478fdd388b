"""Transfers in the store: the newest one of a mixture counts, the others stay as history."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from bom.assembly.transfer_file import read_transfer
from bom.chunks import chunks, padded
from bom.history import Clock, next_instant, utc_now, visible
from bom.models import MixtureTransfer
from bom.resolution import KnownPart
from chemsherpa.assembly.transfer import Mixture, Transfer

__all__ = ["LoadedTransfer", "load_transfer", "read_transfers"]


@dataclass(frozen=True, slots=True)
class LoadedTransfer:
    """What loading a file changed.

    Attributes:
        is_new: False where exactly this file already counted.
        superseded: how many transfers of the same mixture it replaced.
    """

    transfer: Transfer
    sha256: str
    is_new: bool
    superseded: int


def load_transfer(
    sessions: sessionmaker[Session], data: bytes, name: str, *, clock: Clock = utc_now
) -> LoadedTransfer:
    """Store a transfer in one transaction; the same file again stores nothing.

    Raises:
        InvalidTransfer: the file cannot be read faithfully.
    """
    transfer = read_transfer(data, name)
    digest = hashlib.sha256(data).hexdigest()
    table, about = MixtureTransfer, transfer.mixture
    standing = (
        (table.part_number == about.part_number)
        & (table.revision == about.revision)
        & (table.manufacturer == about.manufacturer)
        & table.superseded_at.is_(None)
    )
    with sessions.begin() as session:
        known = list(session.execute(select(table.id, table.sha256).where(standing)))
        if any(row.sha256 == digest for row in known):
            return LoadedTransfer(transfer, digest, is_new=False, superseded=0)
        at = next_instant(session, clock)
        session.execute(update(table).where(standing).values(superseded_at=at))
        row = {
            "part_number": about.part_number,
            "revision": about.revision,
            "manufacturer": about.manufacturer,
            "name": name,
            "sha256": digest,
            "content": data,
            "recorded_at": at,
        }
        session.execute(insert(table), [row])
    return LoadedTransfer(transfer, digest, is_new=True, superseded=len(known))


def read_transfers(
    session: Session, parts: Iterable[KnownPart], *, known_at: str | None
) -> Mapping[int, Transfer]:
    """The transfer of each mixture among the parts that has one, by part id.

    One that names the revision is taken before one that names the manufacturer only, and that
    before one for any; among equals the newest.
    """
    mixtures = [part for part in parts if part.is_mixture]
    table = MixtureTransfer
    columns = select(
        table.part_number, table.revision, table.manufacturer, table.name, table.content
    ).order_by(table.recorded_at)
    stands = visible(table.recorded_at, table.superseded_at, known_at)
    found: dict[int, tuple[tuple[bool, bool], str, bytes]] = {}
    for some in chunks(sorted({part.part_number for part in mixtures})):
        for row in session.execute(columns.where(stands, table.part_number.in_(padded(some)))):
            number, revision, manufacturer, name, content = row
            rank = bool(revision), bool(manufacturer)
            for part in _meant(mixtures, Mixture(number, revision, manufacturer)):
                if part.part_id not in found or found[part.part_id][0] <= rank:
                    found[part.part_id] = rank, name, content
    return {number: read_transfer(data, name) for number, (_, name, data) in found.items()}


def _meant(mixtures: Iterable[KnownPart], about: Mixture) -> list[KnownPart]:
    return [
        part
        for part in mixtures
        if part.part_number == about.part_number
        and part.answers_to(about.revision, about.manufacturer)
    ]
