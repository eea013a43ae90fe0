"""The server that brings the phone to a browser, and whom it answers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError, web
from textual.app import App
from textual.messages import ExitApp
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from optinsim.errors import OptinsimError
from optinsim.phone.browser_tab import TabDriver, TabService
from optinsim.phone.web import command, listen, make_app, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SHOP = Path(__file__).parents[2] / "docs/examples/shop/account.yaml"
KEY = "key"


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of a conversation is kept for this test only."""
    home = str(tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)


@asynccontextmanager
async def listening(phone: str) -> AsyncIterator[int]:
    """A server in this process whose phones are this command of the shell, and its port."""
    listener = listen(0)
    port = listener.getsockname()[1]
    runner = web.AppRunner(make_app(phone, port, KEY))
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield port
    finally:
        await runner.cleanup()


OURS = "127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": OURS}, 101),
        ({"Host": OURS, "Origin": f"http://{OURS}"}, 101),
        ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 101),
        ({"Host": OURS, "Origin": "http://elsewhere.example"}, 403),
        ({"Host": OURS, "Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": OURS, "Origin": f"https://{OURS}"}, 403),
        ({"Host": OURS, "Origin": "null"}, 403),
        ({"Host": "rebound.example:{port}", "Origin": "http://rebound.example:{port}"}, 403),
        ({"Host": "127.0.0.1"}, 403),
    ],
)
def test_a_page_from_elsewhere_gets_no_phone(headers: dict[str, str], status: int) -> None:
    async def ask() -> int:
        async with listening(stand_in(CRASHING)) as port, ClientSession() as browser:
            filled = {name: value.format(port=port) for name, value in headers.items()}
            try:
                url = f"http://127.0.0.1:{port}/ws?key={KEY}"
                async with browser.ws_connect(url, headers=filled):
                    return 101
            except WSServerHandshakeError as refusal:
                return refusal.status

    assert asyncio.run(ask()) == status


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/static/js/textual.js"])
def test_under_a_foreign_name_nothing_is_served(path: str) -> None:
    async def ask() -> int:
        async with listening(stand_in(CRASHING)) as port, ClientSession() as browser:
            url = f"http://127.0.0.1:{port}{path}?key={KEY}"
            async with browser.get(url, headers={"Host": "rebound.example"}) as response:
                return response.status

    assert asyncio.run(ask()) == 403


@pytest.mark.parametrize("path", ["/", "/?key=", "/?key=guess", "/ws", "/page/page.js"])
def test_who_has_not_seen_the_address_gets_nothing(path: str) -> None:
    async def ask() -> int:
        async with listening(stand_in(CRASHING)) as port, ClientSession() as browser:
            response = await browser.get(f"http://127.0.0.1:{port}{path}")
            return response.status

    assert asyncio.run(ask()) == 403


def test_a_cookie_that_is_no_text_is_no_key() -> None:
    async def ask() -> int:
        async with listening(stand_in(CRASHING)) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            cookie = f"optinsim_phone_{port}=".encode() + b"\xff"
            host = f"127.0.0.1:{port}".encode()
            writer.write(b"GET / HTTP/1.0\r\nHost: " + host + b"\r\nCookie: " + cookie)
            writer.write(b"\r\n\r\n")
            answer = await reader.readline()
            writer.close()
            return int(answer.split()[1])

    assert asyncio.run(ask()) == 403


def test_a_browser_that_was_let_in_needs_no_key_for_the_rest() -> None:
    async def ask() -> int:
        jar = CookieJar(unsafe=True)  # which keeps cookies of addresses, as browsers do
        async with (
            listening(stand_in(CRASHING)) as port,
            ClientSession(cookie_jar=jar) as browser,
        ):
            await browser.get(f"http://127.0.0.1:{port}/?key={KEY}")
            [cookie] = jar
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            return (await browser.get(f"http://127.0.0.1:{port}/page/page.js")).status

    assert asyncio.run(ask()) == 200


def test_no_page_shows_the_phone_as_a_part_of_itself() -> None:
    async def ask() -> str:
        async with listening(stand_in(CRASHING)) as port, ClientSession() as browser:
            response = await browser.get(f"http://127.0.0.1:{port}/?key={KEY}")
            assert "The phone needs JavaScript." in await response.text()
            return response.headers["Content-Security-Policy"]

    policy = asyncio.run(ask())
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


# A phone that says where it is, waits to be told to leave, and leaves a sign of it.
STAND_IN = """
import os, sys
sys.stdout.write('__GANGLION__\\n')
sys.stdout.flush()
os.write(1, b'D' + (2).to_bytes(4, 'big') + b'hi')
while b'quit' not in os.read(0, 1000): pass
open(sys.argv[1] + str(os.getpid()), 'w').close()
"""
DEAF = STAND_IN.replace("b'quit'", "b'never'")
CRASHING = STAND_IN.replace("while", "os._exit(1)\nwhile")


def stand_in(code: str, sign: str = "") -> str:
    return f"exec {shlex.join([sys.executable, '-c', code, sign])}"


def test_the_end_of_the_server_is_the_end_of_its_phones(tmp_path: Path) -> None:
    async def play() -> None:
        async with ClientSession() as browser:
            async with listening(stand_in(STAND_IN, f"{tmp_path}/left-")) as port:
                url = f"http://127.0.0.1:{port}/ws?key={KEY}"
                tabs = [await browser.ws_connect(url) for _ in range(3)]
                for tab in tabs:
                    assert await tab.receive_bytes() == b"hi"
                ends = [asyncio.create_task(tab.receive()) for tab in tabs]
            for end in ends:
                assert (await end).type is WSMsgType.CLOSE

    asyncio.run(play())
    assert len(list(tmp_path.iterdir())) == 3


def test_a_tab_that_is_closed_ends_its_phone(tmp_path: Path) -> None:
    async def play() -> None:
        phone = stand_in(STAND_IN, f"{tmp_path}/left-")
        async with listening(phone) as port, ClientSession() as browser:
            tab = await browser.ws_connect(f"http://127.0.0.1:{port}/ws?key={KEY}")
            assert await tab.receive_bytes() == b"hi"
            await tab.close()

    asyncio.run(play())
    assert len(list(tmp_path.iterdir())) == 1


# A phone that sends every packet back.
ECHO = """
import os, struct, sys
sys.stdout.write('__GANGLION__\\n')
sys.stdout.flush()
while len(head := sys.stdin.buffer.read(5)) == 5:
    data = sys.stdin.buffer.read(int.from_bytes(head[1:], 'big'))
    if b'quit' in data:
        break
    os.write(1, b'D' + (len(data) + 1).to_bytes(4, 'big') + head[:1] + data)
"""


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        ([["stdin", "é"]], "Dé"),
        ([["stdin", "\ud83d"], ["stdin", "\ude00"]], "DD😀"),
        ([["stdin", "\ud83d"], ["stdin", "a\ude00"]], "DDa"),
        ([["blur"]], 'M{"type": "blur"}'),
        ([["focus"]], 'M{"type": "focus"}'),
        (
            [["resize", {"width": 80, "height": 10**9}]],
            'M{"type": "resize", "width": 80, "height": 1000}',
        ),
    ],
)
def test_a_page_reaches_its_phone_with_halves_of_emoji_joined(
    sent: list[list[object]], received: str
) -> None:
    async def play() -> str:
        async with (
            listening(stand_in(ECHO)) as port,
            ClientSession() as browser,
            browser.ws_connect(f"http://127.0.0.1:{port}/ws?key={KEY}") as tab,
        ):
            for broken in ("no JSON", "[" * 100_000, "{}", "[]", '["stdin", 1]', '["other"]'):
                await tab.send_str(broken)
            await tab.send_bytes(b"nothing")
            await tab.send_json(["ping", "7"])
            assert await tab.receive_json() == ["pong", "7"]
            echoed = b""
            for message in sent:
                await tab.send_str(json.dumps(message))
                echoed += await tab.receive_bytes()
            return echoed.decode()

    assert received in asyncio.run(play())


def test_a_phone_that_does_not_leave_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optinsim.phone.browser_tab.EXIT_TIMEOUT", 0.01)

    async def play() -> None:
        async with ClientSession() as browser:
            async with listening(stand_in(DEAF)) as port:
                tab = await browser.ws_connect(f"http://127.0.0.1:{port}/ws?key={KEY}")
                assert await tab.receive_bytes() == b"hi"
                end = asyncio.create_task(tab.receive())
            assert (await end).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}

    asyncio.run(play())


def test_a_phone_that_is_asked_to_leave_is_ended_where_the_server_ends_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services: list[TabService] = []
    stop = TabService.stop

    async def cancelled(service: TabService) -> None:
        services.append(service)
        stopping = asyncio.create_task(stop(service))
        await asyncio.sleep(0)
        stopping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopping

    async def play() -> None:
        monkeypatch.setattr(TabService, "stop", cancelled)
        async with ClientSession() as browser, listening(stand_in(DEAF)) as port:
            tab = await browser.ws_connect(f"http://127.0.0.1:{port}/ws?key={KEY}")
            assert await tab.receive_bytes() == b"hi"
            await tab.close()

    asyncio.run(play())
    [service] = services
    assert service._process is not None  # noqa: SLF001  (textual-serve's)
    assert service._process.returncode is not None  # noqa: SLF001


def test_a_phone_that_breaks_off_closes_its_tab() -> None:
    async def play() -> None:
        async with (
            listening(stand_in(CRASHING)) as port,
            ClientSession() as browser,
            browser.ws_connect(f"http://127.0.0.1:{port}/ws?key={KEY}") as tab,
        ):
            assert await tab.receive_bytes() == b"hi"
            end = await asyncio.wait_for(tab.receive(), 60)
            assert end.type is WSMsgType.CLOSE

    asyncio.run(play())


def test_a_phone_whose_server_is_gone_is_gone_too(tmp_path: Path) -> None:
    with (tmp_path / "drawn").open("wb") as drawn:
        phone = subprocess.Popen(command(SHOP, 0), shell=True, stdin=subprocess.PIPE, stdout=drawn)  # noqa: S602  (as textual-serve does)
        assert phone.stdin
        phone.stdin.close()
        assert phone.wait(timeout=60) == 0
    assert (tmp_path / "drawn").read_bytes().startswith(b"__GANGLION__\n")


def test_a_driver_without_a_server_asks_for_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        read, write = os.pipe()
        os.close(write)
        with os.fdopen(read) as nobody:
            monkeypatch.setattr(sys, "__stdin__", nobody)
            app: App[None] = App()
            asked: list[object] = []
            monkeypatch.setattr(app, "post_message", asked.append)
            TabDriver(app).run_input_thread()
            assert [type(message) for message in asked] == [ExitApp]

            left = TabDriver(app)
            left.exit_event.set()
            left.run_input_thread()
            assert len(asked) == 1

    asyncio.run(play())


def test_a_phone_that_never_began_has_nothing_to_end() -> None:
    async def play() -> None:
        async def nobody(*_: object) -> None:
            pass

        await TabService(
            "exit",
            write_bytes=nobody,
            write_str=nobody,
            close=nobody,
            download_manager=DownloadManager(),
        ).stop()

    asyncio.run(play())


def test_a_phone_that_has_just_ended_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing to its pipe fails then, which left the process without anything that waits for it."""

    async def play() -> None:
        async def ignore(*_: object) -> None:
            pass

        async def break_off(*_: object) -> None:
            raise ConnectionResetError

        tab = TabService(
            "exec cat",
            write_bytes=ignore,
            write_str=ignore,
            close=ignore,
            download_manager=DownloadManager(),
        )
        await tab._open_app_process(80, 24)  # noqa: SLF001  (without its task)
        monkeypatch.setattr(AppService, "stop", break_off)
        await tab.stop()
        assert tab._process is not None  # noqa: SLF001
        assert tab._process.returncode == 0  # noqa: SLF001

    asyncio.run(play())


def test_it_says_where_it_is_and_ends_on_ctrl_c() -> None:
    pages: list[int] = []
    said: list[str] = []

    def look(port: int, path: str) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", path)
        pages.append(connection.getresponse().status)
        connection.close()
        os.kill(os.getpid(), signal.SIGINT)

    def say(text: str) -> None:
        said.append(text)
        address = re.search(r":(\d+)(/\S+) ", text)
        assert address
        Thread(target=look, args=[int(address[1]), address[2]]).start()

    with pytest.raises(KeyboardInterrupt):  # the program ends with 130
        serve(SHOP, 0, 0, say)
    assert pages == [200]
    assert len(said) == 1


def test_the_phone_of_a_tab_is_this_program_by_this_python() -> None:
    account = Path("-a 'b' \"c\" $(d) `e`.yaml")
    words = shlex.split(command(account, 7))
    assert sys.executable in words
    assert words[-5:] == ["phone", "--seed", "7", "--", str(account)]


def test_a_port_that_is_taken_is_told() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OptinsimError) as told:
            serve(SHOP, 0, port, pytest.fail)
    assert str(told.value) == (
        f"something listens on port {port} already: choose another with --port"
    )


def test_a_port_that_one_may_not_have_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("socket.create_server", refuse)
    with pytest.raises(OptinsimError, match="nothing can listen on port 80: Permission denied"):
        listen(80)


def test_a_broken_account_is_told_before_anything_is_served(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text("platform: vibs\n", encoding="utf-8")
    words = [sys.executable, "-m", "optinsim", "phone", "--web", str(account)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  (ours)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "did you mean 'vibes'?" in ended.stderr
    assert "The phone is at" not in ended.stderr
