"""Who answers for what we compute, read from a file."""

from __future__ import annotations

from pathlib import Path

from bom.assembly.header_file import read_header
from bom.errors import InvalidHeader
from chemsherpa.assembly.answering import Answering

__all__ = ["header_of"]


def header_of(path: Path | None) -> Answering | None:
    """The header in a file, None where no file was named.

    Raises:
        InvalidHeader: the file cannot be read, or leaves out who answers.
    """
    if path is None:
        return None
    try:
        return read_header(path.read_bytes())
    except OSError as wrong:
        reason = wrong.strerror or type(wrong).__name__
        raise InvalidHeader(f"{path.name}: {reason}", where="/", hint="check the path") from wrong
