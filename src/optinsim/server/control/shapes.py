"""What the control API takes and answers, as types: its OpenAPI file is made of them.

The parts of a turn and the problems of an account have the names of the JSON report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from optinsim.server.control.kinds import AsNumber, Flag, Instant, Name, Order, Shape
from optinsim.server.outbox import State


class Page(BaseModel):
    """Which part of a list is asked for."""

    after: int = Field(default=0, ge=0, description="Only those with greater numbers.")
    limit: int = Field(default=100, ge=1, le=1000)


class Refusal(Shape):
    """Why an order was not carried out; nothing was changed."""

    error: str


# --- Conversations


class Text(Order):
    """A text from a handset (MO)."""

    from_: str = Field(alias="from", examples=["+13125550123"], max_length=60)
    """The sender's number, as people write numbers."""
    to: str | None = Field(default=None, max_length=60)
    """The number that is texted; left out: the account's own."""
    text: str = Field(examples=["SUMMER"], max_length=10_000)


class Reading(Shape):
    """How a text was read."""

    as_: str = Field(alias="as")
    rule: str
    word: str | None
    campaign: str | None


class Reply(Shape):
    """A text that a person gets (MT)."""

    to: str
    from_: str = Field(alias="from")
    text: str
    purpose: str
    encoding: str
    segments: int


class Change(Shape):
    """A move from one state to another."""

    mdn: str | None
    campaign: str
    from_: str = Field(alias="from")
    to: str
    trigger: str


class VendorResponse(Shape):
    """The platform's answer to a request."""

    status: int
    headers: dict[str, str]
    json_: Any = Field(alias="json")


class Turn(Shape):
    """What went in, and all that came out."""

    at: str
    input: dict[str, Any]
    reading: Reading | None
    replies: list[Reply]
    callbacks: list[dict[str, Any]]
    changes: list[Change]
    response: VendorResponse | None


class CommandOrder(Order):
    """A command, as `optinsim.codec` writes it."""

    command: dict[str, Any]


class CommandDone(Shape):
    """A command that was carried out."""

    turn: dict[str, Any]
    """As `optinsim.turn_codec` writes it."""
    unsettled: list[Any]
    """Calls that were accepted and have failed since, or are not carried out; in the same form."""
    now: datetime


class Line(Shape):
    """Something that happened."""

    number: int
    at: str
    kind: str
    content: dict[str, Any]


class Lines(Shape):
    """A page of what happened."""

    lines: list[Line]
    next: int | None
    """What `after` has to say for the next page; null: this is the last."""


class Person(Shape):
    """Where a person stands."""

    number: int | None
    """Null: the vendor has a record, and the person has never been in a campaign."""
    mdn: str | None
    external_id: str | None
    states: dict[str, str]
    """By campaign."""
    expiries: dict[str, datetime]
    """When each pending opt-in expires, by campaign."""
    record: Any
    """The vendor's own."""


class People(Shape):
    """A page of people."""

    people: list[Person]
    next: int | None
    """What `after` has to say for the next page; null: this is the last."""


# --- Time


class ClockShown(Shape):
    """The clock of a world."""

    now: datetime
    speed: float
    """Seconds in the world for each second outside; 0: frozen."""
    next_due: datetime | None
    """When the next timer is due: an opt-in expires, a message is sent."""


class ClockOrder(Order):
    """How the clock is to go on."""

    advance: str | None = Field(default=None, examples=["24h", "1d12h"], max_length=60)
    """A duration."""
    to: Instant | None = None
    """A time, with its zone."""
    speed: Annotated[float, Field(ge=0, le=1_000_000), AsNumber] | None = None
    """0: frozen."""


# --- Deliveries


class DeliveriesWanted(Page):
    """Which deliveries are asked for."""

    state: State | None = None
    mdn: str | None = Field(default=None, description="In E.164.")
    wait: float = Field(
        default=0, ge=0, le=60, description="Seconds to wait at most, until none is due any more."
    )


class Attempt(Shape):
    """The outcome of an attempt."""

    at: str
    status: int | None
    reason: str


class Delivery(Shape):
    """A callback on its way to a destination."""

    number: int
    name: str
    mdn: str | None
    url: str
    method: str
    content_type: str
    body: dict[str, Any]
    state: State
    created_at: str
    due_at: str | None
    """When the next attempt is due; null: there will be none."""
    attempts: list[Attempt]


class Deliveries(Shape):
    """A page of deliveries."""

    deliveries: list[Delivery]
    next: int | None
    """What `after` has to say for the next page; null: this is the last."""


class Resent(Shape):
    """Deliveries that are made once more."""

    resent: list[int]


class FaultOrder(Order):
    """What is to go wrong, with what, and how often. Left-out conditions do not count."""

    of: Literal["deliveries", "answers"]
    """Of the account's callbacks, or of its API."""
    url: str | None = None
    """Deliveries: the destination's URL begins like that."""
    name: str | None = None
    """Deliveries: of callbacks with that name."""
    mdn: str | None = None
    """Deliveries: about that phone, in E.164."""
    method: str | None = None
    """Answers: to calls with that method."""
    path: str | None = None
    """Answers: to calls whose path begins like that."""
    after: str | None = Field(default=None, examples=["STOP"])
    """Only from the next text like this on."""
    nth: Annotated[int, Field(ge=1), AsNumber] = 1
    """From the n-th that meets the conditions on."""
    times: Annotated[int, Field(ge=1), AsNumber] | None = 1
    """So many; null: all."""
    chance: Annotated[float, Field(ge=0, le=1), AsNumber] = 1
    """How likely each is, by the seed."""
    twice: Flag = False
    """A delivery arrives twice."""
    late: str | None = Field(default=None, examples=["90s"])
    """A delivery is due so much later; those after it about that phone wait."""
    overtakes: Flag = False
    """A delivery goes before the one in front of it, if that has not gone out."""
    statuses: list[Annotated[int, Field(ge=100, le=599), AsNumber]] = Field(
        default_factory=list, max_length=100, examples=[[500, 500, 200]]
    )
    """A delivery gets these as the answers to its attempts and is not sent; each call in turn gets
    one and is not carried out. 2xx: nothing goes wrong."""


class Fault(FaultOrder):
    """A rule, and how often it has taken effect."""

    met: int
    """How many met the conditions."""
    used: int
    """How many went wrong."""


class Faults(Shape):
    """What goes wrong on purpose."""

    faults: list[Fault]


# --- Accounts and worlds


class Account(Shape):
    """An account or a world of this server."""

    name: str
    platform: str
    number: str
    digest: str
    """Equal for accounts that say the same."""
    now: datetime
    waiting: int
    """Deliveries that wait."""


class Accounts(Shape):
    """All accounts and worlds."""

    accounts: list[Account]


class AccountText(Order):
    """An account's text, in place of the one that is hosted."""

    text: str = Field(max_length=5_000_000)
    """As in a file; it extends none."""


class Problem(Shape):
    """A problem of an account's text."""

    code: str
    severity: str
    file: str
    line: int | None
    column: int | None
    message: str
    expected: str
    suggestion: str


class Problems(Shape):
    """What `optinsim check` says of an account's text."""

    problems: list[Problem]


class World(Order):
    """A world of its own: nothing in it is delivered."""

    account: str = Field(max_length=5_000_000)
    """The account's text; it extends no file."""
    seed: Annotated[int, AsNumber] = 0
    start: Instant | None = None
    """The world's time at first; left out: now."""
    frozen: Flag = True
    landlines: list[str] = Field(default_factory=list, max_length=10_000)
    """MDNs that cannot receive texts, beside the account's own."""


class Checkpoint(Order):
    """A name for the present moment."""

    name: Name


class Checkpoints(Shape):
    """The named moments, in the order of naming."""

    checkpoints: list[CheckpointShown]


class CheckpointShown(Shape):
    """A named moment."""

    name: str
    now: datetime


class Rewind(Order):
    """A moment to go back to."""

    to: Name


class Fork(Order):
    """A world that goes on from a moment of this one."""

    name: Name | None = None
    """What it is called; left out: w1, w2, …."""
    at: Name | None = None
    """A checkpoint; left out: now."""
    delivers: Flag = False
    """Whether its callbacks are delivered, those that wait at that moment too."""


class StateChange(Shape):
    """Where a person stands at two moments."""

    mdn: str
    campaign: str
    from_: str = Field(alias="from")
    to: str


class RecordChange(Shape):
    """The vendor's record of a person at two moments."""

    mdn: str
    from_: Any = Field(alias="from")
    to: Any


class Differences(Shape):
    """What is different at two moments."""

    from_: datetime = Field(alias="from")
    """The time at the first."""
    to: datetime
    states: list[StateChange]
    records: list[RecordChange]
    deliveries: list[int]
    """Those that are not at both, or not in the same state."""
