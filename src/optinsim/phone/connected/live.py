"""The live part of a connected phone: shows what any client does in the server, as it happens.

Knows when to call the server: to play, to fetch news and to go back. A session that is no server's
(a trial, an opened scenario) is played in this process. Does not know what a server's session lacks
(screen.py).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work

from optinsim.client import AsyncClient, ServerError
from optinsim.errors import CommandError, OptinsimError
from optinsim.phone.banner import Banner
from optinsim.phone.composer import Composer
from optinsim.phone.connected.session import AccountChangedError, session_of
from optinsim.phone.conversation_pane import ConversationPane
from optinsim.phone.dialogs.dialog import ConfirmDialog
from optinsim.phone.header import PhoneHeader
from optinsim.phone.screen import PhoneScreen
from optinsim.phone.steps import step_line
from optinsim.phone.time_ribbon import TimeRibbon

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.client import Client
    from optinsim.phone.connected.session import ConnectedSession, WayBack
    from optinsim.simulator import Turn

T = TypeVar("T")

RETRY_SECONDS = 2.0
"""The time until a server that is away is called again."""
_MOST_LISTED = 5
"""Steps that the question before taking them back names."""


class LiveScreen(PhoneScreen):
    """One session is the server's; see `PhoneScreen`."""

    def __init__(self, client: Client, session: ConnectedSession) -> None:
        """The phone.

        Args:
            client: of the server; closed with the phone.
            session: the server's.
        """
        super().__init__(None, session)
        self._client = client
        self._connected = session
        self._asking = asyncio.Lock()
        """The phone handles an answer before it fetches news again."""
        self._asked: set[asyncio.Future[Any]] = set()
        """The calls to the server that run in other threads."""
        self._rung = asyncio.Event()
        """Set when the server has news."""

    @property
    def _is_live(self) -> bool:
        """Whether the shown session is the server's."""
        return self.session is self._connected

    async def on_mount(self) -> None:
        """Begin to listen."""
        self._listen()
        self._follow_server()
        self.set_interval(1, self._show_time)

    async def on_unmount(self) -> None:  # type: ignore[override]  # Textual awaits a handler that is a coroutine
        """Close the phone, after the answers of running calls."""
        if self._asked:
            await asyncio.wait(self._asked)
        self._client.close()

    async def _in_thread(self, act: Callable[[], T]) -> T:
        """Call the server without blocking the keys."""
        asked = asyncio.ensure_future(asyncio.to_thread(act))
        self._asked.add(asked)
        asked.add_done_callback(self._forget)
        # The thread goes on if its caller is cancelled.
        return await asyncio.shield(asked)

    def _forget(self, asked: asyncio.Future[Any]) -> None:
        self._asked.discard(asked)
        if not asked.cancelled():
            asked.exception()  # told by the caller, if it still waits

    # --- Events of the server

    @work
    async def _listen(self) -> None:
        """Listen to the server's events while the phone is open."""
        async with AsyncClient(self._client.url, account=self._client.account) as client:
            while True:
                problem = "the server has ended"
                try:
                    async with client.events() as events:
                        self._rung.set()
                        async for _ in events:
                            self._rung.set()
                except ServerError as error:
                    problem = str(error)
                self._tell_away(problem)
                await asyncio.sleep(RETRY_SECONDS)

    @work
    async def _follow_server(self) -> None:
        """Show the server's news."""
        while True:
            await self._rung.wait()
            self._rung.clear()
            await self.catch_up()

    async def catch_up(self) -> None:
        """Show the server's news, or that it does not answer."""
        async with self._asking:
            await self._show_news(by_others=True)

    async def _show_news(self, *, by_others: bool) -> None:
        session = self._connected
        try:
            news = await self._in_thread(session.fetch)
        except AccountChangedError:
            await self._open_again()
            return
        except ServerError as error:
            self._tell_away(str(error))
            return
        if not self._is_open:
            return
        self.query_one(Banner).hide_message()
        before = session.connected.sight
        is_back, turns = session.take(news)
        if not self._is_live:
            return  # it is shown as it is when it is shown again
        if is_back:
            await self.show_current()
            self.notify(f"The server has gone back to {session.world.now:%a %H:%M:%S} UTC.")
        elif turns or not news.sight.tells_as(before):
            pane = self.query_one(ConversationPane)
            await pane.append(turns, session, by_others=by_others)
            self._follow()

    async def _open_again(self) -> None:
        """Go on with the server's present account."""
        was_live, former = self._is_live, self._connected
        try:
            session = await self._in_thread(lambda: session_of(self._client, former.seed))
        except OptinsimError as error:
            self._tell_away(str(error))
            return
        same = [one for one in session.subscribers if one.mdn == former.current.mdn]
        session.current = same[0] if same else session.current
        self._connected = session
        self._files.open_sessions.forget(former)
        if was_live:
            composer = self.query_one(Composer)
            self._files.open_sessions.of(session).draft = composer.text
            composer.clear()  # the text goes on with the session that replaces the former one
            await self.show_session(session)
        self.notify("The server goes on with another account text.")

    def _tell_away(self, problem: str) -> None:
        if self._is_open:
            self.query_one(Banner).show_message(f"{problem}; the phone tries again")

    @property
    def _is_open(self) -> bool:
        """Whether the screen still has its widgets: an answer may come while it closes."""
        return bool(self.query(Banner))

    def _show_time(self) -> None:
        """Show the running clock."""
        if self._is_live and self._connected.connected.is_running:
            self.query_one(PhoneHeader).follow(self.session)
            self.query_one(TimeRibbon).follow(self.session)

    # --- Playing

    async def play(self, play: Callable[[], Turn | None]) -> bool:
        """Play a step in the session and show it; False, and a message, if it fails."""
        if not self._is_live:
            return await super().play(play)
        try:
            async with self._asking:
                _ = await self._in_thread(play)
                await self._show_news(by_others=False)
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
            return False
        except ServerError as error:
            self._tell_away(str(error))
            return False
        return True

    async def go_to(self, position: int) -> None:
        """Take the server back, after a question."""
        if not self._is_live:
            await super().go_to(position)
        elif position < self.session.position:
            self._go_back(position)

    @work
    async def _go_back(self, position: int) -> None:
        session = self._connected
        try:
            way = await self._in_thread(lambda: session.way_back(position))
            if way is None:
                self.notify(
                    "The server cannot go back so far: it has a moment to go back to before each"
                    " step of a connected phone, the last 50, and where one was named."
                )
            elif await self.ask(self._question(way)):
                await self._in_thread(lambda: session.go_back(way))
                await self.catch_up()
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
        except ServerError as error:
            self._tell_away(str(error))

    def _question(self, way: WayBack) -> ConfirmDialog:
        undone = self._connected.steps[way.position :]
        lines = [f"To {way.at:%a %d %b %H:%M:%S} UTC. Taken back:"]
        lines += [f"  {step_line(step)}" for step in undone[:_MOST_LISTED]]
        if len(undone) > _MOST_LISTED:
            lines.append(f"  and {len(undone) - _MOST_LISTED} more")
        lines.append("What was delivered to other systems stays there.")
        return ConfirmDialog(
            "Go back, for all who use this server?", "\n".join(lines), "Go back", "Stay"
        )
