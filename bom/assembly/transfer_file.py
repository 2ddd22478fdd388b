"""A transfer in a file, JSON or TOML, read strictly: what becomes of each substance of a mixture.

The format is described, with its reasons, in `docs/transfers.md`.
"""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from pathlib import PurePath
from typing import Final

from bom.errors import InvalidStructureFile, InvalidTransfer
from bom.structures.json_object import JsonNumber, JsonObject
from chemsherpa.assembly.transfer import (
    Fate,
    MaterialWords,
    Mixture,
    Transfer,
    Yielded,
    substance_key,
)
from chemsherpa.document import Exemption, ExemptionSet, ListRef
from regulations.errors import InvalidQuantity, InvalidSubstanceId
from regulations.quantities import exact_decimal
from regulations.substances import substance_id

__all__ = ["TRANSFER_FORMAT", "read_transfer"]

TRANSFER_FORMAT: Final = "chemgate-transfer/1"
_IDS: Final = ("cas", "ec", "sn")
_MOST_BYTES: Final = 1024 * 1024
_MOST_RATIO: Final = 1000
_SHARE: Final = re.compile(r"\s*([0-9.]+)\s*(%|/\s*([0-9.]+))?\s*", re.ASCII)


def read_transfer(data: bytes, name: str) -> Transfer:
    """Read a transfer.

    Args:
        data: the file's bytes, UTF-8.
        name: its name; `.toml` is read as TOML, everything else as JSON.

    Raises:
        InvalidTransfer: with the place and what is wrong there.
    """
    try:
        return _transfer(_tree(data, name))
    except InvalidStructureFile as wrong:
        raise InvalidTransfer(wrong.message, where=wrong.where, hint=wrong.hint) from wrong


def _tree(data: bytes, name: str) -> JsonObject:
    if len(data) > _MOST_BYTES:
        raise InvalidTransfer("the file is too large for a transfer", where="/")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InvalidTransfer("the file is not UTF-8", where=f"byte {wrong.start}") from wrong
    if PurePath(name).suffix.lower() != ".toml":
        return JsonObject.parse(text)
    try:
        return JsonObject(tomllib.loads(text, parse_float=JsonNumber), "")
    except tomllib.TOMLDecodeError as wrong:
        raise InvalidTransfer(f"not TOML: {wrong}", where="/") from wrong


def _transfer(file: JsonObject) -> Transfer:
    if file.text("format") != TRANSFER_FORMAT:
        file.refuse("format", "not a transfer", hint=f'write "format": "{TRANSFER_FORMAT}"')
    file.only("format", "mixture", "material", "substances", "rest", "reason")
    fates = tuple(_fate(each) for each in file.objects("substances"))
    keys = [substance_key(each.identity, each.name) for each in fates]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            file.refuse(f"substances/{place}", f"“{key[1]}” stands twice", hint="keep one of them")
    return Transfer(
        _mixture(file.object("mixture")),
        _material(file.object("material")),
        fates,
        _rest(file.object("rest")) if file.has("rest") else None,
        file.text("reason"),
    )


def _mixture(told: JsonObject) -> Mixture:
    told.only("part_number", "revision", "manufacturer")
    return Mixture(_needed(told, "part_number"), told.text("revision"), told.text("manufacturer"))


def _material(told: JsonObject) -> MaterialWords:
    told.only("name", "code", "class", "use_code", "standard", "remark")
    return MaterialWords(
        _needed(told, "name"),
        told.text("code"),
        told.text("class"),
        told.text("use_code"),
        told.text("standard"),
        told.text("remark"),
    )


def _rest(told: JsonObject) -> Fraction:
    told.only("stays", "leaves")
    stays = _share(told, "stays") if told.has("stays") else Fraction(0)
    _require_whole(told, stays, reacts=False)
    return stays


def _fate(told: JsonObject) -> Fate:
    told.only(*_IDS, "name", "stays", "leaves", "reacts_into", "exemptions")
    identity, name = _substance(told)
    made = tuple(_yielded(each) for each in told.objects("reacts_into"))
    stays = _share(told, "stays") if told.has("stays") else Fraction(0)
    _require_whole(told, stays, reacts=bool(made))
    return Fate(identity, name, stays, made, _exemptions(told))


def _require_whole(told: JsonObject, stays: Fraction, *, reacts: bool) -> None:
    """All of it must be told: what does not stay either leaves or reacts."""
    leaves = told.flag("leaves") is True
    if leaves and reacts:
        hint = "of what does not stay, either all leaves or all reacts"
        told.refuse("leaves", "it cannot leave and react at once", hint=hint)
    if stays == 1 and (leaves or reacts):
        told.refuse("stays", "all of it stays, so nothing leaves or reacts")
    if stays < 1 and not leaves and not reacts:
        hint = 'add "leaves": true, or "reacts_into"'
        told.refuse("", "what becomes of the part that does not stay is not told", hint=hint)


def _yielded(told: JsonObject) -> Yielded:
    told.only(*_IDS, "name", "ratio", "rest", "exemptions")
    ratio = _fraction(told, "ratio")
    if not 0 < ratio <= _MOST_RATIO:
        told.refuse("ratio", "expected mass made per mass reacted", hint='for example "0.92"')
    if told.flag("rest") is True:
        return Yielded("", told.text("name"), ratio, is_rest=True)
    identity, name = _substance(told)
    return Yielded(identity, name, ratio, exemptions=_exemptions(told))


def _exemptions(told: JsonObject) -> tuple[ExemptionSet, ...]:
    """Claims as a declaration writes them: the list with its version, the key, the words."""
    sets = []
    for each in told.objects("exemptions"):
        each.only("list", "authority", "version", "identity", "reg_index", "description")
        listed = ListRef(*(_needed(each, word) for word in ("list", "authority", "version")))
        identity, index, words = (
            _needed(each, word) for word in ("identity", "reg_index", "description")
        )
        sets.append(ExemptionSet(listed, (Exemption(identity, index, words),)))
    return tuple(sets)


def _substance(told: JsonObject) -> tuple[str, str]:
    """Identity and name; the identity is checked, for a slip would name another substance."""
    given = [name for name in _IDS if told.has(name)]
    if len(given) > 1 or not (given or told.text("name")):
        told.refuse("", "name the substance by one of cas, ec, sn, or by its name alone")
    if not given:
        return "", told.text("name")
    identity = told.text(given[0])
    try:
        found = substance_id(identity)
    except InvalidSubstanceId as wrong:
        told.refuse(given[0], wrong.message, hint=wrong.hint)
    if found.id_type.value != given[0]:
        told.refuse(given[0], f"“{identity}” is no {given[0].upper()} number")
    return identity, told.text("name")


def _share(told: JsonObject, name: str) -> Fraction:
    share = _fraction(told, name)
    if share > 1:
        told.refuse(name, "more than all of it", hint="write “40 %” or “2/5”")
    return share


def _fraction(told: JsonObject, name: str) -> Fraction:
    """``62.5 %``, ``5/8`` or ``0.625``."""
    text = told.text(name)
    match = _SHARE.fullmatch(text)
    if match is None:
        told.refuse(name, f"“{text[:40]}” is no share", hint="write “40 %”, “2/5” or “0.4”")
    try:
        value = exact_decimal(match[1])
        below = Fraction(100) if match[2] == "%" else exact_decimal(match[3] or "1")
    except InvalidQuantity as wrong:
        told.refuse(name, wrong.message, hint=wrong.hint)
    if not below:
        told.refuse(name, "a share of nothing")
    return value / below


def _needed(told: JsonObject, name: str) -> str:
    text = told.text(name).strip()
    if not text:
        told.refuse(name, f"“{name}” is missing")
    return text
