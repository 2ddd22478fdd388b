"""The queue: each job is done by one runner, and by another when that one falls silent."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bom.jobs.errors import JobIsOver, LostLease, QueueIsFull, UnknownJob, Unwanted
from bom.jobs.held import HeldJob
from bom.jobs.queue import KEPT, MOST_ATTEMPTS, Queue, Upload
from tests.bom.factories import Shelf

FILES = (Upload("a.xml", b"aaaa"), Upload("b.xml", b"bb"))


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def queue(shelf: Shelf, clock: Hands) -> Queue:
    return Queue(shelf.database, clock)


def taken(queue: Queue, runner: str = "one") -> HeldJob:
    job = queue.take(runner)
    assert job is not None
    return job


def test_jobs_are_taken_in_the_order_in_which_they_came(queue: Queue) -> None:
    ids = [queue.put("import", arguments={"n": n}).id for n in range(3)]
    jobs = [taken(queue) for _ in ids]
    assert [job.id for job in jobs] == ids
    assert [job.arguments["n"] for job in jobs] == [0, 1, 2]
    assert queue.take("one") is None


def test_four_runners_at_once_do_each_of_sixteen_jobs_once(shelf: Shelf) -> None:
    queue = Queue(shelf.database)
    ids = {queue.put("import").id for _ in range(16)}
    seen: list[str] = []

    def run() -> None:
        while (job := queue.take(threading.current_thread().name)) is not None:
            seen.append(job.id)
            job.end("finished", result={})

    runners = [threading.Thread(target=run) for _ in range(4)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert Counter(seen) == Counter(ids)
    assert queue.waiting() == 0


def test_a_job_of_a_silent_runner_is_taken_again_and_its_word_counts_no_more(
    queue: Queue, clock: Hands
) -> None:
    queue.put("import", files=FILES)
    first = taken(queue, "sleeper")
    first.read(0, {"told": "a"})
    assert queue.take("other") is None
    clock.now += queue.lease
    second = taken(queue, "other")
    assert (second.id, second.attempt) == (first.id, first.attempt + 1)
    assert second.files() == [(1, "b.xml")]
    for write in (
        first.renew,
        lambda: first.read(1, {}),
        lambda: first.advance(1, 2),
        lambda: first.end("finished", result={}),
        first.give_back,
    ):
        with pytest.raises(LostLease):
            write()
    second.read(1, {"told": "b"})
    second.end("finished", result={"by": "other"})
    state = queue.state(first.id)
    assert (state.status, state.done, state.result) == ("finished", 2, {"by": "other"})
    assert second.outcomes() == [{"told": "a"}, {"told": "b"}]


def test_who_renews_keeps_the_job_however_long_it_takes(queue: Queue, clock: Hands) -> None:
    queue.put("import")
    job = taken(queue)
    for _ in range(5):
        clock.now += queue.lease * 0.9
        job.renew()
        assert queue.take("other") is None


def test_a_job_that_takes_every_runner_with_it_is_failed_and_not_given_out_again(
    queue: Queue, clock: Hands
) -> None:
    job_id = queue.put("import").id
    for _ in range(MOST_ATTEMPTS):
        taken(queue)
        clock.now += queue.lease + timedelta(seconds=1)
    assert queue.take("one") is None
    assert queue.bury() == [job_id]
    state = queue.state(job_id)
    assert state.status == "failed"
    assert state.problem is not None
    assert state.problem["code"] == "job-lost"


def test_a_job_given_back_waits_again_and_has_lost_no_attempt(queue: Queue) -> None:
    queue.put("import", files=FILES)
    for _ in range(MOST_ATTEMPTS + 2):
        taken(queue).give_back()
    assert taken(queue).attempt == 1


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(
    queue: Queue,
) -> None:
    waits, runs = queue.put("import").id, queue.put("import").id
    assert queue.cancel(waits).status == "cancelled"
    job = taken(queue)
    assert job.id == runs
    assert queue.cancel(runs).is_unwanted
    with pytest.raises(Unwanted):
        job.renew()
    job.end("cancelled")
    for job_id in (waits, runs):
        with pytest.raises(JobIsOver):
            queue.cancel(job_id)
    with pytest.raises(UnknownJob):
        queue.cancel("none")


def test_the_spool_is_bounded_and_empties_as_files_are_read(queue: Queue) -> None:
    small = replace(queue, most_bytes=10)
    small.put("import", files=FILES)
    with pytest.raises(QueueIsFull):
        small.put("import", files=FILES)
    job = taken(small)
    assert job.content(0) == b"aaaa"
    job.read(0, {})
    assert job.content(0) == b""
    small.put("import", files=FILES)
    assert small.state(job.id).done == 1


def test_a_job_that_ended_long_ago_is_forgotten_and_one_that_waits_is_not(
    queue: Queue, clock: Hands
) -> None:
    over, waiting = queue.put("import", files=FILES).id, queue.put("evaluation").id
    queue.cancel(over)
    clock.now += KEPT
    queue.put("evaluation")
    with pytest.raises(UnknownJob):
        queue.state(over)
    assert queue.state(waiting).status == "queued"


def test_a_job_that_ended_a_moment_less_ago_is_still_known(queue: Queue, clock: Hands) -> None:
    over = queue.put("import", files=FILES).id
    queue.cancel(over)
    clock.now += KEPT - timedelta(seconds=1)
    queue.put("evaluation")
    assert queue.state(over).status == "cancelled"
