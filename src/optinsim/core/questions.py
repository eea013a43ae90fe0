"""Questions that a campaign asks its subscribers, and the answers that it expects.

A question goes out some time after a person is subscribed, if the person still is. While it is
open, its expected answers are read before any other word but a stop. Each answer has its own reply,
may be stored in a field of the person, and may lead to another question. Knows when to ask and
what an answer causes. Does not read texts (inbound.py) and changes no consent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from optinsim.core.consent import Consent
from optinsim.core.events import MessageSent, PersonUpdated, QuestionAnswered
from optinsim.core.inbound import Kind, Reading, normalise, without_accents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optinsim.core.events import Event
    from optinsim.core.messages import Message
    from optinsim.core.people import Participant, People
    from optinsim.core.setup import Campaign, Question, Setup
    from optinsim.core.world import World

ASK = "ask"
"""The kind of the timer of a question: serial number, campaign id, question id."""


class OpenQuestion(NamedTuple):
    """A question that waits for its answer."""

    participant: Participant
    campaign: Campaign
    question: Question

    def readings(self) -> Mapping[str, Reading]:
        """How the expected answers are read, by normalised word, with and without accents."""
        return {
            form: Reading(Kind.ANSWER, "expected", answer.word, self.campaign.id)
            for word, answer in self.question.answers.items()
            for form in (word, without_accents(word))
        }


class Questions:
    """The questions of one account: those that are scheduled, and those that are open."""

    def __init__(
        self, setup: Setup, world: World, people: People, emit: Callable[[Event], None]
    ) -> None:
        self._setup = setup
        self._world = world
        self._people = people
        self._emit = emit

    def begin(self, serial: int, campaign: Campaign) -> None:
        """Schedule the questions of a campaign that a person has subscribed to."""
        for question in campaign.questions:
            if question.after:
                due = self._world.now + question.after
                self._world.timers.set(due, (ASK, serial, campaign.id, question.id))
            else:
                self.ask(serial, campaign.id, question.id)

    def end(self, serial: int, list_id: str) -> None:
        """Cancel the scheduled questions of a list that a person has left."""
        for campaign in self._setup.by_list[list_id]:
            for question in campaign.questions:
                self._world.timers.cancel((ASK, serial, campaign.id, question.id))

    def ask(self, serial: int, campaign_id: str, question_id: str) -> None:
        """Ask the question; close an earlier one that is open at the number."""
        participant = self._people.by_serial(serial)
        if participant is None:
            return
        campaign = self._setup.by_id[campaign_id]
        question = self._setup.questions[campaign_id, question_id]
        participations = {
            other_id: replace(other, question=question_id if other_id == campaign_id else None)
            if self._setup.by_id[other_id].number == campaign.number
            else other
            for other_id, other in participant.participations.items()
        }
        participant = self._people.put(replace(participant, participations=participations))
        self._say("question", question.text, participant, campaign)

    def open(self, participant: Participant | None, number: str) -> OpenQuestion | None:
        """The question that the person has not answered yet at the number."""
        if participant is None or not self._setup.questions:
            return None
        for campaign_id, participation in participant.participations.items():
            if participation.question is None or participation.state is not Consent.SUBSCRIBED:
                continue
            campaign = self._setup.by_id[campaign_id]
            if campaign.number == number:
                question = self._setup.questions[campaign_id, participation.question]
                return OpenQuestion(participant, campaign, question)
        return None

    def answer(self, opened: OpenQuestion, reading: Reading) -> None:
        """Store an expected answer, reply to it, and ask the next question."""
        participant, campaign, question = opened
        answer = question.answers[normalise(reading.word or "")]
        now = self._world.now
        answered = replace(participant.participations[campaign.id], question=None)
        participant = self._people.put(participant.with_participation(campaign.id, answered))
        self._emit(QuestionAnswered(now, participant.person, campaign, question, answer))
        if question.field is not None:
            person = participant.person
            fields = {**person.fields, question.field: answer.word}
            person = replace(person, fields=fields, updated_at=now)
            participant = self._people.put(replace(participant, person=person))
            self._emit(PersonUpdated(now, person))
        if answer.reply is not None:
            self._say("answer", answer.reply, participant, campaign)
        if answer.then is not None:
            self.ask(participant.person.serial, campaign.id, answer.then.id)

    def _say(
        self, purpose: str, message: Message, participant: Participant, campaign: Campaign
    ) -> None:
        person = participant.person
        if person.mdn is not None:
            keyword = participant.participations[campaign.id].keyword
            known = {**person.fields, "keyword": keyword}
            sent = MessageSent(
                self._world.now,
                person.mdn,
                campaign.number,
                message.fill(known),
                purpose,
                campaign.id,
                message.gaps(known),
            )
            self._emit(sent)
