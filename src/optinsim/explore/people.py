"""Who takes part in a search: one person, or two where they meet.

Two people meet where a call to the vendor's API can give a record of one the number of the other.
Knows their numbers, and what calls know of them. Does not know what they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Account

ALONE = ("+13125550123",)
"""The one person of a search of one."""
PAIR = ("+13125550100", "+13125550101")
"""The two people of a search of two; the numbers are as long, so that they can be renamed."""
NAMES = {ALONE[0]: "ann", PAIR[0]: "ann", PAIR[1]: "ben"}
"""What they are called in scenarios."""

KNOWN: Mapping[str, Mapping[str, str]] = {
    ALONE[0]: {"mdn": ALONE[0]},
    PAIR[0]: {"mdn": PAIR[0], "other_mdn": PAIR[1]},
    PAIR[1]: {"mdn": PAIR[1], "other_mdn": PAIR[0]},
}
"""What the calls know of each; see `Platform.forms`."""


def people_of(mdn: str) -> tuple[str, ...]:
    """Those who take part in a search with a person."""
    return PAIR if mdn in PAIR else ALONE


def people_meet(account: Account) -> bool:
    """Whether the platform has calls that give a record of a person another person's number."""
    simulator = Simulator(account)
    first, second = PAIR
    values = [
        [field.value for form in simulator.forms(known) for field in form.fields]
        for known in ({"mdn": first}, {"mdn": first, "other_mdn": second})
    ]
    return values[0] != values[1]
