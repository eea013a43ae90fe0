"""The API never subscribes a person whom a stop or a No protects.

What: no call to the vendor's API leads to «subscribed» for a person who asked to stop, or answered
a prompt with no, and has not asked to come back.

Why: consent that was revoked is not the brand's to restore. Where a vendor does it anyway, the
brand's own systems must not make the call.

Source: 47 CFR 64.1200(a)(10); CTIA Messaging Principles 5.1.3 (P7).

Holds: the person texts STOP, the brand adds the person by API, and the API refuses.

Breaks: the person texts STOP, the brand imports a list, and the person is subscribed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.laws.law import Severity, Violation
from optinsim.laws.protected import whom_to_leave_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.core.setup import Campaign, Setup
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1


def reads(setup: Setup) -> Mapping[str, frozenset[Consent]]:
    """A No, where a call may subscribe without asking."""
    is_added = any(rule.trigger is Trigger.ADD for rule in setup.table)
    return {
        campaign.id: frozenset({Consent.DECLINED})
        for campaign in setup.campaigns
        if is_added or any(one.join is Trigger.SUBSCRIBE for one in setup.by_list[campaign.list_id])
    }


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if not step.api and not step.is_import:
        return
    for campaign in step.entered(Consent.SUBSCRIBED):
        through = step.through(campaign)
        if step.wished.stopped:
            if not through:  # else the campaign that was joined says it
                yield _violation(step, campaign, "asked to stop", _instead(step, campaign))
        elif step.before[campaign.id] is Consent.DECLINED:
            instead = "do not make this call for people who answered no: keep a list of them"
            if through:
                instead = f"give {through.campaign.id} a list of its own; or {instead}"
            yield _violation(step, campaign, "answered no", instead)


def _instead(step: Step, campaign: Campaign) -> str:
    change = step.change_of(campaign)
    left_out = whom_to_leave_out(step)
    if change and change.trigger is Trigger.SUBSCRIBE:
        return f"{left_out}. With a double opt-in, {campaign.id} would ask, and subscribe nobody"
    return left_out


def _violation(step: Step, campaign: Campaign, why: str, instead: str) -> Violation:
    through = step.through(campaign)
    shared = f", which fills the list of {through.campaign.id}" if through else ""
    return Violation(
        f"{step.by} subscribes a person who {why} to {campaign.id}{shared}",
        instead,
        key=why,
        wording=step.api,
        expect={"state": {campaign.id: str(step.before[campaign.id])}},
    )
