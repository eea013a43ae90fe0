"""What holds for every conversation, whatever anybody texts, does or waits for.

Random commands go to an engine; a witness reads the events, believes nothing that they do not say,
and objects as soon as one breaks a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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
from optinsim.core.consent import Consent, Trigger
from optinsim.core.engine import Engine
from optinsim.core.events import (
    Event,
    MessageSent,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextReceived,
    TransitionTaken,
)
from optinsim.core.inbound import Kind
from tests.core.worlds import (
    ANN,
    BOB,
    CAMPAIGNS,
    EVE,
    PURPOSES,
    STATES,
    WORDS,
    World,
    setup,
    standing,
)

ACCOUNT = setup(words=replace(WORDS, start=("START",)))
PHONES = (ANN, BOB, EVE)
JOINS = {Trigger.JOIN, Trigger.SUBSCRIBE}

keywords = st.sampled_from(["SUMMER", "SUMR", "WINTER", "CLUB", "NEWS"])
answers = st.sampled_from(["YES", "Y", "NO", "60601", "60601-1234"])
others = st.sampled_from(
    ["STOP", "Stop. Thank you", "please stop", "HELP", "START", "hello", "we stop here"]
)
noise = st.sampled_from(["", " ", ".", "!", "\N{OCTAGONAL SIGN}", "\u200b", "\n", "\x00", "\ud83d"])
anything = st.text(st.characters(categories=None))
texts = st.one_of(
    keywords,
    keywords,
    answers,
    answers,
    others,
    st.builds("{}{}{}".format, noise, st.one_of(keywords, answers, others).map(str.lower), noise),
    anything,
)
phones = st.sampled_from([ANN, ANN, ANN, BOB, EVE])
waits = st.one_of(
    st.sampled_from([0, 1, 1800, 3599, 3600, 82_800, 86_399, 86_400]), st.integers(0, 10**6)
)

Move = tuple[str, str, str | int]
text_moves = st.tuples(st.just("text"), phones, texts)
move = st.one_of(
    *[text_moves] * 5,
    st.tuples(st.just("wait"), phones, waits),
    st.tuples(st.sampled_from(["join", "add"]), phones, st.sampled_from([c.id for c in CAMPAIGNS])),
    st.tuples(st.just("leave"), phones, st.sampled_from(["sales", "club", "news"])),
    st.tuples(st.just("stop"), phones, st.just("")),
)
# Left to itself, Hypothesis likes lists so short that little happens in them.
moves: st.SearchStrategy[list[Move]] = st.one_of(
    st.lists(move, max_size=12), st.lists(move, min_size=20, max_size=40)
)


def commands_for(engine: Engine, move: Move) -> list[EngineCommand]:
    """The move as commands: who is to be joined has to be stored first."""
    what, mdn, value = move
    if what == "text":
        return [ReceiveText(mdn, str(value))]
    if what == "wait":
        return [AdvanceTime(engine.now + timedelta(seconds=int(value)))]
    known = engine.people.by_mdn(mdn)
    serial = known.person.serial if known else len(engine.people) + 1
    stored: list[EngineCommand] = [] if known else [SavePerson(None, mdn, None, {})]
    asked: dict[str, EngineCommand] = {
        "join": Join(serial, str(value)),
        "add": Add(serial, str(value)),
        "leave": Leave(serial, str(value)),
        "stop": Stop(serial),
    }
    return [*stored, asked[what]]


@dataclass
class Witness:
    """Everything that the events have said so far."""

    now: datetime
    states: dict[tuple[str, str], Consent] = field(default_factory=dict)
    """By phone and campaign."""
    prompted: set[tuple[str, str]] = field(default_factory=set)
    """Who has been asked, since they last joined."""
    expiries: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    """When what is pending ends by itself."""
    lists: set[tuple[str, str]] = field(default_factory=set)
    """Who is on which list."""
    stopped: set[str] = field(default_factory=set)
    """Who has texted stop, and not joined since."""

    def hear(self, command: EngineCommand, events: list[Event]) -> None:
        """Take in what a command brought about."""
        text = events[0] if events else None
        kind = text.reading.kind if isinstance(text, TextReceived) else None
        assert isinstance(text, TextReceived) == isinstance(command, ReceiveText)
        before = dict(self.states)
        for event in events:
            assert self.now <= event.at, "time went back"
            self.now = event.at
            if isinstance(event, TransitionTaken):
                self.transition(event, command, kind)
            elif isinstance(event, SubscriptionAdded | SubscriptionRemoved):
                self.subscription(event)
            elif isinstance(event, MessageSent):
                self.message(event)
        sent = [event for event in events if isinstance(event, MessageSent)]
        if isinstance(text, TextReceived):
            self.answers(text, sent)
        elif isinstance(command, Stop):
            self.stop(sent)
        else:
            assert not sent or isinstance(command, Join), "nobody asked for a message"
        if kind is Kind.HELP or kind is Kind.UNMATCHED:
            assert self.states == before, f"{kind} changed a state"

    def transition(self, event: TransitionTaken, command: EngineCommand, kind: Kind | None) -> None:
        mdn = event.person.mdn or ""
        key = (mdn, event.campaign.id)
        assert event.before is self.states.get(key, Consent.NONE), "a state changed in silence"
        self.states[key] = event.after
        if event.trigger in JOINS:
            asked_for = isinstance(command, Join) or kind in {Kind.KEYWORD, Kind.START}
            assert asked_for, "nobody asked to join"
            self.stopped.discard(mdn)
        if event.after is Consent.SUBSCRIBED is not event.before:
            self.subscribed(event, command, kind)
        if event.trigger is Trigger.EXPIRE:
            assert event.at == self.expiries[key], "it expired at another time than it said"
        if event.before is event.after is Consent.PENDING:
            assert event.expires_at == self.expiries[key], "its expiry moved"
        self.expiries[key] = event.expires_at
        if event.after is not Consent.PENDING:
            assert event.expires_at is None
            self.prompted.discard(key)

    def subscribed(self, event: TransitionTaken, command: EngineCommand, kind: Kind | None) -> None:
        """Nobody is subscribed who did not ask for it, and confirm where that is wanted."""
        key = (event.person.mdn or "", event.campaign.id)
        if event.trigger is Trigger.FOLLOW:
            assert (key[0], event.campaign.list_id) in self.lists, "it followed nobody"
        elif event.trigger is Trigger.ADD:
            assert isinstance(command, Add), "the brand did not say so"
        elif event.campaign.join is Trigger.JOIN:
            assert event.trigger is Trigger.CONFIRM
            assert event.before is Consent.PENDING
            assert kind in event.campaign.accepts, f"{kind} confirmed"
            assert key in self.prompted, "confirmed without having been asked"
        else:
            assert event.trigger is Trigger.SUBSCRIBE

    def subscription(self, event: SubscriptionAdded | SubscriptionRemoved) -> None:
        """Nobody gets on a list twice, or off one where they are not."""
        key = (event.person.mdn or "", event.subscription.list_id)
        added = isinstance(event, SubscriptionAdded)
        assert (key in self.lists) != added
        self.lists ^= {key}

    def message(self, sent: MessageSent) -> None:
        if sent.campaign is None:
            assert sent.purpose in {"help", "stop", "default_response"}
            return
        assert sent.purpose in PURPOSES
        assert sent.mdn not in self.stopped, f"{sent.purpose} after a stop"
        if sent.purpose == "prompt":
            self.prompted.add((sent.mdn, sent.campaign))

    def answers(self, text: TextReceived, sent: list[MessageSent]) -> None:
        """Nobody but the sender is answered, and the account has one word at the most."""
        assert {message.mdn for message in sent} <= {text.mdn}
        by_account = [message.purpose for message in sent if message.campaign is None]
        assert len(by_account) <= 1
        if text.reading.kind is Kind.STOP:
            self.stop(sent)
        elif text.reading.kind is Kind.HELP:
            assert [message.purpose for message in sent] == ["help"]
        else:
            assert by_account in ([], ["default_response"])

    def stop(self, sent: list[MessageSent]) -> None:
        """A stop has one answer."""
        (answer,) = sent
        assert answer.purpose == "stop"
        self.stopped.add(answer.mdn)

    def agrees_with(self, engine: Engine) -> None:
        """The engine says of everybody what the events said."""
        assert self.now <= engine.now
        for mdn in PHONES:
            for campaign in CAMPAIGNS:
                state = engine.states(mdn)[campaign.id]
                assert state is self.states.get((mdn, campaign.id), Consent.NONE)
                on_list = (mdn, campaign.list_id) in self.lists
                assert (state is Consent.SUBSCRIBED) == on_list
                expiry = self.expiries.get((mdn, campaign.id))
                assert expiry is None or engine.now < expiry, "it outlived its expiry"


@given(moves)
@example([("text", ANN, "SUMMER"), ("text", ANN, "CLUB"), ("text", ANN, "60601")])
def test_every_conversation_keeps_the_rules(conversation: list[Move]) -> None:
    engine = Engine(ACCOUNT)
    witness = Witness(engine.now)
    run: list[tuple[EngineCommand, list[Event]]] = []
    for one in conversation:
        for command in commands_for(engine, one):
            events = engine.handle(command)
            run.append((command, events))
            witness.hear(command, events)
            witness.agrees_with(engine)
    again = Engine(ACCOUNT)
    assert [again.handle(command) for command, _ in run] == [events for _, events in run]


@given(moves)
def test_what_one_person_does_is_nothing_to_another(conversation: list[Move]) -> None:
    """Ann hears and becomes the same, whatever the others do."""
    alone, among_others = World(ACCOUNT), World(ACCOUNT)
    for one in conversation:
        for world in (alone, among_others):
            if world is among_others or one[1] == ANN or one[0] == "wait":
                for command in commands_for(world.engine, one):
                    world.handle(command)
        assert alone.engine.states(ANN) == among_others.engine.states(ANN)


@pytest.mark.parametrize("state", STATES)
@given(text=anything)
def test_any_text_in_any_state_is_read_and_only_its_reading_moves_anything(
    state: str, text: str
) -> None:
    world = standing(state)
    reading, *told = world.handle(ReceiveText(ANN, text))
    if reading == "read as unmatched":
        assert told[-1] == "unmatched, answered"
        assert world.state("summer") == state


@pytest.mark.parametrize("state", STATES)
def test_stop_in_any_state_leaves_nothing_that_could_send(state: str) -> None:
    world = standing(state)
    assert world.text("STOP")[-1] == "account says stop"
    assert world.state("summer") not in {"pending", "subscribed"}
    assert world.wait(days=400) == []
