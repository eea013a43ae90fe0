"""The data of Signal Vine beside the engine's: participants, messages and commands.

All data is in stores of the engine's world; imports and the engine's events fill them.
Changes no consent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import MessageSent, QuestionAnswered, TextReceived, TransitionTaken
from optinsim.core.ids import Ids
from optinsim.core.names import Numbers
from optinsim.platforms.signalvine.log import Log
from optinsim.platforms.signalvine.participants import PARTICIPANT, Participants, Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Participant
    from optinsim.core.world import Store
    from optinsim.platforms.signalvine.commands import ImportCommand

IMPORT = "signalvine/import"
"""The kind of the numbers of commands, and of the timer that carries out a command."""


class Books:
    """The platform's own state in one world."""

    def __init__(self, program_ids: Iterable[str], engine: Engine) -> None:
        self._engine = engine
        world = engine.world
        self.participant_ids = Ids(engine.seed, PARTICIPANT)
        self.participants = {
            program_id: Participants.stored(world, program_id, self.participant_ids.long)
            for program_id in program_ids
        }
        """By program id."""
        self.log = Log(world)
        self.commands: Store[int, ImportCommand] = world.store(
            "signalvine/commands", numbers=Numbers(IMPORT)
        )
        """By number."""
        self.message_ids = Ids(engine.seed, "signalvine/message")
        self.command_ids = Ids(engine.seed, "signalvine/command")
        self._heard: Store[str, str] = world.store("signalvine/heard", is_shown=True)
        """The last text: it is the keyword of a person who joins by it."""
        self._numbers: Store[str, int] = world.store("signalvine/numbers", is_shown=True)
        """How many participants were numbered so far."""

    def note(self, event: Event) -> None:
        """Update the state by an event."""
        match event:
            case TransitionTaken():
                self._note_transition(event)
            case TextReceived():
                self._note_text(event)
            case MessageSent():
                self._note_message(event)
            case QuestionAnswered():
                self._note_answer(event)
            case _:
                pass  # other events are about people and consent, which the engine keeps

    def participant(self, phone: str) -> Participant:
        """The engine's person behind a record with that phone."""
        participant = self._engine.people.by_mdn(phone)
        if participant is None:
            raise LookupError(phone)
        return participant

    def is_active(self, program_id: str, record: Record) -> bool:
        """Whether a participant is opted in."""
        return self.participant(record.phone).state(program_id) is Consent.SUBSCRIBED

    def participant_id(self, record: Record) -> str:
        """The id of a participant: the signalvine_id."""
        return self.participant_ids.long(record.number)

    def participant_number(self, participant_id: str) -> int | None:
        """The number of the participant with that id, in any program; None: there is none."""
        number = self.participant_ids.number(participant_id.lower()) or 0
        return number if 0 < number < self.next_number else None

    @property
    def next_number(self) -> int:
        """The number of the next participant."""
        return self._numbers.get("participants", 0) + 1

    def take_numbers(self, count: int) -> None:
        """Count so many new participants."""
        self._numbers["participants"] = self._numbers.get("participants", 0) + count

    def _note_text(self, event: TextReceived) -> None:
        """Store a participant's text for every program of the participant at the number.

        V10: a text of a person in no program is only logged, by the simulator.
        """
        self._heard["text"] = event.text
        for campaign in self._engine.setup.by_number[event.to]:
            if record := self.participants[campaign.id].of_phone(event.mdn):
                self.log.add(campaign.id, record.number, event.at, event.text, "received")

    def _note_transition(self, event: TransitionTaken) -> None:
        """Record a change of participation by a text; an import records its changes itself."""
        if event.trigger in (Trigger.ADD, Trigger.REMOVE):
            return
        program_id, phone = event.campaign.id, event.person.mdn or ""
        participants = self.participants[program_id]
        record = participants.of_phone(phone)
        if record is not None:
            participants.put(replace(record, updated={**record.updated, "active": event.at}))
            return
        record = Record(self.next_number, phone, None, {}, event.at, {})
        self.take_numbers(1)
        participants.put(record)
        self.log.add(program_id, record.number, event.at, self._heard["text"], "received")

    def _note_message(self, event: MessageSent) -> None:
        for campaign in self._engine.setup.by_number[event.number]:
            if event.campaign in (None, campaign.id):
                record = self.participants[campaign.id].of_phone(event.mdn)
                if record is not None:
                    self.log.add(campaign.id, record.number, event.at, event.text, "sent")

    def _note_answer(self, event: QuestionAnswered) -> None:
        """Save an answer in its field (AUTO)."""
        field = event.question.field
        participants = self.participants[event.campaign.id]
        record = participants.of_phone(event.person.mdn or "")
        if field is not None and record is not None:
            values = {**record.values, field: event.answer.word}
            participants.put(
                replace(record, values=values, updated={**record.updated, field: event.at})
            )
