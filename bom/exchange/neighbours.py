"""Who reads what: the formats beside IEC 62474, told apart by what is in the file."""

from __future__ import annotations

from functools import partial
from typing import Final

from bom.exchange.ais import AIS, read_ais
from bom.exchange.conflict_minerals import refuse_conflict_minerals
from bom.exchange.ipc1752 import is_ipc1752, read_ipc1752
from bom.exchange.jama import is_jama, refuse_jama
from bom.exchange.material_sheet import read_sheet
from bom.exchange.msdsplus import MSDSPLUS, read_msdsplus
from bom.exchange.sheet_columns import SheetColumns
from bom.exchange.sheet_rows import Sheet, open_sheet
from bom.exchange.workbook import is_workbook
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.formats import BytesReader, Formats, Told, TreeReader
from chemsherpa.names import Element, local_name

__all__ = ["formats"]

_XML_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 1024
_ARCHIVE: Final = b"PK"
_DICTIONARY: Final = "DESCRIPT"


def formats(columns: SheetColumns | None = None, *, rules: ContentRules = USUAL) -> Formats:
    """The readers that `chemsherpa.read` takes; all of it can be sent to another process.

    Args:
        columns: how to read vendors' sheets, None to go by the words of their headers.
        rules: how strictly content is checked.
    """
    return Formats(of_tree=partial(_of_tree, rules), of_bytes=partial(_of_bytes, columns, rules))


def _of_tree(rules: ContentRules, root: Element) -> TreeReader | None:
    if is_ipc1752(root):
        return partial(read_ipc1752, rules=rules)
    if not local_name(root).startswith(_DICTIONARY):
        return None
    # The kind stands in a field that a file may leave empty; the groups cannot lie.
    codes = {local_name(node) for node in root.iter("{*}*")}
    if MSDSPLUS.format in codes:
        return partial(read_msdsplus, rules=rules)
    return partial(read_ais, rules=rules) if AIS.format in codes else None


def _of_bytes(
    columns: SheetColumns | None, rules: ContentRules, data: bytes, _name: str
) -> BytesReader | None:
    if data[:_HEAD].lstrip().startswith(_XML_STARTS):
        return None
    if is_workbook(data):
        refuse_conflict_minerals(data)
    elif data.startswith(_ARCHIVE):
        return None
    elif is_jama(data):
        raise refuse_jama()
    sheet = open_sheet(data, columns)
    return None if sheet is None else partial(_sheet_read, sheet, rules)


def _sheet_read(sheet: Sheet, rules: ContentRules, _data: bytes, _name: str) -> tuple[Told, ...]:
    return read_sheet(sheet, rules)
