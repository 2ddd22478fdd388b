"""Reads files in a process of its own that may neither connect nor grow; prints what happened.

Run as `python -m tests.chemsherpa.guarded_child`; takes `[[name, path], ...]` as JSON on its input
and prints `{name: {...}}`. Memory is told as the highest point of the whole process so far, which
bounds that of each file.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from chemsherpa import read

MOST_MEMORY = 2 << 30
MOST_SECONDS = 300
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.system", "urllib.", "ftplib.", "http.")


def highest_megabytes() -> int:
    """The most memory held so far; `ru_maxrss` would tell what the parent held before the fork."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def main() -> None:
    events: list[str] = []
    sys.addaudithook(lambda event, _: events.append(event) if event.startswith(FORBIDDEN) else None)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    told = {}
    for name, path in json.load(sys.stdin):
        data = Path(path).read_bytes()
        started = time.process_time()
        reading = read(data, Path(path).name)
        seconds = time.process_time() - started
        told[name] = {
            "codes": sorted({f.code for member in reading.members for f in member.findings}),
            "accepted": sum(member.document is not None for member in reading.members),
            "seconds": round(seconds, 3),
            "megabytes": highest_megabytes(),
            "said": repr([(member.document, member.findings) for member in reading.members]),
            "events": [*events],
        }
        events.clear()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
