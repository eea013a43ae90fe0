"""(g) A text through Cordial, against the same through Vibes: at most 1.3 times its cost.

Both: `Simulator.handle` of a keyword, Y and STOP from phones that were never seen before, with
everything that the platform emits built: for a phone 8 events of Cordial, 7 callbacks of Vibes.

Fair, because both go through the same three states on the same engine: their folders differ.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, account, best, phones
from optinsim import Simulator, load_account
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim import Account

ROUNDS = 12
PHONES = 2000
ACCOUNT_FILE = Path(__file__).parents[1] / "scenarios/accounts/acme-cordial.yaml"


def measure() -> Iterator[Row]:
    """Measure, for one text."""
    vibes, cordial = account(), load_account(ACCOUNT_FILE)
    seconds = best({"cordial": lambda: talk(cordial), "vibes": lambda: talk(vibes)}, ROUNDS)
    ours, theirs = (seconds[name] / PHONES / 3 for name in ("cordial", "vibes"))
    yield Row(
        "a text through Cordial, events built",
        f"{1e6 * ours:.1f} µs, {1 / ours:,.0f}/s",
        f"Vibes {1e6 * theirs:.1f} µs, {1 / theirs:,.0f}/s",
        ours / theirs,
        at_most=1.3,
    )


def talk(of: Account) -> float:
    """Have new phones join, confirm and stop, and say how long that took.

    Raises:
        RuntimeError: they did not end where they should.
    """
    simulator = Simulator(of)
    texts = (of.setup.campaigns[0].keywords[0], "Y", "STOP")
    mdns = list(phones(PHONES))
    started = process_time()
    for mdn in mdns:
        for text in texts:
            simulator.handle(ReceiveText(mdn, text))
    taken = process_time() - started
    if simulator.state(mdns[-1]) != "unsubscribed":
        message = f"the last phone is {simulator.state(mdns[-1])}"
        raise RuntimeError(message)
    return taken
