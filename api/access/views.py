"""How much of a verdict a role sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from api.services import served
from api.wire.body import Json, hashed

__all__ = ["View", "seen", "served_view", "tag"]

_KEPT: Final = (
    "part",
    "as_of",
    "known_at",
    "engine_version",
    "assumptions",
    "status",
    "coverage",
    "lists",
    "valid_until",
    "next_change",
)
"""What of a verdict says nothing of what is inside a supplier's part."""


class View(StrEnum):
    """What is shown of a verdict.

    `FULL` is all of it. `SUMMARY` leaves out substances, entries, paths, masses and shares: what
    is inside a part is its supplier's secret, and a portal has no need of it.
    """

    FULL = "full"
    SUMMARY = "summary"


def seen(verdict: Json, view: View) -> Json:
    """The verdict as a role sees it, with the hash of what is seen.

    The hash of the whole is not handed out with a summary: whoever knows all of a verdict but one
    mass could try the masses until the hash agrees.

    Args:
        verdict: the full body, as `api.wire.verdict.verdict_json` makes it.
        view: how much of it.
    """
    if view is View.FULL:
        return verdict
    return hashed(
        {
            **{key: verdict[key] for key in _KEPT},
            "view": view.value,
            "reasons": _distinct(_reasons(verdict), ("list", "outcome")),
            "duties": _distinct(verdict["duties"], ("duty", "list", "citation")),
            "hash": "",
        }
    )


def served_view(view: View) -> served.View:
    """The same for who keeps answers: a name, and what makes the body."""
    return served.FULL if view is View.FULL else _SUMMARIES


def tag(named: str, view: View) -> str:
    """The ETag of an answer, in its quotes.

    Args:
        named: the hash of the body that is sent.
        view: told beside it where the body is not the whole.
    """
    return f'"{named}"' if view is View.FULL else f'"{named}.{view.value}"'


def _reasons(verdict: Json) -> Iterator[Json]:
    """Why the status is what it is, in the closed words of outcomes."""
    yield from verdict["cases"]
    yield from verdict["gaps"]
    yield from ({"list": one["list"], "outcome": "conflict"} for one in verdict["conflicts"])


def _distinct(rows: Iterator[Json] | Sequence[Json], keys: tuple[str, ...]) -> list[Json]:
    """The rows by a few of their fields, each once: how often would tell of the structure."""
    shown = dict.fromkeys(tuple(row[key] for key in keys) for row in rows)
    return [dict(zip(keys, row, strict=True)) for row in shown]


_SUMMARIES: Final = served.View(View.SUMMARY.value, lambda body: seen(body, View.SUMMARY))
