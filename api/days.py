"""A day as it is written: ISO 8601 and nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

__all__ = ["Day"]

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Refuse what is not written as a day.

    Pydantic takes a number, even as text, for seconds since 1970: `as_of=20241001` would be
    answered by the law of an August day in 1970, and nobody would notice.
    """
    if isinstance(value, str) and _ISO.fullmatch(value) is None:
        raise ValueError("a day is written like 2026-11-21")
    if not isinstance(value, str | date):
        raise ValueError("a day is a text like 2026-11-21")  # noqa: TRY004 - else it is a 500
    return value


Day = Annotated[date, BeforeValidator(_written)]
