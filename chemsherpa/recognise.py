"""What else people send by mistake, named so that they can send the right file."""

from __future__ import annotations

import re
from typing import Final

from chemsherpa.errors import Refused
from chemsherpa.names import NAMESPACE, Element, attributes, line_of, local_name

__all__ = ["refuse_html", "refuse_other_files", "refuse_other_roots"]

_MAGIC: Final = {
    b"%PDF": "not-a-declaration.pdf",
    b"\xd0\xcf\x11\xe0": "not-a-declaration.old-office",
    b"\x1f\x8b": "not-a-declaration.gzip",
    b"7z\xbc\xaf": "not-a-declaration.seven-zip",
    b"Rar!": "not-a-declaration.rar",
    b"\x89PNG": "not-a-declaration.picture",
    b"\xff\xd8\xff": "not-a-declaration.picture",
}
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_IPC: Final = re.compile(r"https?://webstds\.ipc\.org/175x/(?P<version>[^/]*)")
_LEGACY_SIGNS: Final = (
    ("MSDSplus", "not-a-declaration.msdsplus"),
    ("AIS", "not-a-declaration.ais"),
)
_FIRST_SUPPORTED: Final = 8
_STAMP: Final = re.compile(r"X(?P<major>[0-9]{1,4})\.", re.ASCII)


def refuse_other_files(data: bytes) -> None:
    """Refuse what is no XML at all, by its first bytes.

    Raises:
        Refused: `not-a-declaration`.
    """
    if not data.strip():
        raise Refused("not-a-declaration.empty")
    for magic, key in _MAGIC.items():
        if data.startswith(magic):
            raise Refused(key)
    if not data.startswith(_BOMS) and b"\0" not in data[:4] and data.lstrip()[:1] != b"<":
        raise Refused("not-a-declaration.bytes")


def refuse_html(prolog: bytes) -> None:
    """Refuse a web page, such as a log-in page saved as `.xml`; takes what follows the prolog.

    Raises:
        Refused: `not-a-declaration`.
    """
    if _HTML.match(prolog):
        raise Refused("not-a-declaration.html")


def refuse_other_roots(root: Element) -> None:
    """Refuse other XML, and versions of ours that we would misread.

    Raises:
        Refused: `not-a-declaration`, `version-unsupported`.

    Source:
        IEC 62474 namespace; chemSHERPA V1 stamps `X6.01ex1.0` and `substanceDatabaseVersion`.
    """
    name = local_name(root)
    if root.tag != f"{{{NAMESPACE}}}Main":
        raise _other_root(root, name)
    values = attributes(root)
    stamp = values.get("schemaDatabaseVersion", "")
    match = _STAMP.match(stamp)
    is_old = match is not None and int(match["major"]) < _FIRST_SUPPORTED
    if is_old or "substanceDatabaseVersion" in values:
        raise Refused("version-unsupported", line=line_of(root), where="/Main", stamp=stamp)


def _other_root(root: Element, name: str) -> Refused:
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if ipc := _IPC.match(namespace):
        kind = "IPC-1752B" if "1752B" in ipc["version"] else "IPC-1752A"
        return Refused("not-a-declaration.ipc", standard=kind)
    if name.lower() == "html":
        return Refused("not-a-declaration.html")
    if not namespace:
        for sign, key in _LEGACY_SIGNS:
            if _holds(root, sign):
                return Refused(key)
        return Refused("not-a-declaration.root", root=name)
    return Refused("not-a-declaration.namespace", root=name, namespace=namespace)


def _holds(root: Element, sign: str) -> bool:
    return any(sign in text for text in root.itertext())
