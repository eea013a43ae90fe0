"""Events, in the order in which they happened. Replies, callbacks and reports derive from them.

An event is a snapshot: later commands do not change it. Times are aware datetimes in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.inbound import Awaited
from optinsim.core.values import value

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.core.consent import Consent, Trigger
    from optinsim.core.inbound import Reading
    from optinsim.core.people import Person, Subscription
    from optinsim.core.setup import Answer, Campaign, Question


@value
class Event:
    """Something happened."""

    at: datetime


@value
class TextReceived(Event):
    """A text came in (MO) and was read."""

    mdn: str
    to: str
    text: str
    reading: Reading
    awaited: Awaited = Awaited()
    """What the person could answer at that time; the reading depends on it."""


@value
class PersonAdded(Event):
    """The platform has created a record of a person."""

    person: Person


@value
class PersonUpdated(Event):
    """A person's record changed, or a client added a person who had a record already."""

    person: Person


@value
class TransitionTaken(Event):
    """A row of the platform's table was taken; `before` and `after` may be the same state."""

    person: Person
    campaign: Campaign
    trigger: Trigger
    before: Consent
    after: Consent
    keyword: str
    """The word that started the participation."""
    joined_at: datetime | None
    expires_at: datetime | None


@value
class SubscriptionAdded(Event):
    """A person is on a subscription list."""

    person: Person
    subscription: Subscription


@value
class SubscriptionRemoved(Event):
    """A person is off a subscription list."""

    person: Person
    subscription: Subscription


@value
class MessageSent(Event):
    """A person gets a text (MT)."""

    mdn: str
    number: str
    """The short code or long number that sends it."""
    text: str
    purpose: str
    """The role of the message: prompt, welcome, stop, help …"""
    campaign: str | None
    """The campaign's id, if the message is a campaign's."""
    gaps: tuple[tuple[int, str], ...] = ()
    """The names in the message that had no value for the person, with their offsets in the text."""


@value
class QuestionAnswered(Event):
    """A person gave an answer that a campaign's question expects."""

    person: Person
    campaign: Campaign
    question: Question
    answer: Answer


@value
class Noted(Event):
    """A note for the transcript, without a callback: an import left out a row."""

    text: str


@value
class TextUnmatched(Event):
    """A text was not understood, or has no effect at that time."""

    person: Person | None
    mdn: str
    number: str
    text: str
    answer: MessageSent | None
    """The reply that was sent; None: no reply."""


def mdn_of(event: Event) -> str | None:
    """The phone that the event is about, if any."""
    match event:
        case TextReceived() | MessageSent() | TextUnmatched():
            return event.mdn
        case (
            PersonAdded()
            | PersonUpdated()
            | TransitionTaken()
            | SubscriptionAdded()
            | SubscriptionRemoved()
            | QuestionAnswered()
        ):
            return event.person.mdn
        case _:
            return None
