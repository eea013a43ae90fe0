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
