"""(e) The cost of a text in a world of 100,000 phones: at most 1.3 times that in one of 1,000.

One world in which 100,000 phones join and confirm, from the first to the last, against many worlds
of 1,000 phones, one after the other. What is searched, copied or kept in a list would show here.

Fair, because the texts are the same, and Python's garbage collector, which has more to look at in
a large world, stays on.
"""

from __future__ import annotations

import gc
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, account, best, phones
from optinsim import Simulator
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim import Account

FEW = 1000
MANY = 100_000
SMALL_WORLDS = 20
ROUNDS = 2


def measure() -> Iterator[Row]:
    """Measure, for one text."""
    acme = account()
    seconds = best(
        {
            "few": lambda: text_seconds(acme, FEW, SMALL_WORLDS),
            "many": lambda: text_seconds(acme, MANY, 1),
        },
        ROUNDS,
    )
    few, many = seconds["few"], seconds["many"]
    yield Row(
        f"a text among {MANY:,} phones",
        f"{1e6 * many:.1f} µs",
        f"among {FEW:,} {1e6 * few:.1f} µs",
        many / few,
        at_most=1.3,
    )


def text_seconds(acme: Account, count: int, worlds: int) -> float:
    """What a text took on average, in worlds of so many phones."""
    mdns = list(phones(count))
    gc.collect()
    taken = 0.0
    for _ in range(worlds):
        handle = Simulator(acme).handle
        started = process_time()
        for mdn in mdns:
            handle(ReceiveText(mdn, "SUMMER"))
            handle(ReceiveText(mdn, "Y"))
        taken += process_time() - started
    return taken / (2 * count * worlds)
