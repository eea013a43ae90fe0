"""The quick replies: what fits the moment first, and HELP while there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from optinsim.core.consent import Consent
from optinsim.phone.quick_replies import MOST, QuickReplies, suggestions
from tests.phone.phones import ROOT, Phone, play
from tests.phone.played import account, session

if TYPE_CHECKING:
    from optinsim.core.setup import Setup


def offered(setup: Setup, *answers: str, **states: Consent) -> list[str]:
    """The quick replies in some states; a campaign that is not named has none."""
    found = {one.id: states.get(one.id, Consent.NONE) for one in setup.campaigns}
    return suggestions(setup, found, lambda: "60614", answers)


def test_the_answers_of_an_open_question_come_first() -> None:
    setup = account("bigstate-signalvine").setup
    first = setup.campaigns[0].id
    shown = offered(setup, "Yes", "Not yet", **{first: Consent.SUBSCRIBED})
    assert shown[:2] == ["Yes", "Not yet"]
    assert shown[-1] == "STOP"


def test_an_open_question_is_asked_of_the_world() -> None:
    path = ROOT / "scenarios/accounts/bigstate-signalvine.yaml"

    async def script(phone: Phone) -> None:
        setup = phone.session.account.setup
        [campaign] = [one for one in setup.campaigns if one.questions][:1]
        await phone.text(campaign.keywords[0])
        while not (answers := phone.session.world.expected_answers(phone.session.current.mdn)):
            await phone.press("f4")
        row = phone.screen.query_one(QuickReplies)
        labels = [str(one.label) for one in row.query(Button) if one.display]
        assert labels[: len(answers)] == [*answers]

    play(script, account=path)


def test_the_button_of_a_zip_code_says_so_and_sends_the_code() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        row = phone.screen.query_one(QuickReplies)
        code = phone.session.current.zip_code
        [button] = [one for one in row.query(Button) if str(one.label) == f"ZIP {code}"]
        assert button.size.width == len(f" ZIP {code} ")
        await phone.pilot.click(button)
        await phone.settle()
        assert f"→ {code}" in phone.bubbles

    play(script)


def test_who_is_unknown_is_asked_nothing() -> None:
    assert session(name="bigstate-signalvine").world.expected_answers("+13125550199") == ()


def test_help_and_stop_stay_among_many_keywords() -> None:
    setup = account("acme-vibes-many").setup
    shown = offered(setup)
    assert len(shown) <= MOST
    assert shown[-2:] == ["HELP", "STOP"]


@pytest.mark.parametrize(("state", "is_offered"), [("none", False), ("unsubscribed", True)])
def test_start_is_offered_after_a_stop(state: str, is_offered: bool) -> None:  # noqa: FBT001
    setup = account("acme-vibes-start-words").setup
    shown = offered(setup, **{one.id: Consent(state) for one in setup.campaigns})
    assert (setup.words.start[0] in shown) is is_offered


def test_what_does_not_fit_is_left_out_from_the_middle() -> None:
    async def script(phone: Phone) -> None:
        row = phone.screen.query_one(QuickReplies)
        row.show_texts(["FIRST", "SECOND WORD", "THIRD WORD", "HELP", "STOP"], {})
        await phone.settle()
        shown = [one for one in row.query(Button) if one.display]
        assert [str(one.label) for one in shown] == ["FIRST", "SECOND WORD", "HELP", "STOP"]
        assert shown[-1].region.right <= row.region.right
        await phone.pilot.click(shown[-1])
        await phone.settle()
        assert phone.session.turns[-1].command.text == "STOP"  # type: ignore[union-attr]
        await phone.pilot.resize_terminal(120, 36)
        await phone.settle()

    play(script, size=(40, 24))
