"""Names of substances as suppliers wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from bom.models.constituent import Constituent
from bom.models.substance import Substance
from regulations.substances import IdType, SubstanceId

__all__ = ["substance_names"]

_MOST_AT_ONCE: Final = 400


def substance_names(session: Session, substances: Sequence[SubstanceId]) -> dict[SubstanceId, str]:
    """A declared name of each substance: the first in alphabetical order, so that it is stable."""
    names: dict[SubstanceId, str] = {}
    for first in range(0, len(substances), _MOST_AT_ONCE):
        keys = [(one.id_type.value, one.value) for one in substances[first : first + _MOST_AT_ONCE]]
        rows = session.execute(
            select(Substance.id_type, Substance.id_value, func.min(Constituent.name))
            .join(Constituent, Constituent.substance_id == Substance.id)
            .where(tuple_(Substance.id_type, Substance.id_value).in_(keys))
            .group_by(Substance.id_type, Substance.id_value)
        )
        names |= {SubstanceId(IdType(kind), value): name for kind, value, name in rows}
    return names
