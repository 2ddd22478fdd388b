"""A body on the wire: plain JSON values, and the hash that names its content."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import orjson

__all__ = ["Json", "hashed", "rendered"]

Json = dict[str, Any]
"""A JSON object; what it holds is JSON too."""

_UNHASHED: Final = ("known_at", "hash")

_PLAIN: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""What is no JSON is refused, as by the standard module, and not written as somebody sees fit."""


def hashed(body: Json) -> Json:
    """The body with its `hash`: SHA-256 over all of it but `known_at` and the hash itself."""
    content = {key: value for key, value in body.items() if key not in _UNHASHED}
    digest = hashlib.sha256(_canonical(content)).hexdigest()
    return {**body, "hash": f"sha256:{digest}"}


def rendered(body: Json) -> bytes:
    """The bytes of a body as they are sent: no blanks, UTF-8, keys as they stand.

    Raises:
        UnicodeEncodeError: a text holds what is no character.
    """
    return _bytes(body, is_sorted=False)


def _canonical(body: Json) -> bytes:
    """Bytes that depend on the content alone: sorted keys, no blanks, UTF-8."""
    return _bytes(body, is_sorted=True)


def _bytes(body: Json, *, is_sorted: bool) -> bytes:
    try:
        return orjson.dumps(body, option=_PLAIN | orjson.OPT_SORT_KEYS if is_sorted else _PLAIN)
    except TypeError:
        # An integer of more than 64 bits, or a lone surrogate: rare, and the standard module
        # writes the one and says where the other stands. Text, integers and flags are all that a
        # body holds, numbers with a fraction being text, and both modules write them the same way.
        text = json.dumps(
            body, ensure_ascii=False, allow_nan=False, sort_keys=is_sorted, separators=(",", ":")
        )
        return text.encode()
