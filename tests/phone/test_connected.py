"""The phone of a running server: it shows what other clients do there, too."""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from optinsim.client import Client
from optinsim.phone.app import PhoneApp
from optinsim.phone.banner import Banner
from optinsim.phone.connected import live
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.server_account import ServerAccount
from optinsim.phone.subscriber_tabs import SubscriberTabs
from optinsim.server.app import Program, Server, listen
from optinsim.server.background import SECONDS_TO_END
from optinsim.server.hosting import Hosting
from tests.phone.phones import Phone, Running
from tests.server.serving import ANN, NOON, PATIENCE, ROOT, VIBES, Wall, hosted, served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from optinsim.server.hosted import Hosted

CORDIAL = ROOT / "scenarios/accounts/acme-cordial.yaml"
SIZE = (120, 36)
PROMPT = "Acme Stores: Reply Y or your ZIP code"


@contextmanager
def connected(url: str, account: str | None = None, file: Path | None = None) -> Iterator[Running]:
    """A phone of a server."""
    running = Running(PhoneApp(file, server=ServerAccount(url, account)), SIZE)
    try:
        yield running
    finally:
        running.close()


class Shared:
    """A server whose clock stands still, a client of it, and two phones.

    The first knows the account's file.
    """

    def __init__(self, client: Client, phones: list[Running]) -> None:
        self.client = client
        self.phones = phones

    def play(self, script: Callable[[Phone], Awaitable[None]], number: int = 0) -> None:
        """Play a script on one of the phones."""
        play(self.phones[number], script)

    def reset(self) -> None:
        """Begin again, with nothing on the phones."""
        self.client.reset()
        for running in self.phones:
            play(running, self._begin)

    async def _begin(self, phone: Phone) -> None:
        await until(phone, lambda: not phone.session.turns)
        while phone.app.screen is not phone.screen:
            _ = phone.app.screen.dismiss(None)
            await phone.settle()
        del phone.session.subscribers[1:]
        phone.session.current = phone.session.subscribers[0]
        await phone.screen.show_current()
        await phone.tab("state")
        phone.app.clear_notifications()


@pytest.fixture(scope="module")
def _running() -> Iterator[Shared]:
    """Starting a phone takes most of the time of a short test."""
    with ExitStack() as stack:
        url = stack.enter_context(served(hosted(start=NOON, speed=0)))
        client = stack.enter_context(Client(url))
        phones = [connected(url, file=VIBES), connected(url)]
        yield Shared(client, [stack.enter_context(one) for one in phones])


@pytest.fixture
def shared(_running: Shared) -> Shared:
    """The server and its phones, as they begin."""
    _running.reset()
    return _running


def play(running: Running, script: Callable[[Phone], Awaitable[None]]) -> None:
    running.run(running.play(script))


async def until(phone: Phone, holds: Callable[[], Any]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await phone.pilot.pause()
    await phone.settle()


def tabs(phone: Phone) -> list[str]:
    """The subscribers' tabs."""
    return [str(tab.label) for tab in phone.screen.query_one(SubscriberTabs).query("Tab")]  # type: ignore[attr-defined]  # a tab has a label


def banner(phone: Phone) -> str:
    """What the line above the conversation says; empty: it is hidden."""
    shown = phone.screen.query_one(Banner)
    return str(shown.render()) if shown.display else ""


def test_a_text_is_answered_by_the_server(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        assert phone.bubbles[0] == "→ SUMMER"
        assert phone.bubbles[1].startswith(PROMPT)
        assert phone.state == "pending"
        assert " live" in phone.frame
        await phone.text("Y")
        assert phone.state == "subscribed"
        await phone.tab("callbacks")
        assert any("subscription_added" in heading for heading in phone.headings("#callback-tree"))
        await phone.tab("why")
        assert "read as yes" in phone.frame

    shared.play(script)
    assert [line["kind"] for line in shared.client.messages()["lines"]] == ["text", "reply"] * 2


def test_what_others_do_appears_as_it_comes(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        mine = phone.session.current.mdn
        await asyncio.to_thread(shared.client.text, "SUMMER", mine)
        await until(phone, lambda: len(phone.bubbles) == 2)
        assert phone.bubbles[0] == "→ SUMMER"
        await asyncio.to_thread(shared.client.text, "SUMMER", ANN)
        await until(phone, lambda: len(phone.session.subscribers) == 2)
        assert len(phone.bubbles) == 2
        assert f"{ANN} pending ● 1 new" in tabs(phone)[1]
        await phone.press("f8")
        assert phone.bubbles[0] == "→ SUMMER"
        assert phone.bubbles[1].startswith(PROMPT)

    shared.play(script)


def test_what_others_do_leaves_alone_what_is_read(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y", "HELP", "SUMMER"):
            await phone.text(text)
        view = phone.screen.query_one(ConversationView)
        view.scroll_to(y=0, animate=False)
        await phone.settle()
        await asyncio.to_thread(shared.client.text, "HELP", phone.session.current.mdn)
        await until(phone, lambda: phone.bubbles[-2] == "→ HELP")
        assert view.scroll_y == 0
        await phone.text("STOP")
        assert view.scroll_y == view.max_scroll_y > 0

    shared.play(script)


def test_two_phones_see_each_others_texts_and_time(shared: Shared) -> None:
    async def ask(phone: Phone) -> None:
        await phone.text("SUMMER")

    async def a_day_later(phone: Phone) -> None:
        await until(phone, lambda: phone.state == "pending")
        await phone.press("f3")
        assert phone.state == "expired"

    async def see(phone: Phone) -> None:
        await until(phone, lambda: phone.state == "expired")
        assert phone.session.world.now.isoformat() == "2026-01-06T12:00:00+00:00"

    shared.play(ask)
    shared.play(a_day_later, 1)
    shared.play(see)


def test_going_back_asks_and_holds_for_all(shared: Shared) -> None:
    async def confirm(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("Y")
        assert phone.state == "subscribed"

    async def back(phone: Phone) -> None:
        await until(phone, lambda: phone.state == "subscribed")
        await phone.press("f5")
        await until(phone, lambda: phone.app.screen is not phone.screen)
        assert "Go back, for all who use this server?" in phone.frame
        assert f"{phone.session.current.mdn} texts Y" in phone.frame
        await phone.press("enter")
        await until(phone, lambda: phone.state == "pending")
        assert len(phone.bubbles) == 2

    async def see(phone: Phone) -> None:
        await until(phone, lambda: phone.state == "pending")
        assert len(phone.bubbles) == 2
        assert phone.notices[-1].startswith("The server has gone back to")

    shared.play(confirm)
    shared.play(back, 1)
    shared.play(see)
    [person] = shared.client.people()["people"]
    assert person["states"] == {"ACQ1234": "pending"}


def test_where_no_moment_was_named_there_is_no_way_back(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        await asyncio.to_thread(shared.client.text, "SUMMER", phone.session.current.mdn)
        await until(phone, lambda: len(phone.bubbles) == 2)
        await phone.press("f5")
        await until(phone, lambda: phone.notices)
        assert phone.notices[-1].startswith("The server cannot go back so far")

    shared.play(script)


def test_a_call_to_the_api_is_authenticated_by_the_server(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        form = phone.session.world.forms(phone.session.current.about)[0]
        request = form.request({})
        assert await phone.screen.play(lambda: phone.session.play(request))
        response = phone.session.turns[-1].response
        assert response is not None
        assert response.status < 300
        assert phone.session.world.record(phone.session.current.mdn) is not None

    shared.play(script)


def test_a_reload_is_shown(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        text = VIBES.read_text(encoding="utf-8").replace("Acme Stores", "Acme Shops")
        await asyncio.to_thread(shared.client.reload, "acme-vibes", text)
        await until(phone, lambda: phone.session.account.setup.brand == "Acme Shops")
        assert len(phone.bubbles) == 2
        await phone.text("HELP")
        assert phone.bubbles[-1].startswith("Acme Shops")
        text = VIBES.read_text(encoding="utf-8")
        await asyncio.to_thread(shared.client.reload, "acme-vibes", text)
        await until(phone, lambda: phone.session.account.setup.brand == "Acme Stores")

    shared.play(script)


@contextmanager
def served_at(account: Hosted, port: int) -> Iterator[int]:
    """A server on a port; 0: on any. The port."""
    listener = listen("127.0.0.1", port)
    program = Program(Server(Hosting([account], account.wall)))
    thread = threading.Thread(target=program.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        program.should_exit = True
        thread.join(SECONDS_TO_END)


def test_a_server_that_is_away_is_said_and_found_again() -> None:
    account = hosted(start=NOON, speed=0)

    async def ask(phone: Phone) -> None:
        await phone.text("SUMMER")

    async def without(phone: Phone) -> None:
        await until(phone, lambda: banner(phone))
        await phone.text("Y")
        assert "the phone tries again" in banner(phone)
        assert phone.state == "pending"

    async def again(phone: Phone) -> None:
        await until(phone, lambda: not banner(phone))
        await phone.press("enter")  # the text is still there
        assert phone.state == "subscribed"

    with patch.object(live, "RETRY_SECONDS", 0.05), ExitStack() as stack:
        with served_at(account, 0) as port:
            running = stack.enter_context(connected(f"http://127.0.0.1:{port}"))
            play(running, ask)
        play(running, without)
        stack.enter_context(served_at(account, port))
        play(running, again)


def test_a_file_that_is_not_the_servers_account_is_refused() -> None:
    with served(hosted()) as url:
        app = PhoneApp(CORDIAL, server=ServerAccount(url))
        asyncio.run(_open(app))
    assert "is not what the server has" in str(app.failure)


def test_a_server_that_is_not_there_is_named() -> None:
    for url, says in (
        ("http://127.0.0.1:1", "no server answers at http://127.0.0.1:1"),
        ("127.0.0.1:8000", "'127.0.0.1:8000' is no URL of a server"),
        ("http://[", "'http://[' is no URL of a server"),
    ):
        app = PhoneApp(server=ServerAccount(url))
        asyncio.run(_open(app))
        assert says in str(app.failure)


def test_what_a_server_has_not_is_said(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        for key, says in (
            ("f4", "nothing is waiting for its time"),
            ("ctrl+g", "keeps no branch"),
            ("shift+f8", "nothing was done yet"),
            ("shift+f10", "nothing was done yet"),
            ("shift+f9", "save it (Ctrl+S)"),
            ("shift+f2", "edited in its file there"),
            ("ctrl+s", "optinsim phone FILE --connect URL"),
        ):
            await phone.press(key)
            assert says in phone.notices[-1]

    shared.play(script, 1)


def test_a_conversation_is_saved_as_a_scenario_that_passes(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f2")
        await asyncio.to_thread(shared.client.text, "SUMMER", ANN)
        await phone.text("Y")
        await phone.press("ctrl+s")
        await until(phone, lambda: phone.app.screen is not phone.screen)
        await phone.press("enter")
        await until(phone, lambda: phone.notices)
        assert phone.notices[-1].endswith("and it passes")

    monkeypatch.chdir(tmp_path)
    shared.play(script)
    [saved] = (tmp_path / "scenarios").iterdir()
    assert "wait: 1h" in saved.read_text(encoding="utf-8")


def test_two_futures_begin_in_this_process(shared: Shared) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f2", "shift+f8")
        await until(phone, lambda: phone.app.screen is not phone.screen)
        assert "expired" in phone.frame
        await phone.press("ctrl+k")
        await until(phone, lambda: phone.app.screen is phone.screen)
        assert phone.state == "subscribed"
        assert " live" not in phone.frame
        await phone.text("STOP")
        assert phone.state == "unsubscribed"
        await phone.press("ctrl+l")
        await until(phone, lambda: phone.app.screen is not phone.screen)
        await phone.press("home", "enter")
        await until(phone, lambda: " live" in phone.frame)
        assert phone.state == "pending"

    shared.play(script)


def test_one_of_several_accounts_is_named_and_shows_what_was() -> None:
    async def script(phone: Phone) -> None:
        assert phone.session.account.file.platform == "cordial"
        await phone.press("f8")
        assert phone.bubbles[0] == "→ STOP"
        await phone.press("shift+f1")
        await until(phone, lambda: phone.app.phone is None)

    with served(hosted(), hosted(CORDIAL)) as url:
        app = PhoneApp(server=ServerAccount(url))
        asyncio.run(_open(app))
        assert str(app.failure) == "name one of the accounts: acme-vibes, acme-cordial"
        app = PhoneApp(server=ServerAccount(url, "acme"))
        asyncio.run(_open(app))
        assert "there is no account 'acme': acme-vibes, acme-cordial" in str(app.failure)
        with Client(url, account="acme-cordial") as client:
            client.text("STOP", ANN)
        with connected(url, "acme-cordial") as running:
            play(running, script)


async def _open(app: PhoneApp) -> None:
    """Start a phone that cannot open."""
    async with app.run_test() as pilot, asyncio.timeout(PATIENCE):
        while app.failure is None:
            await pilot.pause()


def test_a_server_that_begins_anew_has_another_conversation() -> None:
    async def ask(phone: Phone) -> None:
        await phone.text("SUMMER")

    async def other(phone: Phone) -> None:
        await until(phone, lambda: phone.bubbles == [])
        assert phone.state == "none"

    def account(day: int) -> Hosted:
        return hosted(start=NOON, speed=0, wall=Wall(NOON + timedelta(days=day)))

    with patch.object(live, "RETRY_SECONDS", 0.05), ExitStack() as stack:
        with served_at(account(0), 0) as port:
            running = stack.enter_context(connected(f"http://127.0.0.1:{port}"))
            play(running, ask)
        stack.enter_context(served_at(account(1), port))
        with Client(f"http://127.0.0.1:{port}") as client:
            client.text("SUMMER", ANN)
        play(running, other)
