"""What many questions about a part have in common: which part, which day, which lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from api.days import Day
from api.services.today import today
from api.services.verdicts import Ask

__all__ = ["AsOf", "KnownAt", "OnePart", "TheAsk", "Which", "asked"]

AsOf = Annotated[Day | None, Query(description="The day whose law applies; default today (UTC).")]
KnownAt = Annotated[str | None, Query(description="As known at this instant, ISO 8601.")]


@dataclass(frozen=True, slots=True)
class OnePart:
    """What tells parts of one number apart; blank means any."""

    revision: str = ""
    manufacturer: str = ""

    @property
    def named(self) -> dict[str, str]:
        """As keyword arguments."""
        return {"revision": self.revision, "manufacturer": self.manufacturer}


async def asked(
    *,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    lists: Annotated[
        list[str] | None, Query(alias="list", description="Default: the binding ones.")
    ] = None,
    eee_category: Annotated[
        str | None, Query(description="1 to 11, 8-ivd, 9-industrial; default 1-7 and 10.")
    ] = None,
    use: Annotated[
        list[str] | None, Query(description="electrical_equipment, not:toy, …; repeatable.")
    ] = None,
) -> Ask:
    """The law that is asked for."""
    return Ask(as_of or today(), tuple(lists or ()), eee_category, known_at, uses=tuple(use or ()))


async def _which(*, revision: str = "", manufacturer: str = "") -> OnePart:
    return OnePart(revision, manufacturer)


TheAsk = Annotated[Ask, Depends(asked)]
Which = Annotated[OnePart, Depends(_which)]
