"""chemSHERPA-AI, chemSHERPA-CI and IEC 62474 declarations, read strictly and whole.

`read(data, name)` answers for everything: containers, XML, schema, content. The flow of a file,
and the order to read the modules in: `container` (with `zip_archive`, `zip_names`) → `safe_xml`
(with `xml_encoding`, `recognise`) → `schema_check`, `value_check` → `reader` (with `comments`) →
`content_check` (with every other `…_check`, `held`, `listed`) → `file_reading`. What is said about
a file stands in `texts/*.toml`.
"""

from __future__ import annotations

from chemsherpa.checks.rules import ContentRules
from chemsherpa.document import Declaration, Scheme
from chemsherpa.errors import Refused
from chemsherpa.file_reading import FileReading, Reading, Status, read
from chemsherpa.findings import Finding
from chemsherpa.limits import Limits
from regulations.sentences import Severity

__all__ = [
    "ContentRules",
    "Declaration",
    "FileReading",
    "Finding",
    "Limits",
    "Reading",
    "Refused",
    "Scheme",
    "Severity",
    "Status",
    "read",
]
