"""Which callbacks are registered, for what, and where they go.

Knows Vibes' callback types, their scopes and the dates of a registration. Does not build a
callback's body (callbacks.py) and does not speak HTTP (the routes do).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Destination

CALLBACK_TYPES = (
    "ack_participant_added",
    "ack_participant_changed",
    "company_participant_added",
    "company_participant_changed",
    "subscription_added",
    "subscription_removed",
    "person_added",
    "person_updated",
    "unmatched_message_received",
)
"""The types that a conversation, a person or a subscription can cause."""

SCOPES = {
    "ack_participant_added": "campaign_id",
    "ack_participant_changed": "campaign_id",
    "subscription_added": "list_id",
    "subscription_removed": "list_id",
    "unmatched_message_received": "source_code",
}
"""The key that a type's own object must have: a registration is for one of these."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One registered callback."""

    callback_id: str
    callback_type: str
    scope: str | None
    """The campaign's, list's or number's id; None: the type has no scope, or it is for all."""
    scope_object: Mapping[str, object]
    """The type's own object, as it was given."""
    destination: Destination | None
    version: int
    """The API version that registered it: in version 1, MDNs have no country code."""
    start_date: datetime
    end_date: datetime | None
    created_at: datetime
    updated_at: datetime

    def wants(self, callback_type: str, scope: str | None, now: datetime) -> bool:
        """Whether a callback of that type and scope at that time is for it."""
        return (
            self.callback_type == callback_type
            and self.scope in (None, scope)
            and self.start_date <= now
            and (self.end_date is None or now < self.end_date)
        )


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_EVERYTHING = Registration(
    callback_id="",
    callback_type="",
    scope=None,
    scope_object={},
    destination=None,
    version=2,
    start_date=_LONG_AGO,
    end_date=None,
    created_at=_LONG_AGO,
    updated_at=_LONG_AGO,
)


class Registrations:
    """What is registered in one world.

    An account that says nothing about callbacks emits every type, for everything, until the first
    one is registered by API (ours).
    """

    def __init__(self, *, everything: bool) -> None:
        self._everything = everything
        self._by_id: dict[str, Registration] = {}

    def __iter__(self) -> Iterator[Registration]:
        return iter(self._by_id.values())

    def get(self, callback_id: str) -> Registration | None:
        """The registration of that id, ended ones included."""
        return self._by_id.get(callback_id)

    def save(self, registration: Registration) -> None:
        """Add a registration, or put it in place of the one with the same id."""
        self._everything = False
        self._by_id[registration.callback_id] = registration

    def clash(self, new: Registration) -> Registration | None:
        """One that has the same type, scope and URL at an overlapping time."""
        return next((old for old in self._by_id.values() if _clash(old, new)), None)

    def matching(self, callback_type: str, scope: str | None, now: datetime) -> list[Registration]:
        """The registrations that want a callback of that type and scope now."""
        if self._everything:
            return [_EVERYTHING]
        return [
            registration
            for registration in self._by_id.values()
            if registration.wants(callback_type, scope, now)
        ]


def _clash(old: Registration, new: Registration) -> bool:
    return (
        old.callback_id != new.callback_id
        and (old.callback_type, old.scope) == (new.callback_type, new.scope)
        and old.destination == new.destination
        and (new.end_date is None or old.start_date < new.end_date)
        and (old.end_date is None or new.start_date < old.end_date)
    )
