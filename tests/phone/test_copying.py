"""What is selected and copied, by mouse and by keyboard, and what leaving the phone asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection
from textual.widgets import Input

from optinsim.phone.composer import Composer
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.leave import LeaveDialog
from optinsim.phone.json_tree import JsonTree
from optinsim.phone.selection import selected_of, split_at
from optinsim.phone.state_tab import StateTab
from optinsim.phone.why_tab import WhyTab
from tests.phone.phones import Phone, play, play_alone

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = (
    "Acme Stores: Reply Y or your ZIP code to get recurring Summer Sale texts."
    " Msg & data rates may apply. Reply HELP for help, STOP to cancel."
)


@pytest.mark.parametrize(
    ("span", "inside"),
    [(None, ""), ((0, -1), "abcdef"), ((1, 5), "bcde"), ((4, 4), ""), ((2, 99), "cdef")],
)
def test_a_line_is_cut_where_the_selection_begins_and_ends(
    span: tuple[int, int] | None, inside: str
) -> None:
    pieces = [*split_at([("abc", "x"), ("", "y"), ("def", "z")], span)]
    assert "".join(text for text, _, is_inside in pieces if is_inside) == inside
    assert "".join(text for text, _, _ in pieces) == "abcdef"


def test_what_is_drawn_around_a_text_is_not_copied() -> None:
    lines = [[("15:00", "time"), (" ab ", "body"), ("|", "edge")], [(" cd ", "body")]]
    everything = selected_of(lines, 7, SELECT_ALL, {"time", "edge"})
    assert everything == ("ab\ncd", True)
    part = Selection(Offset(0, 7), Offset(2, 8))
    assert selected_of(lines, 7, part, {"time", "edge"}) == ("ab\nc", False)


async def drag(phone: Phone, what: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Select with the mouse."""
    await phone.pilot.mouse_down(what, offset=start)
    await phone.pilot.hover(what, offset=end)
    await phone.pilot.mouse_up(what, offset=end)
    await phone.settle()


def test_a_part_of_a_bubble_can_be_selected_and_is_shown_so() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("HELLO")
        view = phone.screen.query_one(ConversationView)
        y = next(i for i, row in enumerate(phone.frame.splitlines()) if " HELLO " in row)
        x = phone.frame.splitlines()[y].index("HELLO") - view.region.x
        y -= view.region.y
        plain = {str(s.style) for s in view.render_line(y) if "HEL" in s.text}
        await drag(phone, "#conversation", (x, y), (x + 2, y))
        assert phone.screen.get_selected_text() == "HEL"
        assert {str(s.style) for s in view.render_line(y) if s.text == "HEL"} != plain
        assert view.highlighted is None  # a drag is no click
        await phone.press("ctrl+c")
        assert phone.app.clipboard == "HEL"
        assert phone.app.is_running
        assert phone.screen.get_selected_text() is None

    play(script)


def test_a_bubble_of_several_lines_is_copied_without_the_breaks_of_its_lines() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        view = phone.screen.query_one(ConversationView)
        view.text_select_all()
        await phone.press("ctrl+c")
        assert phone.app.clipboard.splitlines() == [
            "Mon 5 Jan 2026",
            "SUMMER",
            "Summer Sale: none → pending",
            PROMPT,
        ]

    play(script)


def test_c_copies_a_bubble_as_a_line_for_a_ticket_and_shift_extends_to_several() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        mdn = phone.session.current.mdn
        view = phone.screen.query_one(ConversationView)
        view.focus()
        while not getattr(view.items[view.highlighted or 0], "is_mine", False):
            await phone.press("up")
        await phone.press("c")
        mine = f"2026-01-05 15:00:00Z  {mdn} → 84237: SUMMER"
        assert phone.app.clipboard == mine
        assert phone.notices == ["Copied: SUMMER"]
        await phone.press("shift+down", "shift+down", "c")
        assert phone.app.clipboard.splitlines()[0] == mine
        assert f"2026-01-05 15:00:00Z  84237 → {mdn}: {PROMPT}" in phone.app.clipboard
        assert len(view.marked) == 3
        await phone.press("shift+up", "up")
        assert len(view.marked) == 1

    play(script)


def test_with_nothing_highlighted_c_copies_the_last_item_and_of_nothing_nothing() -> None:
    async def script(phone: Phone) -> None:
        view = phone.screen.query_one(WhyTab)
        await phone.tab("why")
        view.focus()
        await phone.press("c")
        assert phone.app.clipboard == ""
        await phone.text("SUMMER")
        view.focus()
        await phone.press("c")
        assert "SUMMER" in phone.app.clipboard
        assert "\n  read as keyword: exact 'SUMMER' of ACQ1234\n" in phone.app.clipboard

    play(script)


def test_every_pane_can_be_selected() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        for name, kind, copied in (
            ("state", StateTab, "Summer Sale · ACQ1234: pending"),
            ("callbacks", JsonTree, '"status": "PENDING"'),
            ("record", JsonTree, '"mobile_phone": '),
            ("why", WhyTab, "ACQ1234: none → pending (join)"),
        ):
            await phone.tab(name)
            phone.screen.query_one(f"#{name}").query_one(kind).text_select_all()
            assert copied in (phone.screen.get_selected_text() or "")

    play(script)


def test_several_rows_of_json_are_copied_as_they_are_shown() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab("callbacks")
        tree = phone.screen.query_one("#callback-tree", JsonTree)
        tree.focus()
        await phone.press("end", "shift+up", "c")
        assert phone.app.clipboard.count("\n") == 1
        await phone.press("end", "enter")  # nothing to fold
        row = next(i for i, row in enumerate(tree.items) if row.path and row.is_open)
        before = len(tree.items)
        tree.highlight(row)
        await phone.press("enter")
        assert len(tree.items) < before
        await phone.press("enter")
        assert len(tree.items) == before

    play(script)


def test_a_click_on_a_heading_unfolds_it() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.tab("callbacks")
        tree = phone.screen.query_one("#callback-tree", JsonTree)
        await phone.settle()
        tree.scroll_home(animate=False)
        await phone.settle()
        await phone.click("#callback-tree", offset=(3, 0))
        assert tree.items[0].is_open

    play(script)


def test_ctrl_c_copies_what_is_selected_in_the_composer() -> None:
    async def script(phone: Phone) -> None:
        await phone.press(*"Hello", "shift+left", "shift+left", "ctrl+c")
        assert phone.app.clipboard == "lo"
        assert phone.screen.query_one(Composer).text == "Hello"
        assert phone.app.is_running

    play(script)


def test_leaving_asks_where_a_text_is_written_or_a_step_is_not_saved() -> None:
    async def script(phone: Phone) -> None:
        await phone.press(*"Hi", "ctrl+c")
        assert isinstance(phone.app.screen, LeaveDialog)
        assert "A text is written and not sent." in phone.frame
        assert "Save …" not in phone.frame
        await phone.press("escape")
        assert phone.screen.query_one(Composer).text == "Hi"
        await phone.press("enter", "ctrl+q")
        assert "1 step is not saved as a scenario." in phone.frame
        await phone.click("#stay")
        assert phone.app.is_running
        await phone.press("ctrl+q", "ctrl+q")
        assert not phone.app.is_running

    play(script)


def test_what_is_saved_can_be_left_at_once(tmp_path: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+c")
        assert "the next start offers to go on with it" in " ".join(phone.frame.split())
        await phone.click("#save")
        phone.app.screen.query_one("#path", Input).value = str(tmp_path / "kept.yaml")
        await phone.press("enter")
        assert (tmp_path / "kept.yaml").exists()
        await phone.text("Y")
        await phone.press("ctrl+c")
        assert "1 step is not saved" in phone.frame
        await phone.click("#leave")
        assert not phone.app.is_running

    play_alone(script, folder=tmp_path / "state")
