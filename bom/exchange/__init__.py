"""Other formats that suppliers send, read into the same declaration; each says what it left out.

`formats()` is what `chemsherpa.read` takes. One module per format: `ipc1752`, `ais`, `msdsplus`
(both with `jamp`), `material_sheet` (with `sheet_columns`, `sheet_rows`, `workbook`); `jama` and
`conflict_minerals` only recognise what to refuse; `granta` is a bill of materials. None of them has
a schema here, so all read leniently: what is not understood is named in a finding, an amount that
is not plain or has no known unit refuses the file, and silence vouches for nothing unless the file
says in so many words that all is told.
"""

from __future__ import annotations

from bom.exchange.neighbours import formats

__all__ = ["formats"]
