"""(h, i) The phone against Textual: a key at most 2 times, the start at most 1.6 times its cost.

(h) Both: from a key to the frame that a terminal gets, in the same process, on a screen that nobody
sees. Ours: the phone in the middle of a conversation of 10,000 messages, so a letter counts and
paints the characters of a text as well. Theirs: an `Input` alone.

(i) Both: a whole process up to its first frame. Ours: `optinsim phone ACCOUNT`, whose first frame
says that it opens the account; for information, the same up to where one can type. Theirs: `App`,
as it is.

Fair, because both sides have the same screen, and neither a cursor that blinks. All CPU time of
these processes counts, so also what is done between two frames.
"""

from __future__ import annotations

import asyncio
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.widgets import Input, Tab

from benchmarks.common import ACCOUNT_FILE, Row, account, best, process_seconds
from benchmarks.peers.painter import Painter
from optinsim.phone.app import PhoneApp
from optinsim.phone.composer import Composer
from optinsim.phone.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.pilot import Pilot

MESSAGES = 10_000
KEYS = 50
KEY_ROUNDS = 6
START_ROUNDS = 12
EMPTY = "from textual.app import App; App().run()"


def measure_keys() -> Iterator[Row]:
    """Measure (h), for one key."""
    session = long_session(MESSAGES)
    seconds = best(
        {
            "phone": lambda: _phone_seconds(session),
            "input": _input_seconds,
        },
        KEY_ROUNDS,
    )
    ours, theirs = (seconds[name] / KEYS for name in ("phone", "input"))
    yield Row(
        f"a key on the phone, {MESSAGES:,} messages",
        f"{1000 * ours:.2f} ms",
        f"Input {1000 * theirs:.2f} ms",
        ours / theirs,
        at_most=2,
    )


def measure_start() -> Iterator[Row]:
    """Measure (i), for a whole process."""
    phone = ("optinsim", "phone", str(ACCOUNT_FILE))
    seconds = best(
        {
            "painted": lambda: _until_painted("Opening", *phone),
            "empty": lambda: _until_painted("", "python", "-c", EMPTY),
            "ready": lambda: _until_painted("Enter sends it", *phone),
        },
        START_ROUNDS,
    )
    theirs = seconds["empty"]
    for name, what, bar in (
        ("painted", "start of the phone, to its first frame", 1.6),
        ("ready", "start of the phone, to where one types", None),
    ):
        yield Row(
            what,
            f"{1000 * seconds[name]:.0f} ms",
            f"empty app {1000 * theirs:.0f} ms",
            seconds[name] / theirs,
            at_most=bar,
        )


def long_session(messages: int) -> Session:
    """A conversation of so many texts, both ways.

    Raises:
        RuntimeError: there are not so many.
    """
    session = Session(account())
    keyword = session.account.setup.campaigns[0].keywords[0]
    for text in islice(cycle((keyword, "Y", "HELP", "STOP")), messages // 2):
        session.text(text)
    came = sum(1 + len(turn.replies) for turn in session.turns)
    if came != messages:
        message = f"there are {came} messages"
        raise RuntimeError(message)
    return session


class _Alone(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()


def _input_seconds() -> float:
    taken = []

    async def play(pilot: Pilot[object]) -> None:
        written = pilot.app.query_one(Input)
        written.cursor_blink = False
        taken.append(await _type())
        _check(written.value)
        pilot.app.exit()

    asyncio.run(_Alone(driver_class=Painter).run_async(auto_pilot=play))
    return taken[0]


def _phone_seconds(session: Session) -> float:
    taken = []
    app = PhoneApp(ACCOUNT_FILE)
    app.driver_class = Painter

    async def play(pilot: Pilot[object]) -> None:
        while app.phone is None or not app.phone.query(Tab):  # the last thing that a start makes
            await pilot.pause()
        await app.phone.show_session(session)
        composer = app.phone.query_one(Composer)
        composer.cursor_blink = False
        taken.append(await _type())
        _check(composer.text)
        app.exit()

    asyncio.run(app.run_async(auto_pilot=play))
    return taken[0]


def _check(written: str) -> None:
    if written != "x" * KEYS:
        message = f"this was typed: {written!r}"
        raise RuntimeError(message)


async def _type() -> float:
    """Press keys, each when the one before is on the screen, and say how long they took."""
    driver = Painter.newest
    await asyncio.sleep(0.5)  # for whatever the start still has to do
    started = process_time()
    for _ in range(KEYS):
        driver.painted.clear()
        driver.process_message(events.Key("x", "x"))
        await driver.painted.wait()
    return process_time() - started


def _until_painted(text: str, program: str, *arguments: str) -> float:
    driver = f"{Painter.__module__}:{Painter.__name__}"
    root = str(Path(__file__).parents[1])
    return process_seconds(
        program, *arguments, TEXTUAL_DRIVER=driver, PAINTED=text, PYTHONPATH=root
    )
