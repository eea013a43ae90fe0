"""The differences between two moments of an account: states of people, their records, deliveries.

Knows moments. Changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.server.moments import Moment


def differences(account: Account, before: Moment, after: Moment) -> dict[str, Any]:
    """The differences, under the names of the control API."""
    old, new = (Simulator.of(account, moment.world) for moment in (before, after))
    people = [*old.people, *new.people]
    mdns = sorted({person.mdn for person in people if person.mdn is not None})
    states, records = [], []
    for mdn in mdns:
        was = old.states(mdn)
        states += [
            {"mdn": mdn, "campaign": campaign, "from": str(was[campaign]), "to": str(state)}
            for campaign, state in new.states(mdn).items()
            if state is not was[campaign]
        ]
        if (record := old.record(mdn)) != (other := new.record(mdn)):
            records.append({"mdn": mdn, "from": record, "to": other})
    numbers = sorted(before.outbox.keys() | after.outbox.keys())
    return {
        "from": before.world.now,
        "to": after.world.now,
        "states": states,
        "records": records,
        "deliveries": [n for n in numbers if before.outbox.get(n) != after.outbox.get(n)],
    }
