"""A bar on stderr for what takes long: how far, how fast, how long still."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bom.importing.files import Progress as Course
    from bom.importing.files import Watch

__all__ = ["progress_bar"]

_MEGABYTE = 1_000_000


@contextmanager
def progress_bar(verb: str, *, wanted: bool) -> Iterator[Watch | None]:
    """Shows what it is told until it is left; None where nobody is there to look.

    Args:
        verb: what is going on, e.g. ``import``.
        wanted: False for `--quiet` and `--json`; a stderr that is no terminal is asked here.
    """
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - 0.1 s that a script does not need
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None, rate="")

        def watch(progress: Course) -> None:
            seconds = bar.tasks[0].elapsed or 0
            bar.update(
                task, completed=progress.done, total=progress.total, rate=_rate(progress, seconds)
            )

        yield watch


def _rate(progress: Course, seconds: float) -> str:
    if not seconds:
        return ""
    files, megabytes = progress.done / seconds, progress.size / _MEGABYTE / seconds
    return f"{files:.0f} files/s, {megabytes:.1f} MB/s"
