"""The types of the control API's bodies and answers, from which its OpenAPI file is generated.

The parts of a turn and the problems of an account have the names of the JSON report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from optinsim.server.control.kinds import AsNumber, Flag, Instant, Name, Order, Shape


class Page(BaseModel):
    """The requested part of a list."""

    after: int = Field(default=0, ge=0, description="Only items with a greater number.")
    limit: int = Field(default=100, ge=1, le=1000)


class Refusal(Shape):
    """The reason why an operation was refused. Nothing was changed."""

    error: str


# --- Conversations


class Text(Order):
    """A text from a handset (MO)."""

    from_: str = Field(alias="from", examples=["+13125550123"], max_length=60)
    """The sender's number, in any usual notation."""
    to: str | None = Field(default=None, max_length=60)
    """The number that gets the text; default: the account's own."""
    text: str = Field(examples=["SUMMER"], max_length=10_000)


class Reading(Shape):
    """How the platform read a text."""

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
    """A person's change of state in a campaign."""

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
    """One command with everything that it caused."""

    at: str
    input: dict[str, Any]
    reading: Reading | None
    replies: list[Reply]
    callbacks: list[dict[str, Any]]
    changes: list[Change]
    response: VendorResponse | None


class CommandOrder(Order):
    """A command in the form of `optinsim.codec`."""

    command: dict[str, Any]
    auth: Literal["own", "wrong"] | None = None
    """The authentication that the server adds to a request: the account's own, or one that the
    vendor refuses; default: none is added."""


class CommandDone(Shape):
    """The result of a command."""

    turn: dict[str, Any]
    """The turn in the form of `optinsim.turn_codec`."""
    unsettled: list[Any]
    """Accepted calls that have failed since, or are not carried out; in the same form."""
    now: datetime


class NumberedTurn(Shape):
    """A turn with its number."""

    number: int
    """The number of the turn, which is never used again."""
    command: dict[str, Any]
    """The command in the form of `optinsim.codec`, without credentials."""
    turn: dict[str, Any]
    """The turn in the form of `optinsim.turn_codec`."""


class Turns(Shape):
    """The turns that a client does not know yet."""

    account: str
    """The digest of the account that a client needs to read the turns."""
    opened: datetime
    """The time at which the server opened the account, by the machine's clock. If it has changed,
    the turns that the client knows are of another conversation."""
    since: int
    """The last valid turn up to `after`; 0: none. A rewind or a reset has taken back the later
    turns that the client knows."""
    turns: list[NumberedTurn]
    """All turns after `since`, in order. The server keeps the last 1,000."""


class Line(Shape):
    """A line of the log: one event."""

    number: int
    at: str
    kind: str
    content: dict[str, Any]


class Lines(Shape):
    """A page of the log."""

    lines: list[Line]
    next: int | None
    """The value of `after` for the next page; null: this is the last page."""


class Person(Shape):
    """A person, with the states and the vendor's record."""

    number: int | None
    """null: the vendor has a record of the person, who has never been in a campaign."""
    mdn: str | None
    external_id: str | None
    states: dict[str, str]
    """The states by campaign."""
    expiries: dict[str, datetime]
    """The time at which each pending opt-in expires, by campaign."""
    expected_answers: list[str]
    """The answers to the open question at the account's own number; empty: no open question."""
    record: Any
    """The vendor's record of the person."""


class People(Shape):
    """A page of people."""

    people: list[Person]
    next: int | None
    """The value of `after` for the next page; null: this is the last page."""


# --- Time


class ClockShown(Shape):
    """The clock of a world."""

    now: datetime
    speed: float
    """Seconds of the world's clock for each real second; 0: frozen."""
    next_due: datetime | None
    """The time at which the next timer is due: an opt-in expires, a message is sent."""
    upcoming: list[datetime]
    """The times of the next timers, ten at most."""


class ClockOrder(Order):
    """A move of the clock, or a new speed."""

    advance: str | None = Field(default=None, examples=["24h", "1d12h"], max_length=60)
    """The duration by which the clock moves."""
    to: Instant | None = None
    """The time to which the clock moves, with its zone."""
    speed: Annotated[float, Field(ge=0, le=1_000_000), AsNumber] | None = None
    """Seconds of the world's clock for each real second; 0: frozen."""


# --- Accounts and worlds


class Account(Shape):
    """An account or a world of this server."""

    name: str
    platform: str
    number: str
    digest: str
    """Equal for accounts with equal content."""
    now: datetime
    waiting: int
    """The number of waiting deliveries."""


class Accounts(Shape):
    """All accounts and worlds."""

    accounts: list[Account]


class AccountShown(Account):
    """An account or world, with its text."""

    text: str
    """The text of an account file, without credentials: their defaults apply."""
    seed: int
    """The number from which its ids are derived."""


class AccountText(Order):
    """An account's new text."""

    text: str = Field(max_length=5_000_000)
    """The text of an account file without `extends`."""


class Problem(Shape):
    """A problem in an account's text."""

    code: str
    severity: str
    file: str
    line: int | None
    column: int | None
    message: str
    expected: str
    suggestion: str


class Problems(Shape):
    """The problems that `optinsim check` finds in an account's text."""

    problems: list[Problem]


class World(Order):
    """A new world. Its callbacks are not delivered."""

    account: str = Field(max_length=5_000_000)
    """The text of an account file without `extends`."""
    seed: Annotated[int, AsNumber] = 0
    start: Instant | None = None
    """The first time on the world's clock; default: now."""
    frozen: Flag = True
    landlines: list[str] = Field(default_factory=list, max_length=10_000)
    """MDNs that cannot receive texts, beside the account's own."""


class Checkpoint(Order):
    """A name for the present moment."""

    name: Name


class Checkpoints(Shape):
    """The checkpoints, in the order of naming."""

    checkpoints: list[CheckpointShown]


class CheckpointShown(Shape):
    """A checkpoint: a named moment."""

    name: str
    now: datetime
    turn: int
    """The number of the last turn before it; 0: none."""


class Rewind(Order):
    """The checkpoint to go back to."""

    to: Name


class Fork(Order):
    """A new world that goes on from a moment of this one."""

    name: Name | None = None
    """The name of the new world; default: w1, w2, …."""
    at: Name | None = None
    """The checkpoint to go on from; default: now."""
    delivers: Flag = False
    """Whether its callbacks are delivered, including those that wait at that moment."""


class StateChange(Shape):
    """A person's state in a campaign at two moments."""

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
    """The differences between two moments."""

    from_: datetime = Field(alias="from")
    """The time of the first moment."""
    to: datetime
    states: list[StateChange]
    records: list[RecordChange]
    deliveries: list[int]
    """The numbers of deliveries that exist at only one moment, or have different states."""
