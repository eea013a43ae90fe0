"""The events of Cordial: the engine's events in, Cordial's out.

The names are the vendor's (AE, EVENTS in facts/cordial.md, A5), and so are `_id`, `action`, `cID`
and `time` (RB). Cordial's webhooks have no fixed form and their properties were not found, so the
properties are ours (C15): `simulated` says so in each. The order is C17's. This module reads events
and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Callback
from optinsim.core.consent import Trigger
from optinsim.core.events import Event, MessageSent, TextReceived, TransitionTaken, mdn_of
from optinsim.core.ids import Ids
from optinsim.core.inbound import Kind
from optinsim.platforms.cordial.records import STATUSES, address, timestamp

if TYPE_CHECKING:
    from optinsim.adapter import JSON
    from optinsim.core.engine import Engine
    from optinsim.core.world import Store
    from optinsim.platforms.cordial.account import CordialAccount
    from optinsim.platforms.cordial.contacts import Contact, Contacts

INCOMING = "crdl_incoming_sms"
STATUS_CHANGE = "crdl_subscribeStatusChange"
DOI_OPTIN = "crdl_sms_doi_optin"
DOI_CONFIRM = "crdl_sms_doi_confirm"
OPTOUT = "optout"
FAILED = "crdl_sms_failed"

ACTIONS = (
    *(INCOMING, STATUS_CHANGE, DOI_OPTIN, DOI_CONFIRM, OPTOUT, FAILED),
    "crdl_sms_delivered",  # AE: documented, and not emulated
    "crdl_phone_deactivation",
)
"""The actions of an SMS channel's events (AE)."""

_OF_MESSAGES = {"opt_in": DOI_OPTIN, "stop": OPTOUT}
"""The event of a message by its purpose: the opt-in message or the stop message was sent."""


def emitted(account: CordialAccount) -> tuple[str, ...]:
    """The names of the events that an account can emit; a single opt-in has no confirmation."""
    asks = any(program.opt_in == "double" for program in account.programs.values())
    return (INCOMING, STATUS_CHANGE, *((DOI_OPTIN, DOI_CONFIRM) if asks else ()), OPTOUT, FAILED)


class Events:
    """The events of one cordial."""

    def __init__(self, account: CordialAccount, engine: Engine, contacts: Contacts) -> None:
        self._channel = account.sms_channel
        self._tells_match = account.unsubscribe_detection != "exact"
        self._landlines = engine.landlines
        self._contacts = contacts
        self._ids = Ids(engine.seed, "cordial/event")
        self._prefix = Ids(engine.seed, "cordial/events").short(1).lower()
        self._world = engine.world
        self._matched: Store[str, str] = engine.world.store("cordial/stop", is_shown=True)
        """How the stop of a text was matched, until the stop message is sent."""

    def of(self, event: Event) -> list[Callback]:
        """The events that Cordial emits for an event of the engine, in order."""
        if isinstance(event, TextReceived):
            return self._incoming(event)
        if isinstance(event, TransitionTaken):
            return self._transition(event)
        if isinstance(event, MessageSent):
            return self._message(event)
        return []

    def _emit(
        self, action: str, event: Event, contact: Contact | None, properties: dict[str, JSON]
    ) -> list[Callback]:
        """One event; none if the person has no contact."""
        if contact is None:
            return []
        body = {
            "_id": self._prefix + self._ids.short(self._world.next("cordial/event")).lower(),
            "action": action,
            "cID": self._contacts.cid(contact),
            "time": timestamp(event.at),
            "properties": {"simulated": True, "channel": self._channel, **properties},
        }
        return [Callback(body, name=action, mdn=mdn_of(event))]

    def _incoming(self, event: TextReceived) -> list[Callback]:
        reading = event.reading
        self._matched.pop("rule", None)
        if reading.kind is Kind.STOP:
            self._matched["rule"] = reading.rule
        contact = self._contacts.by_address(event.mdn)
        properties = {"from": address(event.mdn), "to": event.to, "text": event.text}
        return self._emit(INCOMING, event, contact, properties)

    def _transition(self, event: TransitionTaken) -> list[Callback]:
        """A program's new status, after the event of a confirmation."""
        if event.before is event.after:
            return []
        contact = self._contacts.of(event.person)
        program = {"program": event.campaign.id, "keyword": event.keyword}
        statuses = {
            "subscribeStatus": STATUSES[event.after],
            "previousSubscribeStatus": STATUSES[event.before],
        }
        confirmed = event.trigger is Trigger.CONFIRM
        return [
            *(self._emit(DOI_CONFIRM, event, contact, program) if confirmed else ()),
            *self._emit(STATUS_CHANGE, event, contact, program | statuses),
        ]

    def _message(self, event: MessageSent) -> list[Callback]:
        """The events of a message; a message to a landline is sent, and fails (C2)."""
        action = _OF_MESSAGES.get(event.purpose)
        fails = event.mdn in self._landlines
        if action is None and not fails:
            return []
        contact = self._contacts.by_address(event.mdn)
        properties: dict[str, JSON] = {
            "from": event.number,
            "to": address(event.mdn),
            "text": event.text,
        }
        if event.campaign is not None:
            properties["program"] = event.campaign
        match: dict[str, JSON] = {}
        if action == OPTOUT:
            rule = self._matched.pop("rule", None)
            if rule is not None and self._tells_match:
                match["matchType"] = rule
        return [
            *(self._emit(action, event, contact, properties | match) if action else ()),
            *(self._emit(FAILED, event, contact, properties) if fails else ()),
        ]
