"""`worker`: does the jobs of the service in a process of its own."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

import click

from api.commands.front import DONE, Front, shared

__all__ = ["worker"]


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@shared
def worker(front: Front, *, once: bool) -> int:
    """Do the jobs that the service takes in, and write the change feed.

    As many as you like may run; each job is done by one. SIGTERM lets the present step end and
    gives the job back; a worker that is killed loses it to another after a quarter of a minute.
    """
    from functools import partial  # noqa: PLC0415

    from api.jobs.runner import Runner  # noqa: PLC0415 - the store costs 0.6 s to import
    from api.services.feed import follow  # noqa: PLC0415
    from api.services.stores import opened  # noqa: PLC0415
    from bom.jobs.queue import Queue  # noqa: PLC0415

    with opened(front.db) as database:
        following = None if once else partial(follow, database)
        runner = Runner(Queue(database), follow=following)
        _end_on_signal(runner.stop)
        front.notice("working; SIGTERM or Ctrl-C ends it")
        runner.run()
        if once:
            follow(database)
    return DONE


def _end_on_signal(stop: Callable[[], None]) -> None:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
