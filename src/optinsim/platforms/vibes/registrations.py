"""The registered callbacks, with their scopes and destinations.

Knows Vibes' callback types, their scopes and the dates of a registration. Does not read a
registration (account.py, registration_bodies.py), does not build a callback's body (callbacks.py)
and does not speak HTTP. OAS and RP are in facts/vibes.md, section 3.1.
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from optinsim.adapter import Destination
from optinsim.core.ids import Ids
from optinsim.core.values import SHOWN, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.engine import Engine
    from optinsim.core.world import Store
    from optinsim.platforms.vibes.account import CallbackRegistration

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

OTHER_TYPES = (
    "subscription_list_added",
    "subscription_list_updated",
    "event_processed",
    "device_added",
    "device_removed",
    "device_updated",
    "wallet_item_install",
    "wallet_item_remove",
)
"""The rest of Vibes' types (OAS); nothing that we emulate could cause one of these."""

SCOPES = {
    "ack_participant_added": "campaign_id",
    "ack_participant_changed": "campaign_id",
    "subscription_added": "list_id",
    "subscription_removed": "list_id",
    "unmatched_message_received": "source_code",
}
"""The key that a type's own object must have (OAS): a registration is for one of these."""

Method = Literal["POST", "PUT"]
ContentType = Literal["application/json", "text/json"]

LONGEST_URL = 1024
"""RP-callback-api."""
MOST_URLS = 50
"""The same callback may go to so many URLs (RP-callbacks)."""


def is_url(text: str) -> bool:
    """Whether it can be a destination: an https URL, or as in old samples an http URL."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_clean = text.isprintable() and " " not in text
    return is_clean and parts.scheme in ("https", "http") and bool(parts.hostname)


class Recipient(NamedTuple):
    """A recipient of a callback, and the form of its body."""

    destination: Destination | None
    """None: the registration has no destination."""
    version: int
    """The API version that registered it: in version 1, MDNs have no country code (RP)."""


@value
class Registration:
    """One registered callback."""

    number: int = field(metadata=SHOWN)
    """1, 2, 3 … in the order of registering; the callback_id is made from it."""
    callback_type: str
    scope: str | None
    """The campaign's, list's or number's id; None: the type has no scope."""
    country_code: str | None = field(metadata=SHOWN)
    """Optional in a registration for a number; it has no effect here."""
    destination: Destination
    version: int = field(metadata=SHOWN)
    """The API version that registered or changed it last (RP-subscription-callbacks)."""
    start_date: datetime
    end_date: datetime | None
    created_at: datetime = field(metadata=SHOWN)
    updated_at: datetime = field(metadata=SHOWN)

    def wants(self, callback_type: str, scope: str | None, now: datetime) -> bool:
        """Whether it gets a callback of that type and scope at that time."""
        return (
            self.callback_type == callback_type
            and self.scope == scope
            and self.start_date <= now
            and not self.is_over(now)
        )

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.end_date is not None and self.end_date <= now


class Registrations:
    """The registrations of one world.

    An account without `callbacks` emits every type, for everything, until a client registers the
    first one by API (ours).
    """

    def __init__(self, written: Iterable[CallbackRegistration] | None, engine: Engine) -> None:
        """What the account file registers; None: it does not say."""
        self._everything_at_first = written is None
        self._world = engine.world
        self._ids = Ids(engine.seed, "vibes/callback")
        self._store: Store[int, Registration] = engine.world.store(
            "vibes/registrations", is_told=True
        )
        """By number."""
        for one in written or ():
            self.save(self._from_file(one, engine.now))

    def __iter__(self) -> Iterator[Registration]:
        """In the order of registering."""
        for number in sorted(self._store):
            yield self._store[number]

    def find(self, callback_id: str) -> Registration | None:
        """The registration of that callback_id, ended ones included."""
        found = self._store.get(self._ids.number(callback_id) or 0)
        return found if found is not None and self.callback_id(found) == callback_id else None

    def callback_id(self, registration: Registration) -> str:
        """The callback_id, which no other registration has."""
        return self._ids.short(registration.number)

    def next_number(self) -> int:
        """The number of a new registration."""
        return self._world.next("vibes/callback")

    def save(self, registration: Registration) -> None:
        """Add a registration, or put it in place of the one with the same number."""
        self._store[registration.number] = registration

    def recipients(
        self, callback_type: str, scope: str | None, now: datetime
    ) -> tuple[Recipient, ...]:
        """The recipients of a callback of that type and scope now, in the order of registering."""
        if self._everything_at_first and not self._store:
            return _ANYBODY
        return tuple(
            Recipient(one.destination, one.version)
            for one in self
            if one.wants(callback_type, scope, now)
        )

    def rivals(self, new: Registration, now: datetime) -> list[Registration]:
        """The other registrations of the same callback that are not over."""
        return [
            old
            for old in self
            if old.number != new.number
            and (old.callback_type, old.scope) == (new.callback_type, new.scope)
            and not old.is_over(now)
        ]

    def _from_file(self, written: CallbackRegistration, now: datetime) -> Registration:
        """A registration of the account file, which has been validated.

        Its version is 2: MDNs as the author of the file writes them.
        """
        where = written.destination
        scope = written.unmatched_message_received
        return Registration(
            number=self.next_number(),
            callback_type=written.callback_type,
            scope=written.scope,
            country_code=scope.country_code if scope else None,
            destination=Destination(where.url, where.method, where.content_type),
            version=2,
            start_date=written.start_date or now,
            end_date=written.end_date,
            created_at=now,
            updated_at=now,
        )


_ANYBODY = (Recipient(None, 2),)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FOR_EVER = datetime.max.replace(tzinfo=UTC)


def overlap(
    first: tuple[datetime | None, datetime | None], second: tuple[datetime | None, datetime | None]
) -> bool:
    """Whether two spans of time, from start to end, have a moment in common."""
    latest_start = max(first[0] or _LONG_AGO, second[0] or _LONG_AGO)
    earliest_end = min(first[1] or _FOR_EVER, second[1] or _FOR_EVER)
    return latest_start < earliest_end
