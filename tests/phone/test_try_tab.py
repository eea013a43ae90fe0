"""The tab «Try»: one key plays a trial, ticks it, and marks what was seen on the tab «State»."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.phone.state_tab import StateTab
from optinsim.phone.try_actions import SUITE
from optinsim.phone.try_tab import TrialList
from tests.phone.phones import Phone, play, play_alone
from tests.phone.played import ACCOUNTS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SIGNALVINE = ACCOUNTS / "bigstate-signalvine.yaml"


def test_enter_plays_a_trial_and_highlights_the_next() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        mine = phone.session
        await phone.press("shift+f7")
        assert "Tried 0 of 30" in phone.frame
        assert "· The keyword" in phone.frame
        await phone.press("enter")
        assert phone.bubbles[0] == "→ SUMMER"
        assert "✓ The keyword" in phone.frame
        await phone.press("enter", "enter", "enter")
        assert phone.bubbles[0] == "→ SUMER"
        assert "Tried 4 of 30" in phone.frame
        await phone.press("ctrl+l", "up", "enter")
        assert phone.session is mine
        await phone.tab("state")
        assert "seen 1 of 23 transitions" in phone.frame
        states = phone.screen.query_one(StateTab)
        [state] = states.items
        assert "transitions ✓" not in phone.frame  # a tick once all are seen
        every = {
            (source, rule.trigger, rule.target) for rule in state.table for source in rule.sources
        }
        states.items = [replace(state, seen=frozenset(every))]
        assert "seen 23 of 23 transitions ✓" in str(states.draw(0, 60))
        assert "join✓ ──" in phone.frame

    play(script)


def test_all_are_tried_while_the_conversation_stays_and_a_difference_is_highlighted() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("shift+f7")
        await phone.press("a")
        assert "Tried 13 of 13, 1 not as expected" in phone.frame
        assert "✗ Stop. Thank you!: subscribed, not unsubscribed" in phone.frame
        assert phone.bubbles == []
        trials = phone.screen.query_one(TrialList)
        assert trials.text_of(trials.highlighted or 0).startswith("✗")
        await phone.press("c")
        assert phone.app.clipboard.startswith("✗ Stop. Thank you!")

    play(script, SIGNALVINE)


def test_a_click_plays_too() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("shift+f7")
        await phone.click("#trials", offset=(4, 2))
        assert phone.bubbles[0] == "→ SUMMER 🎉"

    play(script)


def test_the_suite_is_saved_after_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(phone: Phone) -> None:
        await phone.press("shift+f7")
        await phone.press("s")
        assert phone.notices == ["Nothing to save yet: no trial has gone as expected."]
        await phone.press("enter", "s")
        assert "Save 1 of 13 trials as a suite?" in phone.frame
        assert "12 not tried" in phone.frame
        await phone.press("escape")
        assert not SUITE.exists()
        await phone.press("s", "enter")
        assert (SUITE / "the-keyword.yaml").exists()
        assert phone.notices[-2] == "Saving …"
        assert "1 scenario is in scenarios/try-these" in phone.notices[-1]
        await phone.press("s")
        assert "expectations of 1 file that is there are replaced" in phone.frame

    play(script, SIGNALVINE)


def test_a_trial_need_not_be_saved_until_somebody_goes_on_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "state"

    async def script(phone: Phone) -> None:
        await phone.press("shift+f7")
        await phone.press("enter", "enter")
        assert len(phone.screen._files.open_sessions.all) == 1  # noqa: SLF001
        assert not list(folder.glob("*.jsonl"))
        assert phone.screen._files.describe_unsaved() == []  # noqa: SLF001
        await phone.text("Y")
        assert len(list(folder.glob("*.jsonl"))) == 1
        [unsaved, *_] = phone.screen._files.describe_unsaved()  # noqa: SLF001
        assert unsaved.startswith("1 step is not saved")

    play_alone(script, folder=folder)


def test_on_a_tiny_terminal_the_list_has_the_whole_screen() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("shift+f7")
        assert "· The keyword" in phone.frame
        await phone.press("f10")
        assert "· The keyword" not in phone.frame

    play(script, size=(40, 12))
