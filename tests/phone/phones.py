"""A phone that tests play on, with the keys and the mouse that people have."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from textual.events import Key

from optinsim.phone.app import PhoneApp
from optinsim.phone.composer import Composer
from optinsim.phone.conversation import Conversation
from optinsim.phone.json_tree import JsonTree
from optinsim.phone.thread import Bubble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from optinsim.phone.desk import Desk
    from optinsim.phone.session import Session

ROOT = Path(__file__).parent.parent.parent
VIBES = ROOT / "scenarios/accounts/acme-vibes.yaml"


class Phone:
    """What somebody in front of the phone can do and see."""

    def __init__(self, app: PhoneApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def desk(self) -> Desk:
        """The phone's screen, whatever lies over it."""
        assert self.app.phone is not None
        return self.app.phone

    @property
    def session(self) -> Session:
        """What was played so far."""
        return self.desk.session

    @property
    def bubbles(self) -> list[str]:
        """The texts in the conversation; → before those that the subscriber sent."""
        items = self.desk.query_one(Conversation).items
        return [
            f"→ {item.text}" if item.is_mine else item.text
            for item in items
            if isinstance(item, Bubble)
        ]

    @property
    def state(self) -> str:
        """Where the current subscriber stands with the only campaign."""
        [state] = self.session.simulator.states(self.session.current.mdn).values()
        return str(state)

    @property
    def frame(self) -> str:
        """What is on the screen, line by line."""
        screen = self.app.screen
        lines = screen._compositor.render_strips(screen.size)  # noqa: SLF001  (what is painted)
        return "\n".join(line.text.rstrip() for line in lines)

    @property
    def notices(self) -> list[str]:
        """What popped up."""
        return [notice.message for notice in self.app._notifications]  # noqa: SLF001

    async def settle(self) -> None:
        """Wait for all that follows; the second frame shows what was laid out for the first."""
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.settle()

    def hurry(self, *keys: str) -> None:
        """Press keys, and do not wait for anything."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))

    async def click(self, what: str, offset: tuple[int, int] = (0, 0)) -> None:
        """Click on something."""
        assert await self.pilot.click(what, offset=offset)
        await self.settle()

    async def text(self, text: str) -> None:
        """Paste a text and send it."""
        self.desk.query_one(Composer).load_text(text)
        self.desk.query_one(Composer).focus()
        await self.press("enter")

    async def tab(self, name: str) -> None:
        """Look at one of the tabs behind the screen."""
        await self.click(f"#--content-tab-{name}")

    def headings(self, tree: str) -> list[str]:
        """What stands in a tab of JSON, folded."""
        return [str(node.label) for node in self.desk.query_one(tree, JsonTree).root.children]


async def idle(*_: object) -> None:
    """Wait until everybody waits for a clock, or for somebody in front of the phone.

    Textual's own way looks at how busy the processor is, several times a key and for up to a second
    each: a test would be the slower, and see other frames, the more others do on the machine.
    """
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: SLF001  (nobody else knows whether something can go on)
        await asyncio.sleep(0)


def play(
    script: Callable[[Phone], Awaitable[None]],
    account: Path = VIBES,
    size: tuple[int, int] = (120, 36),
    kept: Path | None = None,
) -> PhoneApp:
    """Open the phone, do what the script says, and close it."""
    app = PhoneApp(account, kept=kept)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            while app.phone is None and app.failure is None:
                await pilot.pause()
            for _ in range(3):  # what is offered at the start
                await pilot.pause()
            await script(Phone(app, pilot))

    with patch("textual.app.wait_for_idle", idle), patch("textual.pilot.wait_for_idle", idle):
        asyncio.run(run())
    return app
