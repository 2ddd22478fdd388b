"""Numbers of suppliers and substances that many declarations share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from bom.chunks import MOST_ROWS, chunks, padded
from bom.inserts import insert_new, obtain_id
from bom.models import Substance, Supplier

__all__ = ["RowNumbers"]

_Key = tuple[str, ...]
_UNNUMBERED = ("name_local",)


class RowNumbers:
    """What was asked or inserted once is not asked again: ten thousand files name few suppliers.

    Rows are only appended, so a number stays right from the commit of its transaction on. Until
    then it is only good for that transaction: `keep` says that it was committed, and what is not
    kept is forgotten when the next declaration begins.
    """

    __slots__ = ("_kept", "_new")

    def __init__(self) -> None:
        self._kept: dict[_Key, int] = {}
        self._new: dict[_Key, int] = {}

    def keep(self) -> None:
        """The transaction was committed."""
        self._kept |= self._new
        self._new = {}

    def forget_unkept(self) -> None:
        """A transaction begins; whatever one before it left behind may have been rolled back."""
        self._new = {}

    def supplier(self, session: Session, supplier: dict[str, str] | None, at: str) -> int | None:
        """Number of the supplier's row, inserted if it was missing; None for none."""
        if supplier is None:
            return None
        unique = {key: text for key, text in supplier.items() if key not in _UNNUMBERED}
        key = ("supplier", *unique.values())
        known = self._kept.get(key)
        if known is None:
            others = {name: supplier[name] for name in _UNNUMBERED} | {"recorded_at": at}
            known = self._new[key] = obtain_id(session, Supplier, unique, others)
        return known

    def substances(
        self, session: Session, identities: Sequence[tuple[str, str] | None], at: str
    ) -> list[int | None]:
        """Numbers of the substances' rows in the order given, inserted where they were missing."""
        wanted = sorted({each for each in identities if each and each not in self._kept})
        for some in chunks(wanted, most=MOST_ROWS):
            rows = [{"id_type": kind, "id_value": value, "recorded_at": at} for kind, value in some]
            session.connection().execute(
                insert_new(session, Substance, unique=["id_type", "id_value"]), rows
            )
            self._new |= _substance_numbers(session, some)
        return [
            None if each is None else self._kept.get(each) or self._new[each] for each in identities
        ]


def _substance_numbers(session: Session, wanted: Sequence[tuple[str, str]]) -> dict[_Key, int]:
    key = tuple_(Substance.id_type, Substance.id_value)
    found = select(Substance.id_type, Substance.id_value, Substance.id).where(
        key.in_(padded(wanted))
    )
    return {(kind, value): number for kind, value, number in session.execute(found)}
