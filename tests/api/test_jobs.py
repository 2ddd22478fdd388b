"""Work that outlives its request: progress, events, cancelling, a runner that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.jobs.hand import Hand
from api.jobs.runner import Runner
from api.jobs.work import WORK
from api.wire.imports import import_json
from bom.database import Database, open_database
from bom.importing.files import import_bytes
from bom.jobs.queue import Queue, Upload
from regulations.language import Language

from .conftest import Run
from .said import TERMINAL, altered

FILES = 30
RUN = """
import sys
from datetime import timedelta
from api.jobs.runner import Runner
from api.jobs.work import WORK
from api.wire.imports import import_json
from bom.database import open_database
from bom.jobs.queue import Queue

queue = Queue(open_database(sys.argv[1]), lease=timedelta(seconds=0.6))
print("began", flush=True)
Runner(queue).run()
"""


def uploads(count: int) -> list[Upload]:
    return [
        Upload(f"{n}.xml", altered(TERMINAL, identifier=f"TERMINAL-{n:03}").encode())
        for n in range(count)
    ]


@pytest.fixture
def database(store: str) -> Iterator[Database]:
    with closing(open_database(store)) as opened:
        yield opened


def imported(queue: Queue, count: int) -> str:
    return queue.put("import", arguments={"language": "en"}, files=uploads(count)).id


def test_a_large_import_is_accepted_at_once_and_told_as_it_goes(own_client: TestClient) -> None:
    files = [("files", (one.name, one.content)) for one in uploads(FILES)]
    told = own_client.post("/v1/imports", files=files)
    assert told.status_code == 202
    assert told.json()["status"] in {"queued", "running"}
    with own_client.stream("GET", f"{told.headers['location']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        names = [line[7:] for line in stream.iter_lines() if line.startswith("event: ")]
    assert names[-1] == "finished"
    assert set(names[:-1]) <= {"progress"}
    job = own_client.get(told.headers["location"]).json()
    assert job["progress"] == {"done": FILES, "total": FILES}
    assert job["result"]["counts"]["accepted"] == FILES
    assert [file["path"] for file in job["result"]["files"]] == [f"{n}.xml" for n in range(FILES)]


def test_an_evaluation_counts_the_portfolio_and_writes_the_feed(own_client: TestClient) -> None:
    files = [("files", (one.name, one.content)) for one in uploads(2)]
    own_client.post("/v1/imports", files=files)
    told = own_client.post("/v1/evaluations", json={"as_of": "2024-10-01"})
    assert told.status_code == 202
    with own_client.stream("GET", f"{told.headers['location']}/events") as stream:
        assert "event: finished" in list(stream.iter_lines())
    job = own_client.get(told.headers["location"]).json()
    assert job["result"]["parts"] == 2
    assert job["result"]["as_of"] == "2024-10-01"
    assert len(own_client.get("/v1/changes").json()["changes"]) == job["result"]["changes"] > 0


def test_a_running_import_that_is_cancelled_keeps_what_it_has_stored(
    database: Database, store: str
) -> None:
    queue = Queue(database)
    job_id = imported(queue, 3)

    def cancelled_after_the_first(hand: Hand) -> dict[str, Any]:
        name, first = hand.job.files()[0][1], hand.job.content(0)
        report = import_bytes(database.writers, first, name)
        hand.job.read(0, import_json(report, Language.ENGLISH))
        queue.cancel(job_id)
        return WORK["import"](hand)

    assert _with(Runner(queue), cancelled_after_the_first).step()
    state = queue.state(job_id)
    assert (state.status, state.done) == ("cancelled", 1)
    with TestClient(create_app(store)) as client:
        assert client.get("/v1/parts/TERMINAL-000/verdict").status_code == 200
        assert client.get("/v1/parts/TERMINAL-001/verdict").status_code == 404
        again = client.delete(f"/v1/jobs/{job_id}")
        assert (again.status_code, again.json()["code"]) == (409, "job-is-over")


def test_a_runner_that_is_told_to_stop_gives_the_job_back(database: Database) -> None:
    queue = Queue(database)
    job_id = imported(queue, 3)
    stopping = Runner(queue)

    def first_then_stop(hand: Hand) -> dict[str, Any]:
        hand.go_on()
        stopping.stop()
        hand.go_on()
        return {}

    Runner.step(_with(stopping, first_then_stop))
    assert queue.state(job_id).status == "queued"
    Runner(queue).run()
    assert queue.state(job_id).status == "finished"


def _with(runner: Runner, work: Any) -> Runner:
    runner.work = {"import": work}
    return runner


def test_work_that_fails_fails_its_job_and_no_other(database: Database) -> None:
    queue = Queue(database)
    broken, sound = queue.put("broken").id, imported(queue, 1)

    def fails(_hand: Hand) -> dict[str, Any]:
        raise RuntimeError("secret of a supplier")

    runner = Runner(queue)
    runner.work = {**runner.work, "broken": fails}
    runner.run()
    state = queue.state(broken)
    assert state.status == "failed"
    assert state.problem == {
        "code": "fault",
        "title": "this is our fault; the log of the service says more",
    }
    assert queue.state(sound).status == "finished"


def test_a_worker_does_what_waits_and_writes_the_feed(
    run: Run, store: str, database: Database
) -> None:
    job_id = imported(Queue(database), 2)
    assert run("--db", store, "worker", "--once").code == 0
    assert Queue(database).state(job_id).status == "finished"
    assert run("--db", store, "changes", "--json").body["changes"]


def test_a_killed_runners_job_is_finished_by_the_next_and_nothing_is_lost_or_done_twice(
    database: Database, store: str
) -> None:
    queue = Queue(database, lease=timedelta(seconds=0.6))
    job_id = imported(queue, FILES)
    killed = _started(store)
    while queue.state(job_id).done < 3:
        assert killed.poll() is None
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = queue.state(job_id).done
    assert 3 <= done < FILES
    assert Runner(queue).step() is False  # its lease is not over yet
    time.sleep(0.7)
    assert Runner(queue).step()
    state = queue.state(job_id)
    assert (state.status, state.done) == ("finished", FILES)
    assert state.result is not None
    assert [file["path"] for file in state.result["files"]] == [f"{n}.xml" for n in range(FILES)]
    # At most the file in hand was stored and not noted: it is answered for as known.
    counts = Counter(file["members"][0]["status"] for file in state.result["files"])
    assert counts["accepted"] + counts["already_known"] == FILES
    assert counts["already_known"] <= 1
    with TestClient(create_app(store)) as client:
        for n in range(FILES):
            assert client.get(f"/v1/parts/TERMINAL-{n:03}/verdict").status_code == 200


def _started(store: str) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", RUN, store],
        stdout=subprocess.PIPE,
        text=True,
        cwd=os.path.dirname(os.path.dirname(os.path.dirname(__file__))),  # noqa: PTH120
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "began\n"
    started.stdout.close()
    return started
