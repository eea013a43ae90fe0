"""The deliveries of callbacks: which are due, tried again or given up, and in which order.

Pure: knows the world's time and the outcome of each attempt. Posts nothing (delivering.py). The
meaning of an answer is Vibes' (facts/vibes.md, 3.3): 2xx is done, 4xx is final, any other answer
is tried again. Vibes publishes neither delays nor a limit, so those of its other product are used
here (ours).
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from optinsim.adapter import Callback, Destination
    from optinsim.server.faults import Rule

MOST_AT_ONCE = 10
"""Attempts in flight to one URL (ours)."""
MOST_WAITING = 100_000
"""Further callbacks are not delivered (ours)."""
MOST_KEPT = 10_000
"""How many ended deliveries are kept, to be listed: the last ones."""


class State(StrEnum):
    """The state of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"
    """The receiver answered 4xx: final."""
    FAILED = "failed"
    """All attempts failed."""
    NOT_ALLOWED = "not allowed"
    """The host is not allowed: nothing was sent."""


_SECOND = timedelta(seconds=1)
_SUCCESS = 2
_FINAL = {_SUCCESS: State.DELIVERED, 4: State.REFUSED}
"""The final states, by the hundreds of an answer's status."""


@value
class Attempt:
    """The outcome of one attempt."""

    at: datetime
    status: int | None
    """The status of the answer; None: there was none."""
    reason: str = ""
    """Why there was no answer."""
    is_allowed: bool = True
    """Whether the host may be called."""


@value
class Delivery:
    """One callback on its way to one destination."""

    number: int
    """1, 2, 3, … in the order of creation."""
    callback: Callback
    destination: Destination
    created_at: datetime
    due_at: datetime
    """When the next attempt is due."""
    answers: tuple[int, ...] = ()
    """The answers that its attempts get in place of the receiver's, one after the other."""
    state: State = State.WAITING
    attempts: tuple[Attempt, ...] = ()

    @property
    def given_answer(self) -> int | None:
        """The answer that the next attempt gets without being sent; None: it is sent."""
        status = next(iter(self.answers[len(self.attempts) :]), None)
        return None if status is None or status // 100 == _SUCCESS else status


@value
class Retries:
    """When a delivery is tried again. The defaults are those of Vibes Connect (ours)."""

    after: tuple[timedelta, ...] = (timedelta(minutes=5),) * 5
    """The delay after each failed attempt, in the world's time."""
    timeout: timedelta = timedelta(seconds=2)
    """How long an attempt may take, in real time."""


Kept = dict[int, Delivery]
"""An outbox as a value: the deliveries by number."""

_Lane = tuple[str, str | None]
"""A URL and an MDN: the deliveries of a lane go out in order."""


class _Queue:
    """The waiting deliveries to one URL."""

    def __init__(self) -> None:
        self.ready: list[tuple[datetime, int]] = []
        """A heap: when the first of each lane is due, and its number."""
        self.in_flight = 0
        self.begun: deque[datetime] = deque()
        """When the last attempts began: at most as many as may begin in a second."""

    def free_at(self, most: int | None) -> datetime | None:
        """When the rate limit, `most` attempts a second, allows another one; None: at once."""
        return self.begun[0] + _SECOND if most and len(self.begun) == most else None

    def begin(self, now: datetime, most: int | None) -> None:
        """Count an attempt that begins now."""
        self.in_flight += 1
        if most:
            self.begun.append(now)
            if len(self.begun) > most:
                self.begun.popleft()


class Outbox:
    """The deliveries of one account."""

    def __init__(self, retries: Retries, most_a_second: int | None = None) -> None:
        """Start with no deliveries.

        Args:
            retries: when a delivery is tried again.
            most_a_second: how many attempts to one URL begin in any second of the world's time;
                None: as many as are due.
        """
        self.retries = retries
        self._most_a_second = most_a_second
        self._all: Kept = {}
        self._ended: deque[int] = deque()
        """The numbers of the ended deliveries, in the order of ending."""
        self._lanes: dict[_Lane, deque[int]] = {}
        """The numbers of the waiting deliveries, in order; empty lanes are left out."""
        self._queues: dict[str, _Queue] = {}
        self._in_flight: dict[int, str] = {}
        """The URLs of the deliveries in flight, by number."""
        self.last = 0
        """The last number in use."""

    def __len__(self) -> int:
        """How many deliveries wait."""
        return len(self._all) - len(self._ended)

    def __iter__(self) -> Iterator[Delivery]:
        """All kept deliveries, in the order of creation."""
        return iter(self._all.values())

    @property
    def ended(self) -> tuple[int, ...]:
        """The numbers of the deliveries that have ended, in that order."""
        return tuple(self._ended)

    def get(self, number: int) -> Delivery | None:
        """The delivery with that number, if it is kept."""
        return self._all.get(number)

    def put(
        self,
        callback: Callback,
        destination: Destination,
        now: datetime,
        fault: Rule | None = None,
    ) -> Delivery:
        """Add a callback: it is due now, after the earlier ones of its lane.

        Args:
            callback: the callback.
            destination: its destination.
            now: the world's time.
            fault: the fault on purpose that applies to it.
        """
        self.last += 1
        late = timedelta() if fault is None or fault.late is None else fault.late
        answers = () if fault is None else fault.statuses
        delivery = Delivery(self.last, callback, destination, now, now + late, answers)
        self._all[delivery.number] = delivery
        if len(self) > MOST_WAITING:
            full = Attempt(now, None, "not delivered: the outbox is full")
            delivery = replace(delivery, state=State.FAILED, attempts=(full,))
            self._all[delivery.number] = delivery
            self._end(delivery.number)
            return delivery
        self._line_up(delivery, overtakes=fault is not None and fault.overtakes)
        if fault is not None and fault.twice:
            self.put(callback, destination, now)
        return delivery

    def resend(self, number: int, now: datetime) -> Delivery:
        """Deliver a callback once more, as a new delivery."""
        delivery = self._all[number]
        return self.put(delivery.callback, delivery.destination, now)

    def take_due(self, now: datetime) -> list[Delivery]:
        """The deliveries to attempt now; each is in flight until `note` gets its outcome."""
        due = []
        for queue in self._queues.values():
            while (first := self._first(queue)) is not None and self._due(queue, first) <= now:
                heappop(queue.ready)
                queue.begin(now, self._most_a_second)
                self._in_flight[first.number] = first.destination.url
                due.append(first)
        return sorted(due, key=lambda delivery: delivery.number)

    def next_due(self) -> datetime | None:
        """When the next attempt is due, of those that do not wait for one in flight."""
        found = ((queue, self._first(queue)) for queue in self._queues.values())
        dues = (self._due(queue, first) for queue, first in found if first is not None)
        return min(dues, default=None)

    def is_settled(self, now: datetime) -> bool:
        """Whether no delivery is in flight or due. A delivery that the rate limit delays is due."""
        found = (self._first(queue) for queue in self._queues.values())
        is_due = any(first is not None and first.due_at <= now for first in found)
        return not self._in_flight and not is_due

    def note(self, number: int, attempt: Attempt) -> Delivery | None:
        """Record the outcome of an attempt; the changed delivery.

        None: there is no such delivery any more, or it has ended already.
        """
        url = self._in_flight.pop(number, None)  # None: an attempt of a former run is replayed
        if url is not None:
            self._queues[url].in_flight -= 1
        delivery = self._all.get(number)
        if delivery is None or delivery.state is not State.WAITING:
            return None
        attempts = (*delivery.attempts, attempt)
        state, due_at = self._judge(attempts, delivery.due_at)
        delivery = replace(delivery, attempts=attempts, state=state, due_at=due_at)
        self._all[number] = delivery
        lane = _lane(delivery)
        numbers = self._lanes[lane]
        was_first = numbers[0] == number  # not always: a rewind may bring back those before it
        if state is not State.WAITING:
            numbers.remove(number)
            if not numbers:
                del self._lanes[lane]
            self._end(number)
        if was_first:
            self._offer(lane)
        return delivery

    def kept(self) -> Kept:
        """The kept deliveries, as a value; see `restore`."""
        return dict(self._all)

    def restore(self, kept: Kept) -> None:
        """Go back to earlier deliveries. Numbers are not given again; attempts in flight go on."""
        self._all = dict(kept)
        ended = (one.number for one in kept.values() if one.state is not State.WAITING)
        self._ended = deque(ended)
        self.line_up()

    def go_on(self, last: int, ended: Iterable[int]) -> None:
        """Go on after `restore` with an earlier outbox's numbers.

        Args:
            last: the last number in use.
            ended: the numbers of the ended deliveries, in the order of ending.
        """
        self.last, self._ended = last, deque(ended)

    def line_up(self) -> None:
        """Put all waiting deliveries into their lanes: after a replay, none is in flight."""
        self._lanes.clear()
        for queue in self._queues.values():
            queue.ready.clear()
            queue.begun.clear()
        for delivery in self._all.values():
            if delivery.state is State.WAITING:
                self._line_up(delivery)

    def _judge(self, attempts: tuple[Attempt, ...], due_at: datetime) -> tuple[State, datetime]:
        """The state of a delivery after its last attempt, and when it is due again."""
        last = attempts[-1]
        if not last.is_allowed:
            return State.NOT_ALLOWED, due_at
        if last.status is not None and last.status // 100 in _FINAL:
            return _FINAL[last.status // 100], due_at
        if len(attempts) > len(self.retries.after):
            return State.FAILED, due_at
        return State.WAITING, last.at + self.retries.after[len(attempts) - 1]

    def _first(self, queue: _Queue) -> Delivery | None:
        """The delivery of a queue that is due first; None: there is none, or no place in flight."""
        if queue.in_flight >= MOST_AT_ONCE:
            return None
        while queue.ready:
            due_at, number = queue.ready[0]
            delivery = self._all.get(number)
            if delivery is not None and delivery.due_at == due_at:
                numbers = self._lanes.get(_lane(delivery))
                if numbers and numbers[0] == number and number not in self._in_flight:
                    return delivery
            heappop(queue.ready)  # it has ended, was overtaken, or is due at another time
        return None

    def _due(self, queue: _Queue, first: Delivery) -> datetime:
        """When the first delivery of a queue is due, and the rate limit allows it."""
        free_at = queue.free_at(self._most_a_second)
        return first.due_at if free_at is None else max(first.due_at, free_at)

    def _line_up(self, delivery: Delivery, *, overtakes: bool = False) -> None:
        lane = _lane(delivery)
        numbers = self._lanes.setdefault(lane, deque())
        if overtakes and numbers and numbers[-1] not in self._in_flight:
            numbers.insert(len(numbers) - 1, delivery.number)
        else:
            numbers.append(delivery.number)
        if numbers[0] == delivery.number:
            self._offer(lane)

    def _offer(self, lane: _Lane) -> None:
        """Queue the first delivery of a lane until it is due."""
        numbers = self._lanes.get(lane)
        if numbers and numbers[0] not in self._in_flight:
            ready = self._queues.setdefault(lane[0], _Queue()).ready
            heappush(ready, (self._all[numbers[0]].due_at, numbers[0]))

    def _end(self, number: int) -> None:
        self._ended.append(number)
        if len(self._ended) > MOST_KEPT:
            del self._all[self._ended.popleft()]


def _lane(delivery: Delivery) -> _Lane:
    return delivery.destination.url, delivery.callback.mdn
