"""Two futures: a conversation is split in two, and each is played on beside the other."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from textual.renderables.background_screen import BackgroundScreen
from textual.widgets import Input

from optinsim.errors import CommandError
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.two_futures import FutureView, TwoFuturesDialog
from optinsim.phone.futures import Outcome, describe, describe_outcome, outcome, two_futures
from optinsim.phone.open_sessions import OpenSessions
from optinsim.phone.session import Session
from tests.phone.phones import VIBES, Phone, play
from tests.phone.played import account, participant, session


def views(phone: Phone) -> tuple[FutureView, FutureView]:
    left, right = phone.app.screen.query(FutureView)
    return left, right


def drawn(view: FutureView) -> list[list[tuple[str, str]]]:
    """All lines of a future."""
    return [line for i in range(len(view.items)) for line in view.draw(i, 60)]


def test_a_prompt_is_answered_or_met_with_silence() -> None:
    says, silent = two_futures(session("SUMMER"), 1)
    assert (describe(says, 1), describe(silent, 1)) == ("says Y", "stays silent for 1 d")
    none = frozenset[str]()
    left, right = outcome(says, 1, none), outcome(silent, 1, none)
    assert describe_outcome(left, right) == (
        "≠ subscribed · callbacks: ≠ ack_participant_changed,"
        " ≠ company_participant_changed, ≠ subscription_added"
    )
    assert describe_outcome(right, left) == "≠ expired · callbacks: none"
    assert "≠" not in describe_outcome(left, left)
    often = Outcome(right.states, ("b", "a", "b", "a", "a"), none)
    seen = Outcome(right.states, ("a",), none)
    assert describe_outcome(often, seen) == "expired · callbacks: ≠ b ×2, a, ≠ a ×2"  # noqa: RUF001


@pytest.mark.parametrize("texts", [("SUMMER", "Y"), ("SUMMER", "Y", "STOP")])
def test_a_fork_has_the_past_and_the_session_itself_does_not_change(texts: tuple[str, ...]) -> None:
    played = session(*texts)
    forked = played.fork(2)
    forked.play(participant("+13125550123"))
    assert describe(forked, 2) == "an API call"
    assert describe(forked, 3) == "nothing yet"
    assert [turn.replies for turn in forked.turns[:2]] == [
        turn.replies for turn in played.turns[:2]
    ]
    assert (played.position, len(played.operations)) == (len(texts), len(texts))


def test_a_fork_goes_on_as_the_session_would() -> None:
    played = session("SUMMER", "Y")
    forked = played.fork(2)
    assert forked.text("STOP") == played.text("STOP")
    assert (forked.steps, forked.operations) == (played.steps, played.operations)


def test_a_landline_says_nothing() -> None:
    mdn = Session(account()).current.mdn
    begun = Session(account(), landlines=frozenset({mdn}))
    says, silent = two_futures(begun, 0)
    assert describe(says, 0) == "nothing yet"
    assert describe(silent, 0) == "stays silent for 1 d"


def test_a_clock_that_ends_leaves_out_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        message = "no clock goes as far as that"
        raise CommandError(message)

    monkeypatch.setattr(Session, "wait", refuse)
    assert describe(two_futures(session("SUMMER"), 1)[1], 1) == "nothing yet"


def test_both_are_shown_with_a_dim_past_and_marked_differences() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f8")
        assert "says Y" in phone.frame
        assert "stays silent for 1 d" in phone.frame
        assert "≠ subscribed" in phone.frame
        assert "≠ expired" in phone.frame
        left, right = views(phone)
        past = [line for line in drawn(left) if any("SUMMER" in text for text, _ in line)]
        assert {name for line in past for text, name in line if text.strip()} == {"bubble--common"}
        answer = [line for line in drawn(left) if ("Y", "bubble--mine") in line]
        assert ("≠15:00 ", "bubble--warning") in answer[0]
        assert any("15:00≠" in text for line in drawn(left) for text, _ in line)
        assert any(text == "≠ " or text.endswith("≠ ") for [(text, _), *_] in drawn(right)[-1:])

    play(script)


def test_of_a_long_past_only_the_end_is_shown_and_the_first_line_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("optinsim.phone.dialogs.two_futures.LONGEST_PAST", 2)

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("HELP")
        await phone.press("shift+f8")
        for view in views(phone):
            assert view.items[0].text == "(4 more above, on the phone)"
            asked, answered = view.items[1:3]
            assert (asked.text, answered.turn) == ("HELP", asked.turn)
            assert view.items[3].turn == 2

    play(script)


def test_the_phone_below_is_not_drawn() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        with patch("textual.screen.BackgroundScreen", wraps=BackgroundScreen) as below:
            await phone.press("shift+f8")
        assert not below.called

    play(script)


def test_what_both_have_is_not_marked() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f8")
        left, right = views(phone)
        assert any("Y" in line for line in marked(left))
        assert any("1 d passes" in line for line in marked(right))
        await phone.press("f3", "tab", *"Y", "enter")
        assert not any(" Y " in line for line in marked(left))
        assert not any("1 d passes" in line for line in marked(right))
        assert any("pending → expired" in line for line in marked(right))

    play(script)


def marked(view: FutureView) -> list[str]:
    """The lines with a mark."""
    lines = ["".join(text for text, _ in line) for line in drawn(view)]
    return [line for line in lines if "≠" in line]


def test_each_is_played_on_by_itself_and_one_is_kept() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        mine = phone.session
        await phone.press("shift+f8", "enter", *"STOP", "enter", "f2", "f4")
        assert "Ctrl+K keeps this one" in " ".join(phone.frame.split())
        assert "says Y, then says STOP, then stays silent for 1 h" in " ".join(phone.frame.split())
        assert "nothing is waiting for its time" in phone.notices
        await phone.press("tab", "f3", "ctrl+k")
        assert phone.notices[-1].startswith("Kept: stays silent for 1 d, then stays silent")
        assert phone.session is not mine
        assert phone.state == "expired"
        assert phone.session.position == 3
        assert mine.position == 1

    play(script)


def test_tab_goes_from_one_line_to_the_other_and_typing_is_never_lost() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f8")
        left, right = phone.app.screen.query(Input)
        await phone.press("tab", *"a")
        await phone.press("shift+tab", *"b")
        await phone.press("up")
        assert phone.app.focused is views(phone)[0]
        await phone.press("tab", "up", "x")
        assert (left.value, right.value) == ("b", "ax")
        assert right.has_focus

    play(script)


def test_what_a_future_brought_takes_two_lines_and_is_whole_when_pointed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "optinsim.phone.dialogs.two_futures.describe_outcome", lambda *_: "subscribed " * 40
    )

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f8")
        shown = phone.app.screen.query(".outcome").first()
        assert shown.size.height == 2
        assert str(shown.tooltip) == "subscribed " * 40

    play(script)


def test_leaving_names_which_of_several_sessions_are_not_saved() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+q")
        assert "step 1 of 1" not in phone.frame
        await phone.press("escape", "shift+f8", "ctrl+k")
        phone.screen._files.open_sessions.all[0].saved = 1  # noqa: SLF001
        await phone.press("ctrl+q")
        assert "- Acme Stores · step 2 of 2 · SUMMER, Y" in phone.frame
        assert "step 1 of 1" not in phone.frame

    play(script)


def test_what_a_kept_future_begins_with_is_not_unsaved_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(VIBES, tmp_path))
    monkeypatch.chdir(tmp_path)

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        before = phone.session
        await phone.press("shift+f8", "ctrl+k", "ctrl+q")
        assert "2 steps are not saved as a scenario" in phone.frame
        await phone.press("escape")
        await phone.press("ctrl+s")
        await phone.press("enter")
        await phone.press("ctrl+l")
        assert "not saved" not in phone.frame
        await phone.press("escape")
        await phone.screen.show_session(before)
        await phone.text("N")  # which the kept future has not
        await phone.press("ctrl+q")
        assert "2 steps are not saved as a scenario" in phone.frame

    play(script, file)


def test_of_many_sessions_that_are_not_saved_three_are_named() -> None:
    sessions = OpenSessions()
    for text in ("a", "b", "c", "d", "e"):
        sessions.of(session(text))
    assert sessions.name_unsaved() == [
        *(f"- Acme Stores · step 1 of 1 · {text}" for text in "abc"),
        "and 2 more",
    ]


def test_they_begin_at_the_highlighted_bubble() -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y", "STOP"):
            await phone.text(text)
        phone.screen.query_one(ConversationView).highlight(1)
        await phone.press("shift+f8")
        assert views(phone)[0].since == 1
        await phone.press("escape")
        assert not isinstance(phone.app.screen, TwoFuturesDialog)
        assert phone.session.position == 3

    play(script)


def test_a_past_that_is_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        message = "that number is gone"
        raise CommandError(message)

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        monkeypatch.setattr("optinsim.phone.time_actions.two_futures", refuse)
        await phone.press("shift+f8")
        assert phone.notices == ["that number is gone"]

    play(script)
