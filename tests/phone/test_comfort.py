"""Small things: bursts of keys, texts that are recalled, refused calls, themes, and little room."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

import pytest
from textual.events import Key
from textual.widgets import Input, Select
from textual.widgets._toast import Toast, ToastRack

from optinsim.phone.app import PhoneApp
from optinsim.phone.behind import BehindTabs
from optinsim.phone.composer import Composer
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.header import PhoneHeader
from optinsim.phone.key_bar import KeyBar
from tests.phone.phones import VIBES, Phone, Running, play, play_alone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("tab", ["state", "callbacks", "why"])
def test_text_and_enter_in_one_burst_after_a_click_on_a_tab_are_sent(tab: str) -> None:
    async def script(phone: Phone) -> None:
        await phone.tab(tab)
        for key in "HELP":
            phone.app.post_message(Key(key, key))
        phone.app.post_message(Key("enter", "\r"))
        await phone.settle()
        assert phone.bubbles[0] == "→ HELP"
        assert phone.screen.query_one(Composer).text == ""

    play(script)


def test_up_recalls_the_texts_that_were_sent_and_down_returns() -> None:
    async def script(phone: Phone) -> None:
        composer = phone.screen.query_one(Composer)
        await phone.press("up")
        assert composer.text == ""
        for text in ("SUMMER", "two\nlines", "SUMMER"):
            await phone.text(text)
        shown = []
        for key in ("up", "up", "up", "up", "down", "down", "down"):
            await phone.press(key)
            shown.append(composer.text)
        assert shown == [
            *("SUMMER", "two\nlines", "two\nlines", "two\nlines"),
            *("two\nlines", "SUMMER", ""),
        ]
        await phone.press(*"draft", "up")
        assert composer.text == "draft"
        composer.load_text("")
        await phone.press("f9", "up")
        assert composer.text == ""  # somebody else has texted nothing

    play(script)


def test_a_refused_call_keeps_what_was_filled_in_and_shows_the_answer() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        first = phone.app.screen.query_one("#form", Select).value
        fields = list(phone.app.screen.query(Input))
        original, fields[0].value = fields[0].value, "NOBODY"
        await phone.click("#send")
        assert "Answered with status 4" in phone.frame
        assert phone.session.position == 1
        assert phone.app.screen.query_one("#form", Select).value == first
        assert phone.app.screen.query(Input).first().value == "NOBODY"
        fields = list(phone.app.screen.query(Input))
        fields[0].value = original
        await phone.click("#send")
        assert phone.app.screen is phone.screen

    play(script)


def test_the_list_of_calls_is_searched_by_typing() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        select = phone.app.screen.query_one("#form", Select)
        select.focus()
        names = [str(prompt) for prompt, _ in select._options]  # noqa: SLF001  (no public way)
        word = names[-1].split()[0].lower()
        await phone.press("enter", *word, "enter")
        assert word in names[int(str(select.value))].lower()

    play(script)


def test_a_notification_covers_nothing() -> None:
    async def script(phone: Phone) -> None:
        await phone.screen.mount(rack := ToastRack(), before=0)  # tests have none
        phone.screen.notify("Written: somewhere", timeout=60)
        await phone.settle()
        await phone.settle()
        [toast] = phone.screen.query(Toast)
        for kind in (PhoneHeader, Composer, ConversationView, KeyBar):
            assert not toast.region.overlaps(phone.screen.query_one(kind).region)
        assert phone.screen.query_one(ConversationView).region.y >= toast.region.bottom
        phone.app.clear_notifications()
        await rack.remove()

    play(script, size=(80, 24))


def test_of_many_notifications_the_newest_is_whole() -> None:
    async def script(phone: Phone) -> None:
        await phone.screen.mount(rack := ToastRack(), before=0)  # tests have none
        for word in ("one", "two", "three", "four"):
            phone.screen.notify(f"{word} " * 40, timeout=60)
            await phone.settle()
        newest = list(phone.screen.query(Toast))[-1]
        assert rack.region.contains_region(newest.region)
        phone.app.clear_notifications()
        await rack.remove()

    play(script, size=(80, 24))


def test_the_theme_is_remembered(tmp_path: Path) -> None:
    async def choose(phone: Phone) -> None:
        phone.app.theme = "nord"
        await phone.settle()

    assert play_alone(choose, folder=tmp_path / "state").theme == "nord"
    assert PhoneApp(VIBES, folder=tmp_path / "state").theme == "nord"
    (tmp_path / "state/theme").write_text("no-such", encoding="utf-8")
    assert PhoneApp(VIBES, folder=tmp_path / "state").theme == "textual-dark"
    (tmp_path / "state/theme").write_bytes(b"\xff")
    assert PhoneApp(VIBES, folder=tmp_path / "state").theme == "textual-dark"


def test_a_browser_is_offered_no_theme_of_a_terminals_colours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PhoneApp, "is_web", True)
    app = PhoneApp(VIBES)
    app.theme = "ansi-dark"
    running = Running(app, (80, 24))
    assert not [name for name in app.available_themes if "ansi" in name]
    assert app.theme == "textual-dark"
    running.close()


def luminance(colour: tuple[int, int, int]) -> float:
    """The relative luminance of WCAG 2."""
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def unreadable(phone: Phone) -> set[str]:
    """The texts on the screen whose contrast is less than 3 to 1."""
    found = set()
    screen = phone.app.screen
    for strip in screen._compositor.render_strips(screen.size):  # noqa: SLF001  (what is painted)
        for text, style, _ in strip:
            if not any(c.isalnum() for c in text) or not style or not style.color:
                continue
            assert style.bgcolor is not None
            fore, back = (luminance(c.get_truecolor()) for c in (style.color, style.bgcolor))
            if (max(fore, back) + 0.05) / (min(fore, back) + 0.05) < 3:
                found.add(text.strip())
    return found


@pytest.mark.no_cover  # it repeats one frame in every theme
def test_every_theme_is_readable() -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "sumer", "Y"):
            await phone.text(text)
        for theme in sorted(name for name in phone.app.available_themes if "ansi" not in name):
            phone.app.theme = theme
            for tab in ("state", "callbacks", "why"):
                phone.screen.query_one(BehindTabs).active = tab
                await phone.settle()
                assert (theme, unreadable(phone)) == (theme, set())
        phone.app.theme = "textual-dark"

    play(script)


def test_the_help_fits_80_columns_and_24_rows() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f1")
        for words in ("The keys", "F10, ⇧F10 panes", "Ctrl+Q    leave", "escape closes"):
            assert words in phone.frame

    play(script, size=(80, 24))


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((80, 24), ["f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "^s", "^p"]),
        ((60, 20), ["f3", "f4", "f5", "f6", "f7", "^s", "^p"]),
        ((40, 12), ["f3", "f4", "f5", "^s", "^p"]),
        ((12, 12), ["^p"]),
    ],
)
def test_the_most_needed_keys_stay_where_there_is_little_room(
    size: tuple[int, int], keys: list[str]
) -> None:
    async def script(phone: Phone) -> None:
        last = phone.frame.splitlines()[-1].split()
        assert [word for word in last if word in {*keys, "f2", "f8", "f9"}] == keys

    play(script, size=size)


def test_on_a_very_low_terminal_the_conversation_has_the_room_and_f10_changes_over() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        assert phone.screen.query_one(ConversationView).size.height >= 6
        assert "State" not in phone.frame
        await phone.press("f10")
        assert "State" in phone.frame
        assert not phone.screen.query_one(ConversationView).region
        await phone.press("f10")
        assert phone.screen.query_one(ConversationView).size.height >= 6

    play(script, size=(40, 12))


@pytest.mark.no_cover  # it repeats one dialog
def test_a_long_session_does_not_keep_the_dialogs_that_were_closed() -> None:
    """They are garbage in cycles, which only a collection of older objects finds."""

    async def script(phone: Phone) -> None:
        dialogs = []
        for _ in range(40):
            await phone.press("f1")
            dialogs.append(ref(phone.app.screen))
            await phone.press("escape")
        assert any(dialog() is None for dialog in dialogs)

    play(script)
