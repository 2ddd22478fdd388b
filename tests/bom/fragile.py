"""Readers that die: apart, because each process that reads imports the module they are in."""

from __future__ import annotations

import os
import signal

from bom.importing.prepared import USUALLY, Manner, PreparedFile, prepare

__all__ = ["DEADLY", "fragile", "stillborn"]

DEADLY = b"kill the reader"


def fragile(data: bytes, name: str, manner: Manner = USUALLY) -> PreparedFile:
    """What workers run here: as always, but some files kill their reader."""
    if data == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return prepare(data, name, manner)


def stillborn() -> None:
    """How a worker begins whose main module cannot be imported."""
    os._exit(1)
