"""An opened scenario says what it is and what comes, and the session before it stays open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from optinsim.phone.composer import Composer
from optinsim.phone.dialogs.dialog import ChoiceDialog
from optinsim.phone.next_step import NextStep, describe_ahead
from optinsim.phone.open_sessions import OpenSessions
from optinsim.phone.opening import open_scenario
from tests.phone.phones import Phone, play, play_alone
from tests.phone.played import ACCOUNTS, participant, session

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = f"""\
scenario: Somebody joins
account: {ACCOUNTS / "acme-vibes.yaml"}
steps:
  - {{text: SUMMER, expect: {{state: pending}}}}
  - {{wait: 1h, expect: {{state: pending}}}}
  - {{text: Y, expect: {{state: STATE}}}}
"""


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario in the working folder, that passes."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO.replace("STATE", "subscribed"), encoding="utf-8")
    return path


def test_it_says_what_comes_next_and_how_it_ended(scenario: Path) -> None:
    opened = open_scenario(scenario)
    said = [describe_ahead(opened)]
    while opened.forward() is not None:
        said.append(describe_ahead(opened))
    assert said == [
        "▷ F6: 1/3 me texts «SUMMER»  «Somebody joins»",
        "▷ F6: 2/3 1 h passes  «Somebody joins»",
        "▷ F6: 3/3 me texts «Y»  «Somebody joins»",
        "✓ «Somebody joins» ended: all 3 steps as expected",
    ]


def test_it_says_that_steps_were_not_as_expected(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("STATE", "declined"), encoding="utf-8")
    opened = open_scenario(scenario)
    opened.go_to(3)
    assert describe_ahead(opened) == "✗ «Somebody joins» ended: 1 of 3 steps not as expected"


def test_the_line_at_the_top_speaks_of_all_steps_so_far(scenario: Path) -> None:
    text = SCENARIO.replace("{state: pending}}", "{state: declined}}", 1)
    scenario.write_text(text.replace("STATE", "subscribed"), encoding="utf-8")

    async def script(phone: Phone) -> None:
        opened = open_scenario(scenario)
        await phone.screen.show_session(opened)
        await phone.press("shift+f6")
        top = phone.frame.splitlines()[0]
        assert top.endswith("step 3/3 ✗ 1 not as expected")
        assert "1 of 3 steps not as expected" in phone.frame

    play(script)


def test_steps_that_were_left_by_going_back_are_told_too() -> None:
    played = session("SUMMER")
    assert describe_ahead(played) == ""
    played.play(participant("+13125550123"))
    played.go_to(1)
    assert describe_ahead(played).startswith("▷ F6: 2/2 API POST /companies/acme/")


def test_saving_says_which_steps_where_some_lie_ahead() -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y", "STOP"):
            await phone.text(text)
        for key in ("ctrl+s", "shift+f9"):
            await phone.press(key)
            assert "lies ahead" not in phone.frame
            await phone.press("escape")
        await phone.press("f5")
        for key in ("ctrl+s", "shift+f9"):
            await phone.press(key)
            assert "Only steps 1–2 of 3" in phone.frame  # noqa: RUF001
            await phone.press("escape")
        await phone.press("f5", "ctrl+s")
        assert "Only step 1 of 3" in phone.frame

    play(script)


def test_a_text_that_is_not_sent_stays_with_its_session(scenario: Path) -> None:
    async def script(phone: Phone) -> None:
        composer = phone.screen.query_one(Composer)
        await phone.press(*"Hi", "ctrl+r")
        assert composer.text == "Hi"
        await phone.press("ctrl+o", *scenario.name, "enter")
        assert composer.text == ""
        await phone.press(*"Yo", "ctrl+l", "home", "enter")
        assert (phone.session.opened, composer.text) == (None, "Hi")
        await phone.press("ctrl+l", "down", "enter")
        assert composer.text == "Yo"
        await phone.press("backspace", "backspace", "ctrl+q")
        assert "A text is written and not sent." in phone.frame

    play(script)


def test_the_session_that_was_open_is_still_there(scenario: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        first = phone.session
        await phone.press("ctrl+o", *scenario.name, "enter")
        assert "▷ F6: 1/3" in phone.frame
        await phone.press("shift+f6")
        assert "✓ «Somebody joins» ended" in phone.frame
        assert phone.state == "subscribed"
        await phone.press("ctrl+l")
        assert "Acme Stores · step 1 of 1 · HELP · not saved" in phone.frame
        assert "«Somebody joins» · step 3 of 3 · SUMMER, Y  ◀ here" in phone.frame
        await phone.press("up", "enter")
        assert phone.session is first
        assert not phone.screen.query_one(NextStep).display
        await phone.press("ctrl+l", "escape")
        assert phone.session is first

    play(script)


def test_a_step_is_chosen_from_a_list_that_typing_makes_shorter() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("shift+f5")
        assert phone.notices == ["There are no steps yet: text something first."]
        for text in ("SUMMER", "Y", "HELP"):
            await phone.text(text)
        phone.session.play(participant("+13125550123"))
        phone.session.wait(timedelta(hours=1))
        await phone.press("shift+f5")
        assert "5  time passes, to Mon 05 Jan 16:00  ◀ here" in phone.frame
        await phone.press(*"texts yx")
        assert "Go to which step?  texts y" in phone.frame
        await phone.press("backspace", "y", "enter")
        assert phone.session.position == 2
        await phone.press("shift+f5", "home", "enter")
        assert phone.session.position == 0
        await phone.press("shift+f6")
        assert phone.session.position == 5

    play(script)


def test_a_click_on_the_line_plays_the_step(scenario: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o", *scenario.name, "enter")
        for position in (1, 2, 3, 3):
            await phone.click("NextStep")
            assert phone.session.position == position

    play(script)


def test_each_open_session_is_kept_for_itself(scenario: Path, tmp_path: Path) -> None:
    folder = tmp_path / "state"

    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("ctrl+o", *scenario.name, "enter", "f6")
        await phone.text("STOP")
        await phone.press("ctrl+l", "up", "enter")
        await phone.text("SUMMER")
        assert len(list(folder.glob("*.jsonl"))) == 2
        await phone.press("ctrl+c")
        assert "3 steps are not saved as a scenario in 2 sessions" in " ".join(phone.frame.split())
        await phone.press("ctrl+c")

    play_alone(script, folder=folder)
    assert len(list(folder.glob("*.jsonl"))) == 2


def test_a_session_in_which_nothing_was_done_is_not_listed() -> None:
    sessions, empty, played = OpenSessions(), session(), session("HELP")
    sessions.of(empty)
    sessions.leave(empty)
    sessions.of(played)
    sessions.leave(played)
    assert [one.session for one in sessions.all] == [played]
    again = played.with_account(played.account)
    assert sessions.of(again).session is again
    assert len(sessions.all) == 1


def test_a_list_has_its_first_choice_highlighted() -> None:
    async def script(phone: Phone) -> None:
        chosen: list[int | None] = []
        await phone.app.push_screen(ChoiceDialog("Which?", ["a", "b", "c"], first=1), chosen.append)
        await phone.settle()
        await phone.press("enter")
        assert chosen == [1]

    play(script)
