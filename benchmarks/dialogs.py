"""(r) The phone after 1,000 steps: every tab, split and dialog at most 100 ms after its key.

Measured from the key to the first frame that shows what the key opens. The phone paints into a
driver without a terminal, and all CPU time of its process counts. A step is a text, and each has
brought a reply and callbacks.
"""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from time import process_time
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Tab

from benchmarks.common import ACCOUNT_FILE, Row
from benchmarks.peers.painter import Painter
from benchmarks.phone import long_session
from optinsim.__main__ import GC_THRESHOLD
from optinsim.phone.app import PhoneApp
from optinsim.phone.behind import BehindTabs
from optinsim.phone.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.pilot import Pilot

    from optinsim.phone.screen import PhoneScreen

STEPS = 1000
ROUNDS = 5
OPENED = (
    *("help", "go_to_time", "choose_step", "call_api", "two_futures", "sign_off"),
    *("two_accounts", "save", "open", "switch", "app.command_palette"),
)
"""The actions that open a split or a dialog here."""
TABS = ("callbacks", "record", "why", "state")
LONGEST = 100.0
"""Milliseconds."""
REST = 0.3
"""Seconds in which the phone finishes what it does by itself, between two keys."""


def measure() -> Iterator[Row]:
    """Measure each key."""
    gc.set_threshold(*GC_THRESHOLD)  # as the program does
    taken: dict[str, list[float]] = {}
    app = PhoneApp(ACCOUNT_FILE)
    app.driver_class = Painter

    async def play(pilot: Pilot[object]) -> None:
        while app.phone is None or not app.phone.query(Tab):  # the last thing that a start makes
            await pilot.pause()
        await app.phone.show_session(long_session(2 * STEPS))
        for _ in range(ROUNDS):
            async for name, seconds in _round(app.phone, pilot):
                taken.setdefault(name, []).append(seconds)
        app.exit()

    asyncio.run(app.run_async(auto_pilot=play))
    for name, times in taken.items():
        milliseconds = 1000 * min(times)
        yield Row(
            f"{name}, after {STEPS:,} steps",
            f"{milliseconds:.0f} ms of CPU time",
            "",
            milliseconds,
            at_most=LONGEST,
            unit="ms",
        )


async def _round(phone: PhoneScreen, pilot: Pilot[object]) -> AsyncIterator[tuple[str, float]]:
    """What is opened, and the seconds until it is painted."""
    app = phone.app
    for key in KEYS:
        if key.action in OPENED:
            await _rest(pilot)
            press = partial(Painter.newest.process_message, events.Key(key.key, None))
            yield key.title, await _seconds(press, lambda: app.screen is not phone)
            while app.screen is not phone:
                await pilot.press("escape")
    tabs = phone.query_one(BehindTabs)
    for name in TABS:
        await _rest(pilot)
        show = partial(setattr, tabs, "active", name)
        yield f"tab {name}", await _seconds(show, lambda: True)


async def _rest(pilot: Pilot[object]) -> None:
    await asyncio.sleep(REST)
    await pilot.pause()


async def _seconds(act: Callable[[], object], is_shown: Callable[[], bool]) -> float:
    """The seconds from an act to the first frame with what it shows."""
    painted = Painter.newest.painted
    started = process_time()
    act()
    while True:
        painted.clear()
        await painted.wait()
        if is_shown():
            return process_time() - started
