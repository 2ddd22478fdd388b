"""Why a file of a list cannot be read at all; what is wrong in a row is a finding instead."""

from __future__ import annotations

from regulations.errors import ComplianceError
from regulations.language import Language, Wording
from regulations.sentences import Saying, named

__all__ = ["UnreadableList"]


class UnreadableList(ComplianceError, ValueError):
    """A file that is no list in any form we know, or whose rows cannot be told from its head.

    Attributes:
        saying: the same in every language; its sentence stands in `bom/texts/lists.toml`.
    """

    code = "unreadable-list"

    def __init__(self, key: str, /, **values: str | int) -> None:
        self.saying = Saying(key, named(values), "bom")
        super().__init__(self.saying.message, hint=self.saying.hint)

    def said(self, language: Language) -> Wording:
        """Reason and hint in a language."""
        return self.saying.said(language)
