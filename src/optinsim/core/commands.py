"""What can be asked of the engine. Plain values; a run is its list of commands.

The engine trusts their shapes (an MDN is E.164, a time is aware and in UTC): whoever makes a
command from a person's or a client's input checks it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReceiveText:
    """A person texts (MO)."""

    mdn: str
    text: str
    to: str | None = None
    """The short code or long number; None: the account's own."""


@dataclass(frozen=True, slots=True)
class AdvanceTime:
    """Time passes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class SavePerson:
    """The brand stores a person: these are the values from now on, all of them."""

    serial: int | None
    """Whom to change; None: a new person."""
    mdn: str | None
    external_id: str | None
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Join:
    """The brand adds a person to a campaign, as the keyword would."""

    serial: int
    campaign: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The brand takes a person off a subscription list."""

    serial: int
    list_id: str


EngineCommand = ReceiveText | AdvanceTime | SavePerson | Join | Leave
