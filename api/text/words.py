"""Words for the few things that every answer says, in English and Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LANGUAGES", "counts_text", "import_word", "status_word"]

LANGUAGES: Final = ("en", "ja")

_STATUS: Final = {
    "compliant": ("compliant", "適合"),
    "compliant_with_exemption": ("compliant with exemption", "除外適用で適合"),
    "non_compliant": ("NOT COMPLIANT", "不適合"),
    "unknown": ("unknown", "未確認"),
    "not_applicable": ("not applicable", "対象外"),
}
_SIGN: Final = {
    "compliant": "✔",
    "compliant_with_exemption": "◆",
    "non_compliant": "✖",
    "unknown": "?",
    "not_applicable": "–",
}
_IMPORT_JAPANESE: Final = {
    "accepted": "受入",
    "accepted_with_findings": "受入（指摘あり）",
    "rejected": "拒否",
    "already_known": "登録済み",
    "error": "エラー",
    "warning": "警告",
    "notice": "注意",
    "note": "注記",
    "line": "行",
    "at": "箇所",
    "row": "行",
    "column": "列",
    "result": "結果",
    "severity": "重要度",
    "code": "コード",
    "members": "件数",
    "first": "最初のファイル",
    "reason": "理由",
}


def import_word(word: str, lang: str) -> str:
    """A status, a severity or the name of a place, as a report on files says it."""
    return _IMPORT_JAPANESE[word] if lang == LANGUAGES[1] else word.replace("_", " ")


def status_word(status: str, lang: str) -> str:
    """Sign and word: never by colour alone."""
    return f"{_SIGN[status]} {_STATUS[status][LANGUAGES.index(lang)]}"


def counts_text(counts: Mapping[str, int], lang: str) -> str:
    """How many parts have which status; a status that none has is left out."""
    return ", ".join(f"{n} {status_word(word, lang)}" for word, n in counts.items() if n)
