"""How the brand's systems can know whom a stop protects, before they make a call.

Knows what a platform told of a stop. Does not know which calls are wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent

if TYPE_CHECKING:
    from optinsim.laws.law import Step

_KEPT = frozenset({Consent.UNSUBSCRIBED, Consent.DECLINED})


def whom_to_leave_out(step: Step) -> str:
    """What to do instead of a step that is about a person who asked to stop."""
    wished = step.wished
    if not wished.is_read:
        return f"{wished.text!r} is not read as a stop; mend that first (stop-is-read)"
    left_out = "do not make this call for people who stopped"
    if wished.is_told:
        return f"{left_out}; the callbacks tell who they are"
    if not _KEPT.isdisjoint(step.before.values()):
        return f"{left_out}; no callback told of this stop, so ask the API for them before"
    return (
        f"{left_out}; of a stop by a person who takes part in nothing, as here, the platform keeps "
        "no record and sends no callback, so ask the vendor to tell you, or to refuse the call"
    )
