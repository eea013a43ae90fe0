"""The state transitions of a Signal Vine conversation, row by row.

USU is a customer's guide, OPTBACK the vendor's page on opting a contact back in, V10 to V12 our
assumptions (facts/signalvine.md, sections B4 and B5). There is no double opt-in: no opt-in is ever
pending.
"""

from __future__ import annotations

from optinsim.core.consent import Consent, Rule, Trigger

_NEW = (Consent.NONE,)
_ACTIVE = (Consent.SUBSCRIBED,)
_STOPPED = (Consent.UNSUBSCRIBED,)

TABLE = (
    Rule(_NEW, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("joined",)),  # V10: a text-in keyword
    Rule(_ACTIVE, Trigger.STOP, Consent.UNSUBSCRIBED),  # USU
    Rule(_NEW, Trigger.ADD, Consent.SUBSCRIBED),  # USU: new contacts are opted in by default
    Rule(_STOPPED, Trigger.ADD, Consent.SUBSCRIBED),  # V12: an import sets `active`; OPTBACK
    Rule((*_NEW, *_ACTIVE), Trigger.REMOVE, Consent.UNSUBSCRIBED),  # D3: an import clears it
)

RETURN = Rule(_STOPPED, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("joined",))
"""A keyword brings a stopped participant back, if the account assumes that, against V11."""
