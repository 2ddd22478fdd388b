"""Whom a list hits, when, and who flipped, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.text.table import table
from api.text.words import LANGUAGES, status_word
from api.wire.body import Json

__all__ = ["calendar_text", "changes_text", "consequence_word", "head_lines", "impact_text"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "newly_affected": ("newly affected", "新たに該当"),
    "newly_not_covered": ("newly not covered", "新たに未回答"),
    "improved": ("improved", "改善"),
    "unchanged": ("unchanged", "変化なし"),
}
_MOST: Final = 40
_ABSENT: Final = "not_applicable"


def consequence_word(word: str, lang: str) -> str:
    """What becomes of a part, in a language."""
    return _WORDS[word][LANGUAGES.index(lang)]


def impact_text(body: Json, lang: str) -> str:
    """The text of `lists impact`: counts, entries, suppliers, then the parts."""
    counts = ", ".join(f"{n} {consequence_word(w, lang)}" for w, n in body["counts"].items())
    first, *assumed = head_lines(body)
    lines = [first, f"{body['parts']} parts: {counts}", *assumed]
    entries = [
        [consequence_word(one["consequence"], lang), str(one["parts"]), one["list"], one["entry"],
         one["name"][:56]]
        for one in body["entries"]
    ]  # fmt: skip
    suppliers = [
        [one["supplier"] or "-", *(str(one[word]) for word in _WORDS)] for one in body["suppliers"]
    ]
    parts = [
        [
            consequence_word(one["consequence"], lang),
            f"{one['part_number']} {one['name']}".strip()[:40],
            _statuses(one, lang),
            _case(one["case"]),
        ]
        for one in body["rows"][:_MOST]
    ]
    heads = [
        (["", "parts", "list", "entry", "name"], entries),
        (["supplier", *(consequence_word(word, lang) for word in _WORDS)], suppliers),
        (["", "part", "status", "because"], parts),
    ]
    for head, rows in heads:
        if rows:
            lines += ["", table([head, *rows[:_MOST]])]
    if len(body["rows"]) > _MOST:
        lines.append(f"… and {len(body['rows']) - _MOST} more; --json and --xlsx show them all")
    return "\n".join(lines)


def head_lines(body: Json) -> list[str]:
    """Which versions on which days; and what was assumed, where something was."""
    days = body["as_of"]
    draft = f", draft {body['draft']}" if body["draft"] else ""
    before = f"{body['from'] or 'nothing'} ({days['before']})"
    first = f"{body['list']}: {before} → {body['to']} ({days['after']}){draft}"
    return [first, *_assumed(body)]


def calendar_text(body: Json, lang: str) -> str:
    """The text of `lists calendar`: one line for each product, day and list."""
    rows = [
        [
            day["day"],
            f"{one['part_number']} {one['name']}".strip()[:40],
            each["list"],
            _moved(each["before"], each["after"], lang),
            " ".join(each["entries"])[:48],
        ]
        for day in body["days"]
        for one in day["products"]
        for each in one["lists"]
    ]
    told = f"{body['products']} products, {body['from']} to {body['until']}"
    if not rows:
        return "\n".join([f"{told}: no listed day changes an answer", *_assumed(body)])
    return "\n".join(
        [told, *_assumed(body), "", table([["day", "product", "list", "status", "entries"], *rows])]
    )


def _assumed(body: Json) -> list[str]:
    """What the answer takes for granted of every product."""
    return [f"  assumed: {one}" for one in body["assumptions"]]


def changes_text(body: Json, lang: str) -> str:
    """The text of `changes`."""
    rows = [
        [
            str(one["id"]),
            consequence_word(one["consequence"], lang),
            f"{one['part_number']} {one['name']}".strip()[:40],
            one["list"],
            _moved(one["before"] or _ABSENT, one["after"] or _ABSENT, lang),
            _because(one["cause"]),
        ]
        for one in body["changes"]
    ]
    if not rows:
        return "nothing has changed since"
    more = [f"… and more; --since {body['next']}"] if body["more"] else []
    head = ["id", "", "part", "list", "status", "because of"]
    return "\n".join([table([head, *rows]), *more])


def _because(cause: Json) -> str:
    """The version of a list, else what kind of thing had changed."""
    if cause["draft"] is None:
        return ", ".join(cause["kinds"])
    return f"{cause['list']} {cause['version']}"


def _statuses(row: Json, lang: str) -> str:
    """Before and after by list; once where it is the same for all."""
    told = {
        name: _moved(row["before"].get(name, _ABSENT), row["after"].get(name, _ABSENT), lang)
        for name in sorted(row["after"].keys() | row["before"].keys())
    }
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return "; ".join(f"{name}: {status}" for name, status in told.items())


def _moved(before: str, after: str, lang: str) -> str:
    """Both statuses, or the one where nothing moved: a new duty leaves a status alone."""
    moved = f"{status_word(before, lang)} → " if before != after else ""
    return f"{moved}{status_word(after, lang)}"


def _case(case: Json | None) -> str:
    if case is None:
        return ""
    where = " › ".join(case["path"][1:]) or case["path"][0]
    return f"{case['outcome'].replace('_', ' ')}: {case['name'] or case['reason']} in {where}"[:88]
