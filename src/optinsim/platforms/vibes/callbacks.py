"""The callbacks of Vibes: events in, callback bodies out.

Bodies are those of D2 (vendor-docs/002) and of facts/vibes.md 3.2, field for field. Every
matching registration gets a callback. This module reads events and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optinsim.adapter import Callback
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import (
    Event,
    MessageSent,
    PersonAdded,
    PersonUpdated,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextReceived,
    TextUnmatched,
    TransitionTaken,
    mdn_of,
)
from optinsim.core.ids import Ids
from optinsim.core.numbers import calling_code
from optinsim.core.values import value
from optinsim.platforms.vibes.formats import (
    CODE_TYPE,
    Formats,
    JSONObject,
    minutes,
    offset_seconds,
    phone,
    seconds,
)
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.core.engine import Engine
    from optinsim.core.people import Person
    from optinsim.platforms.vibes.account import VibesAccount
    from optinsim.platforms.vibes.registrations import Registrations

OPT_OUT_REASONS = {
    Trigger.STOP: "user_opt_out",  # W-29166307: opted out on the handset
    Trigger.REMOVE: "api_opt_out",  # inferred from the name; ours
}


DOCUMENTED_REASONS = (
    *("user_opt_out", "disconnect", "list_archived", "bulk_opt_out", "failed_at_carrier"),
    *("obsolete_carrier", "platform_opt_out", "keyword_opt_out", "api_opt_out", "button_opt_out"),
)
"""All reasons that Vibes lists (OAS)."""


def emitted_types(account: VibesAccount) -> tuple[str, ...]:
    """The types that an account can emit: its registered types; without `callbacks`, all types.

    Without a confirmation, no participant ever changes (D2).
    """
    registered = account.callbacks
    wanted = None if registered is None else {r.event_type or r.callback_type for r in registered}
    asks = any(campaign.confirmation == "double" for campaign in account.campaigns)
    return tuple(
        kind
        for kind in CALLBACK_TYPES
        if (wanted is None or kind in wanted)
        and (asks or not kind.endswith("_participant_changed"))
    )


@value
class CallbackTested(Event):
    """A client asked for a test of a registered callback."""

    callback: Callback


class Notice(NamedTuple):
    """One event to deliver, before its registrations are looked up."""

    callback_type: str
    scope: str | None
    """The campaign, list or number that it is about, if the type has a scope."""
    content: Callable[[int], JSONObject]
    """The part below the head of the body, for the API version of a registration."""


class CallbackBodies:
    """Makes the callbacks of one world."""

    def __init__(self, formats: Formats, registrations: Registrations, engine: Engine) -> None:
        self._formats = formats
        default_response = engine.setup.messages.get("default_response")
        self._default_response = default_response.fill({}) if default_response else None
        self._registrations = registrations
        self._world = engine.world
        self._ids = Ids(engine.seed, "vibes/event")
        self._message_ids = Ids(engine.seed, "vibes/message")

    def of(self, event: Event) -> list[Callback]:
        """The callbacks that the event causes, in order, an event_id for each.

        Callbacks with the same contents (ack_… and company_…) share the part below their heads.
        """
        made: list[Callback] = []
        said: tuple[object, int] | None = None
        content: JSONObject = {}
        for kind, scope, make_content in self.notices(event):
            for destination, version in self._registrations.recipients(kind, scope, event.at):
                if said != (make_content, version):
                    said = (make_content, version)
                    content = make_content(version)
                body = self.head(kind, event.at)
                body.update(content)
                made.append(Callback(body, destination, kind, mdn_of(event)))
        return made

    def notices(self, event: Event) -> list[Notice]:
        """The notices of an event, in order."""
        match event:
            case MessageSent() | TextReceived():
                return []  # most events cause no callback
            case TransitionTaken():
                return self._participant(event)
            case SubscriptionAdded() | SubscriptionRemoved():
                return self._subscription(event)
            case PersonAdded() | PersonUpdated():
                return self._person(event)
            case TextUnmatched():
                return self._unmatched(event)
            case _:
                return []

    def head(self, callback_type: str, at: datetime) -> JSONObject:
        """The head of every body (D2).

        Its unique event_id is short or a UUID, as in the sample of the type.
        """
        ids, n = self._ids, self._world.next("vibes/event")
        event_id = ids.long(n) if callback_type == "unmatched_message_received" else ids.short(n)
        return {
            "event_id": event_id,
            "callback_type": callback_type,
            "event_type": callback_type,  # deprecated by the vendor, and still sent
            "event_date": seconds(at),
        }

    def _participant(self, event: TransitionTaken) -> list[Notice]:
        """…_participant_added and …_changed, for the campaign and for the company (D2)."""
        outcome = _outcome(event)
        if outcome is None:
            return []
        change, status = outcome
        campaign = event.campaign
        started = change == "added"

        def content(version: int) -> JSONObject:
            return {
                "participant": {
                    "person": self._participant_person(event.person, version),
                    "acquisition_campaign": {
                        "id": campaign.id,
                        "description": campaign.description,
                        "url": self._formats.campaign_url(campaign.id),
                        "keyword": event.keyword,
                    },
                    "participation_date": _date(event.joined_at) if started else "",
                    "expire_date": _date(event.expires_at) if started else "",
                    "status": status,
                },
                "subscription_list": {"id": int(campaign.list_id)},
            }

        return [
            Notice(f"ack_participant_{change}", campaign.id, content),
            Notice(f"company_participant_{change}", None, content),
        ]

    def _participant_person(self, person: Person, version: int) -> JSONObject:
        return {
            "id": self._formats.person_id(person),
            "external_id": person.external_id,
            "mobile_phone": {"mdn": phone(person.mdn, version)},
            "url": self._formats.person_url(person),
        }

    def _subscription(self, event: SubscriptionAdded | SubscriptionRemoved) -> list[Notice]:
        """subscription_added and subscription_removed (RP-subscription-callbacks)."""
        subscription, person = event.subscription, event.person
        list_id = subscription.list_id

        def content(version: int) -> JSONObject:
            body: JSONObject = {
                "person": {
                    "id": self._formats.person_id(person),
                    "external_id": person.external_id,
                    "external_person_id": person.external_id,
                    "person_key": self._formats.person_key(person),
                    "url": self._formats.person_url(person),
                    "mobile_phone": {"mdn": phone(person.mdn, version)},
                },
                "subscription_list": {"id": list_id, "url": self._formats.list_url(list_id)},
                "opt_in_date": seconds(subscription.opt_in_at),
            }
            if subscription.opt_out_at is not None and subscription.ended_by is not None:
                body["opt_out_date"] = offset_seconds(subscription.opt_out_at)
                body["opt_out_reason"] = OPT_OUT_REASONS[subscription.ended_by]
            return {"subscription": body}

        added = isinstance(event, SubscriptionAdded)
        return [Notice("subscription_added" if added else "subscription_removed", list_id, content)]

    def _person(self, event: PersonAdded | PersonUpdated) -> list[Notice]:
        """person_added and person_updated: the whole person (W-Person+API+Callback+Events)."""

        def content(version: int) -> JSONObject:
            entity = self._formats.person(event.person, version)
            del entity["person_key"]  # the samples of these two have none
            return {"person": entity}

        added = isinstance(event, PersonAdded)
        return [Notice("person_added" if added else "person_updated", None, content)]

    def _unmatched(self, event: TextUnmatched) -> list[Notice]:
        """unmatched_message_received (RP-unmatched-message-callbacks, W-52658337)."""
        account = self._formats.account
        answer = event.answer
        # `invalid` is an answer too, but not the number's default response.
        sent = answer is not None and answer.purpose == "default_response"
        default_response = answer.text if answer and sent else self._default_response
        message = self._world.next("vibes/message")

        def content(version: int) -> JSONObject:
            return {
                "participant": {
                    "mdn": phone(event.mdn, version),
                    "carrier_id": self._formats.carrier(event.person) or "",
                },
                "source_code": {
                    "company_key": account.company_key,
                    "code": event.number,
                    "country_code": calling_code(account.country),
                    "code_type": CODE_TYPE,
                    "default_response": default_response,
                    "response_sent": sent,
                },
                "message": event.text,
                "message_id": self._message_ids.long(2 * message),
                "txn_id": self._message_ids.long(2 * message + 1),
                "receipt_date": f"{event.at.isoformat()[:19]}+00:00",
            }

        return [Notice("unmatched_message_received", event.number, content)]


def _outcome(event: TransitionTaken) -> tuple[str, str] | None:
    """The participant callback of a transition, with its status; None: it has none (D2)."""
    if event.before is event.after:
        return None
    if event.trigger in (Trigger.JOIN, Trigger.SUBSCRIBE):
        return "added", "PENDING"
    if event.before is Consent.PENDING:
        if event.trigger is Trigger.CONFIRM:
            return "changed", "CONFIRMED"
        if event.trigger in (Trigger.DECLINE, Trigger.STOP):
            return "changed", "REJECTED"
    return None


def _date(at: datetime | None) -> str:
    return "" if at is None else minutes(at)
