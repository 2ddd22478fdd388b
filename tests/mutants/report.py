"""What became of the changes, in lines that people read."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .changes import Mutant
from .trial import Seen

__all__ = ["Tried", "name_of", "reasons", "report"]

Name = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """A change, what became of it, and why nobody can notice it, where that is known."""

    mutant: Mutant
    seen: Seen
    why: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether no test noticed."""
        return self.seen is Seen.SURVIVED


def name_of(mutant: Mutant) -> Name:
    """By what a change is known again when the lines of its file move."""
    return mutant.file, mutant.function, mutant.at, mutant.told


@cache
def reasons() -> dict[Name, str]:
    """The arguments of `survivors.toml`."""
    told = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    return {
        (file, one["function"], one["at"], one["change"]): one["why"]
        for file, changes in told.items()
        for one in changes
    }


def report(tried: Sequence[Tried], *, sampled: bool, say: Callable[[str], None]) -> int:
    """Say it file by file and in all; 1 when a survivor has no reason.

    A change that nobody can notice is the same program and no mutant: the score leaves it out, and
    both numbers are said.
    """
    made = Counter(one.mutant.file for one in tried)
    noticed = Counter(one.mutant.file for one in tried if not one.is_alive)
    argued = Counter(one.mutant.file for one in tried if one.is_alive and one.why)
    for file, number in sorted(made.items()):
        opened = number - noticed[file] - argued[file]
        say(f"{file}: {noticed[file]} of {number} noticed, {argued[file]} argued, {opened} open")
    endless = sum(one.seen is Seen.ENDLESS for one in tried)
    real = made.total() - argued.total()
    say(f"{noticed.total()} of {made.total()} noticed ({endless} of them by never ending)")
    share = _share(noticed.total(), real, sampled=sampled)
    say(f"score {share} without the {argued.total()} argued")
    opened = real - noticed.total()
    say(f"{opened} survived without a reason")
    return 1 if opened else 0


def _share(some: int, of: int, *, sampled: bool) -> str:
    """In percent; of a sample with its 95 % interval (Wilson)."""
    share = some / of if of else 1.0
    if not sampled or not of:
        return f"{100 * share:.1f} %"
    z = 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * share:.1f} % ({100 * (middle - half):.1f} to {100 * (middle + half):.1f} %)"
