"""Verdicts as bytes: judged once, then kept until something is touched that they rest on.

What a verdict says depends on the parts that were looked up for it, on the law, and on the day
that is asked for. So an import takes away only the answers that looked one of its part numbers up,
a publication takes all of them away, and a new day asks a new question.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Final

from api.services.horizon import listed_dates
from api.services.kept import Kept, Shelf
from api.services.law import engine_version
from api.services.mapped import MappedParts
from api.services.product_uses import USES_VARIABLE
from api.services.verdicts import Ask, Read, law_asked, read_part, verdict_on
from api.wire.body import Json, rendered
from bom.database import Database
from bom.instants import read_instant
from bom.lists.law_book import BUNDLED, LawBook, read_law_book
from bom.snapshots.answers import Answer, Answers
from bom.snapshots.pulse import Busy, Pulse
from bom.snapshots.touched import touched_since
from bom.sweeping import unswept
from regulations.errors import ComplianceError

__all__ = ["FULL", "ServedVerdict", "Verdicts", "View"]

_MOST_BYTES: Final = 512 * 1024 * 1024
_LATELY: Final = 4
"""Ways of asking: most of a portal's questions are asked in one way."""

_GAP: Final = b'"known_at":'


@dataclass(frozen=True, slots=True)
class View:
    """What of a verdict somebody may see.

    Attributes:
        name: answers are kept under it.
        shape: the body as that somebody gets it; it keeps `known_at` and `hash`.
        made: what is told of a part where it is no verdict; its body has a `hash`.
    """

    name: str
    shape: Callable[[Json], Json]
    made: Callable[[Read], Json] | None = None


FULL: Final = View("full", lambda body: body)
"""All of it."""


@dataclass(frozen=True, slots=True)
class ServedVerdict:
    """A body ready to be sent, and the hash of the verdict in it."""

    content: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class _Question:
    part_number: str
    revision: str
    manufacturer: str
    ask: Ask
    view: str

    @property
    def is_shared(self) -> bool:
        """Explanations are long and rarely asked for twice; the past is rarely asked for at all."""
        return self.ask.known_at is None and not self.ask.explain

    @property
    def text(self) -> str:
        """What tells it apart from every other question, on disk."""
        return repr(astuple(self))


class Verdicts:
    """The verdicts of one store in one process; any thread may ask."""

    def __init__(
        self,
        database: Database,
        *,
        answers: Answers | None = None,
        most_bytes: int = _MOST_BYTES,
        judged: Callable[[str], None] = lambda _status: None,
    ) -> None:
        """Nothing is read before somebody asks.

        Args:
            database: the store.
            answers: shared with other processes, and with this one after a restart.
            most_bytes: that kept answers may hold in memory.
            judged: is told the status of each verdict that was not at hand.
        """
        self._database = database
        self._answers = answers
        self._pulse = Pulse(database)
        self._mapped = MappedParts(database)
        self._tell = judged
        self._shelf = Shelf(most_bytes)
        self._lock = threading.Lock()
        self._noticing = threading.Lock()
        self._under_way: dict[tuple[_Question, str], Future[Kept]] = {}
        self._packing = ThreadPoolExecutor(1, thread_name_prefix="packing")
        self._lately: dict[Ask, None] = {}
        self._seen: str | None = None
        self._book: LawBook = BUNDLED

    def kept(
        self,
        part_number: str,
        ask: Ask,
        *,
        revision: str = "",
        manufacturer: str = "",
        view: View = FULL,
    ) -> ServedVerdict | None:
        """The answer where it is at hand; None = `told` has to look. Waits for nobody."""
        question = _Question(part_number, revision, manufacturer, ask, view.name)
        now = self.now()
        if now is None:
            return None
        with self._lock:
            found = self._shelf.get(question) if now == self._seen else None
        return None if found is None or found.is_packed else _served(found, now)

    def now(self) -> str | None:
        """The instant of the last change; None = only who waits learns it. Waits for nobody."""
        try:
            return self._pulse.last_change(waits=False) or ""
        except Busy:
            return None

    def has_noticed(self, now: str) -> bool:
        """Whether what was touched until an instant is forgotten."""
        return now == self._seen

    def notice(self) -> None:
        """Forget what was touched since."""
        self._noticed()

    def prepare(self, book: LawBook) -> None:
        """Compile what was asked lately for lists that are about to be law.

        Else everybody's next question waits for it; so who publishes does it, while the law before
        still answers.
        """
        for ask in tuple(self._lately):
            # A list that is no more is for who asks again to hear of.
            with suppress(ComplianceError):
                law = law_asked(ask, book)
                for day in listed_dates(law, has_claims=False)[:1]:
                    law.on(day)

    def told(
        self,
        part_number: str,
        ask: Ask,
        *,
        revision: str = "",
        manufacturer: str = "",
        view: View = FULL,
    ) -> ServedVerdict:
        """The answer, judged if nobody asked since it was last touched.

        Raises:
            UnknownPart: nobody declared it and no bill of materials names it.
            UnknownList, UnknownCategory, InvalidInstant: a question that cannot be answered.
        """
        question = _Question(part_number, revision, manufacturer, ask, view.name)
        now = self._noticed()
        with self._lock:
            found = self._shelf.get(question)
            waiting = self._under_way.get((question, now))
            own: Future[Kept] = Future()
            if found is None and waiting is None:
                self._under_way[question, now] = own
        if found is not None:
            return _served(found, now)
        if waiting is not None:
            return _served(waiting.result(), now)
        return _served(self._judged_for_all(question, now, view, own), now)

    def close(self) -> None:
        """Give the connection back; answers stay as they are."""
        self._packing.shutdown()
        self._pulse.close()
        if self._answers is not None:
            self._answers.close()

    def _noticed(self) -> str:
        """The instant of the last change, after forgetting what it touched."""
        now = self._pulse.last_change(waits=True) or ""
        if now == self._seen:
            return now
        with self._noticing, self._database.readers() as session:
            touched = touched_since(session, self._seen)
            book = read_law_book(session)
            if self._answers is not None:
                self._answers.notice(_law_named(book), partial(touched_since, session))
            self._mapped.notice(touched, book)
            with self._lock:
                if touched.is_law or book != self._book:
                    self._shelf.clear()
                self._shelf.drop(touched.numbers)
                self._seen, self._book = touched.recorded_at or "", book
        return max(now, self._seen)

    def _judged_for_all(self, question: _Question, now: str, view: View, own: Future[Kept]) -> Kept:
        """Judge once, however many ask for the same at the same time."""
        try:
            answer = self._shared(question, now) or self._judged(question, now, view)
        except BaseException as fault:
            own.set_exception(fault)
            raise
        else:
            own.set_result(answer)
            with self._lock:
                # One that was read before the last change that we know of may be touched already.
                if self._is_lasting(question, answer) and answer.recorded_at >= (self._seen or ""):
                    self._shelf.put(question, answer)
            if answer.is_large:
                # Who asked does not wait for it: it takes a tenth of the time of a rollup.
                self._packing.submit(self._pack, question, answer)
            return answer
        finally:
            with self._lock:
                del self._under_way[question, now]

    def _pack(self, question: _Question, answer: Kept) -> None:
        packed = answer.packed()
        with self._lock:
            if self._shelf.get(question) is answer:
                self._shelf.put(question, packed)

    def _shared(self, question: _Question, now: str) -> Kept | None:
        """What another process judged, or this one before it was started again."""
        if self._answers is None or not question.is_shared:
            return None
        found = self._answers.get(question.text, now)
        if found is None:
            return None
        return Kept(found.head, found.tail, found.hash, found.numbers, found.recorded_at)

    def _share(self, question: _Question, answer: Kept) -> None:
        if self._answers is not None and question.is_shared and answer.tail is not None:
            shared = Answer(
                answer.head, answer.tail, answer.hash, answer.numbers, answer.recorded_at
            )
            self._answers.put(question.text, shared, day=question.ask.as_of.isoformat())

    def _judged(self, question: _Question, now: str, view: View) -> Kept:
        ask = question.ask
        read = self._read(question, now)
        self._remember(ask)
        # The transaction has ended: judging is long, and on SQLite a reader keeps a writer waiting.
        if view.made is None:
            verdict = verdict_on(read)
            self._tell(verdict["status"])
            answer = _written(view.shape(verdict), read)
        else:
            # Sweeps wait until the body is bytes, or they would go through all of it once more.
            with unswept():
                answer = _written(view.shape(view.made(read)), read)
        self._share(question, answer)
        return answer

    def _remember(self, ask: Ask) -> None:
        if ask.known_at is None:
            asked = replace(ask, explain=False)
            with self._lock:
                self._lately.pop(asked, None)
                self._lately[asked] = None
                for oldest in tuple(self._lately)[:-_LATELY]:
                    del self._lately[oldest]

    def _read(self, question: _Question, now: str) -> Read:
        """What is known of the part: as the mapped portfolio says it, else as the rows do."""
        number, ask = question.part_number, question.ask
        which = {"revision": question.revision, "manufacturer": question.manufacturer}
        if question.is_shared:
            mapped = self._mapped.read(number, ask, now=now, **which)
            if mapped is not None:
                return mapped
        with self._database.readers() as session:
            return read_part(session, number, ask, **which)

    def _is_lasting(self, question: _Question, answer: Kept) -> bool:
        """Whether nothing that is recorded from now on, but for what it rests on, changes it."""
        known_at = question.ask.known_at
        return known_at is None or read_instant(known_at) <= answer.recorded_at


def _law_named(book: LawBook) -> str:
    """A name for all that decides beside the parts: engine, lists, what the products are for."""
    published = [
        (p.draft_id, p.version, p.effective_from, p.edition.sha256) for p in book.published
    ]
    bundled = sorted((name, edition.sha256) for name, edition in book.bundled.items())
    told = (engine_version(), published, bundled, os.environ.get(USES_VARIABLE, ""))
    return sha256(repr(told).encode()).hexdigest()


def _written(body: Json, read: Read) -> Kept:
    is_present = read.ask.known_at is None
    head, tail = _in_two(body) if is_present else (rendered(body), None)
    numbers = read.found.numbers if is_present else ()
    return Kept(head, tail, body["hash"], numbers, read.found.recorded_at or "")


def _served(answer: Kept, now: str) -> ServedVerdict:
    # Read after a change that came while we asked: then it knows more than `now`.
    instant = max(now, answer.recorded_at)
    return ServedVerdict(answer.told(_instant(instant)), answer.hash)


def _in_two(body: Json) -> tuple[bytes, bytes | None]:
    """The body before and after the instant that it knows of; None where it tells none."""
    whole = rendered(body)
    if "known_at" not in body:
        return whole, None
    # Inside a text the quotes would be escaped, so the first hit is the key itself.
    before, key, after = whole.partition(_GAP)
    return before + key, after[len(_instant(body["known_at"] or "")) :]


def _instant(text: str) -> bytes:
    return json.dumps(text or None).encode()
