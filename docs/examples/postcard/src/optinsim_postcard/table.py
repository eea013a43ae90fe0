"""How a Postcard conversation runs, row by row."""

from __future__ import annotations

from optinsim.core.consent import Consent, Rule, Trigger

_OUT = (Consent.NONE, Consent.DECLINED, Consent.UNSUBSCRIBED)

TABLE = (
    Rule(_OUT, Trigger.JOIN, Consent.PENDING, ("ask",)),
    Rule((Consent.PENDING,), Trigger.CONFIRM, Consent.SUBSCRIBED, ("hello",)),
    Rule((Consent.PENDING,), Trigger.DECLINE, Consent.DECLINED),
    Rule((Consent.PENDING,), Trigger.STOP, Consent.DECLINED),
    Rule((Consent.SUBSCRIBED,), Trigger.STOP, Consent.UNSUBSCRIBED),
    Rule((Consent.SUBSCRIBED,), Trigger.REMOVE, Consent.UNSUBSCRIBED),
)
