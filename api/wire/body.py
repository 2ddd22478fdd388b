"""A body on the wire: plain JSON values, and the hash that names its content."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

__all__ = ["Json", "hashed"]

Json = dict[str, Any]
"""A JSON object; what it holds is JSON too."""

_UNHASHED: Final = ("known_at", "hash")


def hashed(body: Json) -> Json:
    """The body with its `hash`: SHA-256 over all of it but `known_at` and the hash itself."""
    content = {key: value for key, value in body.items() if key not in _UNHASHED}
    digest = hashlib.sha256(_canonical(content)).hexdigest()
    return {**body, "hash": f"sha256:{digest}"}


def _canonical(body: Json) -> bytes:
    """Bytes that depend on the content alone: sorted keys, no blanks, UTF-8."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
