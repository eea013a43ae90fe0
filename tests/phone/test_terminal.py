"""The real program in a terminal: what it shows, and how it leaves the terminal."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.phone.app import PhoneApp, run
from tests.phone.terminal import ALTERNATE, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = Path(__file__).parents[2] / "docs/examples/shop/account.yaml"
PHONE = ("-W", "error", "-m", "optinsim", "phone")
CONTROL_C = "\x03"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A phone on the shop's account, ready to type."""
    with Terminal([*PHONE, str(SHOP)], tmp_path) as terminal:
        terminal.expect("Enter sends it")
        yield terminal


def test_somebody_joins_confirms_and_leaves(terminal: Terminal) -> None:
    terminal.type("SUMMER\r")
    terminal.expect("Acme: reply Y to get Summer Sale texts.")
    terminal.type("y\r")
    terminal.expect("Acme: welcome to Summer Sale!")
    terminal.type(CONTROL_C)
    terminal.expect("2 steps are not saved")
    terminal.type(CONTROL_C)
    assert terminal.end() == 0
    terminal.assert_clean()


def test_the_window_changes_its_size_while_a_reply_comes(terminal: Terminal) -> None:
    """Waits for single words: a narrow window breaks a sentence between them."""
    terminal.type("SUMMER\r")
    for size in [(60, 10), (20, 5), (3, 2), (1, 1), (1, 60), (300, 1), (200, 60)]:
        terminal.resize(*size)
    terminal.expect("texts.")
    # One after the other, each drawn before the next.
    for columns, rows in [(80, 24), (40, 12), (2, 2), (1, 1)]:
        terminal.resize(columns, rows)
        terminal.expect("\x1b[")
    terminal.type("Y\r")
    terminal.resize(120, 36)
    terminal.expect("welcome")
    terminal.type(CONTROL_C * 2)
    assert terminal.end() == 0
    terminal.assert_clean()


def test_a_byte_that_is_no_utf_8_is_dropped(terminal: Terminal) -> None:
    terminal.type_bytes(b"SUM\xffMER\r")
    terminal.expect("Acme: reply Y to get Summer Sale texts.")
    terminal.program.terminate()
    assert terminal.end() == 128 + signal.SIGTERM
    terminal.assert_clean()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
def test_a_signal_that_asks_for_the_end_leaves_the_terminal_clean(
    terminal: Terminal, number: signal.Signals
) -> None:
    terminal.program.send_signal(number)
    assert terminal.end() == 128 + number
    terminal.assert_clean()


def test_after_a_mistake_of_ours_there_are_words_and_no_values(tmp_path: Path) -> None:
    """The message has the whole path of the file, in a window that is narrower than the path."""
    home = tmp_path / ("home-" * 20)
    home.mkdir()
    mistake = (
        "from optinsim.cli import main\n"
        "from optinsim.phone.screen import PhoneScreen\n"
        "async def back(self):\n"
        "    password = 'not to be shown'.upper()\n"
        "    raise RuntimeError(password)\n"
        "PhoneScreen.action_back = back\n"
        "main()\n"
    )
    with Terminal(["-W", "error", "-c", mistake, "phone", str(SHOP)], home) as terminal:
        terminal.expect("Enter sends it")
        terminal.type("SUMMER\r")
        terminal.expect("Acme: reply Y to get Summer Sale texts.")
        terminal.type("\x1b[15~")  # F5
        terminal.expect("The phone made a mistake and had to close; we are sorry.")
        terminal.expect("What you played is kept, and offered when you start it again.")
        assert terminal.end() == 1
        terminal.assert_clean()
    assert b"NOT TO BE SHOWN" not in terminal.written
    assert b"Traceback" not in terminal.written
    [kept] = home.rglob("crash.txt")
    assert f"\r\n{kept}\r\n".encode() in terminal.written
    assert kept.stat().st_mode & 0o777 == 0o600
    text = kept.read_text(encoding="utf-8")
    assert text.endswith("RuntimeError\n")
    assert ", in back\n" in text
    assert "NOT TO BE SHOWN" not in text
    with Terminal([*PHONE, str(SHOP)], home) as terminal:
        terminal.expect("Not saved last time")


def test_a_window_that_is_closed_ends_the_phone(terminal: Terminal) -> None:
    terminal.hang_up()
    # Python ends with 120 where the last of its output finds no terminal any more.
    assert terminal.program.wait(timeout=60) in {128 + signal.SIGHUP, 120}


def test_a_terminal_that_is_gone_without_a_signal_ends_the_phone(tmp_path: Path) -> None:
    with Terminal([*PHONE, str(SHOP)], tmp_path, controls=False) as terminal:
        terminal.expect("Enter sends it")
        terminal.hang_up()
        assert terminal.program.wait(timeout=60) in {128 + signal.SIGHUP, 120}


def test_a_broken_account_is_told_on_a_terminal_that_is_clean(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text("platform: vibs\n", encoding="utf-8")
    with Terminal([*PHONE, str(account)], tmp_path) as terminal:
        assert terminal.end() == 2
        terminal.assert_clean()
        _, _, after = terminal.written.rpartition(f"\x1b[?{ALTERNATE}l".encode())
        assert b"did you mean 'vibes'?" in after


def test_how_it_ended_is_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PhoneApp, "run", lambda _: None)
    run(SHOP, 0)
    monkeypatch.setattr(PhoneApp, "return_code", 143)
    with pytest.raises(SystemExit) as left:
        run(SHOP, 0)
    assert left.value.code == 143


def test_without_a_terminal_there_is_no_phone() -> None:
    words = [sys.executable, *PHONE, str(SHOP)]
    ended = subprocess.run(  # noqa: S603  (our own program)
        words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == "the phone needs a terminal; with --web, a browser does\n"
