"""Jobs of this process: small imports are done before the answer leaves."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from api.errors import UnknownJob
from api.wire.body import Json

__all__ = ["Jobs"]

_MOST: Final = 256


@dataclass(slots=True)
class Jobs:
    """The latest jobs by id, oldest dropped first."""

    _kept: OrderedDict[str, Json] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def finished(self, kind: str, result: Json) -> Json:
        """Keep a job that is already done."""
        job_id = uuid.uuid4().hex
        job: Json = {"id": job_id, "kind": kind, "status": "finished", "result": result}
        with self._lock:
            self._kept[job_id] = job
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return job

    def get(self, job_id: str) -> Json:
        """A job by id.

        Raises:
            UnknownJob: it never was, or it is no longer kept.
        """
        with self._lock:
            if job_id not in self._kept:
                raise UnknownJob(
                    f"no job “{job_id[:40]}” is kept here",
                    hint=f"a process keeps its latest {_MOST}; send the files again, what is "
                    "stored already is known by its content",
                )
            return self._kept[job_id]
