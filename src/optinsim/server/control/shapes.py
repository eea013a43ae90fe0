"""What the control API takes and answers, as types: its OpenAPI file is made of them.

The parts of a turn have the names of the JSON report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from optinsim.server.outbox import State


class Shape(BaseModel):
    """An answer."""

    model_config = ConfigDict(populate_by_name=True)


class Order(Shape):
    """A body: a key that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


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
    to: datetime | None = None
    """A time, with its zone."""
    speed: float | None = Field(default=None, ge=0, le=1_000_000)
    """0: frozen."""


class Attempt(Shape):
    """What became of an attempt."""

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
    state: str
    created_at: str
    due_at: str | None
    """When the next attempt is due; null: there will be none."""
    attempts: list[Attempt]


class DeliveriesWanted(BaseModel):
    """Which deliveries are asked for."""

    model_config = ConfigDict(extra="allow")  # `account` is read beside it

    state: State | None = None
    mdn: str | None = Field(default=None, description="In E.164.")
    after: int = Field(default=0, ge=0, description="Only those with greater numbers.")
    limit: int = Field(default=100, ge=1, le=1000)
    wait: float = Field(
        default=0, ge=0, le=60, description="Seconds to wait at most, until none is due any more."
    )


class Deliveries(Shape):
    """A page of deliveries."""

    deliveries: list[Delivery]
    next: int | None
    """What `after` has to say for the next page; null: this is the last."""


class Refusal(Shape):
    """Why an order was not carried out; nothing was changed."""

    error: str
