"""(l) Snapshot, restore and canonical form of a small world: at most 60 µs together.

One person who waits for one campaign, is subscribed to two, and has left a fourth: the world of an
explorer, which does all three for every step. Beside it stands what `pickle` takes to write and
read the same snapshot, for information.
"""

from __future__ import annotations

import pickle
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, best
from optinsim import Simulator, load_account

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = "scenarios/accounts/acme-vibes-many.yaml"
TEXTS = ("NEWS", "VIP", "Y", "LOCAL", "N", "SUMMER")
ROUNDS = 12
TIMES = 1000


def measure() -> Iterator[Row]:
    """Measure, in microseconds of CPU time."""
    world = simulator()
    taken = best({"ours": lambda: ours(world), "pickle": lambda: pickled(world)}, ROUNDS)
    per = {name: seconds / TIMES * 1e6 for name, seconds in taken.items()}
    yield Row(
        "snapshot, restore and canonical form, one person and four campaigns",
        f"{per['ours']:.1f} µs",
        f"pickle both ways {per['pickle']:.1f} µs",
        per["ours"],
        at_most=60,
        unit="µs",
    )


def simulator() -> Simulator:
    """The world that is measured."""
    made = Simulator(load_account(ACCOUNT))
    for text in TEXTS:
        made.text(text, "+13125550123")
    return made


def ours(world: Simulator) -> float:
    """Take a snapshot, restore it, and make the canonical form."""
    begin = process_time()
    for _ in range(TIMES):
        world.restore(world.snapshot())
        world.canonical()
    return process_time() - begin


def pickled(world: Simulator) -> float:
    """Pickle the snapshot, and read it back."""
    begin = process_time()
    for _ in range(TIMES):
        pickle.loads(pickle.dumps(world.snapshot()))  # noqa: S301 (our own)
    return process_time() - begin
