"""The time ribbon: where time stands, what will come by itself, and how to move through both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from optinsim.core.consent import Consent
from optinsim.phone.local_time import is_quiet, read_time, zone_of
from optinsim.phone.ribbon import Cell, States, future, past
from optinsim.phone.time_ribbon import TimeRibbon
from tests.phone.phones import Phone, play
from tests.phone.played import participant, session

NOW = datetime(2026, 1, 5, 15, tzinfo=UTC)  # a Monday
CHICAGO = ZoneInfo("America/Chicago")


def shown(cells: list[Cell]) -> str:
    return "".join(cell.symbol for cell in cells)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("Fri 21:55", "2026-01-09 21:55"),
        ("friday, 9:55 pm", "2026-01-09 21:55"),
        ("9pm", "2026-01-05 21:00"),
        ("12 am", "2026-01-06 00:00"),
        ("14:00", "2026-01-06 14:00"),
        ("Mon", "2026-01-12 00:00"),
        ("Mon 15:00", "2026-01-12 15:00"),
        ("2026-01-04 10:30", "2026-01-04 10:30"),
        ("2026-02-01", "2026-02-01 00:00"),
        ("3h", "2026-01-05 18:00"),
        ("+1d 12h", "2026-01-07 03:00"),
        ("Fri 9pm local", "2026-01-10 03:00"),
        ("2026-07-01 9:00 local", "2026-07-01 14:00"),
    ],
)
def test_a_time_is_typed_as_people_type_it(typed: str, at: str) -> None:
    assert read_time(typed, NOW, CHICAGO) == datetime.fromisoformat(f"{at}+00:00")


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "21", "25:00", "9:70", "13pm", "0am", "2026-02-30", "local", "36500d", "Fri 21:5"],
)
def test_what_is_no_time_is_not_taken_for_one(typed: str) -> None:
    late = datetime(9990, 1, 1, tzinfo=UTC)
    assert read_time(typed, late, CHICAGO) is None


def test_the_local_time_of_a_number_whose_zone_is_unknown_is_that_of_the_clock() -> None:
    assert zone_of("+18005550123") is None
    assert read_time("9pm local", NOW, None) == NOW.replace(hour=21)
    assert not is_quiet(NOW.replace(hour=3), None)


@pytest.mark.parametrize(("hour", "quiet"), [(13, True), (14, False), (2, False), (3, True)])
def test_brands_are_silent_before_8_and_from_21_o_clock_local_time(hour: int, quiet: bool) -> None:  # noqa: FBT001
    assert is_quiet(NOW.replace(hour=hour), CHICAGO) is quiet


def test_each_step_is_a_dot_by_the_state_and_a_wait_is_a_line_shaded_in_quiet_hours() -> None:
    played = session("SUMMER")  # 7 o'clock in California
    played.wait(timedelta(hours=18))
    played.text("Y")
    played.text("STOP")
    states = States().of(played)
    assert states[-1] is Consent.UNSUBSCRIBED
    assert shown(past(played, states, 50)) == "○◐───────░░●⊘"
    positions = [cell.position for cell in past(played, states, 50)]
    assert positions == [0, 1, *[2] * 9, 3, 4]
    assert shown(past(played, states, 3)) == "░●⊘"


def test_what_comes_by_itself_is_a_ghost_at_its_time() -> None:
    played = session("SUMMER")
    played.wait(timedelta(hours=20))
    cells = future(played, 50)
    assert shown(cells) == "░◌"
    assert cells[-1].at == played.start + timedelta(days=1)
    assert cells[0].at == played.start + timedelta(hours=22)
    assert future(played, 1) == cells[:1]
    played.wait_for_next()
    assert future(played, 50) == []
    states = States().of(played)
    assert shown(past(played, states, 50)).endswith("░⊗")


def test_steps_that_lie_ahead_are_shown_instead_of_ghosts() -> None:
    played = session("SUMMER", "Y", "HELP")
    played.go_to(1)
    assert [cell.position for cell in future(played, 50)] == [2, 3]
    assert [cell.position for cell in future(played, 1)] == [2]


def test_a_long_wait_is_not_shaded_and_the_steps_of_others_are_small() -> None:
    played = session()
    played.wait(timedelta(days=30))
    played.play(participant("+13125550123"))
    assert shown(past(played, States().of(played), 50)) == f"○{'─' * 12}·"


def test_the_states_are_those_of_the_current_subscriber() -> None:
    played, states = session("SUMMER"), States()
    assert states.of(played) == [Consent.PENDING]
    played.current = played.add_subscriber()
    assert states.of(played) == [Consent.NONE]
    played.text("SUMMER")
    assert states.of(played) == [Consent.NONE, Consent.PENDING]


def test_it_shows_the_local_time_and_counts_down() -> None:
    async def script(phone: Phone) -> None:
        assert "Mon 07:00 PST ☾ quiet hours ○\n" in phone.frame
        await phone.text("SUMMER")
        await phone.press("f2")
        assert "Mon 08:00 PST ○◐░───────░░░░◌ expires in 23 h" in phone.frame

    play(script)


def test_on_a_narrow_terminal_its_words_are_short() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        assert " ☾ ○◐" in phone.frame
        assert "1 d left" in phone.frame

    play(script, size=(60, 20))


def test_arrows_clicks_and_drags_move_through_time() -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y", "HELP"):
            await phone.text(text)
        ribbon = phone.screen.query_one(TimeRibbon)
        ribbon.focus()
        await phone.press("left", "left")
        assert phone.session.position == 1
        await phone.press("right")
        assert phone.session.position == 2
        first = ribbon.gutter.left + ribbon._left  # noqa: SLF001
        await phone.click("TimeRibbon", offset=(first, 0))
        assert phone.session.position == 0
        await phone.pilot.mouse_down("TimeRibbon", offset=(first + 1, 0))
        await phone.pilot.hover("TimeRibbon", offset=(first + 3, 0))
        await phone.pilot.mouse_up("TimeRibbon", offset=(first + 3, 0))
        await phone.settle()
        assert phone.session.position == 3
        await phone.pilot.hover("TimeRibbon", offset=(first, 0))
        await phone.click("TimeRibbon", offset=(0, 0))
        assert phone.session.position == 3

    play(script)


def test_a_click_on_a_ghost_waits_for_it() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        ribbon = phone.screen.query_one(TimeRibbon)
        last = ribbon.gutter.left + ribbon._left + len(ribbon._cells) - 1  # noqa: SLF001
        await phone.click("TimeRibbon", offset=(last, 0))
        assert phone.state == "expired"
        ribbon.post_message(TimeRibbon.Waited(phone.session.start))  # it came too late
        await phone.settle()
        assert phone.session.position == 2

    play(script)


def test_a_typed_time_is_explained_and_gone_to() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f4", *"soon", "enter")
        assert "Go to what time?" in phone.frame
        assert "Fri 21:55, 9pm" in phone.frame
        await phone.press(*["backspace"] * 4, *"Fri 21:55")
        assert "Fri 9 Jan 2026 21:55 UTC, in 4 d 6 h" in phone.frame
        assert "Fri 13:55 PST where the subscriber is" in phone.frame
        await phone.press("enter")
        assert phone.state == "expired"
        assert f"{phone.session.world.now:%a %H:%M}" == "Fri 21:55"
        await phone.press("shift+f4", *"2026-01-05 16:00")
        assert "4 d 5 h ago" in phone.frame
        await phone.press("enter")
        assert phone.session.position == 1
        await phone.press("shift+f4", *"2026-01-05 15:00", "enter")
        assert phone.session.position == 1
        await phone.press("shift+f4", *"2026-01-01", "enter")
        assert phone.session.position == 0
        await phone.press("shift+f4", "escape")
        assert phone.session.position == 0

    play(script)


def test_where_the_zone_is_unknown_there_is_no_local_time() -> None:
    async def script(phone: Phone) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("time_ribbon", "ribbon", "time_actions"):
                patch.setattr(f"optinsim.phone.{name}.zone_of", lambda _: None)
            await phone.text("SUMMER")
            assert "local time unknown ○◐" in phone.frame
            await phone.press("shift+f4", *"9pm")
            assert "Mon 5 Jan 2026 21:00 UTC, in 6 h" in phone.frame
            assert "where the subscriber is" not in phone.frame

    play(script)
