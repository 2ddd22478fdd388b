"""`docs/findings.md`: everything that can be found in a file, as the catalogues say it.

`python -m chemsherpa.findings_table chemsherpa bom > docs/findings.md`
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from regulations.language import Language
from regulations.sentences import Sentence, sentences

__all__ = ["findings_table"]

_HEAD: Final = """\
# Findings

Everything that chemgate says about a file that someone sent. Generated from the catalogues
`*/texts/*.toml` by `python -m chemsherpa.findings_table chemsherpa bom`; change them, not this.

A code is stable; after a point stands the variant where one code has several sentences. Texts in
braces stand for values of the file, escaped and cut to 80 characters.
"""
_TITLES: Final = {
    "refused": "Refusals: the file cannot be read faithfully, nothing of it is stored",
    "reading": "Notices about the reading",
    "content": "Content checks: the declaration is stored, the value concerned counts as unknown",
    "lenient": "Formats that no schema checks: read leniently",
    "exchange": "Neighbouring formats",
    "assembly": "Declarations built from parts, and mixtures that become materials",
    "import": "Files and folders",
    "usages": "Bills of materials in tables",
    "structure": "Structure files",
    "lists": "Files of substance lists",
}
_COLUMNS: Final = ("Code", "Severity", "Demand", "Source", "English", "日本語")


def findings_table(packages: Iterable[str]) -> str:
    """The catalogues of the packages as one Markdown document, a table for each kind."""
    told = [sentence for package in packages for sentence in sentences(package).values()]
    kinds = sorted(told, key=lambda sentence: list(_TITLES).index(sentence.kind))
    parts = [_HEAD]
    for kind, found in groupby(kinds, key=lambda sentence: sentence.kind):
        rows = [_row(_COLUMNS), _row("---" for _ in _COLUMNS), *map(_sentence_row, found)]
        parts.append("\n".join([f"## {_TITLES[kind]}", "", *rows, ""]))
    return "\n".join(parts)


def _sentence_row(sentence: Sentence) -> str:
    texts = (
        " — ".join(filter(None, (wording.reason, wording.hint)))
        for wording in (sentence.wordings[language] for language in Language)
    )
    return _row((f"`{sentence.key}`", sentence.severity, sentence.demands, sentence.source, *texts))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.write(findings_table(sys.argv[1:]))
