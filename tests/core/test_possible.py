"""What an account can bring about at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim.core.commands import AdvanceTime, EngineCommand, Join, Leave, ReceiveText, SavePerson
from optinsim.core.consent import Consent, Trigger
from optinsim.core.engine import Engine
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.messages import Message
from optinsim.core.possible import (
    possible_messages,
    possible_readings,
    possible_rows,
    possible_states,
)
from optinsim.core.postal_codes import NO_POSTAL_CODE
from optinsim.core.setup import Answer, Question
from tests.core.worlds import ANN, BOB, CLUB, NEWS, SUMMER, WINTER, WORDS, campaign, setup

if TYPE_CHECKING:
    from optinsim.core.setup import Campaign, Setup


def shown(account: Setup, of: Campaign) -> set[str]:
    return {f"{row.before} {row.trigger} {row.after}" for row in possible_rows(account, of)}


def triggers(account: Setup, of: Campaign) -> set[str]:
    return {row.trigger.value for row in possible_rows(account, of)}


def test_every_row_that_something_can_cause_is_possible() -> None:
    account = setup(SUMMER, WINTER)
    assert {Trigger(name) for name in triggers(account, SUMMER)} == set(Trigger) - {
        Trigger.SUBSCRIBE  # that is for campaigns that want no confirmation
    }
    assert "expired join pending" in shown(account, SUMMER)


def test_without_a_prompt_there_is_no_confirm_decline_or_expire() -> None:
    rows = shown(setup(NEWS), NEWS)
    assert "none subscribe subscribed" in rows
    assert "unsubscribed subscribe subscribed" in rows
    assert not [row for row in rows if "pending" in row or "declined" in row or "expired" in row]
    assert possible_states(setup(NEWS), NEWS) == (Consent.SUBSCRIBED, Consent.UNSUBSCRIBED)


def test_a_prompt_that_waits_for_ever_never_expires() -> None:
    patient = campaign("patient", "list", expires_after=None)
    assert "expire" not in triggers(setup(patient), patient)
    assert "pending expire expired" in shown(setup(CLUB), CLUB)


def test_only_a_shared_list_lets_a_campaign_follow() -> None:
    assert "follow" in triggers(setup(SUMMER, WINTER), WINTER)
    assert "follow" not in triggers(setup(SUMMER, CLUB), CLUB)


def test_without_words_to_confirm_or_decline_there_is_neither() -> None:
    mute = replace(WORDS, yes=(), no=(), postal_code=NO_POSTAL_CODE)
    assert {"confirm", "decline"}.isdisjoint(triggers(setup(SUMMER, words=mute), SUMMER))
    by_zip = replace(WORDS, yes=(), no=())
    assert "confirm" in triggers(setup(SUMMER, words=by_zip), SUMMER)
    assert "confirm" not in triggers(setup(CLUB, words=by_zip), CLUB)


def test_the_readings_are_those_that_the_words_leave_room_for() -> None:
    assert possible_readings(setup(SUMMER)) == (
        (Kind.STOP, "exact"),
        (Kind.STOP, "first_sentence"),
        (Kind.STOP, "courtesy"),
        (Kind.STOP, "phrase"),
        (Kind.HELP, "exact"),
        (Kind.YES, "exact"),
        (Kind.NO, "exact"),
        (Kind.ZIP, "postal_code"),
        (Kind.KEYWORD, "exact"),
        (Kind.UNMATCHED, "none"),
    )
    words = replace(WORDS, stop_match=StopMatch.EXACT, stop_phrases=(), help=(), start=("START",))
    assert possible_readings(setup(NEWS, words=words)) == (
        (Kind.STOP, "exact"),
        (Kind.START, "exact"),
        (Kind.KEYWORD, "exact"),
        (Kind.UNMATCHED, "none"),
    )


def test_a_zip_is_read_only_where_a_campaign_accepts_it() -> None:
    assert (Kind.ZIP, "postal_code") not in possible_readings(setup(CLUB))


def test_the_messages_are_those_that_a_row_or_a_reading_asks_for() -> None:
    assert possible_messages(setup(SUMMER)) == (
        ("summer", "prompt"),
        ("summer", "welcome"),
        ("summer", "initial"),
        ("summer", "declined"),
        ("summer", "already_subscribed"),
        ("summer", "invalid"),
        (None, "stop"),
        (None, "help"),
        (None, "default_response"),
    )
    assert ("news", "prompt") not in possible_messages(setup(NEWS))
    assert ("news", "invalid") not in possible_messages(setup(NEWS))


def test_a_message_that_the_campaign_lacks_is_the_accounts() -> None:
    quiet = campaign("quiet", "list", says={})
    says = {"prompt": Message("prompt")}
    assert possible_messages(setup(quiet, says=says)) == ((None, "prompt"),)


def test_help_is_sent_only_where_something_asks_for_it() -> None:
    silent = setup(SUMMER, words=replace(WORDS, help=(), stop=(), stop_phrases=()))
    assert [purpose for whose, purpose in possible_messages(silent) if whose is None] == [
        "default_response"
    ]


def test_questions_and_their_answers_are_read_and_said() -> None:
    last = Question("b", Message("?"), timedelta(0), {"no": Answer("no", Message("bye"))})
    first = Question("a", Message("?"), timedelta(0), {"yes": Answer("yes", None, last)})
    asking = replace(SUMMER, questions=(first,))
    assert (Kind.ANSWER, "expected") in possible_readings(setup(asking))
    assert {("summer", "question"), ("summer", "answer")} <= set(possible_messages(setup(asking)))
    quiet = replace(SUMMER, questions=(replace(last, answers={"no": Answer("no")}),))
    assert ("summer", "answer") not in possible_messages(setup(quiet))


words = ("SUMMER", "WINTER", "CLUB", "NEWS", "YES", "NO", "60601", "STOP", "Stop. Thank you")
texts = st.sampled_from([*words, "please stop", "HELP", "START", "hello"])
commands: st.SearchStrategy[EngineCommand] = st.one_of(
    st.builds(ReceiveText, st.sampled_from([ANN, BOB]), texts, st.none()),
    st.builds(Join, st.just(1), st.sampled_from(["summer", "winter", "club", "news"]), st.none()),
    st.builds(Leave, st.just(1), st.sampled_from(["sales", "club", "news"])),
)


@settings(deadline=None)
@given(
    st.lists(st.one_of(commands, st.just("a day passes")), max_size=25),
    st.sampled_from([(SUMMER,), (SUMMER, WINTER), (CLUB, NEWS), (SUMMER, WINTER, CLUB, NEWS)]),
)
def test_whatever_happens_was_possible(
    asked: list[EngineCommand | str], campaigns: tuple[Campaign, ...]
) -> None:
    account = setup(*campaigns, words=replace(WORDS, start=("START",)))
    engine = Engine(account)
    engine.handle(SavePerson(None, ANN, None, {}))
    for command in asked:
        if isinstance(command, str):
            command = AdvanceTime(engine.now + timedelta(days=1))  # noqa: PLW2901  (now known)
        if isinstance(command, Join) and command.campaign not in account.by_id:
            continue
        for event in engine.handle(command):
            if isinstance(event, TransitionTaken):
                row = (event.before, event.trigger, event.after)
                assert row in possible_rows(account, event.campaign)
                if event.before is not event.after:
                    assert event.after in possible_states(account, event.campaign)
            elif isinstance(event, TextReceived):
                assert (event.reading.kind, event.reading.rule) in possible_readings(account)
            elif isinstance(event, MessageSent):
                assert (event.campaign, event.purpose) in possible_messages(account)
