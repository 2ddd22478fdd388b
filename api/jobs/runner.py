"""Who does the jobs: a thread of the service, or a process of its own (`chemgate worker`)."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from api.jobs.hand import Stopped, held
from api.jobs.work import WORK, Work
from api.wire.body import Json
from bom.jobs.errors import LostLease, Unwanted
from bom.jobs.held import HeldJob
from bom.jobs.queue import Queue
from regulations.errors import ComplianceError

__all__ = ["Runner"]

_log = logging.getLogger(__name__)
_IDLE_SECONDS: Final = 1.0
"""How long a job of another process waits at most before somebody looks."""


@dataclass(slots=True)
class Runner:
    """Takes one job after the other.

    Attributes:
        queue: where the jobs wait.
        work: what each kind does.
        follow: called when there is nothing to do, e.g. to write the change feed; None = nothing,
            and the thread ends with the last job.
        finished: is told the kind and the result of each job that was done.
    """

    queue: Queue
    work: Mapping[str, Work] = field(default_factory=lambda: WORK)
    follow: Callable[[], object] | None = None
    finished: Callable[[str, Json], None] = lambda _kind, _result: None
    name: str = field(default_factory=lambda: f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
    _stopping: threading.Event = field(default_factory=threading.Event)
    _wake: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def nudge(self) -> None:
        """There may be something to do: look now, in a thread that is started if need be."""
        self._wake.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
                self._thread.start()

    def stop(self, seconds: float = 30) -> None:
        """Give the running job back after its present step, and end.

        Args:
            seconds: to wait for that step; the job is another's when its lease is over anyway.
        """
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def run(self) -> None:
        """Do what there is until told to stop; without `follow` until nothing is left."""
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                busy = self.step()
                if not busy and self.follow is not None:
                    self.follow()
            except SQLAlchemyError as gone:
                # A store that is away comes back; who waits for a job can wait for that too.
                _log.warning("the store does not answer: %s", type(gone).__name__)
                busy = False
                self._stopping.wait(_IDLE_SECONDS)
            if not busy and self.follow is None and not self._wake.is_set():
                return
            if not busy:
                self._wake.wait(_IDLE_SECONDS)

    def step(self, job_id: str | None = None) -> bool:
        """Do one job, the oldest or a certain one; False where there is none to take."""
        self.queue.bury()
        job = self.queue.take(self.name, job_id=job_id)
        if job is None:
            return False
        try:
            self._do(job)
        except LostLease:
            _log.warning("job %s was taken over", job.id)
        return True

    def _do(self, job: HeldJob) -> None:
        with held(job, self._stopping) as hand:
            try:
                result = self.work[job.kind](hand)
            except LostLease:
                raise
            except Stopped:
                job.give_back()
            except Unwanted:
                job.end("cancelled")
            except ComplianceError as refused:
                _failed(job, refused.code, refused.message)
            except SQLAlchemyError:
                raise  # the lease runs out and the job is begun again, three times at most
            except Exception as fault:  # noqa: BLE001 - a job that fails must not end its runner
                _log.exception("job %s failed", job.id, exc_info=fault)
                _failed(job, "fault", "this is our fault; the log of the service says more")
            else:
                job.end("finished", result=result)
                self.finished(job.kind, result)


def _failed(job: HeldJob, code: str, title: str) -> None:
    job.end("failed", problem={"code": code, "title": title})
