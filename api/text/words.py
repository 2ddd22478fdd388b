"""Words for the few things that every answer says, in English and Japanese."""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "status_word"]

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


def status_word(status: str, lang: str) -> str:
    """Sign and word: never by colour alone."""
    return f"{_SIGN[status]} {_STATUS[status][LANGUAGES.index(lang)]}"
