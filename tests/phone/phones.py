"""A phone that tests play on, with keys and clicks.

Starting the app takes most of the time of a short test, so tests share a running one: `play` gives
each test a new session on it, and starts another app after a failure.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from textual._compositor import Compositor
from textual.app import ScreenError
from textual.events import Key
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.screen import UPDATE_PERIOD

from optinsim.files.accounts import load_account
from optinsim.phone.account_file import WatchedAccountFile
from optinsim.phone.app import PhoneApp
from optinsim.phone.banner import Banner
from optinsim.phone.behind import BehindTabs
from optinsim.phone.composer import Composer
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.json_tree import JsonTree
from optinsim.phone.session import Session
from optinsim.phone.session_files import SessionFiles
from optinsim.phone.timeline import Bubble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from rich.console import RenderableType
    from textual.screen import Screen

    from optinsim.phone.screen import PhoneScreen

ROOT = Path(__file__).parent.parent.parent
VIBES = ROOT / "scenarios/accounts/acme-vibes.yaml"


class Phone:
    """What a user can do and see."""

    def __init__(self, app: PhoneApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> PhoneScreen:
        """The phone's screen, below any dialog."""
        assert self.app.phone is not None
        return self.app.phone

    @property
    def session(self) -> Session:
        """The current session."""
        return self.screen.session

    @property
    def bubbles(self) -> list[str]:
        """The texts in the conversation; → before those that the subscriber sent."""
        items = self.screen.query_one(ConversationView).items
        return [
            f"→ {item.text}" if item.is_mine else item.text
            for item in items
            if isinstance(item, Bubble)
        ]

    @property
    def state(self) -> str:
        """The current subscriber's state in the only campaign."""
        [state] = self.session.world.states(self.session.current.mdn).values()
        return str(state)

    @property
    def frame(self) -> str:
        """The text on the screen, line by line."""
        screen = self.app.screen
        lines = screen._compositor.render_strips(screen.size)  # noqa: SLF001  (what is painted)
        return "\n".join(line.text.rstrip() for line in lines)

    @property
    def notices(self) -> list[str]:
        """The notifications."""
        return [notice.message for notice in self.app._notifications]  # noqa: SLF001

    async def settle(self) -> None:
        """Wait until the app is idle, and nothing is left to lay out, to scroll or to draw."""
        await self.pilot.pause()
        await self.pilot.pause()  # shows what was laid out for the first
        for _ in range(_MOST_FRAMES):
            if not _is_unfinished(self.app.screen):
                break
            # The timer of the next frame was set before this one, and so is called before it.
            await self.pilot.pause(UPDATE_PERIOD)
        _draw(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.settle()

    def hurry(self, *keys: str) -> None:
        """Press keys without waiting."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))

    async def click(self, what: str, offset: tuple[int, int] = (0, 0)) -> None:
        """Click on something."""
        assert await self.pilot.click(what, offset=offset)
        await self.settle()

    async def text(self, text: str) -> None:
        """Paste a text and send it."""
        self.screen.query_one(Composer).load_text(text)
        self.screen.query_one(Composer).focus()
        await self.press("enter")

    async def tab(self, name: str) -> None:
        """Open one of the tabs behind the screen."""
        await self.click(f"#--content-tab-{name}")

    def headings(self, tree: str) -> list[str]:
        """The headings of a tab with JSON."""
        return [row.key for row in self.screen.query_one(tree, JsonTree).items if not row.path]


_MOST_FRAMES = 20
"""What still moves after so many frames moves for ever, as an animation does."""


def _is_unfinished(screen: Screen[Any]) -> bool:
    """Whether the next frame differs from this one; Textual has no public way to ask."""
    return bool(
        screen._layout_required  # noqa: SLF001
        or screen._scroll_required  # noqa: SLF001
        or screen._repaint_required  # noqa: SLF001
        or screen._dirty_widgets  # noqa: SLF001
        or screen._callbacks  # noqa: SLF001
    )


def _draw(app: PhoneApp) -> None:
    """Draw what has changed since the last time, so that a failure to draw it fails the test."""
    screen = app.screen
    _render_update(screen._compositor, screen_stack=app._background_screens)  # noqa: SLF001


_render_update = Compositor.render_update


def _draw_what_is_asked_for(
    compositor: Compositor, *, full: bool = False, **options: Any
) -> RenderableType | None:
    """Draw a picture, and no frame: without a terminal, Textual draws each of them and drops it.

    `Phone.settle` draws what has changed in all of them, which is a third of the work.
    """
    return _render_update(compositor, full=True, **options) if full else None


async def processed(pilot: Pilot[None]) -> bool:
    """Wait until every widget has processed its messages.

    Textual's own way sends each widget another message, which is a fifth of the work of a test. It
    is needed only while a widget waits for something else than its next message.
    """
    await idle()
    with suppress(ScreenError):  # the app has exited
        pumps = [pilot.app, *pilot.app.screen.walk_children(with_self=True)]
        if all(pump._message_queue.ready_event._waiters for pump in pumps):  # noqa: SLF001
            return True
    return await _wait_for_screen(pilot)


_wait_for_screen = Pilot._wait_for_screen  # noqa: SLF001


async def idle(*_: object) -> None:
    """Wait until every task waits for a timer or for input.

    Textual's own way samples the processor's load, several times a key and for up to a second each:
    a test would be slower, and see other frames, the busier the machine is.
    """
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: SLF001  (there is no public way to ask)
        await asyncio.sleep(0)


_AN_HOUR = 3600.0
"""For how many seconds a notice is shown: longer than any test takes."""


class Running:
    """An app that runs in an event loop of its own, and is used by one test after the other."""

    def __init__(self, app: PhoneApp, size: tuple[int, int], *, every_frame: bool = False) -> None:
        self.app = app
        self._draw = _render_update if every_frame else _draw_what_is_asked_for
        app.animation_level = "none"  # the end of an animation is waited for in real time
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.run(self._open(size))

    def run(self, script: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the app's event loop."""
        with (
            patch("textual.app.wait_for_idle", idle),
            patch("textual.pilot.wait_for_idle", idle),
            patch.object(Pilot, "_wait_for_screen", processed),
            patch.object(Compositor, "render_update", self._draw),
            # Notices would expire before a test on a busy machine reads them.
            patch.object(Notification, "time_left", _AN_HOUR),
        ):
            self._runner.run(script)

    def close(self) -> None:
        """Exit the app; raises what the app raised."""
        try:
            self.run(self._stack.aclose())
        finally:
            self._runner.close()

    def close_after(self, failure: BaseException) -> None:
        """Exit the app after a failure of a script; raises what the app raised, as its cause."""
        try:
            self.close()
        except Exception as crash:  # an app may raise anything
            raise crash from failure

    async def _open(self, size: tuple[int, int]) -> None:
        self._pilot = await self._stack.enter_async_context(self.app.run_test(size=size))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # they are pytest's
            asyncio.get_running_loop().remove_signal_handler(number)
        while self.app.phone is None and self.app.failure is None:
            await self._pilot.pause()
        for _ in range(3):  # a dialog that is offered at the start
            await self._pilot.pause()

    async def play(self, script: Callable[[Phone], Awaitable[None]]) -> None:
        """Play a script."""
        await script(Phone(self.app, self._pilot))

    async def reset(self, account: Path, size: tuple[int, int]) -> None:
        """Make the app as it is after its start.

        Raises:
            TimeoutError: a dialog does not close.
        """
        app, pilot, screen = self.app, self._pilot, self.app.phone
        assert screen is not None
        for _ in range(10):
            if app.screen is screen:
                break
            _ = app.screen.dismiss(None)
            await pilot.pause()
        else:
            raise TimeoutError
        screen.remove_class("-alone")
        screen.query_one(BehindTabs).active = "state"
        screen.query_one(Banner).hide_message()
        screen.query_one(Composer).load_text("")
        screen.query_one(Composer).focus()
        screen.clear_selection()
        app.clear_notifications()
        app.copy_to_clipboard("")
        screen._account = account  # noqa: SLF001  (given to a new screen only)
        screen._account_file = WatchedAccountFile(account)  # noqa: SLF001
        screen._files = SessionFiles(screen, account, None)  # noqa: SLF001
        if app.size != size:
            await pilot.resize_terminal(*size)
        await screen.show_session(Session(load_account(account)))
        for _ in range(2):
            await pilot.pause()


_shared: list[Running] = []
"""The app that tests share in this process, if it runs."""


def play(
    script: Callable[[Phone], Awaitable[None]],
    account: Path = VIBES,
    size: tuple[int, int] = (120, 36),
) -> None:
    """Play a script with a new session on the shared app."""
    if _shared:
        running = _shared.pop()
        try:
            running.run(running.reset(account, size))
        except TimeoutError:
            running.close()
            running = Running(PhoneApp(account), size)
    else:
        running = Running(PhoneApp(account), size)
    try:
        running.run(running.play(script))
        failed = running.app.return_code is not None
    except BaseException as failure:
        running.close_after(failure)
        raise
    if failed:  # or the script quit
        running.close()
    else:
        _shared.append(running)


def play_alone(
    script: Callable[[Phone], Awaitable[None]],
    account: Path = VIBES,
    size: tuple[int, int] = (120, 36),
    folder: Path | None = None,
    *,
    every_frame: bool = False,
) -> PhoneApp:
    """Start the phone, play a script on it, and close it.

    `every_frame`: draw each frame, and not only those for which the script waits.
    """
    running = Running(PhoneApp(account, folder=folder), size, every_frame=every_frame)
    try:
        running.run(running.play(script))
    except BaseException as failure:
        running.close_after(failure)
        raise
    running.close()
    return running.app


def close_shared() -> None:
    """Close the shared app."""
    while _shared:
        _shared.pop().close()
