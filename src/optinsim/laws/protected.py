"""How the API's callers can find out who has stopped, before they make a call.

Knows whether the platform sent a callback for a stop. Does not know which calls are wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent

if TYPE_CHECKING:
    from optinsim.laws.law import Step

_KEPT = frozenset({Consent.UNSUBSCRIBED, Consent.DECLINED})


def whom_to_leave_out(step: Step) -> str:
    """What a caller does instead of a call about a person who asked to stop."""
    wished = step.wished
    if not wished.is_read:
        return f"{wished.text!r} is not read as a stop; mend that first (stop-is-read)"
    left_out = "do not make this call for people who stopped"
    if wished.is_told:
        return f"{left_out}; the callbacks name them"
    if not _KEPT.isdisjoint(step.before.values()):
        return f"{left_out}; this stop brought no callback, so ask the API before the call"
    return (
        f"{left_out}; this person is in no campaign, so the platform keeps no record of the stop "
        "and sends no callback: ask the vendor to report such stops, or to refuse the call"
    )
