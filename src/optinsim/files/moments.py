"""Every message of an account, with the moments at which people get it.

Derives them from the platform's table: the row that sends a message leads to a state. Knows when
the engine sends messages itself (help, stop, invalid, questions). Does not read messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optinsim.core.consent import Consent, Trigger
from optinsim.core.possible import possible_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Place
    from optinsim.core.messages import Message
    from optinsim.core.setup import Campaign, Question, Setup


class Moment(NamedTuple):
    """The conversation right after a message was sent."""

    number: str
    campaign: Campaign | None
    """None: the person has joined no campaign."""
    state: Consent = Consent.NONE
    after_stop: bool = False
    """Whether a stop has just ended something."""
    question: Question | None = None
    """The question that is open."""


class SentMessage(NamedTuple):
    """A message of an account."""

    purpose: str
    message: Message
    place: Place
    campaign: Campaign | None
    """The campaign that has it; None: the account's."""
    moments: tuple[Moment, ...]
    """When people get it; empty: it is never sent."""


def sent_messages(setup: Setup) -> Iterator[SentMessage]:
    """Every message of an account, those of its questions too."""
    for purpose, message in setup.messages.items():
        moments = tuple(_moments_of_account(setup, purpose))
        yield SentMessage(purpose, message, ("messages", purpose), None, moments)
    for campaign in setup.campaigns:
        for purpose, message in campaign.messages.items():
            place = (*campaign.place, "messages", purpose)
            moments = tuple(_moments(setup, campaign, purpose))
            yield SentMessage(purpose, message, place, campaign, moments)
        for i, question in enumerate(campaign.questions):
            yield from _of_question(campaign, question, (*campaign.place, "questions", i))


def _moments(setup: Setup, campaign: Campaign, purpose: str) -> Iterator[Moment]:
    states = possible_states(setup, campaign)
    for rule in setup.table:
        if purpose in rule.says and rule.target in states:
            after_stop = rule.trigger is Trigger.STOP
            yield Moment(campaign.number, campaign, rule.target, after_stop)
    if purpose == "invalid" and Consent.PENDING in states:
        yield Moment(campaign.number, campaign, Consent.PENDING)


def _moments_of_account(setup: Setup, purpose: str) -> Iterator[Moment]:
    """When a message of the account is sent: on any person's text, or by rows of campaigns."""
    in_any_state = purpose in ("help", "default_response")
    if in_any_state and not setup.answers_only_subscribers:
        for number in setup.by_number:
            yield Moment(number, None)
    for campaign in setup.campaigns:
        if purpose not in campaign.messages:
            yield from _moments(setup, campaign, purpose)
        states = possible_states(setup, campaign)
        stopped = {rule.target for rule in setup.table if rule.trigger is Trigger.STOP}
        for state in states:
            is_stopped = state in stopped
            if purpose == "stop" and is_stopped:
                yield Moment(campaign.number, campaign, state, after_stop=True)
            elif in_any_state and (
                state is Consent.SUBSCRIBED or not setup.answers_only_subscribers
            ):
                yield Moment(campaign.number, campaign, state, is_stopped)


def _of_question(campaign: Campaign, question: Question, place: Place) -> Iterable[SentMessage]:
    moment = Moment(campaign.number, campaign, Consent.SUBSCRIBED)
    asked = (moment._replace(question=question),)
    yield SentMessage("question", question.text, (*place, "text"), campaign, asked)
    for i, answer in enumerate(question.answers.values()):
        at = (*place, "answers", i)
        if answer.reply is not None:
            moments = (moment._replace(question=answer.then),)
            yield SentMessage("answer", answer.reply, (*at, "reply"), campaign, moments)
        if answer.then is not None:
            yield from _of_question(campaign, answer.then, (*at, "then"))
