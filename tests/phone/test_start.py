"""Ways in: the start screen, a folder, a scenario, a demo, a new account; what invites to text."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from rich.console import Console
from textual.widgets import Input, OptionList, Select

from optinsim.files.accounts import load_account
from optinsim.phone.app import PhoneApp
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.leave import LeaveDialog
from optinsim.phone.invitation import invite
from optinsim.phone.screen import PhoneScreen
from optinsim.phone.session import Session
from optinsim.phone.start.cards import Card, account_card, cards_in, demo, demo_cards, shown_path
from optinsim.phone.start.new_account import NewAccountDialog
from optinsim.phone.start.recent import recent_accounts, remember
from optinsim.phone.start.screen import StartScreen, _drawn
from optinsim.scaffold import PLATFORMS
from optinsim.scaffold.account import account_text
from tests.phone.phones import Phone, idle, play, play_alone
from tests.phone.played import SHOP, session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

SCENARIO = """\
scenario: Somebody joins
account: account.yaml
steps:
  - text: SUMMER
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an account, a scenario and a broken account."""
    here = tmp_path / "project"
    here.mkdir()
    monkeypatch.chdir(here)
    shutil.copy(SHOP, here / "account.yaml")
    (here / "broken.yaml").write_text("platform: vibs\n", encoding="utf-8")
    (here / "scenarios").mkdir()
    (here / "scenarios/join.yaml").write_text(
        SCENARIO.replace("account.yaml", "../account.yaml"), encoding="utf-8"
    )
    (here / "notes.yaml").write_text("other: 1\n", encoding="utf-8")
    return here


def start(
    script: Callable[[PhoneApp, Pilot[None]], Awaitable[None]],
    target: Path | None = None,
    state: Path | None = None,
) -> PhoneApp:
    """Run the phone, and a script on its first screen."""
    app = PhoneApp(target, folder=state)

    async def run() -> None:
        with (
            patch("textual.app.wait_for_idle", idle),
            patch("textual.pilot.wait_for_idle", idle),
        ):
            async with app.run_test(size=(100, 40)) as pilot:
                while len(app.screen_stack) == 1 and app.failure is None:
                    await pilot.pause()
                await app.workers.wait_for_complete()
                await pilot.pause()
                await script(app, pilot)

    asyncio.run(run())
    return app


async def settled(app: PhoneApp, pilot: Pilot[None]) -> None:
    """Wait until a phone is there."""
    while app.phone is None:
        await pilot.pause()
    await pilot.pause()


async def shown(kind: type[object], app: PhoneApp, pilot: Pilot[None]) -> None:
    """Wait until such a screen is on top."""
    while not isinstance(app.screen, kind):
        await pilot.pause()


def test_from_an_open_phone_the_way_leads_back_to_the_start(folder: Path, tmp_path: Path) -> None:
    """The question says what is kept; the start offers it; a broken account tells why."""

    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        await settled(app, pilot)
        assert app.phone is not None
        await app.phone.play(lambda: app.phone.session.text("SUMMER") if app.phone else None)
        await pilot.press("shift+f1", "shift+f1")
        await shown(LeaveDialog, app, pilot)
        await pilot.press("escape")
        await shown(PhoneScreen, app, pilot)
        await pilot.press("shift+f1")
        await shown(LeaveDialog, app, pilot)
        await pilot.pause()
        asked = " ".join(Phone(app, pilot).frame.split())
        assert "Go to the start screen?" in asked
        assert "1 step is not saved as a scenario, but kept" in asked
        assert "Ctrl+C" not in asked
        await pilot.click("#leave")
        await shown(StartScreen, app, pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert listed(app).startswith("\nGo on with\n Acme Stores")
        assert "\n   go on with " in listed(app)
        (folder / "account.yaml").write_text("platform: vibs\n", encoding="utf-8")
        await pilot.press("enter")
        await pilot.pause()
        await shown(StartScreen, app, pilot)
        assert app.return_code is None
        await pilot.press("ctrl+q")

    app = start(script, folder / "account.yaml", tmp_path / "state")
    assert app.failure is None


def listed(app: PhoneApp) -> str:
    """What the list has."""
    options = app.screen.query_one(OptionList)
    console = Console(width=200, color_system=None)
    with console.capture() as drawn:
        for i in range(options.option_count):
            console.print(options.get_option_at_index(i).prompt)
    return "\n".join(line.rstrip() for line in drawn.get().split("\n"))


@pytest.mark.usefixtures("folder")
def test_without_an_argument_everything_is_listed_that_can_be_opened() -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        shown = listed(app)
        assert "Accounts in this folder" in shown
        assert "Acme Stores  84237 · vibes\n   SUMMER Summer Sale  account.yaml" in shown
        assert "broken.yaml\n   cannot be used: " in shown
        assert "Scenarios in this folder\n scenarios/join.yaml" in shown
        assert shown.count("a demo to try out") == len(PLATFORMS)
        assert shown.index("a demo to try out") < shown.index("A new account")
        assert shown.index("A new account") < shown.index("Scenarios in this folder")
        assert "notes.yaml" not in shown
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.phone is not None
        assert app.phone.session.account.file.name == "Acme Stores"

    start(script)


def test_the_home_folder_is_shown_as_a_tilde() -> None:
    assert shown_path(Path.home() / "shop/account.yaml") == "~/shop/account.yaml"
    assert shown_path(Path("/elsewhere/account.yaml")) == "/elsewhere/account.yaml"


def test_a_long_line_of_the_list_goes_on_below_its_beginning() -> None:
    console = Console(width=20, color_system=None)
    with console.capture() as drawn:
        console.print(_drawn(Card("Shop", "SUMMER Summer Sale  account.yaml", Path())))
    assert [line.rstrip() for line in drawn.get().splitlines()] == [
        " Shop",
        "   SUMMER Summer",
        "   Sale",
        "   account.yaml",
    ]


def test_a_folder_is_listed_and_a_scenario_in_it_opens_as_one(folder: Path) -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        shown = listed(app)
        assert f"Accounts in {folder}" in shown
        options = app.screen.query_one(OptionList)
        options.highlighted = options.option_count - 1
        await pilot.press("enter")
        await settled(app, pilot)
        assert app.phone is not None
        assert app.phone.session.opened is not None
        assert app.phone.account_path == folder / "scenarios/../account.yaml"

    start(script, target=folder)


def test_a_scenario_is_opened_as_a_scenario_and_of_several_one_is_chosen(folder: Path) -> None:
    file = folder / "two.yaml"
    file.write_text(f"{SCENARIO}---\n{SCENARIO.replace('joins', 'stops')}", encoding="utf-8")

    async def choose(app: PhoneApp, pilot: Pilot[None]) -> None:
        await pilot.press("down", "enter")
        await settled(app, pilot)
        assert app.phone is not None
        assert app.phone.session.opened is not None
        assert app.phone.session.opened.title == "Somebody stops"

    async def close(app: PhoneApp, pilot: Pilot[None]) -> None:
        await pilot.press("escape")
        await pilot.pause()
        assert not app.is_running

    start(choose, target=file)
    start(close, target=file)


def test_what_cannot_be_opened_is_told_and_something_else_can_be_chosen(folder: Path) -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        (folder / "account.yaml").write_text("platform: vibs\n", encoding="utf-8")
        await pilot.press("enter")
        while not isinstance(app.screen, StartScreen):
            await pilot.pause()
        await pilot.pause()
        await pilot.pause()
        assert "did you mean" in str(app.screen.query_one("#start-problem").render())
        await pilot.press("ctrl+q")

    start(script)


def test_a_file_that_cannot_be_used_ends_the_phone_with_the_problem(folder: Path) -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        pass

    assert "did you mean" in str(start(script, target=folder / "broken.yaml").failure)


def test_recent_accounts_come_first_with_the_session_that_was_not_saved(
    folder: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"

    async def text(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+c", "ctrl+c")

    play_alone(text, account=folder / "account.yaml", folder=state)

    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        shown = listed(app)
        assert shown.index("Go on with") < shown.index("Accounts in this folder")
        assert "\n   go on with " in shown
        assert shown.count("Acme Stores  84237") == 1
        await pilot.press("enter")
        await settled(app, pilot)

    start(script, state=state)


def test_a_new_account_is_asked_for_written_and_opened(folder: Path) -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await pilot.pause()
        dialog = app.screen
        assert isinstance(dialog, NewAccountDialog)
        assert "vibes: campaigns and lists, callbacks for events" in Phone(app, pilot).frame
        await pilot.press("enter")
        await pilot.pause()
        assert "Still needed: brand." in str(dialog.query_one("#fault").render())
        dialog.query_one("#brand", Input).value = 'Joe\'s "Diner" \\1: #1'
        dialog.query_one("#number", Input).value = "hello"
        await pilot.press("enter")
        await pilot.pause()
        fault = str(dialog.query_one("#fault").render())
        assert "a short code of 3 to 8\ndigits" in fault
        dialog.query_one("#number", Input).value = "+1 312 555 0123"
        dialog.query_one("#keyword", Input).value = "STOP"
        await pilot.press("enter")
        await pilot.pause()
        fault = str(dialog.query_one("#fault").render())
        assert "'STOP'" in fault
        assert ".yaml" not in fault
        assert "|" not in fault
        assert not list(folder.glob("joe*"))
        dialog.query_one("#number", Input).value = "55555"
        dialog.query_one("#keyword", Input).value = "PIE"
        dialog.query_one("#platform", Select).value = "cordial"
        await pilot.click("#make")
        await settled(app, pilot)
        assert app.phone is not None
        file = app.phone.session.account.file
        assert (file.name, file.number, file.platform) == (
            'Joe\'s "Diner" \\1: #1',
            "55555",
            "cordial",
        )
        assert app.phone.session.account.setup.campaigns[0].keywords == ("PIE",)
        assert "# the brand" in (folder / "joe-s-diner-1-1.yaml").read_text(encoding="utf-8")
        [notice] = Phone(app, pilot).notices
        assert notice == (
            "Your account is the file joe-s-diner-1-1.yaml. Shift+F2 changes what the brand says."
        )

    start(script)


def test_a_new_account_never_overwrites_and_can_be_left(folder: Path) -> None:
    (folder / "acme.yaml").write_text("mine: 1\n", encoding="utf-8")

    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        options = app.screen.query_one(OptionList)
        options.highlighted = options.get_option_index("new")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.click("#close")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen)
        await pilot.press("n")
        await pilot.pause()
        app.screen.query_one("#brand", Input).value = "Acme"
        await pilot.press("enter")
        await settled(app, pilot)
        assert (folder / "acme-2.yaml").exists()
        assert (folder / "acme.yaml").read_text(encoding="utf-8") == "mine: 1\n"

    start(script)


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_written_to_is_told() -> None:
    async def script(app: PhoneApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await pilot.pause()
        app.screen.query_one("#brand", Input).value = "Acme"
        with patch("optinsim.phone.start.new_account.create_bytes", side_effect=OSError(13, "No")):
            await pilot.press("enter")
            await pilot.pause()
        assert "acme.yaml cannot be written: No" in str(app.screen.query_one("#fault").render())

    start(script)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_a_new_account_whose_keyword_joins(
    platform: str, tmp_path: Path
) -> None:
    text = account_text(platform, brand="Pi & Co", number="55555", keyword="PIE")
    path = tmp_path / "account.yaml"
    path.write_text(text, encoding="utf-8")
    played = Session(load_account(path))
    turn = played.text("pie")
    assert turn.changes
    assert "Pi & Co" in turn.replies[0].text
    assert "#" in text
    assert "yaml-language-server" not in text
    example = r"acme|summer|big state|admissions"
    assert not re.search(example, text, re.IGNORECASE), "of the example nothing is left"


def test_a_demo_is_a_file_of_ones_own_that_is_not_written_over(tmp_path: Path) -> None:
    path = demo("vibes", tmp_path)
    assert path == tmp_path / "demos/vibes.yaml"
    changed = path.read_text(encoding="utf-8").replace("Acme", "Mine")
    path.write_text(changed, encoding="utf-8")
    assert "Mine" in next(demo_cards(tmp_path)).title
    assert len(list(demo_cards(None))) == len(PLATFORMS)
    with patch("optinsim.phone.start.cards.create_bytes", side_effect=OSError):
        assert "scaffold" in str(demo("cordial", tmp_path))


def test_recent_accounts_are_those_that_are_still_there(tmp_path: Path) -> None:
    one, two = (tmp_path / f"{name}.yaml" for name in ("one", "two"))
    for path in (one, two):
        path.touch()
        remember(tmp_path / "state", path)
    remember(tmp_path / "state", one)
    assert recent_accounts(tmp_path / "state") == [one, two]
    two.unlink()
    assert recent_accounts(tmp_path / "state") == [one]
    remember(None, one)
    assert recent_accounts(None) == []


@pytest.mark.parametrize("broken", ["{", "7", "[7]", "[" * 5000, "null"])
def test_a_broken_list_of_recent_accounts_is_none(broken: str, tmp_path: Path) -> None:
    (tmp_path / "recent.json").write_text(broken, encoding="utf-8")
    assert recent_accounts(tmp_path) == []
    remember(tmp_path, SHOP)
    assert json.loads((tmp_path / "recent.json").read_text(encoding="utf-8")) == [str(SHOP)]


def test_of_many_campaigns_the_first_are_on_the_card(folder: Path) -> None:
    card = account_card(SHOP.with_name("acme-vibes-many.yaml"), shown="many")
    assert " more  many" in card.detail
    assert [kind for kind, _ in cards_in(folder)] == ["account", "account", "scenario"]


def test_the_first_screen_of_a_conversation_invites() -> None:
    async def script(phone: Phone) -> None:
        assert "Text Acme Stores a keyword to join:" in phone.frame
        assert "SUMMER  Summer Sale (it asks for a yes first)" in phone.frame
        assert "Callbacks: what the brand's systems are told" in phone.frame
        assert "join      the keyword, or the API" in phone.frame
        await phone.text("SUMMER")
        assert "a keyword to join" not in phone.frame
        await phone.press("f5")
        assert "a keyword to join" in phone.frame
        assert phone.screen.query_one(ConversationView).items == []

    play(script)


def test_the_invitation_names_the_first_of_many_keywords_and_tells_where_there_is_none() -> None:
    played = session(name="acme-vibes-many")
    assert "  and 1 more" in [*invite(played)]
    campaigns = tuple(replace(one, keywords=()) for one in played.account.setup.campaigns)
    setup = replace(played.account.setup, campaigns=campaigns)
    bare = Session(replace(played.account, setup=setup))
    assert "Acme Stores has no keywords: people are added by the API (F7)." in [*invite(bare)]
