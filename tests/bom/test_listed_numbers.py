"""A number of many that only a list of the store knows is identified, from the day it is known."""

from __future__ import annotations

from bom.portfolio.snapshot import Snapshot, read_snapshot
from regulations.substances import IdType, SubstanceId

from .factories import Shelf, declaration, material, substance
from .list_editions import NEW_DAY, published, with_lines

OWN = "SN0999"


def take(shelf: Shelf, *, known_at: str | None = None) -> Snapshot:
    with shelf.database.readers() as session:
        return read_snapshot(session, known_at=known_at)


def test_a_managed_number_that_a_published_list_names_is_identified(shelf: Shelf) -> None:
    shelf.put_together(declaration("P1", materials=(material("M", "1", substance(OWN, "2")),)))
    before = take(shelf)
    assert SubstanceId(IdType.SN, OWN) not in before.arrays.substances
    edition = with_lines(
        f"SVHC-901,Own group,{NEW_DAY},57(f),,",
        [f"SVHC-901,sn,{OWN},Own group,"],
        batch=NEW_DAY,
    )
    published(shelf, edition, minute=1)
    after = take(shelf)
    assert SubstanceId(IdType.SN, OWN) in after.arrays.substances
    assert (
        SubstanceId(IdType.SN, OWN)
        not in take(shelf, known_at=before.recorded_at).arrays.substances
    )
