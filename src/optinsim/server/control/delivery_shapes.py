"""The types of the bodies and answers of the operations on deliveries.

The other operations' are in shapes.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from optinsim.server.control.kinds import AsNumber, Flag, Order, Shape
from optinsim.server.control.shapes import Page
from optinsim.server.outbox import State


class DeliveriesWanted(Page):
    """The requested deliveries."""

    state: State | None = None
    mdn: str | None = Field(default=None, description="Only deliveries about this MDN (E.164).")
    wait: float = Field(
        default=0, ge=0, le=60, description="Seconds to wait at most until no delivery is due."
    )


class Attempt(Shape):
    """The result of an attempt."""

    at: str
    status: int | None
    reason: str


class Delivery(Shape):
    """The delivery of a callback to a destination."""

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
    """The time of the next attempt; null: there is none."""
    attempts: list[Attempt]


class Deliveries(Shape):
    """A page of deliveries."""

    deliveries: list[Delivery]
    next: int | None
    """The value of `after` for the next page; null: this is the last page."""


class Resent(Shape):
    """The numbers of the deliveries that are made again."""

    resent: list[int]


class FaultOrder(Order):
    """A rule by which deliveries or answers go wrong. Conditions that are left out always hold."""

    of: Literal["deliveries", "answers"]
    """Deliveries of callbacks, or answers of the vendor's API."""
    url: str | None = None
    """Deliveries: only to a URL that begins with this."""
    name: str | None = None
    """Deliveries: only of callbacks with this name."""
    mdn: str | None = None
    """Deliveries: only about this phone, in E.164."""
    method: str | None = None
    """Answers: only to calls with this method."""
    path: str | None = None
    """Answers: only to calls whose path begins with this."""
    after: str | None = Field(default=None, examples=["STOP"])
    """The rule applies from the next text like this on."""
    nth: Annotated[int, Field(ge=1), AsNumber] = 1
    """The first delivery or answer that goes wrong: the n-th that meets the conditions."""
    times: Annotated[int, Field(ge=1), AsNumber] | None = 1
    """How many go wrong; null: all."""
    chance: Annotated[float, Field(ge=0, le=1), AsNumber] = 1
    """The probability of the fault, drawn with the account's seed."""
    twice: Flag = False
    """A delivery arrives twice."""
    late: str | None = Field(default=None, examples=["90s"])
    """The delay of a delivery. Later deliveries about that phone wait for it."""
    overtakes: Flag = False
    """A delivery goes out before the previous one, if that has not gone out yet."""
    statuses: list[Annotated[int, Field(ge=100, le=599), AsNumber]] = Field(
        default_factory=list, max_length=100, examples=[[500, 500, 200]]
    )
    """The attempts at a delivery get these answers in turn, and are not sent. Each call in turn
    gets one of them, and is not carried out. A 2xx has no effect."""


class Fault(FaultOrder):
    """A rule of faults on purpose, and how often it has taken effect."""

    met: int
    """How many deliveries or answers met the conditions."""
    used: int
    """How many of them went wrong."""


class Faults(Shape):
    """The rules of faults on purpose."""

    faults: list[Fault]
