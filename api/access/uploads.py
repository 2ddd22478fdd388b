"""What a supplier may send: declarations of its own parts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from api.access.caller import Caller
from api.access.errors import NotAllowed
from bom.importing.prepared import prepare

__all__ = ["require_own_files"]


def require_own_files(caller: Caller, files: Iterable[tuple[str, bytes]]) -> None:
    """Refuse all of it where one declaration speaks for another's part.

    A newer declaration takes the place of the one before, so whoever could send another's would
    speak for them. What cannot be read is let through: the import refuses it by its own findings.

    Args:
        caller: anybody but a supplier passes.
        files: names and contents.

    Raises:
        NotAllowed: a declaration that names another manufacturer.
    """
    if not caller.is_supplier:
        return
    for name, content in files:
        file = PurePath(name).name
        for member in prepare(content, file).report(file).members:
            if member.product is not None and member.product.manufacturer != caller.supplier:
                raise NotAllowed(
                    f"“{file[:80]}” declares a part of another manufacturer",
                    hint="the key is one supplier's; nothing was stored",
                )
