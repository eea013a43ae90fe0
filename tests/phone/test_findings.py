"""What the laws say of the turns of a session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim import load_account
from optinsim.phone.findings import TurnFindings
from optinsim.phone.session import Session
from tests.phone.phones import VIBES, play

if TYPE_CHECKING:
    from tests.phone.phones import Phone

TOLD = (
    "law stop-is-read (sev1): the platform goes on asking after 'you have the wrong number', "
    "which it reads as unmatched"
)


def test_a_turn_that_breaks_a_law_says_so() -> None:
    session, findings = Session(load_account(VIBES)), TurnFindings()
    session.text("SUMMER")
    assert findings.of(session) == [()]
    session.text("you have the wrong number")
    session.wait(timedelta(hours=1))
    assert findings.of(session) == [(), (TOLD,), ()]


def test_after_going_back_the_turns_are_judged_anew() -> None:
    session, findings = Session(load_account(VIBES)), TurnFindings()
    for text in ("SUMMER", "you have the wrong number"):
        session.text(text)
    findings.of(session)
    session.go_to(0)
    session.text("you have the wrong number")
    assert findings.of(session) == [()]


def test_what_only_has_to_be_known_is_left_out() -> None:
    account = load_account(VIBES.with_name("bigstate-signalvine.yaml"))
    session, findings = Session(account), TurnFindings()
    session.text(account.setup.campaigns[0].keywords[0])
    assert findings.of(session) == [()]


def test_the_tab_why_tells_it() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("you have the wrong number")
        await phone.tab("why")
        assert "law stop-is-read (sev1): the platform goes on asking" in phone.frame

    play(script, size=(200, 40))
