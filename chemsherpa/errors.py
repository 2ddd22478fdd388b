"""Why a file was refused: one error, told by its code.

```
ComplianceError
├── Refused        (ValueError)   the file, or one member of it, cannot be read faithfully
└── NotAssembled   (ValueError)   no honest declaration can be made of what was declared
```

The codes stand in `texts/refused.toml` and, with their sentences, in `docs/findings.md`. Those of
`schema-…` and `value-…` carry one finding for each place; the others stop at the first.
"""

from __future__ import annotations

from chemsherpa.findings import Finding, found
from regulations.errors import ComplianceError
from regulations.language import Language, Wording
from regulations.sentences import Saying, named

__all__ = ["NotAssembled", "Refused"]


class Refused(ComplianceError, ValueError):
    """A file that cannot be read faithfully; nothing of it is kept as data.

    Attributes:
        finding: the same, to be told instead of thrown.
        code: stable, one of `texts/refused.toml`.
        line: line in the XML text, None where there is none.
        where: path of the element, name of the member, or "".
    """

    def __init__(
        self, key: str, /, *, where: str = "", line: int | None = None, **values: str | int
    ) -> None:
        self.finding: Finding = found(key, where, line, **values)
        super().__init__(self.finding.message, hint=self.finding.hint)
        self.code = self.finding.code
        self.line = line
        self.where = where

    def said(self, language: Language) -> Wording:
        """Reason and hint in a language."""
        return self.finding.said(language)


class NotAssembled(ComplianceError, ValueError):
    """Something is missing that a declaration made of others would have to say.

    Attributes:
        saying: the same in every language.
    """

    def __init__(self, key: str, /, **values: str | int) -> None:
        self.saying = Saying(key, named(values), "chemsherpa")
        super().__init__(self.saying.message, hint=self.saying.hint)
        self.code = self.saying.code

    def said(self, language: Language) -> Wording:
        """Reason and hint in a language."""
        return self.saying.said(language)
