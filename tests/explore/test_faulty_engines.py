"""Engines with a fault in them: each breaks a law, with the shortest conversation that shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.adapter import Account
from optinsim.core.consent import Consent, Rule, Trigger
from optinsim.core.conversation import Conversation
from optinsim.core.inbound import Kind, Lexicon, Reading
from optinsim.core.questions import Questions
from optinsim.platforms.vibes import Vibes
from optinsim.platforms.vibes.books import Books
from tests.explore.test_planted_faults import (
    ACCOUNTS,
    ADD,
    SECOND,
    SIGNALVINE,
    TABLES,
    VIBES,
    account_of,
    findings,
    moves,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.core.people import Participant
    from optinsim.core.setup import Campaign, Setup

Patch = tuple[Any, str, Any]
"""What is replaced: of what, which attribute, and with what."""


def silent(purpose: str) -> Patch:
    """An engine that sends no message of a purpose."""
    say = Conversation._say  # noqa: SLF001

    def said(self: Conversation, now: str, *rest: Any) -> Any:
        return None if now == purpose else say(self, now, *rest)

    return Conversation, "_say", said


def repeating(purpose: str) -> Patch:
    """An engine that sends a message twice."""
    say = Conversation._say  # noqa: SLF001

    def said(self: Conversation, now: str, *rest: Any) -> Any:
        if now == purpose:
            say(self, now, *rest)
        return say(self, now, *rest)

    return Conversation, "_say", said


def reading(kind: Kind, wrong: Kind, *, pending: bool | None = None) -> Patch:
    """A reader that takes one kind of text for another, always or only while a prompt waits."""
    read = Lexicon.read

    def misread(self: Lexicon, text: str, **context: Any) -> Reading:
        found = read(self, text, **context)
        is_wrong = found.kind is kind and pending in (None, context["pending"])
        return Reading(wrong, found.rule, found.word) if is_wrong else found

    return Lexicon, "read", misread


def obeying(a_yes: Callable[[Conversation, Participant, str], bool]) -> Patch:
    """An engine that does something on a yes that nothing asked for."""
    obey = Conversation._obey  # noqa: SLF001

    def obeyed(
        self: Conversation, reading: Reading, participant: Participant, number: str, pending: Any
    ) -> bool:
        if reading.kind is Kind.YES and not pending:
            return a_yes(self, participant, number)
        return obey(self, reading, participant, number, pending)

    return Conversation, "_obey", obeyed


def always_read() -> Patch:
    """A reader that knows yes also where nothing waits for it."""
    read = Lexicon.read

    def eager(self: Lexicon, text: str, **context: Any) -> Reading:
        return read(self, text, **{**context, "pending": True})

    return Lexicon, "read", eager


def coming_back(self: Conversation, participant: Participant, _number: str) -> bool:
    """A yes subscribes those who have left, and who are known for another reason."""
    for name, campaign in self._setup.by_id.items():
        if participant.state(name) is not Consent.SUBSCRIBED:
            self.add(participant, campaign, "")
            return True
    return False


def taking_more(self: Conversation, participant: Participant, _number: str) -> bool:
    """A yes of a subscriber subscribes to the next campaign."""
    for name, campaign in self._setup.by_id.items():
        if participant.participations and participant.state(name) is Consent.NONE:
            self.add(participant, campaign, "")
            return True
    return False


def stopping_one() -> Patch:
    """An engine whose stop ends the first campaign alone."""
    move = Conversation._move  # noqa: SLF001

    def moved(
        self: Conversation,
        participant: Participant,
        campaign: Campaign,
        trigger: Trigger,
        *rest: Any,
    ) -> Participant:
        if trigger is Trigger.STOP and campaign.id == "B":
            return participant
        return move(self, participant, campaign, trigger, *rest)

    return Conversation, "_move", moved


def greeting() -> Patch:
    """An engine that texts those whom the brand stores."""
    meet = Conversation.meet

    def met(self: Conversation, mdn: str, *rest: Any) -> Participant:
        participant = meet(self, mdn, *rest)
        self._say("help", mdn, self._setup.number, participant)
        return participant

    return Conversation, "meet", met


def adding(setup: Setup) -> Setup:
    """A table in which what the brand adds is subscribed."""
    states = (Consent.NONE, Consent.UNSUBSCRIBED)
    added = Rule(states, Trigger.ADD, Consent.SUBSCRIBED)
    return replace(setup, table=(*setup.table, added))


def open_to_calls(setup: Setup) -> Setup:
    """A table in which the brand's call undoes a No."""
    late = Rule((Consent.DECLINED,), Trigger.JOIN, Consent.SUBSCRIBED)
    setup = without(Consent.DECLINED, trigger=Trigger.JOIN)(setup)
    return replace(setup, table=(late, *setup.table))


def unchanged(setup: Setup) -> Setup:
    return setup


TWO = VIBES.replace("messages:\n", SECOND)
WELCOMING = VIBES.replace("accepts: [yes]", "accepts: [yes], messages: {welcome: Hi}")
ENGINES: dict[
    str, tuple[str, Callable[[Setup], Setup], list[Callable[[], Patch]], str, list[str]]
] = {
    "help that is not answered": (
        VIBES,
        unchanged,
        [lambda: silent("help")],
        "help-is-answered",
        ["HELP"],
    ),
    "help that is read as a stop": (
        VIBES,
        unchanged,
        [lambda: reading(Kind.HELP, Kind.STOP)],
        "help-is-answered",
        ["HELP"],
    ),
    "a stop that is answered twice": (
        VIBES,
        unchanged,
        [lambda: repeating("stop")],
        "stop-is-confirmed-once",
        ["STOP"],
    ),
    "a stop without a confirmation": (
        VIBES,
        unchanged,
        [lambda: silent("stop")],
        "stop-is-confirmed-once",
        ["STOP"],
    ),
    "a stop that is not read while a prompt waits": (
        VIBES,
        unchanged,
        [lambda: reading(Kind.STOP, Kind.UNMATCHED, pending=True)],
        "stop-is-read",
        ["SALE", "STOP"],
    ),
    "a stop that ends one of two campaigns": (
        TWO,
        unchanged,
        [stopping_one],
        "stop-ends-all",
        ["NEWS", "STOP"],
    ),
    "a keyword that is not read while a prompt waits": (
        VIBES,
        unchanged,
        [lambda: reading(Kind.KEYWORD, Kind.UNMATCHED, pending=True)],
        "keywords-are-read",
        ["SALE", "SALE"],
    ),
    "a yes that brings back who has left": (
        VIBES,
        adding,
        [always_read, lambda: obeying(coming_back)],
        "return-by-own-word",
        ["STOP", "Add a person, or update one", "Y"],
    ),
    "a second yes that subscribes to more": (
        TWO,
        adding,
        [always_read, lambda: obeying(taking_more)],
        "duplicates-change-nothing",
        ["SALE", "Y", "Y"],
    ),
    "a question that a stop does not cancel": (
        SIGNALVINE,
        unchanged,
        [lambda: (Questions, "end", lambda *_: None)],
        "nothing-after-stop",
        ["JOIN", "STOP", "until something is due"],
    ),
    "a text to those whom the brand stores": (
        VIBES,
        unchanged,
        [greeting],
        "consent-before-messages",
        [ADD],
    ),
    "a welcome that is never sent": (
        WELCOMING,
        unchanged,
        [lambda: silent("welcome")],
        "messages-can-be-sent",
        [],
    ),
    "a No that the API overrules": (
        VIBES,
        open_to_calls,
        [lambda: (Books, "is_blocked", lambda *_: False)],
        "api-respects-stop-and-no",
        ["SALE", "N", ADD],
    ),
    "callbacks that are not sent": (
        VIBES,
        unchanged,
        [lambda: (Vibes, "callbacks", lambda *_: ())],
        "callbacks-are-enough",
        ["SALE", "Y"],
    ),
}


@pytest.mark.parametrize("name", ENGINES)
def test_a_faulty_engine_is_found_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, mutated, patches, law, conversation = ENGINES[name]
    account = account_of(text, tmp_path)
    account = Account(account.file, account.platform, mutated(account.setup))
    before = [moves(one) for one in findings(account).get(law, [])]
    assert conversation not in before
    for patch in patches:
        monkeypatch.setattr(*patch())
    found = findings(account)
    assert conversation in [moves(one) for one in found.get(law, [])], {
        law: [moves(one) for one in ones] for law, ones in found.items()
    }


def test_twenty_accounts_and_twenty_mutants_are_planted() -> None:
    two_more = 2  # each: accounts of two numbers and of Canada; what has expired, all that waits
    assert len(ACCOUNTS) + two_more > 20
    assert len(TABLES) + len(ENGINES) + two_more > 20
