"""The account as the engine sees it: plain values, independent of the file's format.

Knows campaigns, words, messages and the platform's policy. Does not know YAML or a vendor's names
for these things; a platform makes a `Setup` from its own account file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, ConsentMachine, Rule, Trigger
from optinsim.core.inbound import Kind, Lexicon, Words
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from optinsim.core.messages import Message


@value
class Answer:
    """An answer that a question expects, and its consequences."""

    word: str
    """As the account writes it, and as it is stored."""
    reply: Message | None = None
    then: Question | None = None
    """The question that follows at once."""


@value
class Question:
    """A question to subscribers."""

    id: str
    text: Message
    after: timedelta
    """How long after the subscription began."""
    answers: Mapping[str, Answer]
    """By normalised word."""
    field: str | None = None
    """Where the answer is stored; None: nowhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Campaign:
    """A campaign, which people can join by keyword."""

    id: str
    number: str
    """The short code, or long number in E.164, that people text."""
    keywords: tuple[str, ...]
    list_id: str
    """The subscription list that it fills; campaigns of one number may share one."""
    join: Trigger
    """The trigger of its keyword: `JOIN` if it asks for a confirmation, else `SUBSCRIBE`."""
    accepts: frozenset[Kind] = frozenset({Kind.YES})
    """The readings that confirm."""
    expires_after: timedelta | None = None
    """How long a prompt waits for its answer; None: it never expires."""
    description: str = ""
    messages: Mapping[str, Message] = field(default_factory=dict)
    """By purpose."""
    place: tuple[str | int, ...] = ()
    """Its place in the account file, for problems."""
    confirming_keywords: tuple[str, ...] = ()
    """Words that confirm a pending opt-in; without one, they join as the keywords do."""
    questions: tuple[Question, ...] = ()
    """Questions to its subscribers, each asked some time after the subscription began."""

    @property
    def all_keywords(self) -> tuple[str, ...]:
        """The keywords, then the confirming ones."""
        return *self.keywords, *self.confirming_keywords


@dataclass(frozen=True)
class Setup:
    """An account: the data that does not change while people text."""

    brand: str
    number: str
    country: str
    """ISO 3166 code, for national numbers and postal codes."""
    table: tuple[Rule, ...]
    """The platform's transition table."""
    words: Words
    campaigns: tuple[Campaign, ...]
    messages: Mapping[str, Message]
    """The account's own messages, for all campaigns, by purpose: help, stop, default_response."""
    texts_that_make_people: frozenset[Kind]
    """The readings after which an unknown person gets a record."""
    landlines: frozenset[str] = frozenset()
    """MDNs that cannot receive texts."""
    answers_only_subscribers: bool = False
    """Whether only subscribers of a number get its stop, help and default responses."""

    @cached_property
    def machine(self) -> ConsentMachine:
        """The state machine of the platform's table."""
        return ConsentMachine(self.table)

    @cached_property
    def said_on(self) -> Mapping[Trigger, frozenset[str]]:
        """The purposes of the messages that a trigger may send, in any state."""
        said = {trigger: set[str]() for trigger in Trigger}
        for rule in self.table:
            said[rule.trigger].update(rule.says)
        return {trigger: frozenset(purposes) for trigger, purposes in said.items()}

    @cached_property
    def asking(self) -> frozenset[str]:
        """The purposes of the messages that ask for consent, the first time or again."""
        rules = (rule for rule in self.table if rule.target is Consent.PENDING)
        return frozenset(purpose for rule in rules for purpose in rule.says[:1])

    @property
    def campaign_word(self) -> str:
        """What the account file calls its campaigns: `campaigns`, `programs`."""
        return next((str(one.place[0]) for one in self.campaigns if one.place), "campaigns")

    @cached_property
    def by_id(self) -> Mapping[str, Campaign]:
        """The campaigns by id."""
        return {campaign.id: campaign for campaign in self.campaigns}

    @cached_property
    def by_list(self) -> Mapping[str, tuple[Campaign, ...]]:
        """The campaigns of every subscription list."""
        lists: dict[str, list[Campaign]] = {}
        for campaign in self.campaigns:
            lists.setdefault(campaign.list_id, []).append(campaign)
        return {list_id: tuple(campaigns) for list_id, campaigns in lists.items()}

    @cached_property
    def by_number(self) -> Mapping[str, tuple[Campaign, ...]]:
        """The campaigns of every number that people can text."""
        numbers: dict[str, list[Campaign]] = {self.number: []}
        for campaign in self.campaigns:
            numbers.setdefault(campaign.number, []).append(campaign)
        return {number: tuple(campaigns) for number, campaigns in numbers.items()}

    @cached_property
    def lexicons(self) -> Mapping[str, Lexicon]:
        """How to read a text, by the number that it was sent to."""
        return {
            number: Lexicon(
                self.words,
                {w: c.id for c in campaigns for w in (*c.confirming_keywords, *c.keywords)},
            )
            for number, campaigns in self.by_number.items()
        }

    @cached_property
    def questions(self) -> Mapping[tuple[str, str], Question]:
        """The questions, follow-ups too, by the ids of the campaign and of the question."""
        return {
            (campaign.id, question.id): question
            for campaign in self.campaigns
            for asked in campaign.questions
            for question in _with_follow_ups(asked)
        }


def _with_follow_ups(question: Question) -> Iterator[Question]:
    yield question
    for answer in question.answers.values():
        if answer.then is not None:
            yield from _with_follow_ups(answer.then)
