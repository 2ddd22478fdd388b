"""How the fields of a `comment` attribute are told apart, also when somebody typed the separator.

Nobody says whether a user's own `@` is escaped; in the files seen it never occurs. So a surplus is
laid to one of the fields that hold free text: to the one that leaves every other field looking as
it must (a flag, a time, a code). When none or several would do, the likeliest is taken and the
reading is not certain. Fewer fields than expected leave the last ones empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["CODE", "EMPTY", "FLAG", "SEPARATOR", "TIME", "Layout"]

SEPARATOR: Final = "@"

FLAG: Final = re.compile(r"[01]?", re.ASCII)
CODE: Final = re.compile(r"[0-9]*", re.ASCII)
EMPTY: Final = re.compile("")
TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one mini-format.

    Attributes:
        count: how many there are.
        free: which of them hold free text, the likeliest home of a typed separator first.
        looks: what others look like, by position.
    """

    count: int
    free: tuple[int, ...]
    looks: Mapping[int, re.Pattern[str]] = field(default_factory=dict)

    def split(self, comment: str | None) -> tuple[str, ...]:
        """Exactly `count` fields."""
        written = (comment or "").split(SEPARATOR)
        surplus = len(written) - self.count
        if surplus <= 0:
            return (*written, *("" for _ in range(-surplus)))
        return next(self._fitting(written), _joined(written, self.free[0], surplus))

    def is_certain(self, comment: str | None) -> bool:
        """Whether each field is where it belongs without doubt: count right, or one way to read."""
        written = (comment or "").split(SEPARATOR)
        if len(written) <= self.count:
            return len(written) == self.count
        return len(self.free) == 1 or sum(1 for _ in self._fitting(written)) == 1

    def _fitting(self, written: list[str]) -> Iterator[tuple[str, ...]]:
        surplus = len(written) - self.count
        for home in self.free:
            fields = _joined(written, home, surplus)
            if all(look.fullmatch(fields[at]) for at, look in self.looks.items()):
                yield fields


def _joined(written: list[str], home: int, surplus: int) -> tuple[str, ...]:
    text = SEPARATOR.join(written[home : home + surplus + 1])
    return (*written[:home], text, *written[home + surplus + 1 :])
