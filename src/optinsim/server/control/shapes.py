"""The types of the control API's bodies and answers: its OpenAPI file is made of them.

The parts of a turn and the problems of an account have the names of the JSON report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from optinsim.server.control.kinds import AsNumber, Flag, Instant, Name, Order, Shape


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
    auth: Literal["own", "wrong"] | None = None
    """Authentication that a request gets here: the account's own, or one that the vendor refuses;
    left out: the request is as it stands."""


class CommandDone(Shape):
    """A command that was carried out."""

    turn: dict[str, Any]
    """As `optinsim.turn_codec` writes it."""
    unsettled: list[Any]
    """Calls that were accepted and have failed since, or are not carried out; in the same form."""
    now: datetime


class NumberedTurn(Shape):
    """A turn in its place."""

    number: int
    """Never given twice."""
    command: dict[str, Any]
    """As `optinsim.codec` writes it, without credentials."""
    turn: dict[str, Any]
    """As `optinsim.turn_codec` writes it."""


class Turns(Shape):
    """The turns that follow on what a client knows."""

    account: str
    """The digest of the account, with which a client reads them."""
    opened: datetime
    """When the server opened the account, by the machine's clock: with another one, the client
    knows the turns of another conversation."""
    since: int
    """The last turn up to `after` that still counts: a rewind or a reset has taken back what the
    client knows beyond it. 0: none."""
    turns: list[NumberedTurn]
    """All after `since`, in order; the last 1,000 are kept."""


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
    expected_answers: list[str]
    """What the open question of the account's own number expects; empty: there is none."""
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
    upcoming: list[datetime]
    """The next times at which something happens by itself, ten at most."""


class ClockOrder(Order):
    """How the clock is to go on."""

    advance: str | None = Field(default=None, examples=["24h", "1d12h"], max_length=60)
    """A duration."""
    to: Instant | None = None
    """A time, with its zone."""
    speed: Annotated[float, Field(ge=0, le=1_000_000), AsNumber] | None = None
    """0: frozen."""


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


class AccountShown(Account):
    """An account or world, with its text."""

    text: str
    """As in a file, without credentials: those that an account has by default stand for them."""
    seed: int
    """What its ids are computed from."""


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
    turn: int
    """The number of the last turn before it; 0: there was none."""


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
