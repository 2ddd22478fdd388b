"""Who answers for a declaration that we write: told in a small TOML file, never invented.

```
date = "2026-11-21"
approved_on = "2026-11-21"          # optional, as everything below but the persons' four
confirmed_at = "2026-11-21 10:00"   # only when a person has confirmed the content
[company]
name = "Example Lighting Co., Ltd."
[contact]
name = "…"
title = "…"
email = "…"
phone = "…"
[authorizer]
…
[names]
"LAMP-100" = "Desk lamp"
```
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from typing import Any, Final

from bom.errors import InvalidHeader
from chemsherpa.assembly.answering import Answering
from chemsherpa.document import Company, Contact, ListRef

__all__ = ["read_header"]

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)
_NEEDED: Final = ("name", "title", "email", "phone")
_TOP: Final = ("date", "doc_id", "approved_on", "confirmed_at", "family", "language")
_TABLES: Final = ("company", "contact", "authorizer", "names")
_COMMENTS: Final = frozenset({"comment", "comment_local"})


def read_header(data: bytes) -> Answering:
    """Read a header file.

    Raises:
        InvalidHeader: no TOML, an unknown word, a date that is none, or a person left out.
    """
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        hint = "write TOML in UTF-8"
        raise InvalidHeader(f"the header is no TOML: {wrong}", where="/", hint=hint) from wrong
    _only(told, (*_TOP, *_TABLES), "")
    top = {name: _text(told, name, "") for name in _TOP}
    _require(top["date"], _DAY, "date")
    for name, form in (("approved_on", _DAY), ("confirmed_at", _TIME)):
        if top[name]:
            _require(top[name], form, name)
    names = _table(told, "names")
    return Answering(
        company=_company(_table(told, "company")),
        contact=_person(_table(told, "contact"), "contact"),
        authorizer=_person(_table(told, "authorizer"), "authorizer"),
        date=top["date"],
        doc_id=top["doc_id"],
        approved_on=top["approved_on"],
        confirmed_at=top["confirmed_at"],
        family=top["family"],
        names={number: _text(names, number, "names.") for number in names},
        language=top["language"] or "JPN",
    )


def _company(told: dict[str, Any]) -> Company:
    _only(told, ("name", "name_local", "authority", "identity"), "company.")
    texts = {name: _text(told, name, "company.") for name in told}
    if not texts.get("name"):
        raise InvalidHeader("the company is not named", where="company.name")
    identity = texts.get("identity")
    number = ListRef(identity, texts.get("authority", ""), "0") if identity else None
    return Company(texts["name"], texts.get("name_local", ""), number)


def _person(told: dict[str, Any], where: str) -> Contact:
    words = tuple(each.name for each in fields(Contact))
    _only(told, words, f"{where}.")
    texts = {name: _text(told, name, f"{where}.") for name in words}
    for name in _NEEDED:
        if not texts[name]:
            raise InvalidHeader(
                f"“{name}” of the {where} is missing",
                where=f"{where}.{name}",
                hint="somebody answers for a declaration; we invent nobody",
            )
    # The official tool writes no comment for who authorises, and all else, be it empty.
    kept = {n: t for n, t in texts.items() if where == "contact" or n not in _COMMENTS}
    return Contact(**kept)


def _table(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise InvalidHeader(f"expected a table [{name}]", where=name)
    return found


def _text(told: dict[str, Any], name: str, base: str) -> str:
    found = told.get(name, "")
    if not isinstance(found, str):
        raise InvalidHeader("expected a text in quotes", where=f"{base}{name}")
    return found


def _only(told: dict[str, Any], words: tuple[str, ...], base: str) -> None:
    for name in told:
        if name not in words:
            hint = f"known here: {' '.join(words)}"
            raise InvalidHeader(f"“{name}” is not known here", where=f"{base}{name}", hint=hint)


def _require(text: str, form: re.Pattern[str], where: str) -> None:
    if not form.fullmatch(text):
        hint = "write 2026-11-21" if form is _DAY else "write 2026-11-21 10:00"
        raise InvalidHeader(f"“{text}” is not a {where}", where=where, hint=hint)
