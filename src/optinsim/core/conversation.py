"""Acts on the reading of a text: sends prompts and replies, subscribes and unsubscribes.

Knows in which order a conversation proceeds. Does not read texts (inbound.py), and does not decide
which transitions are legal (the platform's table, through consent.py). It changes values in the
world's stores and has no state itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import (
    Event,
    MessageSent,
    PersonAdded,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextReceived,
    TextUnmatched,
    TransitionTaken,
)
from optinsim.core.inbound import Awaited, Kind
from optinsim.core.people import (
    NO_FIELDS,
    NO_PARTICIPATION,
    Participant,
    Participation,
    People,
    Person,
    Stopped,
    Subscription,
)
from optinsim.core.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optinsim.core.inbound import Reading
    from optinsim.core.setup import Campaign, Setup
    from optinsim.core.world import World

EXPIRE = "expire"
"""The kind of the timer that ends a pending participation: serial number, campaign id."""


class Conversation:
    """The conversations of all people with one account."""

    def __init__(
        self, setup: Setup, world: World, people: People, emit: Callable[[Event], None]
    ) -> None:
        self._setup = setup
        self._machine = setup.machine
        self._world = world
        self._people = people
        self._emit = emit
        self.questions = Questions(setup, world, people, emit)

    def hear(self, mdn: str, number: str, text: str) -> None:
        """Read a text that `mdn` sent to `number`, and act on its reading."""
        participant = self._people.by_mdn(mdn)
        pending = self._pending(participant, number)
        opened = self.questions.open(participant, number)
        awaited = Awaited(
            pending=bool(pending),
            zip_awaited=any(Kind.ZIP in campaign.accepts for campaign in pending),
            answers=opened.readings() if opened else None,
        )
        reading = self._setup.lexicons[number].read(
            text,
            pending=awaited.pending,
            zip_awaited=awaited.zip_awaited,
            answers=awaited.answers,
        )
        kind = reading.kind
        is_new = participant is None and kind in self._setup.texts_that_make_people
        if is_new:
            participant = self._record(mdn)
        self._emit(TextReceived(self._world.now, mdn, number, text, reading, awaited))
        if is_new and participant is not None:
            self._emit(PersonAdded(self._world.now, participant.person))

        # Decided before the stop: a stop that ends a subscription is answered too.
        mute = self._setup.answers_only_subscribers and not self._is_subscribed(participant, number)
        if kind is Kind.STOP:
            if participant is not None:
                participant = self._stop(participant, number)
            if not mute:
                self._say("stop", mdn, number, participant)
        elif kind is Kind.HELP:
            if not mute:
                self._say("help", mdn, number, participant)
        elif opened is not None and kind is Kind.ANSWER:
            self.questions.answer(opened, reading)
        elif participant is None or not self._obey(reading, participant, number, pending):
            asked = pending[0] if pending else None
            answer = None if mute else self._answer_unmatched(mdn, number, participant, asked)
            person = participant.person if participant else None
            self._emit(TextUnmatched(self._world.now, person, mdn, number, text, answer))

    def meet(
        self,
        mdn: str | None,
        external_id: str | None = None,
        fields: Mapping[str, object] = NO_FIELDS,
    ) -> Participant:
        """Create a record of a new person, and emit the event."""
        participant = self._record(mdn, external_id, fields)
        self._emit(PersonAdded(self._world.now, participant.person))
        return participant

    def _record(
        self,
        mdn: str | None,
        external_id: str | None = None,
        fields: Mapping[str, object] = NO_FIELDS,
    ) -> Participant:
        now = self._world.now
        person = Person(self._people.next_serial, mdn, external_id, fields, now, now)
        return self._people.put(Participant(person, {}))

    def join(self, participant: Participant, campaign: Campaign, keyword: str) -> None:
        """Join the campaign, as its keyword does."""
        self._move(participant, campaign, campaign.join, keyword)

    def add(self, participant: Participant, campaign: Campaign, keyword: str) -> None:
        """Subscribe a person who has already consented."""
        self._move(participant, campaign, Trigger.ADD, keyword)

    def leave(self, participant: Participant, list_id: str) -> None:
        """End the person's participations in the campaigns of a list, for the brand."""
        for campaign in self._setup.by_list.get(list_id, ()):
            participant = self._move(participant, campaign, Trigger.REMOVE)

    def stop(self, participant: Participant, number: str) -> None:
        """End all of the person's participations at the number, for the brand."""
        participant = self._stop(participant, number)
        mdn = participant.person.mdn
        if mdn is not None:
            self._say("stop", mdn, number, participant)

    def expire(self, serial: int, campaign_id: str) -> None:
        """Expire a pending participation."""
        participant = self._people.by_serial(serial)
        if participant is not None:
            self._move(participant, self._setup.by_id[campaign_id], Trigger.EXPIRE)

    def _obey(
        self, reading: Reading, participant: Participant, number: str, pending: list[Campaign]
    ) -> bool:
        """Act on the reading; False if the text has no effect here, or not now."""
        kind = reading.kind
        if kind is Kind.KEYWORD:
            campaign = self._setup.by_id[reading.campaign or ""]
            self.join(participant, campaign, reading.word or "")
            return True
        if kind is Kind.START:
            ended = [one for one in participant.stopped if self._is_at(one, number)]
            for one in ended:
                campaign = self._setup.by_id[one.campaign]
                participant = self._move(participant, campaign, campaign.join, one.keyword)
            return bool(ended)
        if kind is Kind.NO and pending:
            self._move(participant, pending[0], Trigger.DECLINE)
            return True
        # Ours: an answer is for the newest opt-in that accepts it.
        asked = next((campaign for campaign in pending if kind in campaign.accepts), None)
        if asked is None:
            return False
        self._move(participant, asked, Trigger.CONFIRM)
        return True

    def _stop(self, participant: Participant, number: str) -> Participant:
        """End the person's participations at the number, in any state."""
        ended = []
        for campaign in self._setup.by_number[number]:
            before = participant.participations.get(campaign.id, NO_PARTICIPATION)
            if not self._machine.allows(before.state, Trigger.STOP):
                continue
            if not before.follows and before.state in _GOING_ON:
                ended.append(Stopped(campaign.id, before.keyword))
            participant = self._move(participant, campaign, Trigger.STOP)
        if ended and self._setup.words.start:
            elsewhere = (one for one in participant.stopped if not self._is_at(one, number))
            stopped = (*elsewhere, *ended)
            participant = self._people.put(replace(participant, stopped=stopped))
        return participant

    def _is_at(self, stopped: Stopped, number: str) -> bool:
        """Whether the ended participation was at the number."""
        return self._setup.by_id[stopped.campaign].number == number

    def _move(
        self, participant: Participant, campaign: Campaign, trigger: Trigger, keyword: str = ""
    ) -> Participant:
        """Take the table's row for this trigger, if any, with all its consequences.

        `keyword` is the word of a join. Returns the changed participant.
        """
        old = participant.participations.get(campaign.id, NO_PARTICIPATION)
        before = old.state
        taken = self._machine.fire(before, trigger)
        if taken is None:
            return participant
        after, rule = taken
        person = participant.person
        new = self._moved(person.serial, campaign, old, after, trigger, keyword)
        participant = self._people.put(participant.with_participation(campaign.id, new))
        self._emit(
            TransitionTaken(
                self._world.now,
                person,
                campaign,
                trigger,
                before,
                after,
                new.keyword,
                new.joined_at,
                new.expires_at,
            )
        )
        joined = after is Consent.SUBSCRIBED and before is not after
        if joined and trigger is not Trigger.FOLLOW:
            participant = self._subscribe(participant, campaign)
        elif before is Consent.SUBSCRIBED and before is not after:
            participant = self._unsubscribe(participant, campaign.list_id, trigger)
        if person.mdn is not None:
            for purpose in rule.says:
                self._say(purpose, person.mdn, campaign.number, participant, campaign)
        if campaign.questions and joined:
            self.questions.begin(person.serial, campaign)
            participant = self._people.by_serial(person.serial) or participant
        return participant

    def _moved(  # noqa: PLR0913, PLR0917  (all that a participation is made from)
        self,
        serial: int,
        campaign: Campaign,
        old: Participation,
        after: Consent,
        trigger: Trigger,
        keyword: str,
    ) -> Participation:
        """The participation after a transition; sets or cancels its timer."""
        now, timers = self._world.now, self._world.timers
        key = (EXPIRE, serial, campaign.id)
        joined_at, expires_at, question = old.joined_at, old.expires_at, old.question
        follows = old.follows and after in _GOING_ON
        if after is not old.state:
            if trigger in _BEGINNINGS:
                follows = trigger is Trigger.FOLLOW
                joined_at = None if follows else now
            else:
                keyword = old.keyword
            if expires_at is not None:
                timers.cancel(key)
                expires_at = None
            if after is Consent.PENDING and campaign.expires_after is not None:
                expires_at = now + campaign.expires_after
                timers.set(expires_at, key)
            question = None
        else:
            keyword = old.keyword
        prompted = self._world.next("prompts") if after is Consent.PENDING else 0
        return Participation(after, keyword, joined_at, expires_at, prompted, follows, question)

    def _subscribe(self, participant: Participant, campaign: Campaign) -> Participant:
        """Put the person on the campaign's list, and subscribe to the list's other campaigns."""
        subscription = Subscription(campaign.list_id, campaign.id, self._world.now)
        subscriptions = (*participant.subscriptions, subscription)
        participant = self._people.put(participant.with_subscriptions(subscriptions))
        self._emit(SubscriptionAdded(self._world.now, participant.person, subscription))
        for other in self._setup.by_list[campaign.list_id]:
            if other is not campaign:
                participant = self._move(participant, other, Trigger.FOLLOW)
        return participant

    def _unsubscribe(self, participant: Participant, list_id: str, trigger: Trigger) -> Participant:
        """Take the person off the list, unless another campaign of the list has done so already."""
        subscription = participant.subscription(list_id)
        if subscription is None:
            return participant
        now = self._world.now
        subscriptions = tuple(one for one in participant.subscriptions if one is not subscription)
        participant = self._people.put(participant.with_subscriptions(subscriptions))
        self.questions.end(participant.person.serial, list_id)
        ended = replace(subscription, opt_out_at=now, ended_by=trigger)
        self._emit(SubscriptionRemoved(now, participant.person, ended))
        return participant

    def _answer_unmatched(
        self, mdn: str, number: str, participant: Participant | None, asked: Campaign | None
    ) -> MessageSent | None:
        """Answer a text that has no effect here, or not now."""
        answer = None
        if asked is not None:
            answer = self._say("invalid", mdn, number, participant, asked)
        return answer or self._say("default_response", mdn, number, participant)

    def _say(
        self,
        purpose: str,
        mdn: str,
        number: str,
        participant: Participant | None,
        about: Campaign | None = None,
    ) -> MessageSent | None:
        """Send the message for the purpose; None: there is no such message.

        The campaign's message is sent if the campaign has one, else the account's.
        """
        campaign = about if about and purpose in about.messages else None
        message = (campaign or self._setup).messages.get(purpose)
        if message is None:
            return None
        text = message.template
        gaps: tuple[tuple[int, str], ...] = ()
        if message.names:
            fields, keyword = NO_FIELDS, ""
            if participant is not None:
                fields = participant.person.fields
                if about is not None:
                    keyword = participant.participations[about.id].keyword
            known = {**fields, "keyword": keyword}
            text, gaps = message.fill(known), message.gaps(known)
        campaign_id = campaign.id if campaign else None
        sent = MessageSent(self._world.now, mdn, number, text, purpose, campaign_id, gaps)
        self._emit(sent)
        return sent

    def _pending(self, participant: Participant | None, number: str) -> list[Campaign]:
        """The pending campaigns at the number, the last prompted first."""
        if participant is None:
            return []
        found = [
            (participation.prompted, self._setup.by_id[campaign_id])
            for campaign_id, participation in participant.participations.items()
            if participation.state is Consent.PENDING
            and self._setup.by_id[campaign_id].number == number
        ]
        if len(found) > 1:
            found.sort(key=lambda one: one[0], reverse=True)
        return [campaign for _, campaign in found]

    def _is_subscribed(self, participant: Participant | None, number: str) -> bool:
        """Whether the person is subscribed to anything at the number."""
        return participant is not None and any(
            participation.state is Consent.SUBSCRIBED
            and self._setup.by_id[campaign_id].number == number
            for campaign_id, participation in participant.participations.items()
        )


_GOING_ON = frozenset({Consent.PENDING, Consent.SUBSCRIBED})
"""The states that a stop ends, and that a start word restores."""
_BEGINNINGS = frozenset({Trigger.JOIN, Trigger.SUBSCRIBE, Trigger.ADD, Trigger.FOLLOW})
