"""The state transitions of a Cordial conversation, row by row.

D4 is vendor-docs/004, SETUP and IMPORT are pages of the vendor's, C7 to C14 our assumptions; all
are in facts/cordial.md. `pendingDOI` does not expire (D4: it persists; C21), and a «No» has no
effect (C10): there is no row for either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Rule, Trigger

if TYPE_CHECKING:
    from optinsim.platforms.cordial.account import Assumptions

_OUT = (Consent.NONE, Consent.UNSUBSCRIBED)
_ASKED = (Consent.PENDING,)
_IN = (Consent.SUBSCRIBED,)

TABLE = (
    Rule(_OUT, Trigger.JOIN, Consent.PENDING, ("opt_in",)),  # D4, SETUP; C9 and C12
    Rule(_OUT, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("confirmation",)),  # SETUP: single opt-in
    Rule(_ASKED, Trigger.JOIN, Consent.PENDING, ("opt_in",)),  # C8: asked again
    Rule(_ASKED, Trigger.CONFIRM, Consent.SUBSCRIBED, ("confirmation",)),  # D4, SETUP
    Rule((Consent.NONE, *_ASKED, *_IN), Trigger.STOP, Consent.UNSUBSCRIBED),  # C11, C14
    Rule((*_OUT, *_ASKED, *_IN), Trigger.REMOVE, Consent.UNSUBSCRIBED, ("stop",)),  # D4
)

_ADD_NEW = Rule((Consent.NONE,), Trigger.ADD, Consent.SUBSCRIBED)  # IMPORT: suppressDOI
_ADD_ANY = Rule((*_OUT, *_ASKED), Trigger.ADD, Consent.SUBSCRIBED)
_CONFIRM_AGAIN = (
    Rule(_IN, Trigger.JOIN, Consent.SUBSCRIBED, ("confirmation",)),
    Rule(_IN, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("confirmation",)),
)


def table(assumptions: Assumptions) -> tuple[Rule, ...]:
    """The table of an account, with the rows that its assumptions switch."""
    return (
        *TABLE,
        _ADD_ANY if assumptions.suppress_doi_for_known else _ADD_NEW,
        *(_CONFIRM_AGAIN if assumptions.keyword_repeats_confirmation else ()),
    )
