"""Imports and portfolios for people."""

from __future__ import annotations

from api.text.table import table
from api.text.words import counts_text, import_word, status_word
from api.wire.body import Json
from regulations.language import Language

__all__ = ["import_text", "load_text", "scorecard_text", "uses_text"]


def import_text(body: Json, language: Language) -> str:
    """The text of `import` and `validate`: every file, every finding, the counts."""
    lines = []
    for file in body["files"]:
        for member in file["members"]:
            product = member["product"]
            named = f" {product['part_number']} {product['name']}" if product else ""
            lines.append(
                f"{import_word(member['status'], language)}: {_member(file, member)}{named}"
            )
            lines += [f"    {_finding(finding, language)}" for finding in member["findings"]]
    lines += [f"{import_word('note', language)}: {notice['message']}" for notice in body["notices"]]
    counts = ", ".join(f"{n} {import_word(word, language)}" for word, n in body["counts"].items())
    return "\n".join([*lines, counts])


def load_text(body: Json, language: Language) -> str:
    """The text of `bom load`."""
    lines = [
        f"{import_word(f['severity'], language)} {f['code']}: {_row(f, language)}: "
        f"{f['message']}{_hint(f)}"
        for f in body["findings"]
    ]
    counts = body["counts"]
    lines.append(
        f"{body['file']}: {counts['added']} usages added, {counts['superseded']} superseded, "
        f"{counts['unchanged']} unchanged"
    )
    refused = ", ".join(parent["part_number"] for parent in body["refused_parents"])
    return "\n".join([*lines, *([f"refused, nothing changed for: {refused}"] if refused else [])])


def scorecard_text(body: Json, lang: str, *, most: int = 60) -> str:
    """One row per part, one column per list, and the cause."""
    names = [one["list"] for one in body["lists"]]
    rows = [["part", *names, "cause"]]
    rows += [
        [
            f"{row['part_number']} {row['name']}".strip()[:32],
            *(status_word(row["lists"][name], lang) for name in names),
            row["cause"][:72],
        ]
        for row in body["rows"][:most]
    ]
    counts = counts_text(body["status"], lang)
    lines = [f"{body['parts']} parts on {body['as_of']}: {counts}", "", table(rows)]
    if len(body["rows"]) > most:
        lines.append(f"… and {len(body['rows']) - most} more; --json shows them all")
    return "\n".join(lines)


def uses_text(body: Json) -> str:
    """The text of `where-used`."""
    lines = [" › ".join(path) for path in body["places"]]
    more = ["… and more; --json says is_cut"] if body["is_cut"] else []
    products = len(body["products"])
    word = "product" if products == 1 else "products"
    found = f"{body['id']} ({body['id_type']}): {products} {word}"
    return "\n".join([found, *lines, *more])


def _member(file: Json, member: Json) -> str:
    path, inner = file["path"], member["name"]
    return path if inner is None or path.endswith(inner) else f"{path}:{inner}"


def _finding(finding: Json, language: Language) -> str:
    line = f" {import_word('line', language)} {finding['line']}" if finding["line"] else ""
    where = f" {import_word('at', language)} {finding['where']}" if finding["where"] else ""
    told = f"{finding['message']}{_hint(finding)}"
    return f"{import_word(finding['severity'], language)} {finding['code']}{line}{where}: {told}"


def _row(finding: Json, language: Language) -> str:
    column, row = finding["column"], f"{import_word('row', language)} {finding['row']}"
    return f"{row} {import_word('column', language)} {column}" if column else row


def _hint(finding: Json) -> str:
    return f" ({finding['hint']})" if finding["hint"] else ""
