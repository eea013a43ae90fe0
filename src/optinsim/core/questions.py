"""Questions that a campaign asks its subscribers, and the answers that it expects.

A question goes out some time after somebody is subscribed, if they still are. While it is open, its
expected answers are read before anything but a stop: each has a reply of its own, may be stored in
a field of the person, and may lead to another question. Knows when to ask and what an answer brings
about. Does not read texts (inbound.py) and moves nobody's consent.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from optinsim.core.consent import Consent
from optinsim.core.events import MessageSent, PersonUpdated, QuestionAnswered
from optinsim.core.inbound import Kind, Reading, normalise, without_accents
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from optinsim.core.clock import Clock
    from optinsim.core.events import Event
    from optinsim.core.messages import Message
    from optinsim.core.people import Participant, Participation, People, Subscription


@value
class Answer:
    """What a question expects, and what it brings about."""

    word: str
    """As the account writes it, and as it is stored."""
    reply: Message | None = None
    then: Question | None = None
    """What is asked next, at once."""


@value
class Question:
    """Something that subscribers are asked."""

    id: str
    text: Message
    after: timedelta
    """How long after somebody was subscribed."""
    answers: Mapping[str, Answer]
    """By normalised word."""
    field: str | None = None
    """Where the answer is stored; None: nowhere."""


class OpenQuestion(NamedTuple):
    """A question that waits for its answer."""

    participant: Participant
    participation: Participation
    question: Question

    def readings(self) -> Mapping[str, Reading]:
        """How the expected answers are read, by normalised word, with and without accents."""
        campaign = self.participation.campaign.id
        return {
            form: Reading(Kind.ANSWER, "expected", answer.word, campaign)
            for word, answer in self.question.answers.items()
            for form in (word, without_accents(word))
        }


class Questions:
    """The questions of one world: those that wait for their time, and those that are open."""

    def __init__(self, clock: Clock, people: People, tell: Callable[[Event], None]) -> None:
        self._clock = clock
        self._people = people
        self._tell = tell

    def begin(self, participant: Participant, participation: Participation) -> None:
        """Somebody is subscribed: each question of the campaign waits for its time from now."""
        participation.question = None
        campaign = participation.campaign
        stay = participant.subscription(campaign.list_id)
        for question in campaign.questions:
            if question.after:
                due = self._clock.now + question.after
                call = partial(self._ask_if_still_there, participant, participation, question, stay)
                self._clock.call_at(due, call)
            else:
                self._ask(participant, participation, question)

    def open(self, participant: Participant, number: str) -> OpenQuestion | None:
        """The question that the person has not answered yet at the number."""
        for participation in participant.participations.values():
            question = participation.question
            if (
                question is not None
                and participation.state is Consent.SUBSCRIBED
                and participation.campaign.number == number
            ):
                return OpenQuestion(participant, participation, question)
        return None

    def answer(self, opened: OpenQuestion, reading: Reading) -> None:
        """Do what an expected answer brings about."""
        participant, participation, question = opened
        answer = question.answers[normalise(reading.word or "")]
        participation.question = None
        now = self._clock.now
        campaign = participation.campaign
        self._tell(QuestionAnswered(now, participant.person, campaign, question, answer))
        if question.field is not None:
            person = participant.person
            fields = {**person.fields, question.field: answer.word}
            self._people.replace(participant, replace(person, fields=fields, updated_at=now))
            self._tell(PersonUpdated(now, participant.person))
        if answer.reply is not None:
            self._say("answer", answer.reply, participant, participation)
        if answer.then is not None:
            self._ask(participant, participation, answer.then)

    def _ask_if_still_there(
        self,
        participant: Participant,
        participation: Participation,
        question: Question,
        stay: Subscription | None,
        _due: datetime,
    ) -> None:
        """Ask who has stayed on the list; who left and came back is asked from the return on."""
        if participant.subscription(participation.campaign.list_id) is stay:
            self._ask(participant, participation, question)

    def _ask(
        self, participant: Participant, participation: Participation, question: Question
    ) -> None:
        """Ask; what the person was asked before at the number is not waited for any longer."""
        number = participation.campaign.number
        for other in participant.participations.values():
            if other.campaign.number == number:
                other.question = None
        participation.question = question
        self._say("question", question.text, participant, participation)

    def _say(
        self,
        purpose: str,
        message: Message,
        participant: Participant,
        participation: Participation,
    ) -> None:
        person, campaign = participant.person, participation.campaign
        if person.mdn is not None:
            text = message.fill({**person.fields, "keyword": participation.keyword})
            sent = MessageSent(
                self._clock.now, person.mdn, campaign.number, text, purpose, campaign.id
            )
            self._tell(sent)
