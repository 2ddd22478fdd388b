"""A stored declaration as a document again: read from the bytes that were kept, never from rows.

The rows hold what is judged; the document holds everything. Its bytes are in the store, so what
goes out again is what came in.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bom.errors import NothingToExport
from bom.exchange import formats
from bom.models import Declaration, Document
from chemsherpa import document
from chemsherpa.file_reading import read

__all__ = ["read_stored"]


def read_stored(session: Session, declaration_id: int) -> document.Declaration:
    """The declaration of that number in the store, in a file of its own.

    Raises:
        NothingToExport: the kept bytes do not give it: a vendor's sheet that was read by a map of
            its columns, or damage.
    """
    columns = select(Document.content, Document.name, Declaration.content_sha256)
    found = session.execute(
        columns.join(Declaration, Declaration.document_id == Document.id).where(
            Declaration.id == declaration_id
        )
    ).one()
    content, name, sha256 = found
    for member in read(content, name, formats=formats()).members:
        if member.sha256 == sha256 and member.document is not None:
            return member.document.alone
    raise NothingToExport(
        f"the kept file {name} does not give the declaration {sha256[:12]} by itself",
        hint="it was read by a map of its columns, or the store is damaged: import it again",
    )
