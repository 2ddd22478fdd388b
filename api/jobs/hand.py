"""A job in somebody's hands: its lease is renewed beside the work, which asks whether to go on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bom.jobs.errors import LostLease, Unwanted
from bom.jobs.held import HeldJob

__all__ = ["Hand", "Stopped", "held"]

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The runner was told to stop; the job goes back into the queue."""


@dataclass(slots=True)
class Hand:
    """What the work knows of its job.

    Attributes:
        stopping: set when the runner was told to stop.
        lost: why the work must not go on, once it is known.
    """

    job: HeldJob
    stopping: threading.Event
    lost: Exception | None = None
    _let_go: threading.Event = field(default_factory=threading.Event)

    def go_on(self) -> None:
        """Return if the work may go on; it asks before each step that cannot be halved.

        Raises:
            LostLease: somebody else has the job.
            Unwanted: it was cancelled.
            Stopped: the runner was told to stop.
        """
        if self.lost is None:
            self._renew()
        if self.lost is not None:
            raise self.lost
        if self.stopping.is_set():
            raise Stopped

    def beat(self) -> None:
        """Renew the lease until the job is let go; runs beside the work."""
        while not self._let_go.wait(self.job.lease.total_seconds() / 3):
            self._renew()
            if self.lost is not None:
                return

    def let_go(self) -> None:
        """End `beat`."""
        self._let_go.set()

    def _renew(self) -> None:
        try:
            self.job.renew()
        except (LostLease, Unwanted) as told:
            self.lost = told
        except SQLAlchemyError as silent:
            # The store may be back before the lease is over; if not, the job is another's by then.
            _log.warning("lease not renewed: %s", type(silent).__name__)


@contextmanager
def held(job: HeldJob, stopping: threading.Event) -> Iterator[Hand]:
    """Hold a job while the block runs."""
    hand = Hand(job, stopping)
    beating = threading.Thread(target=hand.beat, name=f"lease-{job.id[:8]}", daemon=True)
    beating.start()
    try:
        yield hand
    finally:
        hand.let_go()
        beating.join()
