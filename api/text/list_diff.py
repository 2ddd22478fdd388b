"""The difference of two versions of a list: a table for people, a workbook for a meeting."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from api.text.table import table
from api.text.words import LANGUAGES
from api.wire.body import Json

__all__ = ["changes_text", "counts_text", "list_diff_text", "write_list_diff"]

_KINDS: Final = {
    "added": ("added", "追加"),
    "removed": ("removed", "削除"),
    "moved": ("moved", "移動"),
    "membership": ("membership changed", "構成物質の変更"),
    "limit": ("limit changed", "濃度限度の変更"),
    "date": ("date changed", "日付の変更"),
    "exemption": ("exemption changed", "除外の変更"),
    "renamed": ("renamed", "名称変更"),
    "restated": ("restated", "記載の変更"),
}
_ASPECTS: Final = {
    "included_on": ("included on", "収載日"),
    "removed_on": ("removed on", "削除日"),
    "managed_from": ("managed from", "管理開始日"),
    "list_id": ("list", "リスト"),
    "effect": ("effect", "効果"),
    "level": ("level", "分母"),
    "members": ("members", "構成物質"),
    "factors": ("factors", "換算係数"),
    "members_exhaustive": ("members are all", "構成物質の網羅性"),
    "thresholds": ("limits", "濃度限度"),
    "intentional": ("intentional addition breaches", "意図的添加の禁止"),
    "terms": ("terms", "条件"),
    "wording": ("wording", "条文"),
    "name": ("name", "名称"),
}
_HEAD: Final = (
    ("change", "変更"),
    ("list", "リスト"),
    ("entry", "項目"),
    ("name", "名称"),
    ("aspect", "対象"),
    ("before", "変更前"),
    ("after", "変更後"),
)
_NOTHING: Final = ("nothing differs", "差異はありません")
_MORE: Final = ("… and {more} more", "…ほか{more}件")
_SHOWN: Final = 3
_WIDEST: Final = 60
_MOST_CHARACTERS: Final = 32_767
_WIDTHS: Final = (20, 26, 16, 40, 22, 60, 60)


def list_diff_text(body: Json, lang: str) -> str:
    """One line for each change, long lists of members cut; JSON and XLSX have them whole."""
    title = f"{' + '.join(body['lists'])}  {body['from']} → {body['to']}"
    counts = counts_text(body["counts"], lang)
    return "\n".join([f"{title}: {counts}", *filter(None, [changes_text(body, lang)])])


def counts_text(counts: Mapping[str, int], lang: str) -> str:
    """How many changes of which kind; a kind without any is left out."""
    told = (f"{n} {_word(_KINDS, kind, lang)}" for kind, n in counts.items() if n)
    return ", ".join(told) or _NOTHING[LANGUAGES.index(lang)]


def changes_text(body: Json, lang: str) -> str:
    """A line for each change, under one another; "" without any."""
    if not body["changes"]:
        return ""
    several = len({change["list"] for change in body["changes"]}) > 1
    rows = [
        (
            _word(_KINDS, change["kind"], lang),
            f"{change['list']}:{change['entry']}" if several else change["entry"],
            _cut(change["name"]),
            _word(_ASPECTS, change["aspect"], lang),
            _sides(change, lang),
        )
        for change in body["changes"]
    ]
    return table(rows, indent="  ")


def write_list_diff(path: Path, body: Json, lang: str) -> None:
    """Write the changes into a workbook, one row for each; nothing in it is calculated.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - only who asks for it waits for it

    # A substance named “=cmd” stays text, and so does what looks like an address or a number.
    settings = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {**settings, "in_memory": True}) as book:
        sheet = book.add_worksheet("changes")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        for column, (width, title) in enumerate(zip(_WIDTHS, _titles(lang), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(_rows(body, lang), 1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell[:_MOST_CHARACTERS], wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(body["changes"]), 1), len(_WIDTHS) - 1)
    path.write_bytes(content.getvalue())


def _sides(change: Json, lang: str) -> str:
    before, after = _joined(change["before"], lang), _joined(change["after"], lang)
    if before and after:
        return f"{before} → {after}"
    sign = "−" if before else "+"
    return (
        f"{sign} {before or after}"
        if change["kind"] not in {"added", "removed"}
        else (before or after)
    )


def _joined(texts: list[str], lang: str) -> str:
    told = [_cut(text) for text in texts[:_SHOWN]]
    if len(texts) > _SHOWN:
        told.append(_MORE[LANGUAGES.index(lang)].format(more=len(texts) - _SHOWN))
    return "; ".join(told)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _word(words: dict[str, tuple[str, str]], name: str, lang: str) -> str:
    plain = name.replace("_", " ")
    return words.get(name, (plain, plain))[LANGUAGES.index(lang)]


def _titles(lang: str) -> list[str]:
    return [both[LANGUAGES.index(lang)] for both in _HEAD]


def _rows(body: Json, lang: str) -> Iterator[tuple[str, ...]]:
    for change in body["changes"]:
        yield (
            _word(_KINDS, change["kind"], lang),
            change["list"],
            change["entry"],
            change["name"],
            _word(_ASPECTS, change["aspect"], lang),
            "\n".join(change["before"]),
            "\n".join(change["after"]),
        )
