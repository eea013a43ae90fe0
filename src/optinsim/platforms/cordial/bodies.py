"""The values of a call about a contact, after reading: plain, each of the right type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optinsim.adapter import JSON


@dataclass(frozen=True, slots=True)
class ProgramWish:
    """The change that a call requests in one program."""

    program: str
    status: str
    """subscribed or unsubscribed."""
    keyword: str
    suppress_doi: bool


@dataclass(slots=True)
class ContactBody:
    """The values of a call about a contact."""

    mdn: str | None = None
    """The SMS address, as E.164."""
    speaks_of_sms: bool = False
    programs: list[ProgramWish] = field(default_factory=list)
    email: str | None = None
    email_status: str | None = None
    attributes: dict[str, JSON] = field(default_factory=dict)
    added: dict[str, list[JSON]] = field(default_factory=dict)
    """The values to append to the arrays of attributes."""
    lists: dict[str, bool] = field(default_factory=dict)
    """Whether the contact is to be on a list, by its name."""
    identify_by: tuple[str, ...] = ()
    """The channels by which to find the contact, in this order."""
    force_subscribe: bool = False
