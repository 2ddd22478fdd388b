"""The languages that findings and refusals speak."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Language", "Wording"]


class Language(StrEnum):
    """A language, by its ISO 639-1 code."""

    ENGLISH = "en"
    JAPANESE = "ja"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong and what to do about it, in one language; `hint` may be ""."""

    reason: str
    hint: str
