"""The simulator: one account's world, from a command to all its effects.

This is the Python API: texts, time and API requests go in, and a `Turn` with replies, callbacks,
states and the answer comes out. It joins the engine with the platform and knows neither files nor
vendors.
"""

from __future__ import annotations

import json as json_module
from datetime import UTC
from typing import TYPE_CHECKING, Any

from optinsim.adapter import JSON, Account, Callback, Request, Response
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.engine import Engine
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken
from optinsim.core.numbers import mistyped_in, parse_mdn
from optinsim.core.values import value
from optinsim.core.world import DEFAULT_START
from optinsim.errors import CommandError
from optinsim.fields import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from optinsim.adapter import Unsettled
    from optinsim.codec import Command
    from optinsim.core.consent import Consent
    from optinsim.core.events import Event
    from optinsim.core.inbound import Reading
    from optinsim.core.people import Person
    from optinsim.core.values import Canonical, View
    from optinsim.core.world import Snapshot
    from optinsim.forms import Form


@value
class Turn:
    """One command and all its effects."""

    command: Command
    at: datetime
    """When the command was given."""
    events: tuple[Event, ...]
    callbacks: tuple[Callback, ...]
    response: Response | None = None
    """The answer to a request."""
    notes: tuple[str, ...] = ()
    """Warnings, such as about a number that looks mistyped; they change nothing."""

    @property
    def replies(self) -> tuple[MessageSent, ...]:
        """The texts that subscribers received (MT), in order."""
        return tuple(event for event in self.events if isinstance(event, MessageSent))

    @property
    def reading(self) -> Reading | None:
        """How the text was read, if it was one."""
        first = self.events[0] if self.events else None
        return first.reading if isinstance(first, TextReceived) else None

    @property
    def changes(self) -> tuple[TransitionTaken, ...]:
        """The moves from one state to another."""
        return tuple(
            event
            for event in self.events
            if isinstance(event, TransitionTaken) and event.before is not event.after
        )


class Simulator:
    """One account and its world.

    The same commands on the same account with the same seed and start give the same bytes.
    """

    def __init__(
        self,
        account: Account,
        *,
        seed: int = 0,
        start: datetime = DEFAULT_START,
        landlines: frozenset[str] = frozenset(),
    ) -> None:
        """Start with no people.

        Args:
            account: the result of `load_account`.
            seed: all ids are computed from it.
            start: the time on the virtual clock, aware.
            landlines: MDNs (E.164) that cannot receive texts, beside the account's own.

        Raises:
            CommandError: no clock can start then.
        """
        self.account = account
        self._callbacks: list[Callback] = []
        """The callbacks of the current command."""
        self._open(_in_utc(start), seed, landlines)

    @classmethod
    def of(cls, account: Account, snapshot: Snapshot) -> Simulator:
        """A simulator in the state of a snapshot; see `restore`."""
        simulator = cls(account, seed=snapshot.seed, landlines=snapshot.landlines)
        simulator.restore(snapshot)
        return simulator

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle the account and a snapshot."""
        return Simulator.of, (self.account, self.snapshot())

    def _open(self, start: datetime, seed: int, landlines: frozenset[str]) -> None:
        """Start with no people."""
        self._engine = Engine(self.account.setup, start, seed, landlines)
        self._platform = self.account.platform(self.account.file, self._engine)
        self._engine.on_event = self._note_callbacks
        self._engine.on_timer = self._platform.timer_due

    @property
    def now(self) -> datetime:
        """The time on the virtual clock, in UTC."""
        return self._engine.now

    def handle(self, command: Command) -> Turn:
        """Carry out a command.

        Raises:
            CommandError: it is impossible (a number that is not the account's, a landline that
                texts, time going back); nothing was changed.
        """
        at = self._engine.now
        callbacks: list[Callback] = []
        self._callbacks = callbacks
        response, events = self._engine.as_one(lambda: self._respond(command))
        notes = self._notes(command) if isinstance(command, Request) else ()
        return Turn(command, at, tuple(events), tuple(callbacks), response, notes)

    def _notes(self, request: Request) -> tuple[str, ...]:
        sent = f"{request.path} {request.body.decode(errors='replace')}"
        return mistyped_in(sent, self.account.setup.country)

    def _respond(self, command: Command) -> Response | None:
        if isinstance(command, Request):
            return self._platform.respond(command)
        self._engine.do(command)
        return None

    def _note_callbacks(self, event: Event) -> None:
        self._callbacks += self._platform.callbacks(event)

    def snapshot(self, before: Snapshot | None = None) -> Snapshot:
        """The present world as a value that can be compared, pickled, and restored.

        Args:
            before: the snapshot from before the last command, if there is one: the new snapshot
                shares with it the values that the command did not change.
        """
        return self._engine.world.snapshot(self.account.digest, before)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to the state of a snapshot.

        Raises:
            CommandError: the snapshot is of another account.
        """
        if snapshot.account != self.account.digest:
            message = "the snapshot is of another account, or of this one before it was changed"
            raise CommandError(message)
        engine = self._engine
        if (snapshot.seed, snapshot.landlines) != (engine.world.seed, engine.world.landlines):
            self._open(snapshot.now, snapshot.seed, snapshot.landlines)
        self._engine.world.restore(snapshot)

    def begin_branch(self, number: int) -> None:
        """Begin a branch: no other branch gives the ids that follow.

        Args:
            number: of the branch, 1 or more; a fresh world is branch 0.
        """
        self._engine.world.branch = number

    def canonical(self) -> Canonical:
        """The canonical form of the world: plain data that can be hashed and compared.

        Equal for two worlds of an account in which every further sequence of commands brings the
        same readings, purposes of messages, states, callback types and statuses.
        """
        return self._engine.canonical_state(), self._platform.canonical_state()

    def canonical_among(self, people: Sequence[str]) -> tuple[bytes, frozenset[tuple[str, Any]]]:
        """The canonical form as bytes, and the reasons for refused calls, with people renamed.

        If two worlds differ only by exchanging these people, each has the other's result for
        another order of the people.

        Args:
            people: their numbers (E.164), all of the same length, in the order of the new names.
        """
        world = self._engine.world
        world.names = names = world.names_of(people)
        try:
            return names.form(self.canonical()), world.refusals()
        finally:
            world.names = None

    def view_by(self, view: View) -> None:
        """Make `canonical` distinguish what a view does, for the rest of the simulator's life."""
        self._engine.world.view = view

    def unsettled(self) -> tuple[Unsettled, ...]:
        """The accepted calls that have failed since, or are not carried out; see `Platform`."""
        return tuple(self._platform.unsettled())

    @property
    def is_changed(self) -> bool:
        """Whether the last command changed data that decides anything; see `World.is_changed`."""
        return self._engine.world.is_changed

    @property
    def changes_only_callbacks(self) -> bool:
        """Whether the last command changed at most which callbacks are sent."""
        return self._engine.world.changes_only_callbacks

    def refusals(self) -> frozenset[tuple[str, Any]]:
        """The reasons for which the vendor refuses calls; fewer reasons never refuse more calls."""
        return self._engine.world.refusals()

    def undo(self) -> None:
        """Return to the state before the last command; a no-op if that was undone already."""
        self._engine.world.roll_back()

    def text(self, text: str, sender: str, to: str | None = None) -> Turn:
        """A person texts (MO).

        Args:
            text: the text.
            sender: their number, as people write numbers.
            to: the number that they text; the account's own if left out.

        Raises:
            CommandError: `sender` is no possible number, or `to` is not the account's.
        """
        return self.handle(ReceiveText(self._mdn(sender), text, to or self.account.setup.number))

    def wait(self, duration: str | timedelta) -> Turn:
        """Time passes: `24h`, `1d12h`, or a timedelta.

        Raises:
            CommandError: it is no duration, it is negative, or beyond the last time of a clock.
        """
        if isinstance(duration, str):
            try:
                duration = parse_duration(duration)
            except ValueError as error:
                message = f"{duration!r} is no duration such as 90s, 15m, 24h, 3d or 1d12h"
                raise CommandError(message) from error
        try:
            until = self.now + duration
        except OverflowError as error:
            message = f"no clock goes as far as {duration} from now"
            raise CommandError(message) from error
        return self.wait_until(until)

    def wait_until(self, instant: datetime) -> Turn:
        """Time passes until then.

        Raises:
            CommandError: it is in the past, has no time zone, or is beyond a clock's last time.
        """
        return self.handle(AdvanceTime(_in_utc(instant)))

    def request(
        self,
        method: str,
        path: str,
        *,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        auth: bool = True,
    ) -> Turn:
        """A call to the vendor's own HTTP API, without a socket.

        Args:
            method: GET, POST, PUT, DELETE.
            path: with the query, if there is one.
            json: the body; None: there is none.
            headers: beside the authentication.
            auth: whether to add the account's own authentication.
        """
        body = b"" if json is None else json_module.dumps(json).encode()
        request = Request(method, path, dict(headers or {}), body)
        return self.handle(self.sign(request) if auth else request)

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """The request with the account's authentication, or with one that the vendor refuses."""
        return self._platform.sign(request, valid=valid)

    def forms(self, person: Mapping[str, str] | None = None) -> tuple[Form, ...]:
        """The calls to the vendor's API that people can fill in, in the present state.

        The request that a form makes is not signed yet.

        Args:
            person: the known initial values: mdn, first_name, last_name, zip, external_id;
                other_mdn, see `Platform.forms`.

        Raises:
            CommandError: the mdn is no possible number.
        """
        known = dict(person or {})
        if "mdn" in known:
            known["mdn"] = self._mdn(known["mdn"])
        return tuple(self._platform.forms(known))

    def states(self, mdn: str) -> dict[str, Consent]:
        """The phone's state in every campaign, by campaign id."""
        return self._engine.states(self._mdn(mdn))

    def state(self, mdn: str, campaign: str | None = None) -> Consent:
        """The phone's state in a campaign, or in the only one of the account.

        Raises:
            CommandError: there is no such campaign, or several and none is named.
        """
        states = self.states(mdn)
        if campaign is None and len(states) == 1:
            return next(iter(states.values()))
        if campaign not in states:
            message = f"name one of the campaigns: {', '.join(states)}"
            raise CommandError(message)
        return states[campaign]

    def expiries(self, mdn: str) -> dict[str, datetime]:
        """When each pending opt-in of the phone expires, if it does, by campaign id."""
        return self._engine.expiries(self._mdn(mdn))

    def expected_answers(self, mdn: str, number: str | None = None) -> tuple[str, ...]:
        """The answers that the phone's open question expects, as the account writes them.

        Args:
            mdn: the phone.
            number: the number that asked the question; the account's own if left out.
        """
        return self._engine.expected_answers(self._mdn(mdn), number or self.account.setup.number)

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due (an opt-in expires, a message is sent), if there is one."""
        return self._engine.world.timers.next_due()

    def upcoming(self, most: int) -> list[datetime]:
        """The next times at which a timer is due, at most so many."""
        return self._engine.world.timers.due_times(most)

    @property
    def people(self) -> Iterator[Person]:
        """All people of whom the platform has a record, in the order in which they appeared."""
        return (participant.person for participant in self._engine.people)

    def person(self, mdn: str) -> Person | None:
        """The person whose active phone it is, if there is a record of any."""
        participant = self._engine.people.by_mdn(self._mdn(mdn))
        return None if participant is None else participant.person

    def record(self, mdn: str) -> JSON:
        """The vendor's own record of the person; None if there is none."""
        return self._platform.record(self._mdn(mdn))

    def _mdn(self, text: str) -> str:
        mdn = parse_mdn(text, self.account.setup.country)
        if mdn is None:
            message = f"{text!r:.60} is no possible phone number"
            raise CommandError(message)
        return mdn


def _in_utc(instant: datetime) -> datetime:
    """The same instant in UTC."""
    if instant.tzinfo is None:
        message = f"{instant} has no time zone"
        raise CommandError(message)
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        message = f"{instant} is beyond what clocks show"
        raise CommandError(message) from error
