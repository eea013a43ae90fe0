"""The phone as somebody plays with it: keys and clicks in, texts and states out."""

from __future__ import annotations

import asyncio
import itertools
import re
from time import monotonic
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual.events import Key, Paste
from textual.widgets import Button, Select, Tab, TabbedContent

from optinsim.errors import CommandError
from optinsim.phone import item_list, session
from optinsim.phone.app import PhoneApp
from optinsim.phone.composer import Composer
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.dialog import ChoiceDialog
from optinsim.phone.dialogs.help import LEFT, RIGHT
from optinsim.phone.json_tree import JsonTree
from optinsim.phone.key_bar import KeyBar
from optinsim.phone.keys import KEYS
from optinsim.phone.quick_replies import QuickReplies
from optinsim.phone.state_tab import StateTab
from optinsim.phone.subscriber_tabs import SubscriberTabs
from optinsim.phone.why_tab import WhyTab
from tests.phone.phones import ROOT, VIBES, Phone, play, play_alone

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.phone.item_list import ItemList

PROMPT = (
    "Acme Stores: Reply Y or your ZIP code to get recurring Summer Sale texts."
    " Msg & data rates may apply. Reply HELP for help, STOP to cancel."
)


def test_somebody_joins_confirms_and_stops() -> None:
    async def script(phone: Phone) -> None:
        await phone.press(*"summer", "enter")
        assert phone.bubbles == ["→ summer", PROMPT]
        assert phone.state == "pending"
        await phone.press("y", "enter")
        assert phone.state == "subscribed"
        await phone.press(*"STOP", "enter")
        assert phone.state == "unsubscribed"
        assert len(phone.bubbles) == 6

    play(script)


def test_what_is_sent_is_gone_from_the_composer_and_an_empty_one_sends_nothing() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("enter")
        assert phone.session.position == 0
        await phone.press("H", "i", "enter")
        assert phone.screen.query_one(Composer).text == ""
        assert phone.bubbles == ["→ Hi"]

    play(script)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Reply with your name ok", "GSM-7 · 23/160 · 1 segment"),
        ("a" * 161, "GSM-7 · 161/306 · 2 segments"),
        ("Hi 🎉", "UCS-2 · 5/70 · 1 segment · because of 🎉"),
        ("", "Type a text"),
    ],
)
def test_the_composer_counts_what_it_takes_to_send(text: str, shown: str) -> None:
    async def script(phone: Phone) -> None:
        phone.screen.query_one(Composer).insert(text)
        await phone.settle()
        assert shown in phone.frame

    play(script)


def test_a_text_of_several_lines_can_be_written_and_pasted() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("a", "shift+enter", "b", "ctrl+j", "c")
        assert phone.screen.query_one(Composer).size.height == 3
        await phone.press("enter")
        assert phone.bubbles == ["→ a\nb\nc"]

    play(script)


@pytest.mark.parametrize("looked_at", ["callbacks", "record", "why", "state"])
def test_what_is_typed_or_pasted_elsewhere_is_a_text_all_the_same(looked_at: str) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab(looked_at)
        await phone.press("N", "o", "space", "!", "enter")
        assert "→ No !" in phone.bubbles
        await phone.tab(looked_at)
        phone.app.post_message(Paste("SUMMER\nagain"))
        await phone.settle()
        assert phone.app.focused is phone.screen.query_one(Composer)
        await phone.press("enter")
        assert "→ SUMMER\nagain" in phone.bubbles
        await phone.tab(looked_at)
        await phone.press("space")
        assert phone.screen.query_one(Composer).text == ""
        await phone.press("question_mark")
        assert "The keys" in phone.frame

    play(script)


def test_a_space_among_letters_that_are_typed_fast_elsewhere_is_part_of_the_text() -> None:
    async def script(phone: Phone) -> None:
        await phone.tab("why")
        for letter in "hello bec":
            phone.app.post_message(Key("space" if letter == " " else letter, letter))
        await phone.settle()
        assert phone.screen.query_one(Composer).text == "hello bec"

    play(script)


def test_the_keys_of_what_has_the_focus_are_no_text() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab("callbacks")
        phone.screen.query_one("#callback-tree").focus()
        await phone.press("c", "a")
        assert phone.screen.query_one(Composer).text == ""
        await phone.press("X", "c", "a")
        assert phone.screen.query_one(Composer).text == "Xca"

    play(script)


def test_quick_replies_fit_the_moment_and_send_what_they_say() -> None:
    async def script(phone: Phone) -> None:
        row = phone.screen.query_one(QuickReplies)

        def offered() -> list[str]:
            return [str(button.label) for button in row.query(Button) if button.display]

        for button in row.query(Button):
            button.active_effect_duration = 0  # for so long it takes no second click
        assert offered() == ["SUMMER", "HELP", "STOP"]
        await phone.click("QuickReplies Button")
        assert phone.state == "pending"
        zip_code = phone.session.current.zip_code
        assert offered() == ["Y", f"ZIP {zip_code}", "N", "HELP", "STOP"]
        await phone.click("QuickReplies Button", offset=(1, 0))
        assert phone.state == "subscribed"
        assert offered() == ["HELP", "STOP"]
        assert phone.app.focused is phone.screen.query_one(Composer)

    play(script)


def test_time_passes_by_keys_and_stops_at_the_next_expiry() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f2")
        assert f"{phone.session.world.now:%d %H:%M}" == "05 16:00"
        await phone.press("f4")
        assert phone.state == "expired"
        assert f"{phone.session.world.now:%d %H:%M}" == "06 15:00"
        await phone.press("f3")
        assert "Wed 7 Jan 2026" in phone.frame
        await phone.press("f4")
        assert phone.notices == ["nothing is waiting for its time"]

    play(script)


def test_going_back_draws_only_the_items_in_sight() -> None:
    async def script(phone: Phone) -> None:
        for _ in range(30):
            phone.session.text("HELP")
        await phone.screen.show_current()
        await phone.settle()
        draw = ConversationView.draw
        with patch.object(ConversationView, "draw", autospec=True, side_effect=draw) as drawn:
            await phone.press("f5")
        indices = [call.args[1] for call in drawn.call_args_list]
        assert min(indices) > 30
        assert max(indices) == 58

    play(script)


def test_back_and_forward_replay_and_something_else_begins_a_branch() -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y", "STOP"):
            await phone.text(text)
        await phone.press("f5", "f5")
        assert phone.state == "pending"
        assert phone.bubbles == ["→ SUMMER", PROMPT]
        assert "step 1/3" in phone.frame
        await phone.press("f6")
        assert phone.state == "subscribed"
        await phone.press("f5")
        await phone.text("No")
        assert phone.state == "declined"
        assert [len(branch) for branch in phone.session.branches] == [3]
        await phone.press("ctrl+g")
        await phone.press("enter")
        assert phone.state == "pending"
        await phone.press("f6", "f6")
        assert phone.state == "unsubscribed"

    play(script)


def test_the_ends_are_told() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f5")
        await phone.press("f6")
        await phone.press("ctrl+g")
        assert phone.notices == [
            "This is the beginning.",
            "This is the end: nothing lies ahead.",
            "There is one line of steps only: go back (F5) and text something else.",
        ]

    play(script)


def test_each_subscriber_has_a_phone_and_what_was_not_read_is_marked() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f9")
        assert phone.bubbles == []
        assert phone.session.current.name != "me"
        await phone.press("f8")
        assert phone.session.current.name == "me"
        assert len(phone.bubbles) == 2
        await phone.click("SubscriberTabs #p1")
        assert phone.session.current is phone.session.subscribers[1]

    play(script)


def test_a_message_to_somebody_else_is_unread_until_their_phone_is_looked_at() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("JOIN")
        await phone.press("f9", "f3", "f3", "f3")
        labels = [str(tab.label) for tab in phone.screen.query_one(SubscriberTabs).query(Tab)]
        assert "● 1 new" in labels[0]
        await phone.press("f5", "f5", "f5")
        labels = [str(tab.label) for tab in phone.screen.query_one(SubscriberTabs).query(Tab)]
        assert "new" not in labels[0]  # it has not been sent yet
        await phone.press("f6", "f6", "f6")
        labels = [str(tab.label) for tab in phone.screen.query_one(SubscriberTabs).query(Tab)]
        assert "● 1 new" in labels[0]
        await phone.press("f8")
        labels = [str(tab.label) for tab in phone.screen.query_one(SubscriberTabs).query(Tab)]
        assert "new" not in labels[0]

    play(script, account=ROOT / "scenarios/accounts/bigstate-signalvine.yaml")


def test_the_machine_marks_where_somebody_stands_and_what_was_taken_last() -> None:
    async def script(phone: Phone) -> None:
        assert "▶  none" in phone.frame
        await phone.text("SUMMER")
        assert "▶  pending" in phone.frame
        assert "pending · expires in 1 d (Tue 6 Jan 2026 15:00)" in phone.frame
        assert "├━ *join*✓ ━" in phone.frame
        await phone.press("f2")
        assert "expires in 23 h" in phone.frame

    play(script)


def test_of_several_campaigns_the_one_that_moved_is_drawn_and_another_at_a_click() -> None:
    async def script(phone: Phone) -> None:
        view = phone.screen.query_one(StateTab)
        await phone.text("VIP")
        assert next(line for line in phone.frame.splitlines() if "▾" in line).count("VIP")
        assert "▸" in phone.frame
        view.focus()
        await phone.press("up")
        assert view.highlighted == 0
        assert next(line for line in phone.frame.splitlines() if "▾" in line).count("VIP") == 0

    play(script, account=ROOT / "scenarios/accounts/acme-vibes-callbacks.yaml")


def test_a_frame_may_be_painted_after_a_campaign_was_pointed_at_and_before_it_is_opened() -> None:
    async def script(phone: Phone) -> None:
        view = phone.screen.query_one(StateTab)
        await phone.text("VIP")
        view.highlight(0)
        assert [view.render_line(y).text.strip() for y in range(view.size.height)]

    play(script, account=ROOT / "scenarios/accounts/acme-vibes-callbacks.yaml")


def test_callbacks_are_listed_with_their_bodies_and_can_be_copied() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab("callbacks")
        assert phone.headings("#callback-tree") == [
            "15:00:00 person_added",
            "15:00:00 ack_participant_added",
            "15:00:00 company_participant_added",
        ]
        assert '"status": "PENDING"' in phone.frame
        phone.screen.query_one("#callback-tree").focus()
        await phone.press("a")
        assert '"status": "PENDING"' not in phone.frame
        await phone.press("home", "c")
        assert '"callback_type": "person_added"' in phone.app.clipboard
        assert phone.notices == ["Copied: 15:00:00 person_added"]

    play(script)


def test_on_another_day_than_the_first_times_have_their_day() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f3")
        await phone.text("What?")
        await phone.tab("callbacks")
        assert phone.headings("#callback-tree")[-1].startswith("Tue 6 Jan 15:00:00 ")
        await phone.tab("why")
        assert " 15:00:00  1 d passes" in phone.frame
        assert f" Tue 6 Jan 15:00:00  {phone.session.current.mdn}: What?" in phone.frame

    play(script)


def test_what_is_folded_stays_folded_while_others_come() -> None:
    async def script(phone: Phone) -> None:
        await phone.tab("callbacks")
        await phone.text("SUMMER")
        tree = phone.screen.query_one("#callback-tree", JsonTree)
        tree.focus()
        await phone.press("home", "enter")
        assert tree.items[0].is_open
        await phone.text("Y")
        is_open = [row.is_open for row in tree.items if not row.path]
        assert (is_open[:3], is_open[-1]) == ([True, False, True], True)
        await phone.press("f5")
        assert len(phone.headings("#callback-tree")) == 3

    play(script)


def test_the_record_is_the_vendors() -> None:
    async def script(phone: Phone) -> None:
        await phone.tab("record")
        assert "the platform has no record" in phone.frame
        await phone.text("SUMMER")
        assert phone.session.current.mdn in phone.frame
        assert '"mobile_phone"' in phone.frame

    play(script)


def test_why_names_the_rule_the_word_and_what_changed() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("Stop. Thank you!")
        await phone.tab("why")
        assert "read as stop: first sentence 'STOP'" in phone.frame
        assert "ACQ1234: pending → declined (stop)" in phone.frame

    play(script)


def test_why_quotes_a_text_as_its_bubble_shows_it_on_one_line() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("a\x07b\tc 👨\u200d👩\u200d👧\n  read as stop")
        await phone.tab("why")
        quoted = "a\\u0007b\\u0009c 👨\u200d👩\u200d👧"
        assert phone.frame.count(quoted) == 2
        assert f": {quoted}\\n  read as" in " ".join(phone.frame.split("\n"))

    play(script, size=(200, 40))


def test_a_click_on_a_bubble_tells_why() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("What?")
        await phone.click("#conversation", offset=(5, 6))
        assert phone.screen.query_one("#behind", TabbedContent).active == "why"
        assert phone.screen.query_one(WhyTab).highlighted == 0
        phone.screen.query_one(ConversationView).focus()
        await phone.press("end", "down", "down", "down")
        assert phone.screen.query_one(WhyTab).highlighted == 1

    play(script)


def test_a_question_mark_helps_and_a_second_one_is_typed() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("question_mark")
        assert "The keys" in phone.frame
        await phone.press("question_mark")
        assert phone.screen.query_one(Composer).text == "?"
        await phone.press("question_mark", "enter")
        assert phone.bubbles == ["→ ??"]

    play(script)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_everything_has_its_place(size: tuple[int, int]) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        for what in ("Reply Y or your ZIP", "84237", "STOP", "Type a text", "▶  pending", "Expiry"):
            assert what in phone.frame
        beside = phone.screen.query_one("#behind").region.y < 5
        assert beside is (size[0] > 100)
        await phone.press("f10")
        assert "▶  pending" not in phone.frame

    play(script, size=size)


def test_a_terminal_of_any_size_at_any_time() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        for width, height in ((1, 1), (200, 3), (2, 60), (99, 29), (100, 30), (10, 5), (120, 36)):
            await phone.pilot.resize_terminal(width, height)
            await phone.text("What? " * 9)
        assert "Type a text" in phone.frame

    play(script)


def test_a_text_of_any_length_and_what_a_terminal_would_obey() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("x" * 100_000)
        assert len(phone.bubbles[0]) == len("→ ") + 100_000
        await phone.text("\x1b[31mred\x07 [bold]b[/bold] \u202e ")
        assert "\\u001b[31mred\\u0007 [bold]b[/bold] \\u202e" in phone.frame
        assert "\x1b" not in phone.frame
        await phone.tab("why")
        await phone.tab("record")

    play(script)


def test_a_paste_keeps_all_its_lines() -> None:
    async def script(phone: Phone) -> None:
        phone.app.post_message(Paste("one\ntwo 🎉\nthree"))
        await phone.settle()
        assert "UCS-2 · 16/70" in phone.frame
        await phone.press("enter")
        assert phone.bubbles == ["→ one\ntwo 🎉\nthree"]

    play(script)


def test_the_reasons_follow_while_they_are_looked_at() -> None:
    async def script(phone: Phone) -> None:
        await phone.tab("why")
        await phone.text("SUMMER")
        await phone.text("Y")
        assert "exact 'SUMMER'" in phone.frame
        assert "exact 'Y'" in phone.frame
        await phone.press("f5")
        assert "exact 'Y'" not in phone.frame

    play(script)


def test_thousands_of_messages() -> None:
    async def script(phone: Phone) -> None:
        for _ in range(1_000):
            phone.session.text("HELP")
        await phone.screen.show_session(phone.session)
        await phone.text("SUMMER")
        assert "Reply Y or your ZIP" in phone.frame
        for tab in ("callbacks", "why", "record", "state"):
            await phone.tab(tab)
        phone.screen.query_one(ConversationView).focus()
        await phone.press("home")
        assert "Mon 5 Jan 2026" in phone.frame
        await phone.pilot.resize_terminal(80, 24)
        await phone.press("f5")
        assert len(phone.bubbles) == 2_000

    play(script)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_no_line_of_the_help_wraps_and_how_to_close_it_is_seen(size: tuple[int, int]) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f1")
        assert "escape closes" in phone.frame
        columns = phone.app.screen.query("ItemGrid Static")
        for column, text in zip(columns, (LEFT, RIGHT), strict=True):
            lines = Text.from_markup(text).plain.splitlines()
            assert column.content_size.width >= max(map(cell_len, lines))
        assert (columns[0].region.y == columns[1].region.y) == (size == (80, 24))

    play(script, size=size)


def test_tab_goes_where_the_help_says_in_that_order() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f1")
        assert "to the tabs, and so on" in phone.frame
        await phone.press("escape")
        passed: list[str] = []
        order = ["ContentTabs", "ConversationView", "Button", "Composer"]
        while not set(order) <= set(passed) and len(passed) < 20:
            await phone.press("tab")
            passed.append(type(phone.app.focused).__name__)
        assert [passed.index(name) for name in order] == sorted(map(passed.index, order))

    play(script)


def test_a_reply_of_several_segments_says_so(tmp_path: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        assert "🎉" in phone.frame
        assert "2 segments" in phone.frame
        await phone.text("Y")
        assert phone.frame.count(" segments") == 1

    shop = (ROOT / "docs/examples/shop/account.yaml").read_text(encoding="utf-8")
    account = tmp_path / "account.yaml"
    account.write_text(shop.replace("reply Y", "🎉 reply Y"), encoding="utf-8")
    play(script, account=account)


def marked(what: ItemList[Any]) -> list[str]:
    """The lines on which something is written in reverse."""
    drawn = [what.render_line(y) for y in range(what.size.height)]
    return [line.text.strip() for line in drawn if any(s.style and s.style.reverse for s in line)]


def test_what_is_pointed_at_is_marked_with_its_reason_and_nothing_else_is() -> None:
    async def script(phone: Phone) -> None:
        conversation, why = phone.screen.query_one(ConversationView), phone.screen.query_one(WhyTab)
        await phone.text("What?")
        await phone.text("Who?")
        assert phone.frame.count("What?") == 1
        assert marked(conversation) == []
        conversation.focus()
        for pressed, text in (("up", "Who?"), ("up", "What?"), ("down", "Who?")):
            await phone.press(pressed, pressed)  # over the note that says why there is no reply
            assert [line.split()[1] for line in marked(conversation)] == [text]
            assert [line.split()[2] for line in marked(why)] == [text]
        rows = phone.frame.splitlines()
        y = next(i for i, row in enumerate(rows) if " What? " in row)
        await phone.click("#conversation", offset=(5, y - conversation.region.y))
        assert [line.split()[1] for line in marked(conversation)] == ["What?"]

    play(script)


def test_where_there_is_nothing_nothing_is_pointed_at() -> None:
    async def script(phone: Phone) -> None:
        conversation = phone.screen.query_one(ConversationView)
        conversation.focus()
        await phone.press("up")
        await phone.click("#conversation", offset=(5, conversation.size.height - 1))
        assert conversation.highlighted is None
        assert phone.screen.query_one("#behind", TabbedContent).active == "state"

    play(script)


def test_why_tells_what_a_call_to_the_api_brought_about() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        await phone.click("#send")
        await phone.tab("why")
        assert "API POST" in phone.frame
        assert "answered with status 201" in phone.frame
        assert "ACQ1234: none → pending" in phone.frame

    play(script)


def test_a_reason_is_no_way_to_another_reason() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab("why")
        await phone.click("#reasons", offset=(2, 0))
        assert phone.screen.query_one(WhyTab).highlighted == 0
        assert phone.screen.query_one(ConversationView).highlighted is None

    play(script)


def test_a_value_inside_a_callback_copies_the_callback_and_nothing_copies_nothing() -> None:
    async def script(phone: Phone) -> None:
        await phone.tab("callbacks")
        tree = phone.screen.query_one("#callback-tree")
        tree.focus()
        await phone.press("c")
        assert phone.notices == []
        await phone.text("SUMMER")
        tree.focus()
        await phone.press("end", "c")
        assert phone.notices == ["Copied: 15:00:00 company_participant_added"]

    play(script)


def test_no_more_is_kept_as_it_is_drawn_than_a_screen_or_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(item_list, "_MOST_DRAWN", 3)

    async def script(phone: Phone) -> None:
        for number in range(6):
            await phone.text(f"What {number}?")
        assert len([line for line in phone.frame.splitlines() if "What" in line]) == 6
        assert len(phone.screen.query_one(ConversationView)._drawn) <= 4  # noqa: SLF001

    play(script)


def test_what_cannot_be_sent_stays_where_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(phone: Phone) -> None:
        def refuse(*_: object) -> None:
            message = "no [b]way[/b]"
            raise CommandError(message)

        monkeypatch.setattr(phone.session, "text", refuse)
        await phone.press(*"Hi", "enter")
        assert phone.screen.query_one(Composer).text == "Hi"
        assert phone.notices == ["no [b]way[/b]"]
        assert phone.bubbles == []

    play(script)


def test_a_text_from_a_landline_is_refused_and_stays_in_the_composer(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    text = VIBES.read_text(encoding="utf-8")
    account.write_text(f"{text}\nlandlines: [+19165550174]\n", encoding="utf-8")

    async def script(phone: Phone) -> None:
        assert phone.session.current.mdn == "+19165550174"
        await phone.press(*"Hi", "enter")
        assert phone.notices == [
            "+19165550174 is a landline, which can neither send nor receive texts"
        ]
        assert phone.screen.query_one(Composer).text == "Hi"

    play(script, account)


def test_nobody_new_comes_where_there_are_as_many_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_SUBSCRIBERS", 2)

    async def script(phone: Phone) -> None:
        await phone.press("f9", "f9")
        assert phone.notices == ["2 subscribers are enough for one session"]
        assert phone.session.current is phone.session.subscribers[1]

    play(script)


def test_with_another_session_the_row_has_its_subscribers_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"scenario: One\naccount: {VIBES}\nsteps: [{{text: SUMMER}}]\n"
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("f9", "f9")
        row = phone.screen.query_one(SubscriberTabs)
        assert row.tab_count == 3
        await phone.press("ctrl+o", "enter")
        assert row.tab_count == 1
        await phone.press("f6", "f9")
        assert row.tab_count == 2

    play(script)


def test_an_opt_in_that_waits_for_ever_says_so() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("JOIN")
        assert "pending · never expires" in phone.frame

    play(script, account=ROOT / "scenarios/accounts/acme-cordial.yaml")


def test_a_broken_account_is_told_and_no_phone_opens(tmp_path: Path) -> None:
    async def script(phone: Phone) -> None:
        assert phone.app.phone is None

    account = tmp_path / "account.yaml"
    account.write_text("platform: vibs\n", encoding="utf-8")
    app = play_alone(script, account)
    assert "did you mean 'vibes'" in str(app.failure)


def test_nothing_in_an_account_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    text = VIBES.read_text(encoding="utf-8")
    for word in ("Summer Sale", "SUMMER", "ACQ1234", "Acme Alerts", "custom_fields: [first_name"):
        assert word in text
        text = text.replace(word, f"{word}\\e[2J\\a")
    quoted = re.sub(r"([^\s\[,]*(?:Summer Sale|Acme Alerts)?[^\s\[,]*\\e\[2J\\a)", r'"\1"', text)
    account.write_text(quoted, encoding="utf-8")

    async def script(phone: Phone) -> None:
        frames = [phone.frame]
        await phone.click("QuickReplies Button")
        frames.append(phone.frame)
        await phone.tab("why")
        frames.append(phone.frame)
        await phone.press("f7")
        frames.append(phone.frame)
        assert not [line for frame in frames for line in frame.splitlines() if "\x1b" in line]
        assert all("\\x1b[2J\\x07" in frame for frame in frames)

    play(script, account, size=(200, 60))


def test_who_looks_at_something_earlier_sees_it_whatever_the_size() -> None:
    async def script(phone: Phone) -> None:
        for number in range(40):
            phone.session.text(f"HELP {number} " + "and a long text that is broken " * 5)
        await phone.screen.show_session(phone.session)
        await phone.settle()
        conversation = phone.screen.query_one(ConversationView)
        conversation.scroll_to(y=conversation.max_scroll_y // 2, animate=False)
        await phone.settle()
        first = re.findall(r"HELP (\d+)", phone.frame)[0]
        for size in ((120, 37), (120, 30), (110, 36), (120, 36)):
            await phone.pilot.resize_terminal(*size)
            await phone.settle()
            assert f"HELP {first}" in phone.frame, size
        conversation.scroll_end(animate=False)
        await phone.settle()
        await phone.pilot.resize_terminal(90, 36)
        await phone.settle()
        assert "HELP 39" in phone.frame

    play(script)


def test_what_a_wait_brings_about_stands_below_it() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("JOIN")
        await phone.press("f3", "f3", "f3")
        texts = [item.text for item in phone.screen.query_one(ConversationView).items]
        question = next(i for i, text in enumerate(texts) if "?" in text)
        passes = [i for i, text in enumerate(texts) if text == "1 d passes"]
        assert texts[passes[0] + 1] == "Tue 6 Jan 2026"
        assert min(passes) < question
        assert texts[question - 1].startswith(("Tue", "Wed", "Thu"))
        assert texts[-1] == "Thu 8 Jan 2026"

    play(script, account=ROOT / "scenarios/accounts/bigstate-signalvine.yaml")


def test_the_clock_and_the_step_stay_whatever_the_width_and_the_brand(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    text = VIBES.read_text(encoding="utf-8").replace("Acme Stores", "Acme " + "and more " * 12)
    account.write_text(text, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f3", "f5")
        for width in (60, 80, 120):
            await phone.pilot.resize_terminal(width, 24)
            await phone.settle()
            line = phone.frame.splitlines()[0]
            assert line.replace(" · vibes", "").endswith("  Mon 5 Jan 2026 15:00:00 UTC  step 1/2")
            assert line.startswith(" Acme")
            assert "…" in line

    play(script, account)


def test_the_palette_opens_over_the_phone_and_over_nothing_else() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        dialog = phone.app.screen
        await phone.press("ctrl+p")
        assert phone.app.screen is dialog
        await phone.press("escape", "ctrl+p")
        assert phone.app.screen is not phone.screen
        palette = phone.app.screen
        await phone.press("ctrl+p")
        assert phone.app.screen is palette

    play(script)


def test_the_keys_are_shown_once_somebody_looks_at_the_window() -> None:
    async def script(phone: Phone) -> None:
        footer = phone.screen.query_one(KeyBar)
        phone.app.app_focus = False
        await footer.remove_children()
        await phone.settle()
        assert "f2" not in phone.frame.splitlines()[-1]
        phone.app.app_focus = True
        await phone.settle()
        assert "f2 +1h" in phone.frame.splitlines()[-1]

    play(script)


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (10, 3)])
def test_a_choice_in_a_terminal_without_room_for_it_does_no_harm(size: tuple[int, int]) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f5")
        await phone.text("HELP")
        await phone.press("ctrl+g")
        dialog = phone.app.screen
        assert isinstance(dialog, ChoiceDialog)
        await phone.pilot.resize_terminal(*size)
        await phone.settle()
        await phone.pilot.resize_terminal(120, 36)
        await phone.press("escape")
        assert phone.app.screen is phone.screen

    play(script)


def test_a_text_that_is_too_long_says_that_it_was_cut() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("x" * 100_001)
        assert phone.notices == ["That is too long: the first 100,000 characters were sent."]
        assert len(phone.bubbles[0]) == len("→ ") + 100_000

    play(script)


def test_brackets_in_an_account_are_no_markup(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    text = VIBES.read_text(encoding="utf-8").replace("keywords: [SUMMER", 'keywords: ["[b]HI[/x]"')
    account.write_text(text.replace("Acme Alerts", '"[/y] Alerts"'), encoding="utf-8")

    async def script(phone: Phone) -> None:
        assert "[b]HI[/x]" in phone.frame
        await phone.click("QuickReplies Button")
        assert phone.bubbles[0] == "→ [b]HI[/x]"
        await phone.press("f7")
        select = phone.app.screen.query_one("#form", Select)
        for i in range(len(phone.session.world.forms(phone.session.current.about))):
            select.value = i
            await phone.settle()
        assert phone.app.screen is not phone.screen

    play(script, account)


def test_somebody_may_leave_while_the_phone_is_being_built() -> None:
    async def leave() -> int | None:
        app = PhoneApp(VIBES)
        async with app.run_test() as pilot:
            while app.phone is None:
                await asyncio.sleep(0)
            app.exit(None, 143)
            await pilot.pause()
        return app.return_code

    assert asyncio.run(leave()) == 143


def test_the_help_tells_every_key() -> None:
    told = re.findall(r"Ctrl\+[A-Z]|⇧?F[0-9]+", LEFT + RIGHT)
    written = {key.lower().replace("⇧", "shift+") for key in told}
    assert {key.key for key in KEYS} - {"f1"} <= written


def test_a_second_text_that_is_typed_before_the_first_is_played_is_one_of_its_own() -> None:
    async def script(phone: Phone) -> None:
        phone.hurry(*"SUMMER", "enter", *"Y", "enter")
        await phone.settle()
        assert phone.session.sent_texts == ["SUMMER", "Y"]

    play(script)


def test_a_timer_calls_once_though_it_is_late_by_nearly_a_second_delay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Textual sleeps no less than half a millisecond, and a stop takes effect in a sleep."""

    async def script(phone: Phone) -> None:
        called: list[int] = []
        sleeps = itertools.count()

        async def sleep(seconds: float) -> None:
            # (No other timer of the phone is as long as the one below.)
            if seconds < 30 or next(sleeps) > 1:
                await asyncio.sleep(seconds)

        monkeypatch.setattr("textual.timer.sleep", sleep)
        phone.app.set_timer(60, lambda: called.append(1))
        await phone.settle()
        assert called == [1]

    play_alone(script)


def test_a_timer_is_not_lost_however_slowly_the_process_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten looks at the clock take longer than the timer, each, as on a machine that is busy."""

    async def script(phone: Phone) -> None:
        called = asyncio.Event()
        waits = itertools.chain(range(10), itertools.repeat(10))
        monkeypatch.setattr("textual._time.get_time", lambda: monotonic() + 0.1 * next(waits))
        phone.app.set_timer(1 / 120, called.set)
        await asyncio.wait_for(called.wait(), timeout=10)

    play_alone(script)
