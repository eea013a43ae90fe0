"""The frame around the phone: what is told before there is one, the palette, Ctrl+C."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

import pytest
from textual._context import active_app
from textual.widgets import Static

from optinsim.errors import OptinsimError
from optinsim.phone.app import PhoneApp, run
from optinsim.phone.composer import SegmentCounter
from optinsim.phone.keys import KEYS
from optinsim.phone.palette import Commands
from optinsim.phone.screen import PhoneScreen
from tests.phone.phones import VIBES, Phone, play

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen


def commands(phone: Phone) -> set[str]:
    return {command.title for command in phone.app.get_system_commands(phone.app.screen)}


def test_in_a_browser_a_broken_account_is_told_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PhoneApp, "is_web", True)
    account = tmp_path / "account.yaml"
    account.write_text("platform: vibs\nname: '[b]'\n", encoding="utf-8")
    app = PhoneApp(account)

    async def look() -> None:
        async with app.run_test(size=(200, 36)) as pilot:
            opening = app.screen.query_one("#opening", Static)
            for _ in range(100):
                if "Opening" not in str(opening.visual):
                    break
                await pilot.pause()
            assert "account.yaml:1:11: platform 'vibs' is not installed" in str(opening.visual)
            assert app.is_running

    asyncio.run(look())
    assert app.phone is None


def test_on_a_terminal_a_broken_account_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = OptinsimError("broken")
    monkeypatch.setattr(PhoneApp, "run", lambda app: setattr(app, "failure", failure))
    with pytest.raises(OptinsimError, match="broken"):
        run(tmp_path / "account.yaml", 0)


def test_what_the_start_has_made_is_not_looked_through_for_garbage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[Screen[Any]] = []

    def play(app: PhoneApp) -> None:
        async def start() -> None:
            async with app.run_test() as pilot:
                for _ in range(100):
                    if not frozen:
                        await pilot.pause()

        asyncio.run(start())

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(PhoneApp, "run", play)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(active_app.get().screen))
    run(VIBES, 0)
    assert [type(screen) for screen in frozen] == [PhoneScreen]


def test_the_palette_has_every_key_and_the_phones_own_words_for_help_and_pictures() -> None:
    async def script(phone: Phone) -> None:
        assert {key.title for key in KEYS} < commands(phone)
        assert {"Theme", "Quit"} < commands(phone)
        assert not {"Screenshot", "Keys"} & commands(phone)

    play(script)


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("edit", "Copy desk"),
        ("Change", "Copy desk"),
        ("message", "Copy desk"),
        ("compare", "Two futures"),
        ("undo", "Back"),
        ("legal", "Sign-off sheet"),
    ],
)
def test_the_palette_finds_a_command_by_what_it_does(word: str, title: str) -> None:
    async def script(phone: Phone) -> None:
        found = [str(hit.text) async for hit in Commands(phone.screen).search(word)]
        assert title in found

    play(script)


def test_the_palette_puts_commands_found_by_name_first() -> None:
    async def script(phone: Phone) -> None:
        hits = [hit async for hit in Commands(phone.screen).search("save")]
        assert str(max(hits, key=lambda hit: hit.score).text) == "Save as scenario"

    play(script)


def test_a_command_found_by_what_it_does_is_chosen_with_enter() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+p", *"legal")
        await phone.settle()
        await phone.press("enter")
        await phone.settle()
        assert phone.notices == ["There is nothing to sign off yet: text something first."]

    play(script)


def test_over_a_dialog_the_palette_has_nothing_of_the_phone_below() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f1")
        assert "Theme" in commands(phone)
        assert not {key.title for key in KEYS} & commands(phone)

    play(script)


def test_ctrl_c_copies_what_is_selected_and_leaves_where_nothing_is() -> None:
    async def script(phone: Phone) -> None:
        phone.screen.query_one(SegmentCounter).text_select_all()
        await phone.press("ctrl+c")
        assert phone.app.clipboard == "Type a text. Enter sends it, ? helps."
        assert phone.app.is_running
        phone.app.screen.clear_selection()
        await phone.press("ctrl+c")
        assert not phone.app.is_running

    play(script)
