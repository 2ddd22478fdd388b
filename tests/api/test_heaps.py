"""Threads of a worker share two heaps of the C library, unless somebody says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import ctypes, re, sys, threading
from api.heaps import few_heaps

did = few_heaps() if sys.argv[1] == "few" else None
meet = threading.Barrier(8)

def work():
    meet.wait()  # a heap more is made when two threads want one at once
    for _ in range(2000):
        bytearray(100_000)
    meet.wait()

threads = [threading.Thread(target=work) for _ in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
print(did, len(re.findall("<heap nr=", open(sys.argv[2]).read())))
"""


def heaps(how: str, folder: Path, root: Path, **environment: str) -> tuple[str, int]:
    """What `few_heaps` said, and how many heaps eight threads had."""
    inherited = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    done = subprocess.run(
        [sys.executable, "-c", THREADS, how, str(folder / "info.xml")],
        env={**inherited, "PYTHONPATH": str(root), **environment},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    said, many = done.stdout.split()
    return said, int(many)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="heaps are those of glibc")
def test_threads_share_two_heaps_and_had_more_before(tmp_path: Path, root: Path) -> None:
    assert heaps("few", tmp_path, root) == ("True", 2)
    assert heaps("many", tmp_path, root)[1] > 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="heaps are those of glibc")
def test_whoever_names_a_number_of_heaps_gets_it(tmp_path: Path, root: Path) -> None:
    said, many = heaps("few", tmp_path, root, MALLOC_ARENA_MAX="5")
    assert said == "False"
    assert 2 < many <= 5
