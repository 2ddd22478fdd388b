"""What else people send by mistake, named so that they can send the right file."""

from __future__ import annotations

import re
from typing import Final

from chemsherpa.errors import Refused
from chemsherpa.names import NAMESPACE, Element, attributes, line_of, local_name

__all__ = ["refuse_html", "refuse_other_files", "refuse_other_roots"]

_HINT: Final = "send the .shai or .shci file that the chemSHERPA tool exports, or IEC 62474 XML"
_MAGIC: Final = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Office document (.xls, .doc)",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_IPC: Final = re.compile(r"https?://webstds\.ipc\.org/175x/(?P<version>[^/]*)")
_LEGACY_SIGNS: Final = (("MSDSplus", "JAMP MSDSplus"), ("AIS", "JAMP AIS"))
_FIRST_SUPPORTED: Final = 8
_STAMP: Final = re.compile(r"X(?P<major>[0-9]{1,4})\.", re.ASCII)


def _not_ours(looks_like: str) -> Refused:
    return Refused(
        "not-a-declaration", f"this looks like {looks_like}, not a declaration", hint=_HINT
    )


def refuse_other_files(data: bytes) -> None:
    """Refuse what is no XML at all, by its first bytes.

    Raises:
        Refused: `not-a-declaration`.
    """
    if not data.strip():
        raise Refused("not-a-declaration", "the file is empty", hint=_HINT)
    for magic, looks_like in _MAGIC.items():
        if data.startswith(magic):
            raise _not_ours(looks_like)
    if not data.startswith(_BOMS) and b"\0" not in data[:4] and data.lstrip()[:1] != b"<":
        raise _not_ours("text or binary data")


def refuse_html(prolog: bytes) -> None:
    """Refuse a web page, such as a log-in page saved as `.xml`; takes what follows the prolog.

    Raises:
        Refused: `not-a-declaration`.
    """
    if _HTML.match(prolog):
        raise _not_ours("a web page (HTML)")


def refuse_other_roots(root: Element) -> None:
    """Refuse other XML, and versions of ours that we would misread.

    Raises:
        Refused: `not-a-declaration`, `version-unsupported`.

    Source:
        IEC 62474 namespace; chemSHERPA V1 stamps `X6.01ex1.0` and `substanceDatabaseVersion`.
    """
    name = local_name(root)
    if root.tag != f"{{{NAMESPACE}}}Main":
        raise _not_ours(_other_root(root, name))
    values = attributes(root)
    stamp = values.get("schemaDatabaseVersion", "")
    match = _STAMP.match(stamp)
    is_old = match is not None and int(match["major"]) < _FIRST_SUPPORTED
    if is_old or "substanceDatabaseVersion" in values:
        raise Refused(
            "version-unsupported",
            f"schema version “{stamp[:40]}” belongs to chemSHERPA V1 or older; its compliance "
            "answers were given against other lists and cannot be carried over",
            hint="ask the supplier for a new declaration from the current tool",
            line=line_of(root),
            where="/Main",
        )


def _other_root(root: Element, name: str) -> str:
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if ipc := _IPC.match(namespace):
        kind = "IPC-1752B" if "1752B" in ipc["version"] else "IPC-1752A"
        return f"{kind} XML"
    if name.lower() == "html":
        return "a web page (HTML)"
    if not namespace:
        for sign, looks_like in _LEGACY_SIGNS:
            if _holds(root, sign):
                return f"{looks_like} (replaced by chemSHERPA in 2018)"
    return f"XML with the root “{name[:40]}”" + (f" of {namespace[:80]}" if namespace else "")


def _holds(root: Element, sign: str) -> bool:
    return any(sign in text for text in root.itertext())
