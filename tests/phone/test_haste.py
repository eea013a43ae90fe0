"""Keys and clicks that come faster than the phone can follow: the terminal keeps them all."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual import events
from textual.command import CommandPalette
from textual.geometry import Size
from textual.widgets import Button, Input, OptionList, Tab

from optinsim.phone.app import PhoneApp
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.api_call import ApiCallDialog
from optinsim.phone.dialogs.dialog import ConfirmDialog
from optinsim.phone.dialogs.open import OpenDialog
from optinsim.phone.dialogs.save import SaveDialog
from optinsim.phone.dialogs.two_futures import TwoFuturesDialog
from optinsim.phone.futures import two_futures
from optinsim.phone.keys import KEYS
from optinsim.phone.palette import Palette
from optinsim.phone.quick_replies import QuickReplies
from optinsim.phone.screen import PhoneScreen
from optinsim.phone.session import Session
from optinsim.phone.start.screen import StartScreen
from optinsim.phone.subscriber_tabs import SubscriberTabs
from tests.phone.phones import VIBES, Phone, play, play_alone


async def turns(count: int) -> None:
    """Let everybody go on so many times."""
    for _ in range(count):
        await asyncio.sleep(0)


def test_who_hurries_through_the_subscribers_ends_with_one_of_them() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f9", "f9")
        subscribers = phone.screen.query_one(SubscriberTabs)
        really, shown = subscribers.follow, []

        async def follow(session: Session, unread: dict[str, list[int]]) -> None:
            shown.append(session.subscribers.index(session.current))
            if len(shown) < 30:
                await really(session, unread)

        with patch.object(subscribers, "follow", follow):
            phone.hurry(*["f8"] * 8)
            await phone.settle()
        # It went on for ever, from one to the other and back: each was taken for somebody's choice.
        assert shown == [0, 1, 2, 0, 1, 2, 0, 1]

    play(script)


def test_subscribers_come_and_go_in_turn() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f9", "f9")
        fresh = Session(phone.session.account)
        await asyncio.gather(phone.screen.show_session(fresh), phone.screen.action_add_subscriber())
        await phone.settle()
        subscribers = phone.screen.query_one(SubscriberTabs)
        assert [tab.id for tab in subscribers.query(Tab)] == ["p0", "p1"]
        assert subscribers.active == "p1"
        assert phone.session is fresh

    play(script)


def test_a_dialog_may_be_left_before_it_is_put_together() -> None:
    async def script(phone: Phone) -> None:
        for count in (0, 3, 4, 8, 30, 31):
            phone.hurry("f7")
            await turns(count)
            for dialog in phone.app.screen_stack:
                if isinstance(dialog, ApiCallDialog):
                    dialog.answer(None)
            await phone.settle()
            await phone.press("escape")
            assert phone.app.screen is phone.screen

    play(script)


def test_a_key_that_is_pressed_ten_times_opens_one_dialog() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        for key in ("f1", "f7", "ctrl+s", "ctrl+o"):
            phone.hurry(*[key] * 10)
            await phone.settle()
            assert len(phone.app.screen_stack) == 3  # Textual's own, the phone, the dialog
            await phone.press("escape")
            assert phone.app.screen is phone.screen

    play(script)


def test_what_follows_a_tab_in_one_burst_is_typed_into_the_next_field() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        phone.hurry(*"ab", "tab", *"cd", "shift+tab", *"ef")
        await phone.settle()
        assert [field.value for field in phone.app.screen.query(Input)] == ["ef", "cd"]

    play(script)


def test_an_answer_is_for_the_dialog_on_top() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        below = phone.app.screen
        assert isinstance(below, SaveDialog)
        await phone.app.push_screen(ConfirmDialog("Sure?", "", "Yes", "No"))
        for _ in range(3):
            below.answer(None)
        await phone.settle()
        question = phone.app.screen
        assert isinstance(question, ConfirmDialog)
        for _ in range(3):
            question.answer(answer=True)
        await phone.settle()
        assert phone.app.screen_stack[-1] is below

    play(script)


def test_a_dialog_that_was_left_sends_and_saves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        for key, button in (("f7", "#send"), ("ctrl+s", "#save")):
            for leaves in (False, True):
                await phone.press(key)
                dialog = phone.app.screen
                assert isinstance(dialog, ApiCallDialog | SaveDialog)
                if leaves:
                    dialog.answer(None)
                dialog.query_one(button, Button).press()
                dialog.query_one(button, Button).press()
                await phone.settle()
                assert phone.app.screen_stack[-1] is phone.screen
        assert len(phone.session.steps) == 2
        assert len(list(tmp_path.rglob("*.yaml"))) == 1

    play(script)


def test_a_list_may_be_paged_before_it_is_laid_out() -> None:
    async def script(phone: Phone) -> None:
        for count in (1, 2, 4):
            await phone.press("f7")
            phone.hurry("enter")  # unfolds the list of calls
            await turns(count)
            phone.hurry("pageup", "pagedown")
            await phone.settle()
            await phone.press("escape", "escape")
            assert phone.app.screen is phone.screen

    play(script)


def test_who_pages_without_lines_elsewhere_hears_of_it() -> None:
    """Only the paging of lists may be too early: any other mistake is ours."""

    async def script(phone: Phone) -> None:
        mistake = patch.object(PhoneApp, "action_bell", side_effect=KeyError("ours"))
        with mistake, pytest.raises(KeyError):
            await phone.app.run_action("bell")

    play(script)


@pytest.mark.parametrize("keys", [["pagedown", "pageup"], ["enter", "enter"], ["escape", "escape"]])
def test_the_palette_is_left_once(keys: list[str]) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+p")
        palette = phone.app.screen
        assert isinstance(palette, Palette)
        phone.hurry(*keys)
        for _ in range(3):
            _ = palette.dismiss()
        await phone.settle()
        assert phone.screen in phone.app.screen_stack

    play(script)


def test_the_palette_opens_again_while_the_one_before_is_still_being_removed() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+p")
        before = phone.app.screen
        _ = before.dismiss()
        await phone.app.run_action("command_palette")
        await phone.settle()
        assert isinstance(phone.app.screen, Palette)
        assert phone.app.screen is not before

    play(script)


def test_a_key_that_comes_before_the_widgets_of_a_dialog_has_its_effect() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        futures = two_futures(phone.session, 1)
        before = [len(future.steps) for future in futures]
        dialog = TwoFuturesDialog(futures, 1)
        opened = phone.app.push_screen(dialog)
        await phone.app.run_action("wait(1)", dialog)
        await opened
        await phone.settle()
        assert [len(future.steps) for future in futures] == [before[0] + 1, before[1]]

    play(script)


def test_nothing_is_looked_for_in_a_palette_that_was_left() -> None:
    """Textual would look for it in a list that is not there any more."""

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+p")
        palette = phone.app.screen
        changed = Input.Changed(palette.query_one(Input), "help")
        with patch.object(CommandPalette, "_gather_commands") as gather:
            palette.post_message(changed)
            await phone.settle()
            assert gather.call_count == 1
            await phone.app.push_screen(ConfirmDialog("Over it", "", "Yes", "No"))
            palette.post_message(changed)
            await phone.settle()
            assert gather.call_count == 1

    play(script)


@pytest.mark.parametrize("key", ["ctrl+p", "shift+f5", "ctrl+o"])
@pytest.mark.parametrize(("option", "depth"), [(999, 3), (0, 2)])
def test_a_click_is_for_what_is_still_in_the_list(
    key: str, option: int, depth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("scenario: A\nsteps: [{text: HELP}]\n", encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press(key)
        options = phone.app.screen.query_one(OptionList)
        style = Style.from_meta({"option": option})
        click = partial(events.Click, options, 1, 1, 0, 0, style=style)
        options.post_message(click(button=1, shift=False, meta=False, ctrl=False))
        await turns(50)
        await phone.settle()
        assert len(phone.app.screen_stack) == depth

    play(script)


def test_the_palette_of_themes_is_left_once() -> None:
    async def script(phone: Phone) -> None:
        phone.app.search_themes()
        await phone.settle()
        assert isinstance(phone.app.screen, Palette)
        phone.hurry("t", "e", "x", "down", "enter", "enter", "escape", "x", "enter")
        await phone.settle()
        assert phone.screen in phone.app.screen_stack

    play(script)


def test_what_stands_elsewhere_by_now_is_not_sent_or_shown() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        replies = phone.screen.query_one(QuickReplies)
        conversation = phone.screen.query_one(ConversationView)
        *_, last = replies.query(Button)
        replies.post_message(Button.Pressed(last))  # of a moment at which there was one
        conversation.post_message(ConversationView.Highlighted(conversation, 99))
        phone.screen.post_message(SubscriberTabs.Chosen(99))
        await phone.settle()
        assert len(phone.session.steps) == 1
        await phone.press("f9")
        subscribers = phone.screen.query_one(SubscriberTabs)
        subscribers.post_message(
            SubscriberTabs.TabActivated(subscribers, subscribers.query(Tab)[0])
        )
        await phone.settle()
        assert phone.session.current is phone.session.subscribers[1]

    play(script)


def test_the_scenario_that_was_chosen_is_opened_though_the_list_is_shorter_by_now(
    tmp_path: Path,
) -> None:
    async def script(phone: Phone) -> None:
        chosen: list[Path | None] = []
        names = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
        await phone.app.push_screen(OpenDialog(names), chosen.append)
        await phone.settle()
        options = phone.app.screen.query_one(OptionList)
        options.highlighted = 1
        options.action_select()
        phone.app.screen.query_one(Input).value = "a.yaml"
        await phone.settle()
        assert chosen == [names[1]]

    play(script)


def test_the_sizes_of_the_window_are_read_one_after_the_other() -> None:
    """A signal may interrupt the handler of the one before."""
    read: list[str] = []
    sizes = iter(("first", "second"))

    def resized(*_: object) -> None:
        size = next(sizes)
        if size == "first":
            signal.raise_signal(signal.SIGWINCH)
        read.append(size)

    async def script(phone: Phone) -> None:
        signal.raise_signal(signal.SIGWINCH)
        await turns(20)
        await phone.settle()

    before = signal.signal(signal.SIGWINCH, resized)
    try:
        play_alone(script)
    finally:
        signal.signal(signal.SIGWINCH, before)
    assert read == ["first", "second"]


# Whatever comes

_TYPED = (
    "enter",
    "escape",
    "tab",
    "shift+tab",
    "backspace",
    "delete",
    "ctrl+j",
    *"acdefjkmtvyz1é@.",
)
_MOVES = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")
_keys = st.lists(
    st.sampled_from([*(key.key for key in KEYS), *_TYPED, *_MOVES]), min_size=1, max_size=8
)
_words = st.sampled_from(("SUMMER", "Y", "STOP", "HELP")).map(lambda word: [*word, "enter"])
_sizes = st.sampled_from(((20, 6), (40, 12), (80, 24), (140, 40), (10, 3), (1, 1), (30, 50)))
_clicks = st.tuples(st.floats(0, 0.99), st.floats(0, 0.99))
_pastes = st.sampled_from(
    (
        "SUMMER",
        "",
        "two\nlines",
        "\t",
        "\x1b[31m",
        "👋🏽",
        "+1 312 555 0100",
        "long " * 60,
    )
)
_pauses = st.sampled_from((0, 1, 2, 3, 5, 10, 20, 1000))
_moves = st.one_of(
    st.tuples(st.just("press"), _keys | _keys | _keys | _words, _pauses),
    st.tuples(st.just("click"), _clicks, _pauses),
    st.tuples(st.just("paste"), _pastes, _pauses),
    st.tuples(st.just("resize"), _sizes, _pauses),
)


SOAK = int(os.environ.get("OPTINSIM_SOAK", "0"))
"""How many times as much is pressed; 0: one short example, as in every run of the tests."""
PARTS = 10 if SOAK else 1
"""Tests among which the examples are divided, so that several processes share them."""


@pytest.mark.parametrize("part", range(PARTS))
@given(moves=st.lists(_moves, min_size=60 if SOAK else 30, max_size=80 if SOAK else 40))
@settings(max_examples=max(SOAK // PARTS, 1), deadline=None, phases=[Phase.generate])
def test_whatever_is_pressed_the_phone_is_still_there(
    moves: list[tuple[str, Any, int]],
    part: int,  # noqa: ARG001  (only for the number of tests)
) -> None:
    async def script(phone: Phone) -> None:
        for what, more, pause in moves:
            if what == "press":
                phone.hurry(*more)
            elif what == "click":
                _click(phone, *more)
            elif what == "paste":
                phone.app.post_message(events.Paste(more))
            else:
                phone.app.post_message(events.Resize(Size(*more), Size(*more)))
            await turns(pause)
        await phone.settle()
        await phone.press(*["escape"] * 4)
        # Shift+F1 leads back to the start screen.
        assert isinstance(phone.app.screen, PhoneScreen | StartScreen)

    with TemporaryDirectory() as name, contextlib.chdir(name):
        account = shutil.copy(VIBES, name)
        play_alone(script, Path(account), folder=Path("kept"), every_frame=True)


def _click(phone: Phone, right: float, down: float) -> None:
    """Click somewhere, said as a part of the screen."""
    x, y = int(right * phone.app.size.width), int(down * phone.app.size.height)
    for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
        phone.app.post_message(
            kind(None, x, y, 0, 0, button=1, shift=False, meta=False, ctrl=False)
        )
