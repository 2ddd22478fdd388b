"""Drafts of lists, and who took which step, for people."""

from __future__ import annotations

from api.text.list_diff import changes_text
from api.text.table import table
from api.wire.body import Json
from regulations.language import Language

__all__ = ["audit_text", "draft_text", "drafts_text", "load_text"]

_SHORT = 12


def load_text(body: Json, language: Language) -> str:
    """The text of `lists load`: findings, what it changes, what became of it."""
    lines = [
        f"{one['severity']} {one['code']} {one['file']}:{one['row']}:{one['column'] or ''}: "
        f"{one['message']}{_hint(one)}"
        for one in body["findings"]
    ]
    lines.append(f"{body['file']}: {body['rows_read']} rows for {body['list'] or 'no list'}")
    if body["refused"]:
        return "\n".join([*lines, "refused; nothing was stored"])
    if body["nothing_new"]:
        return "\n".join([*lines, "the list holds exactly this already; nothing was stored"])
    lines += filter(None, [body["diff"]["summary"], changes_text(body["diff"], language.value)])
    if body["draft"] is None:
        return "\n".join([*lines, "nothing was stored"])
    return "\n".join([*lines, "", draft_text(body["draft"])])


def draft_text(body: Json) -> str:
    """One draft: what it is, how far it is, what comes next."""
    name = f"{body['list']} {body['version']}"
    lines = [f"draft {body['draft']}: {name}, {body['state']}, law from {body['effective_from']}"]
    lines += [f"  {one['step']} by {one['by']}, {one['at']}" for one in body["steps"]]
    if body["reason"]:
        lines.append(f"  reason: {body['reason']}")
    if "changes" in body:
        lines.append(f"  {body['changes']} entries in the change feed: chemgate changes")
    following = {
        "draft": "look: chemgate lists impact --draft {0}; "
        "then a second person: chemgate lists approve {0}",
        "approved": "next: chemgate lists publish {0}",
    }
    if body["state"] in following:
        lines.append("  " + following[body["state"]].format(body["draft"]))
    return "\n".join(lines)


def drafts_text(body: Json) -> str:
    """The text of `lists drafts`."""
    rows = [["draft", "list", "version", "from", "state", "by", "sha256"]]
    rows += [
        [
            str(one["draft"]),
            one["list"],
            one["version"],
            one["effective_from"],
            one["state"],
            ", ".join(step["by"] for step in one["steps"]),
            one["sha256"][:_SHORT],
        ]
        for one in body["drafts"]
    ]
    return table(rows) if body["drafts"] else "no drafts"


def audit_text(body: Json) -> str:
    """The text of `lists audit`: every act, then whether the record is whole."""
    rows = [
        [
            str(one["number"]),
            one["at"],
            one["by"],
            one["action"],
            one["subject"],
            " ".join(str(one["facts"].get(key, "")) for key in ("list", "version")).strip(),
        ]
        for one in body["rows"]
    ]
    lines = [table(rows)] if rows else []
    if body["whole"]:
        lines.append(f"whole: {body['events']} events, head {body['head'] or '-'}")
    elif body["broken_at"] is not None:
        lines.append(f"BROKEN: event {body['broken_at']} is not what was recorded")
    else:
        lines.append("CUT: the anchor is the hash of no event")
    return "\n".join(lines)


def _hint(finding: Json) -> str:
    return f" ({finding['hint']})" if finding["hint"] else ""
