"""A small world for the tests of the core: an account that is no vendor's, and events as words.

Four campaigns at one number: SUMMER and WINTER fill the same list and want a confirmation, CLUB
wants a plain yes within the hour for a list of its own, NEWS takes people as they come.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.commands import (
    Add,
    AdvanceTime,
    EngineCommand,
    Join,
    Leave,
    ReceiveText,
    SavePerson,
    Stop,
)
from optinsim.core.consent import Consent, Rule, Trigger
from optinsim.core.engine import Engine
from optinsim.core.events import (
    Event,
    MessageSent,
    PersonAdded,
    PersonUpdated,
    QuestionAnswered,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextReceived,
    TextUnmatched,
    TransitionTaken,
)
from optinsim.core.inbound import Kind, StopMatch, Words
from optinsim.core.messages import Message
from optinsim.core.setup import Campaign, Setup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANN, BOB, EVE = "+13125550123", "+12125550142", "+14155550199"
NUMBER = "84237"

_OUT = (Consent.NONE, Consent.DECLINED, Consent.EXPIRED, Consent.UNSUBSCRIBED)
_ASKED = (Consent.PENDING,)
_IN = (Consent.SUBSCRIBED,)

TABLE = (
    Rule(_OUT, Trigger.JOIN, Consent.PENDING, ("prompt",)),
    Rule(_OUT, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("welcome", "initial")),
    Rule(_ASKED, Trigger.JOIN, Consent.PENDING, ("prompt",)),
    Rule(_ASKED, Trigger.CONFIRM, Consent.SUBSCRIBED, ("welcome", "initial")),
    Rule(_ASKED, Trigger.DECLINE, Consent.DECLINED, ("declined",)),
    Rule(_ASKED, Trigger.STOP, Consent.DECLINED),
    Rule(_ASKED, Trigger.EXPIRE, Consent.EXPIRED),
    Rule(_ASKED, Trigger.REMOVE, Consent.EXPIRED),
    Rule(_IN, Trigger.JOIN, Consent.SUBSCRIBED, ("already_subscribed",)),
    Rule(_IN, Trigger.SUBSCRIBE, Consent.SUBSCRIBED, ("already_subscribed",)),
    Rule(_IN, Trigger.STOP, Consent.UNSUBSCRIBED),
    Rule(_IN, Trigger.REMOVE, Consent.UNSUBSCRIBED),
    Rule((*_OUT, *_ASKED), Trigger.FOLLOW, Consent.SUBSCRIBED),
    Rule((*_OUT, *_ASKED), Trigger.ADD, Consent.SUBSCRIBED),
)
"""Section 2 of the contract; the last row is of section 3,"""

WORDS = Words(
    stop=("STOP", "STOP ALL", "CANCEL", "END", "ARRÊT"),
    help=("HELP", "INFO"),
    yes=("Y", "YES"),
    no=("N", "NO"),
    stop_phrases=("please stop", "stop texting", "remove me"),
    stop_match=StopMatch.FIRST_SENTENCE,
)
PURPOSES = ("prompt", "welcome", "initial", "already_subscribed", "declined", "invalid")
"""Of a campaign's messages."""


def messages(*purposes: str) -> dict[str, Message]:
    return {purpose: Message(purpose) for purpose in purposes}


def campaign(
    name: str,
    list_id: str,
    *,
    join: Trigger = Trigger.JOIN,
    keywords: tuple[str, ...] = (),
    accepts: Iterable[Kind] = (Kind.YES, Kind.ZIP),
    expires_after: timedelta | None = timedelta(days=1),
    number: str = NUMBER,
    says: Mapping[str, Message] | None = None,
) -> Campaign:
    """A campaign whose keyword is its name in capitals."""
    return Campaign(
        id=name,
        number=number,
        keywords=keywords or (name.upper(),),
        list_id=list_id,
        join=join,
        accepts=frozenset(accepts),
        expires_after=expires_after,
        messages=messages(*PURPOSES) if says is None else says,
    )


SUMMER = campaign("summer", "sales", keywords=("SUMMER", "SUMR"))
WINTER = campaign("winter", "sales")
CLUB = campaign("club", "club", accepts=[Kind.YES], expires_after=timedelta(hours=1))
NEWS = campaign("news", "news", join=Trigger.SUBSCRIBE)
CAMPAIGNS = (SUMMER, WINTER, CLUB, NEWS)


def setup(
    *campaigns: Campaign,
    words: Words = WORDS,
    table: tuple[Rule, ...] = TABLE,
    says: Mapping[str, Message] | None = None,
    make_people: Iterable[Kind] = (Kind.KEYWORD,),
) -> Setup:
    """An account; the one above unless told otherwise."""
    return Setup(
        brand="Acme",
        number=NUMBER,
        country="US",
        table=table,
        words=words,
        campaigns=campaigns or CAMPAIGNS,
        messages=messages("help", "stop", "default_response") if says is None else says,
        texts_that_make_people=frozenset(make_people),
    )


class World:
    """An engine that is asked in few words, and answers in few."""

    def __init__(self, account: Setup | None = None) -> None:
        self.engine = Engine(account or setup())

    def text(self, *texts: str, mdn: str = ANN, to: str | None = None) -> list[str]:
        """What the last of the texts brings about, without the reading of it."""
        told: list[str] = []
        for text in texts:
            told = self.handle(ReceiveText(mdn, text, to))[1:]
        return told

    def wait(self, **duration: float) -> list[str]:
        return self.handle(AdvanceTime(self.engine.now + timedelta(**duration)))

    def save(
        self,
        serial: int | None,
        mdn: str | None,
        external_id: str | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> list[str]:
        return self.handle(SavePerson(serial, mdn, external_id, fields or {}))

    def join(self, campaign_id: str, keyword: str | None = None) -> list[str]:
        return self.handle(Join(1, campaign_id, keyword))

    def add(self, campaign_id: str, keyword: str | None = None) -> list[str]:
        return self.handle(Add(1, campaign_id, keyword))

    def leave(self, list_id: str) -> list[str]:
        return self.handle(Leave(1, list_id))

    def stop(self, number: str | None = None) -> list[str]:
        return self.handle(Stop(1, number))

    def handle(self, command: EngineCommand) -> list[str]:
        return [tell(event) for event in self.engine.handle(command)]

    def state(self, campaign_id: str, mdn: str = ANN) -> str:
        return self.engine.states(mdn)[campaign_id].value


STATES = {
    "none": ["HELLO"],
    "pending": ["SUMMER"],
    "subscribed": ["SUMMER", "YES"],
    "declined": ["SUMMER", "NO"],
    "expired": ["SUMMER"],
    "unsubscribed": ["SUMMER", "YES", "STOP"],
}
"""Every state, and the texts that lead there; to `expired`, a day later."""


def standing(state: str) -> World:
    """A world with one campaign, summer, where Ann stands in that state."""
    world = World(setup(SUMMER))
    world.text(*STATES[state])
    if state == "expired":
        world.wait(days=1)
    assert world.state("summer") == state
    return world


def tell(event: Event) -> str:
    """The event in a few words."""
    match event:
        case TextReceived():
            told = f"read as {event.reading.kind}"
        case PersonAdded():
            told = f"person {event.person.serial} added"
        case PersonUpdated():
            told = f"person {event.person.serial} updated"
        case TransitionTaken():
            told = f"{event.trigger} {event.campaign.id}: {event.before} > {event.after}"
        case SubscriptionAdded():
            told = f"on list {event.subscription.list_id}"
        case SubscriptionRemoved():
            told = f"off list {event.subscription.list_id} by {event.subscription.ended_by}"
        case QuestionAnswered():
            told = f"{event.question.id} answered: {event.answer.word}"
        case MessageSent():
            told = f"{event.campaign or 'account'} says {event.text}"
        case TextUnmatched():
            told = "unmatched, answered" if event.answer else "unmatched"
        case _:
            raise AssertionError(event)
    return told
