"""The states that a person can come to on a platform, whatever its account says.

Knows the platform's table of transitions. A state that only this account lacks, such as `pending`
without a confirmation, may come after a change of the account, so a scenario may guard against it.
That an opt-in does not expire is a statement of its own, so `expired` counts everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.core.consent import Rule


def states_of(table: Iterable[Rule]) -> tuple[str, ...]:
    """The states that a table leads to, and `expired`."""
    rules = tuple(table)
    found = {Consent.NONE}
    while new := {rule.target for rule in rules if found & {*rule.sources}} - found:
        found |= new
    return tuple(str(state) for state in Consent if state in {*found, Consent.EXPIRED})
