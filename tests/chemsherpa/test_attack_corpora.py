"""Other people's attacks: all refused, each by its own code, none reaching out or growing."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from chemsherpa import Limits, Refused
from chemsherpa.archive.container import open_container
from chemsherpa.archive.zip_archive import read_zip
from chemsherpa.safe_xml import parse

from .large_attacks import LARGE

MOST_SECONDS, MOST_MEGABYTES = 2, 300
SECRET = "canary-4711"  # noqa: S105  # what must never come back
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Listener:
    """A web server that only counts."""

    port: int
    visits: list[object]


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    server = socket.create_server(("127.0.0.1", 0))
    visits: list[object] = []

    def serve() -> None:
        while True:
            try:
                visitor, address = server.accept()
            except OSError:
                return
            visits.append(address)
            visitor.close()

    threading.Thread(target=serve, daemon=True).start()
    yield Listener(server.getsockname()[1], visits)
    server.close()


class Watch:
    """Linux tells who opens a file, whether Python did it or the parser's C."""

    OPENED = 0x20

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None)
        self._events: int = libc.inotify_init1(os.O_NONBLOCK)
        self._path = path
        assert libc.inotify_add_watch(self._events, str(path).encode(), self.OPENED) >= 0

    def was_opened(self) -> bool:
        """Whether anybody opened it since the last question."""
        try:
            return bool(os.read(self._events, 4096))
        except BlockingIOError:
            return False

    def opens_itself(self) -> bool:
        """Whether opening it is seen: a watch that sees nothing proves nothing."""
        self._path.read_bytes()
        return self.was_opened()


@dataclass(frozen=True, slots=True)
class Traps:
    """What an attack could reach if the reader let it: a file and a server."""

    canary: Path
    watch: Watch
    listener: Listener


@pytest.fixture(scope="module")
def traps(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Traps:
    if sys.platform != "linux":
        pytest.skip("only Linux tells who opens a file")
    canary = tmp_path_factory.mktemp("canary") / "canary.txt"
    canary.write_text(SECRET)
    watch = Watch(canary)
    assert watch.opens_itself()
    return Traps(canary, watch, listener)


def read_in_a_child(root: Path, files: dict[str, Path]) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chemsherpa.guarded_child"],
        input=json.dumps([(name, str(path)) for name, path in files.items()]),
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def generated(shared: Path) -> dict[str, dict[str, Any]]:
    path = shared / "corpora" / "generated" / "expected.json"
    expected: dict[str, dict[str, Any]] = json.loads(path.read_text())
    return expected


@pytest.fixture(scope="module")
def outcomes(
    root: Path,
    shared: Path,
    generated: dict[str, dict[str, Any]],
    traps: Traps,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, dict[str, Any]]:
    """All files of the corpus, the large ones built, pointing at our canary and our server."""
    folder = tmp_path_factory.mktemp("attacks")
    files = {}
    for number, (name, told) in enumerate(generated.items()):
        kept = shared / "corpora" / "generated" / name
        data = kept.read_bytes() if told["kept"] else LARGE[name]()
        if name.endswith(".xml") and told["kept"]:
            data = pointed(data, traps)
        files[name] = folder / f"{number}{Path(name).suffix}"
        files[name].write_bytes(data)
    return read_in_a_child(root, files)


def pointed(data: bytes, traps: Traps) -> bytes:
    """The attack aimed at files and a server that exist."""
    data = data.replace(b":18099", b":%d" % traps.listener.port)
    start = data.find(b"file:///nonexistent")
    while start >= 0:
        end = min(at for at in (data.find(b'"', start), data.find(b"'", start)) if at >= 0)
        data = data[:start] + traps.canary.as_uri().encode() + data[end:]
        start = data.find(b"file:///nonexistent")
    return data


def codes_of(root: Path, name: str, proposed: str) -> list[str]:
    table = tomllib.loads((root / "tests/chemsherpa/attack_corpus.toml").read_text())
    deviation = table.get("deviation", {}).get(name)
    if deviation is not None:
        assert len(deviation["reason"]) > 20, name
        return [deviation["code"]]
    codes: list[str] = table["same"][proposed]
    return codes


def test_every_generated_attack_ends_with_its_expected_code(
    root: Path, generated: dict[str, dict[str, Any]], outcomes: dict[str, dict[str, Any]]
) -> None:
    assert len(outcomes) == 156
    surprises = {}
    for name, told in generated.items():
        codes = codes_of(root, name, told["prototype"])
        if not set(outcomes[name]["codes"]) & set(codes) or outcomes[name]["accepted"]:
            surprises[name] = (told["prototype"], outcomes[name]["codes"])
    assert surprises == {}


def test_no_generated_attack_costs_much(outcomes: dict[str, dict[str, Any]]) -> None:
    slow = {n: told["seconds"] for n, told in outcomes.items() if told["seconds"] > MOST_SECONDS}
    assert slow == {}
    assert max(told["megabytes"] for told in outcomes.values()) <= MOST_MEGABYTES


def test_no_generated_attack_reaches_a_server_or_another_file(
    outcomes: dict[str, dict[str, Any]], traps: Traps
) -> None:
    assert not traps.watch.was_opened()
    assert not any(told["events"] for told in outcomes.values())
    assert not any(SECRET in told["said"] for told in outcomes.values())
    assert traps.listener.visits == []
    with socket.create_connection(("127.0.0.1", traps.listener.port)) as control:
        control.recv(1)
    assert len(traps.listener.visits) == 1


def test_every_deviation_from_the_corpus_is_one(
    root: Path, generated: dict[str, dict[str, Any]]
) -> None:
    table = tomllib.loads((root / "tests/chemsherpa/attack_corpus.toml").read_text())
    for name, deviation in table["deviation"].items():
        assert deviation["code"] not in table["same"].get(generated[name]["prototype"], [])
    assert {told["prototype"] for told in generated.values()} == set(table["same"])


# Archives that the corpora call sound and we refuse.
REFUSED_THOUGH_SOUND = {
    "data_descriptor.zip": "header and directory contradict each other on whether sizes follow",
    "data_descriptor_zip64.zip": "the same, and 64-bit sizes that no declaration needs",
    "normal_deflate_zip64_extra.zip": "64-bit sizes, where readers have differed",
    "zip64_eocd.zip": "a 64-bit directory, where readers have differed",
    "short_usize.zip": "unpacks to more than it says; malo calls it malicious",
    "short_usize_zip64.zip": "the same, in 64 bits",
}


def archives(shared: Path, *folders: str) -> list[Path]:
    corpora = (shared / "corpora" / "malo", shared / "corpora" / "warehouse-zipdata")
    files = [file for corpus in corpora for file in sorted(corpus.rglob("*"))]
    return [file for file in files if file.is_file() and file.parent.name in folders]


def is_unpacked(path: Path) -> bool:
    try:
        read_zip(path.read_bytes(), limits=LIMITS)
    except Refused:
        return False
    return True


def test_archives_that_confuse_readers_are_refused_before_their_members_are_looked_at(
    shared: Path,
) -> None:
    hostile = archives(shared, "reject", "malicious")
    assert len(hostile) > 50
    assert [file.name for file in hostile if is_unpacked(file)] == []


def test_sound_archives_are_read_but_for_those_with_a_reason(shared: Path) -> None:
    sound = archives(shared, "accept")
    refused = {file.name for file in sound if not is_unpacked(file)}
    assert refused == set(REFUSED_THOUGH_SOUND)
    assert len(sound) - len(refused) > 8


def is_read(data: bytes) -> bool:
    try:
        parse(data, limits=LIMITS)
    except Refused:
        return False
    return True


def test_xml_bombs_of_other_projects_are_refused_by_the_parser(shared: Path) -> None:
    files = sorted((shared / "corpora" / "defusedxml").rglob("*.xml"))
    assert len(files) == 10
    assert [file.name for file in files if is_read(file.read_bytes())] == []


@pytest.fixture(scope="module")
def conformance(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """W3C's test suite, which may be kept as the archive that it came in only."""
    (path,) = (shared / "corpora" / "w3c-xmlts" / "tests").glob("*.zip")
    folder = tmp_path_factory.mktemp("w3c")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


# Documents of the suite that were malformed when it was made.
SOUND_TODAY = {
    "eduni/xml-1.1/016.xml": "a name of musical signs, allowed since XML 1.0's fifth edition",
    "eduni/xml-1.1/019.xml": "a name of the last sign, allowed since XML 1.0's fifth edition",
}


def broken_documents(folder: Path) -> list[Path]:
    """Those that no XML 1.0 parser may accept."""
    found = []
    for catalogue in sorted(folder.rglob("*.xml")):
        data = catalogue.read_bytes()
        if b"<TEST " not in data:
            continue
        # Catalogues of the suite are fragments; some stand without a root.
        text = data.partition(b"?>")[2] if data.startswith(b"<?xml") else data
        parser = etree.XMLParser(recover=True, no_network=True, load_dtd=False)
        tests = etree.fromstring(b"<r>" + text + b"</r>", parser).iter("TEST")
        places = [test.get("URI", "") for test in tests if test.get("TYPE") == "not-wf"]
        found += [catalogue.parent / place for place in places]
    return found


def test_no_malformed_document_of_the_w3c_is_accepted(conformance: Path) -> None:
    broken = broken_documents(conformance)
    assert len(broken) == 1_498
    accepted = [path for path in broken if is_read(path.read_bytes())]
    top = conformance / "xmlconf"
    assert sorted(str(path.relative_to(top)) for path in accepted) == sorted(SOUND_TODAY)


def test_plain_documents_of_the_w3c_are_read(conformance: Path) -> None:
    canonical = list(conformance.rglob("out/*.xml"))
    assert sum(is_read(path.read_bytes()) for path in canonical) > 300


def test_an_attack_inside_an_archive_is_refused_like_one_outside(
    shared: Path, archive: Any
) -> None:
    path = shared / "corpora" / "generated" / "xml" / "16_attlist_default_inject.xml"
    container = open_container(archive({"a.xml": path.read_bytes()}), "a.shai", limits=LIMITS)
    assert not is_read(container.members[0].data)
