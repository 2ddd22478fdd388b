"""The lists of the package, recorded: a package upgrade must not change answers about the past.

What the store recorded is what counts, until the next `chemgate db upgrade` records the lists of a
newer package. Otherwise an answer would change at the moment somebody installs a package, with no
instant to ask before.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.orm import Session

from bom.history import Clock, next_instant, utc_now
from bom.lists.contents import bundled_edition
from bom.lists.edition import Edition
from bom.lists.kept_editions import KEPT
from bom.lists.refusals import DamagedRecord
from bom.models import BundledEdition, BundledLaw
from regulations.catalog import DATA
from regulations.loader import list_folders

__all__ = ["installed_editions", "is_recorded", "read_bundled_law", "record_bundled_law"]

_SHOWN: Final = 12


@functools.cache
def installed_editions() -> Mapping[str, Edition]:
    """The lists of the installed package, by id."""
    return MappingProxyType({path.name: bundled_edition(path.name) for path in list_folders(DATA)})


def record_bundled_law(
    session: Session, editions: Mapping[str, Edition] | None = None, *, clock: Clock = utc_now
) -> bool:
    """Record what the bundled lists say from now on; the caller commits.

    Args:
        session: of `Database.writers`.
        editions: by list id; None = those of the installed package.
        clock: tells when; the recording is later than every change before it.

    Returns:
        Whether they differ from what stands; a second call records nothing.
    """
    found = installed_editions() if editions is None else editions
    hashes = {list_id: edition.sha256 for list_id, edition in sorted(found.items())}
    standing = session.execute(_rows().where(BundledLaw.superseded_at.is_(None))).first()
    if standing is not None and standing.editions == hashes:
        return False
    recorded_at = next_instant(session, clock)
    known = {tuple(row) for row in session.execute(_known())}
    new = [edition for list_id, edition in found.items() if (list_id, hashes[list_id]) not in known]
    if new:
        session.execute(insert(BundledEdition), [_edition_row(one, recorded_at) for one in new])
    if standing is not None:
        session.execute(
            update(BundledLaw)
            .where(BundledLaw.id == standing.id)
            .values(superseded_at=recorded_at)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        insert(BundledLaw),
        [
            {
                "follows": None if standing is None else standing.id,
                "editions": hashes,
                "recorded_at": recorded_at,
            }
        ],
    )
    return True


def read_bundled_law(session: Session, *, known_at: str | None) -> Mapping[str, Edition] | None:
    """The bundled lists as a store knew them at an instant (None = now), by list id.

    Returns:
        None where they are those of the installed package: also where nothing was ever recorded.
        Before the first recording the first one counts, as the nearest that is known.

    Raises:
        DamagedRecord: a stored content is not the one that was recorded.
    """
    row = _row_at(session, known_at)
    if row is None or row.editions == _installed_hashes():
        return None
    return MappingProxyType(
        {list_id: _edition(session, list_id, sha) for list_id, sha in row.editions.items()}
    )


def is_recorded(session: Session) -> bool:
    """Whether the lists of the installed package are those that the store judges by."""
    return read_bundled_law(session, known_at=None) is None


def _row_at(session: Session, known_at: str | None) -> Row[*tuple[Any, ...]] | None:
    if known_at is None:
        return session.execute(_rows().where(BundledLaw.superseded_at.is_(None))).first()
    ended = BundledLaw.superseded_at
    return session.execute(
        _rows()
        .where(or_(BundledLaw.recorded_at <= known_at, BundledLaw.follows.is_(None)))
        .where(or_(ended.is_(None), ended > known_at))
        .order_by(BundledLaw.recorded_at.desc())
        .limit(1)
    ).first()


@functools.cache
def _installed_hashes() -> Mapping[str, str]:
    return {list_id: edition.sha256 for list_id, edition in installed_editions().items()}


def _edition(session: Session, list_id: str, sha256: str) -> Edition:
    installed = installed_editions().get(list_id)
    if installed is not None and installed.sha256 == sha256:
        return installed
    return KEPT.get(sha256) or KEPT.put(_stored(session, list_id, sha256))


def _stored(session: Session, list_id: str, sha256: str) -> Edition:
    files = session.execute(
        select(BundledEdition.files).where(
            BundledEdition.list_id == list_id, BundledEdition.sha256 == sha256
        )
    ).scalar_one()
    edition = Edition(list_id, {name: text.encode() for name, text in files.items()})
    if edition.sha256 != sha256:
        raise DamagedRecord(
            f"the bundled list {list_id} ({sha256[:_SHOWN]}) is no longer what was recorded",
            hint="restore the store from a backup",
        )
    return edition


def _edition_row(edition: Edition, recorded_at: str) -> dict[str, Any]:
    return {
        "list_id": edition.list_id,
        "sha256": edition.sha256,
        "files": {name: content.decode() for name, content in edition.files.items()},
        "recorded_at": recorded_at,
    }


def _rows() -> Select[*tuple[Any, ...]]:
    return select(BundledLaw.id, BundledLaw.editions, BundledLaw.recorded_at)


def _known() -> Select[*tuple[Any, ...]]:
    return select(BundledEdition.list_id, BundledEdition.sha256)
