"""What Vibes tells the brand's systems: events in, callback bodies out.

Bodies are those of D2 (vendor-docs/002) and of facts/vibes.md 3.2, field for field. A callback is
made for every registration that wants it. This module reads events and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Callback
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import (
    Event,
    PersonAdded,
    PersonUpdated,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextUnmatched,
    TransitionTaken,
)
from optinsim.core.ids import Ids
from optinsim.core.numbers import calling_code
from optinsim.platforms.vibes.forms import (
    Forms,
    JSONObject,
    minutes,
    offset_seconds,
    phone,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.core.people import Person
    from optinsim.core.setup import Setup
    from optinsim.platforms.vibes.registrations import Registrations

OPT_OUT_REASONS = {
    Trigger.STOP: "user_opt_out",  # W-29166307: opted out on the handset
    Trigger.REMOVE: "api_opt_out",  # inferred from the name; ours
}


class Callbacks:
    """The callbacks of one world."""

    def __init__(
        self, forms: Forms, registrations: Registrations, setup: Setup, seed: int
    ) -> None:
        self._forms = forms
        default_response = setup.messages.get("default_response")
        self._default_response = default_response.fill({}) if default_response else None
        self._registrations = registrations
        self._ids = Ids(seed, "vibes/event")
        self._message_ids = Ids(seed, "vibes/message")

    def of(self, event: Event) -> list[Callback]:
        """The callbacks that the event causes, in order."""
        if isinstance(event, TransitionTaken):
            return self._participant(event)
        if isinstance(event, SubscriptionAdded | SubscriptionRemoved):
            return self._subscription(event)
        if isinstance(event, PersonAdded):
            return self._person("person_added", event.at, event.person)
        if isinstance(event, PersonUpdated):
            return self._person("person_updated", event.at, event.person)
        if isinstance(event, TextUnmatched):
            return self._unmatched(event)
        return []

    def next_event_id(self) -> str:
        """An event_id that no callback has had."""
        return self._ids.short(self._ids.next())

    def _emit(
        self,
        callback_type: str,
        at: datetime,
        scope: str | None,
        content: Callable[[int], JSONObject],
    ) -> list[Callback]:
        """One callback for each registration; `content` gets the API version that registered it."""
        return [
            Callback(
                {
                    "event_id": self.next_event_id(),
                    "callback_type": callback_type,
                    "event_type": callback_type,  # deprecated by the vendor, and still sent
                    "event_date": seconds(at),
                    **content(registration.version),
                },
                registration.destination,
            )
            for registration in self._registrations.matching(callback_type, scope, at)
        ]

    def _participant(self, event: TransitionTaken) -> list[Callback]:
        """…_participant_added and …_changed, for the campaign and for the company (D2)."""
        outcome = _outcome(event)
        if outcome is None:
            return []
        change, status = outcome
        started = status == "PENDING"

        def content(version: int) -> JSONObject:
            campaign = event.campaign
            return {
                "participant": {
                    "person": self._participant_person(event.person, version),
                    "acquisition_campaign": {
                        "id": campaign.id,
                        "description": campaign.description,
                        "url": self._forms.campaign_url(campaign.id),
                        "keyword": event.keyword,
                    },
                    "participation_date": _date(event.joined_at) if started else "",
                    "expire_date": _date(event.expires_at) if started else "",
                    "status": status,
                },
                "subscription_list": {"id": int(campaign.list_id)},
            }

        return [
            *self._emit(f"ack_participant_{change}", event.at, event.campaign.id, content),
            *self._emit(f"company_participant_{change}", event.at, None, content),
        ]

    def _participant_person(self, person: Person, version: int) -> JSONObject:
        return {
            "id": self._forms.person_id(person),
            "external_id": person.external_id,
            "mobile_phone": {"mdn": phone(person.mdn or "", version)},
            "url": self._forms.person_url(person),
        }

    def _subscription(self, event: SubscriptionAdded | SubscriptionRemoved) -> list[Callback]:
        """subscription_added and subscription_removed (RP-subscription-callbacks)."""
        subscription, person = event.subscription, event.person
        list_id = subscription.list_id

        def content(version: int) -> JSONObject:
            body: JSONObject = {
                "person": {
                    "id": self._forms.person_id(person),
                    "external_id": person.external_id,
                    "external_person_id": person.external_id,
                    "person_key": self._forms.person_key(person),
                    "url": self._forms.person_url(person),
                    "mobile_phone": {"mdn": phone(person.mdn or "", version)},
                },
                "subscription_list": {"id": list_id, "url": self._forms.list_url(list_id)},
                "opt_in_date": seconds(subscription.opt_in_at),
            }
            if subscription.opt_out_at is not None and subscription.ended_by is not None:
                body["opt_out_date"] = offset_seconds(subscription.opt_out_at)
                body["opt_out_reason"] = OPT_OUT_REASONS[subscription.ended_by]
            return {"subscription": body}

        added = isinstance(event, SubscriptionAdded)
        return self._emit(
            "subscription_added" if added else "subscription_removed", event.at, list_id, content
        )

    def _person(self, callback_type: str, at: datetime, person: Person) -> list[Callback]:
        """person_added and person_updated: the whole person (W-Person+API+Callback+Events)."""

        def content(version: int) -> JSONObject:
            entity = self._forms.person(person, version)
            del entity["person_key"]  # younger than the page that shows the callback
            return {"person": entity}

        return self._emit(callback_type, at, None, content)

    def _unmatched(self, event: TextUnmatched) -> list[Callback]:
        """unmatched_message_received (RP-unmatched-message-callbacks, W-52658337)."""
        account = self._forms.account
        message = self._message_ids.next()

        def content(version: int) -> JSONObject:
            carrier = account.assumptions.carrier_code
            if event.person is not None:
                carrier = self._forms.carrier(event.person) or ""
            return {
                "participant": {"mdn": phone(event.mdn, version), "carrier_id": carrier},
                "source_code": {
                    "company_key": account.company_key,
                    "code": event.number,
                    "country_code": calling_code(account.country),
                    "code_type": "LC" if event.number.startswith("+") else "SC",
                    "default_response": self._default_response,
                    "response_sent": event.answer is not None,
                },
                "message": event.text,
                "message_id": self._message_ids.long(2 * message),
                "txn_id": self._message_ids.long(2 * message + 1),
                "receipt_date": f"{event.at.isoformat()[:19]}+00:00",
            }

        return self._emit("unmatched_message_received", event.at, event.number, content)


def _outcome(event: TransitionTaken) -> tuple[str, str] | None:
    """Which participant callback a transition causes, with which status; None: none (D2)."""
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
