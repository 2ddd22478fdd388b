"""JAMA/JAPIA material sheets of the car industry: recognised, refused, with advice.

Source:
    As a public viewer tells them: CSV in Shift_JIS, every field quoted, the second field of the
    first line ``Ver.2.40`` or alike. Their composition hangs on row order and numbered columns
    that moved from version to version; without any file to test with, reading one would be a guess.
"""

from __future__ import annotations

import re
from typing import Final

from bom.exchange.errors import Refused

__all__ = ["is_jama", "refuse_jama"]

_FIRST_LINE: Final = re.compile(rb'"[^"\r\n]{0,200}","Ver\.[0-9][0-9.]{0,9}"')


def is_jama(data: bytes) -> bool:
    """Whether the first line is that of a JAMA sheet."""
    return _FIRST_LINE.match(data) is not None


def refuse_jama() -> Refused:
    """Why it is not read, and what to ask for instead."""
    return Refused("not-a-declaration.jama")
