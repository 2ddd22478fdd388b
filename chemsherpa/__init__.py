"""chemSHERPA-AI, chemSHERPA-CI and IEC 62474 declarations, read strictly and whole.

`read(data, name)` answers for everything: containers, XML, schema, content. The flow of a file,
and the order to read the modules in: `container` (with `zip_archive`, `zip_names`,
`zip_refusals`) → `safe_xml` (with `xml_encoding`, `recognise`) → `schema_check`, `value_check` →
`reader` (with `read_…`, `comments`) → `content_check` (with `confirmation_check`, `mass_check`,
`substance_check`, `answer_check`) → `file_reading`.
"""

from __future__ import annotations

from chemsherpa.document import Declaration, Scheme
from chemsherpa.errors import Refused
from chemsherpa.file_reading import FileReading, Reading, Status, read
from chemsherpa.findings import Finding, Severity
from chemsherpa.limits import Limits

__all__ = [
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
