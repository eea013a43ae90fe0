"""The phone of the real program in Chromium."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Page

SHOP = Path(__file__).parents[2] / "docs/examples/shop/account.yaml"

# The text on the screen, read by selecting and copying all of it: the terminal draws on a canvas.
SCREEN_SHOWS = """text => {
    const screen = document.querySelector(".xterm-screen");
    if (!screen) return "";
    const {left, top, right, bottom} = screen.getBoundingClientRect();
    const mouse = (type, clientX, clientY, buttons) => screen.dispatchEvent(new MouseEvent(type, {
        clientX, clientY, buttons, button: 0, detail: 1, shiftKey: true, bubbles: true,
    }));
    mouse("mousedown", left + 1, top + 1, 1);
    mouse("mousemove", right - 2, bottom - 2, 1);
    mouse("mouseup", right - 2, bottom - 2, 0);
    const clipboardData = new DataTransfer();
    const copy = new ClipboardEvent("copy", {clipboardData, bubbles: true, cancelable: true});
    document.querySelector(".xterm-helper-textarea").dispatchEvent(copy);
    return clipboardData.getData("text/plain").includes(text);
}"""
LOADED = "performance.getEntriesByType('resource').map(e => e.name)"


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of a conversation is kept for this test only."""
    home = str(tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)


@contextmanager
def serving(account: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The real program, and where it says that the phone is."""
    words = [sys.executable, "-W", "error", "-m", "optinsim", "phone", "--web", "--port", "0"]
    server = subprocess.Popen(  # noqa: S603  (our own program)
        [*words, str(account)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr
        said = server.stderr.readline()
        found = re.fullmatch(
            r"The phone is at (http://127\.0\.0\.1:\d+/\?key=[\w-]+) \(Ctrl-C ends it\)\.\n", said
        )
        assert found, said + server.stderr.read()
        yield found[1], server
    finally:
        server.kill()
        server.communicate()


def wait_for_text(page: Page, text: str) -> None:
    """Wait until the phone's screen shows a text."""
    page.wait_for_function(SCREEN_SHOWS, arg=text, polling=100)


def test_what_is_sent_before_the_connection_is_open_waits_for_it(
    page: Page, tmp_path: Path
) -> None:
    account = shutil.copy(SHOP, tmp_path)
    with serving(Path(account)) as (url, _):
        page.goto(url)
        wait_for_text(page, "Enter sends it")
        sent = """() => {
            const { sessionWebsocketUrl } = document.getElementById("terminal").dataset;
            const socket = new WebSocket(sessionWebsocketUrl);
            socket.send(JSON.stringify(["ping", "early"]));
            return new Promise((resolve) => {
                socket.addEventListener("message", ({ data }) => {
                    if (typeof data === "string" && data.includes("pong")) resolve(data);
                });
            });
        }"""
        assert "early" in page.evaluate(sent)


def test_texts_are_sent_and_answered_and_nothing_comes_from_elsewhere(
    page: Page, tmp_path: Path
) -> None:
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # (The last is how a terminal in a browser says that the machine is busy.)
        usual = ("ping=", "software WebGL", "task queue exceeded")
        if message.type in {"error", "warning"} and not any(u in message.text for u in usual):
            complaints.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    account = tmp_path / 'it\'s "the" $HOME; shop.yaml'
    shutil.copy(SHOP, account)
    with serving(account) as (url, server):
        page.goto(url)
        wait_for_text(page, "Enter sends it")
        page.keyboard.type("SUMMER")
        page.keyboard.press("Enter")
        wait_for_text(page, "Acme: reply Y to get Summer Sale texts.")
        page.keyboard.type("y")
        page.keyboard.press("Enter")
        wait_for_text(page, "Acme: welcome to Summer Sale!")

        loaded = page.evaluate(LOADED)
        assert {"xterm.css", "page.css", "page.js", "textual.js"} <= {
            Path(name).name for name in loaded
        }
        origin = url.partition("?")[0]
        assert all(name.startswith(origin) for name in loaded)
        assert complaints == []

        server.send_signal(signal.SIGINT)
        expect(page.locator("body")).to_have_class(re.compile("-closed"))
        assert server.communicate() == ("", "")
        assert server.returncode == 130


def test_a_phone_that_was_left_can_be_taken_up_anew(page: Page) -> None:
    with serving(SHOP) as (url, _):
        page.goto(url)
        wait_for_text(page, "Enter sends it")
        page.keyboard.type("SUMMER")
        wait_for_text(page, "6/160")
        page.keyboard.press("Control+c")  # asks, because of what is written
        page.keyboard.press("Control+c")
        expect(page.locator(":focus")).to_have_text("Start a new one")
        expect(page.locator(".ended p").first).to_have_text("This phone has ended.")
        page.keyboard.press("Enter")
        wait_for_text(page, "Enter sends it")


def test_what_is_copied_on_the_phone_is_in_the_browsers_clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with serving(SHOP) as (url, _):
        page.goto(url)
        wait_for_text(page, "Enter sends it")
        page.keyboard.insert_text("Hello é")
        wait_for_text(page, "7/160")
        page.keyboard.press("Shift+Home")
        page.keyboard.press("Control+c")
        page.wait_for_function("navigator.clipboard.readText().then(text => text === 'Hello é')")
