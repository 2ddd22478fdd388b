"""The latest contents by hash: they never change, so a request need not read them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from bom.lists.edition import Edition

__all__ = ["KEPT", "KeptEditions"]


@dataclass(slots=True)
class KeptEditions:
    """At most so many editions, the oldest go first; safe among threads."""

    most: int = 128
    _by_hash: OrderedDict[str, Edition] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, sha256: str) -> Edition | None:
        """The edition of that hash, None where it is not kept."""
        with self._lock:
            return self._by_hash.get(sha256)

    def put(self, edition: Edition) -> Edition:
        """Keep an edition."""
        with self._lock:
            self._by_hash[edition.sha256] = edition
            while len(self._by_hash) > self.most:
                self._by_hash.popitem(last=False)
        return edition


KEPT: Final = KeptEditions()
"""Those of this process."""
