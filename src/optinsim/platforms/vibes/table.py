"""The state transitions of a Vibes conversation, row by row.

D2 is vendor-docs/002 (acquisition campaign callbacks); RES is Vibes' onboarding glossary; «ours» is
an assumption that docs/platforms/vibes.md lists.
"""

from __future__ import annotations

from optinsim.core.consent import Consent, Rule, Trigger

_OUT = (Consent.NONE, Consent.DECLINED, Consent.EXPIRED, Consent.UNSUBSCRIBED)
_IN = (Consent.SUBSCRIBED,)
_ASKED = (Consent.PENDING,)

TABLE = (
    Rule(_OUT, Trigger.JOIN, Consent.PENDING, ("prompt",)),  # D2
    Rule(_OUT, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("welcome", "initial")),  # D2, RES
    Rule(_ASKED, Trigger.JOIN, Consent.PENDING, ("prompt",)),  # ours: asked again
    Rule(_ASKED, Trigger.CONFIRM, Consent.SUBSCRIBED, ("welcome", "initial")),  # D2, RES
    Rule(_ASKED, Trigger.DECLINE, Consent.DECLINED, ("declined",)),  # D2; the message is ours
    Rule(_ASKED, Trigger.STOP, Consent.DECLINED),  # D2
    Rule(_ASKED, Trigger.EXPIRE, Consent.EXPIRED),  # D2
    Rule(_ASKED, Trigger.REMOVE, Consent.EXPIRED),  # ours: the phone was taken off the person
    Rule(_IN, Trigger.JOIN, Consent.SUBSCRIBED, ("already_subscribed",)),  # RES
    Rule(_IN, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("already_subscribed",)),  # RES
    Rule(_IN, Trigger.STOP, Consent.UNSUBSCRIBED),  # wiki page 29166307
    Rule(_IN, Trigger.REMOVE, Consent.UNSUBSCRIBED),  # DELETE of a subscription
    Rule((*_OUT, *_ASKED), Trigger.FOLLOW, Consent.SUBSCRIBED),  # ours: the list is shared
)
