"""The commands that the engine carries out. Plain values; a run is its list of commands.

The engine trusts their shapes (an MDN is E.164, a time is aware and in UTC): the caller
validates the input of a person or a client before it makes a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@value
class ReceiveText:
    """A person texts (MO)."""

    mdn: str
    text: str
    to: str | None = None
    """The short code or long number; None: the account's own."""


@value
class AdvanceTime:
    """Time passes."""

    until: datetime


@value
class SavePerson:
    """The brand stores a person: these values replace all earlier ones."""

    serial: int | None
    """The serial number of the person to change; None: a new person."""
    mdn: str | None
    external_id: str | None
    fields: Mapping[str, object]


@value
class Join:
    """The brand adds a person to a campaign, as the keyword would."""

    serial: int
    campaign: str
    keyword: str | None = None
    """The keyword that the call names; None: the campaign's first."""


@value
class Add:
    """The brand subscribes a person who has already consented: no message is sent."""

    serial: int
    campaign: str
    keyword: str | None = None
    """The keyword that the call names; None: the campaign's first."""


@value
class Leave:
    """The brand takes a person off a subscription list."""

    serial: int
    list_id: str


@value
class Stop:
    """The brand ends a person's subscriptions and opt-ins at a number, as a stop word would."""

    serial: int
    number: str | None = None
    """The short code or long number; None: the account's own."""


EngineCommand = ReceiveText | AdvanceTime | SavePerson | Join | Add | Leave | Stop
