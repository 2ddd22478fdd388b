"""A verdict for people: status first, then the cases, then what to do and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from api.text.table import table
from api.text.trace import trace_lines
from api.text.words import status_word
from api.wire.body import Json

__all__ = ["verdict_text"]

_MOST = 40
"""Lines of one kind; `--json` has all of them."""


def verdict_text(body: Json, lang: str) -> str:
    """The text of `check`."""
    return "\n".join(_lines(body, lang))


def _lines(body: Json, lang: str) -> Iterator[str]:
    part = body["part"]
    named = f"{part['part_number']} {part.get('name', '')}".strip()
    yield f"{named} on {body['as_of']}: {status_word(body['status'], lang)}"
    coverage = body["coverage"]
    yield f"  known: {_of(coverage['by_part'])} of parts, {_of(coverage['by_mass'])} of mass"
    for assumed in body["assumptions"]:
        yield f"  assumed: {assumed}"
    yield ""
    rows = [
        [one["list"], one["version"] or "not yet", status_word(one["status"], lang)]
        for one in body["lists"]
    ]
    yield table(rows, indent="  ")
    for case in body["cases"][:_MOST]:
        yield from _case(case, lang)
    yield from _rest(body["cases"], "cases")
    if body["duties"]:
        yield "\nto do:"
        yield from (f"  {_duty(one)}" for one in body["duties"][:_MOST])
        yield from _rest(body["duties"], "duties")
    if body["gaps"]:
        yield "\nnot known:"
        yield from (f"  {_gap(one)}" for one in body["gaps"][:_MOST])
        yield from _rest(body["gaps"], "gaps")
    for one in body["conflicts"]:
        yield f"\nconflict in {_path(one['path'])}: {one['declared']}; {one['computed']}"
    if body["next_change"]:
        yield f"\nthe answer changes on {body['next_change']}"
    yield f"\n{body['hash']}"


def _case(case: Json, lang: str) -> Iterator[str]:
    yield ""
    yield f"  {case['outcome'].replace('_', ' ')}: {case['entry_name']} ({case['list']})"
    yield f"    in {_path(case['path'])}"
    if case["ppm"] is not None:
        upto = f" to {case['ppm_max']}" if case.get("ppm_max") else ""
        side = "at or above" if case["breached"] == "at_or_above" else "above"
        level = case["level"].replace("_", " ")
        yield (
            f"    {case['ppm']}{upto} ppm of the {level}; "
            f"breached {side} {case['limit_ppm']} ppm{_masses(case)}"
        )
    excuse = case.get("exemption")
    if excuse:
        why = f": {excuse['reason']}" if excuse.get("reason") else ""
        until = f" until {excuse['expires_on']}" if excuse.get("expires_on") else ""
        yield f"    exemption {excuse['id']}{until}{why} (trust {excuse.get('trust', '-')})"
    if case.get("reason"):
        yield f"    {case['reason']}"
    yield f"    {case['citation']} (trust {case['trust']})"
    if "trace" in case:
        yield from (f"      {line}" for line in trace_lines(case["trace"], lang))


def _masses(case: Json) -> str:
    if case["numerator_mg"] is None or case["denominator_mg"] is None:
        return ""
    return f" ({case['numerator_mg']} mg in {case['denominator_mg']} mg)"


def _duty(duty: Json) -> str:
    share = f", {duty['ppm']} ppm" if duty["ppm"] else ""
    return f"{duty['duty']}: {duty['substance']} in {_path(duty['path'])}{share}"


def _gap(gap: Json) -> str:
    word = "entry" if gap["entries"] == 1 else "entries"
    entries = f", {gap['entries']} {word}" if gap["entries"] else ""
    where = f"{gap['list']} " if gap["list"] else ""
    return f"{gap['outcome']}: {where}in {_path(gap['path'])}{entries} ({gap['reason']})"


def _rest(found: list[Json], word: str) -> Iterator[str]:
    if len(found) > _MOST:
        yield f"  … and {len(found) - _MOST} more {word}; --json shows them all"


def _path(path: list[str]) -> str:
    return " › ".join(path)


def _of(share: str | None) -> str:
    """A share as a percentage; 100 % only when it is all."""
    if share is None:
        return "an unknown share"
    percent = (Decimal(share) * 100).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return f"{percent.normalize():f} %"
