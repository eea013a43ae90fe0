"""What a reading brings about: who is asked, who is subscribed, who is left alone.

Knows the order of things in a conversation. Does not read texts (inbound.py), does not decide which
moves are legal (the platform's table, through consent.py), does not know what time it is until it
looks at the clock.
"""

from __future__ import annotations

from functools import partial
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
from optinsim.core.inbound import Kind
from optinsim.core.people import (
    NO_FIELDS,
    Participant,
    Participation,
    People,
    Person,
    Subscription,
)
from optinsim.core.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optinsim.core.clock import Clock
    from optinsim.core.inbound import Reading
    from optinsim.core.setup import Campaign, Setup


class Conversation:
    """The conversations of everybody with one account."""

    def __init__(self, setup: Setup, clock: Clock, people: People) -> None:
        self._setup = setup
        self._machine = setup.machine
        self._clock = clock
        self._people = people
        self._prompts = 0
        self._questions = Questions(clock, people, self._tell)
        self._asks = any(campaign.questions for campaign in setup.campaigns)
        self.events: list[Event] = []
        """What has happened since somebody last took it."""

    def hear(self, mdn: str, number: str, text: str) -> None:
        """Read a text that `mdn` sent to `number`, and do what it asks for."""
        participant = self._people.by_mdn(mdn)
        pending = _pending(participant, number)
        asked = max(pending, key=lambda p: p.prompted) if pending else None
        zip_awaited = bool(pending) and any(Kind.ZIP in p.campaign.accepts for p in pending)
        opened = self._questions.open(participant, number) if self._asks and participant else None
        reading = self._setup.lexicons[number].read(
            text,
            pending=asked is not None,
            zip_awaited=zip_awaited,
            answers=opened.readings() if opened else None,
        )
        kind = reading.kind
        self.events.append(TextReceived(self._clock.now, mdn, number, text, reading))
        if participant is None and kind in self._setup.texts_that_make_people:
            participant = self.meet(mdn)

        # Decided before a stop, which is answered where it ends something.
        mute = self._setup.answers_only_subscribers and not _is_subscribed(participant, number)
        if kind is Kind.STOP:
            if participant is not None:
                self._stop(participant, number)
            if not mute:
                self._say("stop", mdn, number, participant)
        elif kind is Kind.HELP:
            if not mute:
                self._say("help", mdn, number, participant)
        elif opened is not None and kind is Kind.ANSWER:
            self._questions.answer(opened, reading)
        elif participant is None or not self._obey(reading, participant, number, asked):
            answer = None if mute else self._shrug(mdn, number, participant, asked)
            person = participant.person if participant else None
            self.events.append(TextUnmatched(self._clock.now, person, mdn, number, text, answer))

    def meet(
        self,
        mdn: str | None,
        external_id: str | None = None,
        fields: Mapping[str, object] = NO_FIELDS,
    ) -> Participant:
        """Make a record of somebody new."""
        now = self._clock.now
        person = Person(len(self._people) + 1, mdn, external_id, fields, now, now)
        self.events.append(PersonAdded(now, person))
        return self._people.add(person)

    def join(self, participant: Participant, campaign: Campaign, keyword: str) -> None:
        """Do what the campaign's keyword does."""
        self._move(participant, _participation(participant, campaign), campaign.join, keyword)

    def add(self, participant: Participant, campaign: Campaign, keyword: str) -> None:
        """Subscribe the person on a consent that the brand has already."""
        self._move(participant, _participation(participant, campaign), Trigger.ADD, keyword)

    def leave(self, participant: Participant, list_id: str) -> None:
        """End what the person has with the campaigns of a list, on the brand's word."""
        for campaign in self._setup.by_list.get(list_id, ()):
            if self._machine.allows(participant.state(campaign.id), Trigger.REMOVE):
                self._move(participant, _participation(participant, campaign), Trigger.REMOVE)

    def stop(self, participant: Participant, number: str) -> None:
        """End all that the person has at the number, on the brand's word."""
        self._stop(participant, number)
        mdn = participant.person.mdn
        if mdn is not None:
            self._say("stop", mdn, number, participant)

    def _tell(self, event: Event) -> None:
        """Let something else of this conversation say what happened."""
        self.events.append(event)

    def _obey(
        self, reading: Reading, participant: Participant, number: str, asked: Participation | None
    ) -> bool:
        """Do what a text asks for; False if it asks for nothing here, or not now."""
        kind = reading.kind
        if kind is Kind.KEYWORD:
            campaign = self._setup.by_id[reading.campaign or ""]
            self.join(participant, campaign, reading.word or "")
            return True
        if kind is Kind.START:
            ended_here = [p for p in participant.stopped if p.campaign.number == number]
            for ended in ended_here:
                self.join(participant, ended.campaign, ended.keyword)
            return bool(ended_here)
        if asked is not None and kind is Kind.NO:
            self._move(participant, asked, Trigger.DECLINE)
            return True
        if asked is not None and kind in asked.campaign.accepts:
            self._move(participant, asked, Trigger.CONFIRM)
            return True
        return False

    def _stop(self, participant: Participant, number: str) -> None:
        """End what the person has at the number, wherever it stands."""
        ended = []
        for campaign in self._setup.by_number[number]:
            state = participant.state(campaign.id)
            if not self._machine.allows(state, Trigger.STOP):
                continue
            participation = _participation(participant, campaign)
            if participation.joined_at is not None and state in (
                Consent.PENDING,
                Consent.SUBSCRIBED,
            ):
                ended.append(participation)
            self._move(participant, participation, Trigger.STOP)
        if ended:
            elsewhere = (p for p in participant.stopped if p.campaign.number != number)
            participant.stopped = (*elsewhere, *ended)

    def _move(
        self,
        participant: Participant,
        participation: Participation,
        trigger: Trigger,
        keyword: str = "",
    ) -> None:
        """Take the row of the table for this trigger, if there is one, with all its consequences.

        `keyword` is the word of a join.
        """
        before = participation.state
        rule = self._machine.fire(participation, trigger)
        if rule is None:
            return
        after = participation.state
        campaign = participation.campaign
        if after is not before and trigger in _BEGINNINGS:
            self._begin(participant, participation, trigger, keyword)
        elif after is not Consent.PENDING:
            participation.expires_at = None
        if after is Consent.PENDING:
            self._prompts += 1
            participation.prompted = self._prompts
        self.events.append(
            TransitionTaken(
                self._clock.now,
                participant.person,
                campaign,
                trigger,
                before,
                after,
                participation.keyword,
                participation.joined_at,
                participation.expires_at,
            )
        )
        joined = after is Consent.SUBSCRIBED and before is not after
        if joined and trigger is not Trigger.FOLLOW:
            self._subscribe(participant, campaign)
        elif before is Consent.SUBSCRIBED and before is not after:
            self._unsubscribe(participant, campaign.list_id, trigger)
        mdn = participant.person.mdn
        if mdn is not None:
            for purpose in rule.says:
                self._say(purpose, mdn, campaign.number, participant, participation)
        if campaign.questions and joined:
            self._questions.begin(participant, participation)

    def _begin(
        self, participant: Participant, participation: Participation, trigger: Trigger, keyword: str
    ) -> None:
        """Start a participation anew, or let it follow another campaign's."""
        participation.keyword = keyword
        participation.joined_at = None if trigger is Trigger.FOLLOW else self._clock.now
        participation.expires_at = None
        lifetime = participation.campaign.expires_after
        if participation.state is Consent.PENDING and lifetime is not None:
            participation.expires_at = self._clock.now + lifetime
            self._clock.call_at(
                participation.expires_at, partial(self._expire, participant, participation)
            )

    def _expire(
        self, participant: Participant, participation: Participation, due: datetime
    ) -> None:
        """End a participation that is still waiting, unless it began anew since."""
        if participation.expires_at == due:
            self._move(participant, participation, Trigger.EXPIRE)

    def _subscribe(self, participant: Participant, campaign: Campaign) -> None:
        """Put the person on the campaign's list; its other campaigns follow."""
        subscription = Subscription(campaign.list_id, campaign, self._clock.now)
        participant.subscriptions.append(subscription)
        self.events.append(SubscriptionAdded(self._clock.now, participant.person, subscription))
        for other in self._setup.by_list[campaign.list_id]:
            if other is not campaign:
                self._move(participant, _participation(participant, other), Trigger.FOLLOW)

    def _unsubscribe(self, participant: Participant, list_id: str, trigger: Trigger) -> None:
        """Take the person off the list, unless another campaign of it has already."""
        subscription = participant.subscription(list_id)
        if subscription is None:
            return
        now = self._clock.now
        ended = Subscription(
            subscription.list_id, subscription.campaign, subscription.opt_in_at, now, trigger
        )
        participant.subscriptions[participant.subscriptions.index(subscription)] = ended
        self.events.append(SubscriptionRemoved(now, participant.person, ended))

    def _shrug(
        self,
        mdn: str,
        number: str,
        participant: Participant | None,
        asked: Participation | None,
    ) -> MessageSent | None:
        """Answer a text that means nothing here, or not now."""
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
        about: Participation | None = None,
    ) -> MessageSent | None:
        """Send the message for the purpose; None where there is no such message.

        It is the campaign's if it is about a participation whose campaign has one, else the
        account's.
        """
        campaign = about.campaign if about and purpose in about.campaign.messages else None
        message = (campaign or self._setup).messages.get(purpose)
        if message is None:
            return None
        text = message.template
        if message.names:
            fields = participant.person.fields if participant else NO_FIELDS
            text = message.fill({**fields, "keyword": about.keyword if about else ""})
        sent = MessageSent(
            self._clock.now, mdn, number, text, purpose, campaign.id if campaign else None
        )
        self.events.append(sent)
        return sent


_BEGINNINGS = frozenset({Trigger.JOIN, Trigger.SUBSCRIBE, Trigger.ADD, Trigger.FOLLOW})


def _pending(participant: Participant | None, number: str) -> list[Participation]:
    """The participations that wait for an answer at the number."""
    if participant is None:
        return []
    return [
        p
        for p in participant.participations.values()
        if p.state is Consent.PENDING and p.campaign.number == number
    ]


def _is_subscribed(participant: Participant | None, number: str) -> bool:
    """Whether the person is subscribed to anything at the number."""
    return participant is not None and any(
        p.state is Consent.SUBSCRIBED and p.campaign.number == number
        for p in participant.participations.values()
    )


def _participation(participant: Participant, campaign: Campaign) -> Participation:
    """The person's participation in the campaign; a fresh one if there was none."""
    participation = participant.participations.get(campaign.id)
    if participation is None:
        participation = participant.participations[campaign.id] = Participation(campaign)
    return participation
