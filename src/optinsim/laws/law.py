"""What a law is: a rule about conversations, judged step by step or over all that can happen.

Knows severities, what a law is given, and how it says that it is broken. Each law is a module of
its own beside this one, whose docstring is its manual page. Does not know which laws there are
(packs.py), nor where conversations come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import MessageSent, TransitionTaken
from optinsim.core.inbound import normalise
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from optinsim.adapter import Account
    from optinsim.core.inbound import Reading
    from optinsim.core.messages import Message
    from optinsim.core.setup import Campaign, Setup
    from optinsim.laws.wishes import Wishes
    from optinsim.simulator import Turn


class Severity(StrEnum):
    """How bad it is, after the CTIA's audits, the worst first; `info` is no violation."""

    SEV0 = "sev0"
    """Extreme harm: texts after a stop."""
    SEV1 = "sev1"
    """Serious: texts without consent, an improper stop."""
    SEV2 = "sev2"
    """A part that is missing."""
    INFO = "info"
    """To be known; nothing has to be mended."""

    def is_as_bad_as(self, other: Severity) -> bool:
        """Whether it is of the other severity, or worse."""
        return _RANKS[self] <= _RANKS[other]

    @property
    def meaning(self) -> str:
        """The severity in words, for readers who do not know the scale."""
        return _MEANINGS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_MEANINGS = {
    Severity.SEV0: "very serious",
    Severity.SEV1: "serious",
    Severity.SEV2: "less serious",
    Severity.INFO: "for information",
}


class Reach(StrEnum):
    """How much of a finding its remedy mends."""

    WHOLE = "whole"
    """All of it."""
    PART = "part"
    """One of many cases. No account can mend them all: people word a stop in any way."""
    NONE = "none"
    """Nothing. The finding rests on an assumption about the vendor, whom the user has to ask."""


@dataclass(slots=True)
class Step:
    """One step of a person's conversation with an account."""

    setup: Setup
    mdn: str
    before: Mapping[str, Consent]
    """Where the person stood with every campaign, by id."""
    after: Mapping[str, Consent]
    wished: Wishes
    """What the person had asked for before the step."""
    wishes: Wishes
    """The same after the step."""
    turn: Turn
    api: str = ""
    """What the call does, if the step is one to the vendor's API."""
    is_reconfigured: bool = False
    """Whether a call has registered or ended a callback, or imported something, before."""

    text: str | None = field(init=False)
    """What the person texted; None: the step is no text of this person's."""
    reading: Reading | None = field(init=False)
    """How the text was read, if it is one."""
    sent: tuple[MessageSent, ...] = field(init=False)
    """The texts that the person got."""
    changes: tuple[TransitionTaken, ...] = field(init=False)
    """The person's moves from one state to another."""

    def __post_init__(self) -> None:
        # Once a step: a dozen laws ask.
        command, mdn, turn = self.turn.command, self.mdn, self.turn
        is_own = isinstance(command, ReceiveText) and command.mdn == mdn
        self.text = command.text if isinstance(command, ReceiveText) and is_own else None
        self.reading = turn.reading if is_own else None
        sent, changes = [], []
        for event in turn.events:
            if isinstance(event, MessageSent):
                if event.mdn == mdn:
                    sent.append(event)
            elif (
                isinstance(event, TransitionTaken)
                and event.before is not event.after
                and event.person.mdn == mdn
            ):
                changes.append(event)
        self.sent, self.changes = tuple(sent), tuple(changes)

    @property
    def is_time(self) -> bool:
        """Whether the step is that time passes."""
        return isinstance(self.turn.command, AdvanceTime)

    @property
    def is_import(self) -> bool:
        """Whether an import may have done it, which a call has begun before."""
        return self.is_reconfigured and self.is_time

    @property
    def number(self) -> str:
        """The number that the person texted, or the account's own."""
        command = self.turn.command
        to = command.to if isinstance(command, ReceiveText) else None
        return to or self.setup.number

    def entered(self, state: Consent) -> list[Campaign]:
        """The campaigns in which the step brought the person to a state."""
        return [
            campaign
            for campaign in self.setup.campaigns
            if self.after[campaign.id] is state and self.before[campaign.id] is not state
        ]

    def change_of(self, campaign: Campaign) -> TransitionTaken | None:
        """The person's last transition in a campaign during the step, if any."""
        return next((one for one in reversed(self.changes) if one.campaign is campaign), None)

    def through(self, campaign: Campaign) -> TransitionTaken | None:
        """The transition in another campaign of the list that caused the one in this campaign."""
        change = self.change_of(campaign)
        if change is None or change.trigger is not Trigger.FOLLOW:
            return None
        return next(
            (
                one
                for one in self.changes
                if one.after is Consent.SUBSCRIBED
                and one.trigger is not Trigger.FOLLOW
                and one.campaign.list_id == campaign.list_id
            ),
            None,
        )

    def at_number(self, states: frozenset[Consent]) -> list[Campaign]:
        """The campaigns at the step's number in which the person is in one of the states now."""
        return [
            campaign
            for campaign in self.setup.by_number[self.number]
            if self.after[campaign.id] in states
        ]

    @property
    def by(self) -> str:
        """What the step was, in a few words."""
        if self.text is not None:
            return f"the text {self.text!r}"
        if self.api:
            return f"the API call «{self.api}»"
        command = self.turn.command
        if isinstance(command, ReceiveText):
            return f"the text {command.text!r} of {command.mdn}"
        return "an import by API" if self.is_reconfigured else "time passing"


@lru_cache(maxsize=256)
def compared(words: tuple[str, ...]) -> frozenset[str]:
    """Words of an account in the form in which texts are compared."""
    return frozenset(normalise(word) for word in words)


def written_messages(account: Account) -> Iterator[tuple[str | None, str, Message]]:
    """The messages that the account file says, and not those that are there by default.

    Each with its campaign's id (None: the account's) and its purpose.
    """
    for purpose, message in account.setup.messages.items():
        if purpose in account.file.messages.model_fields_set:
            yield None, purpose, message
    for campaign in account.setup.campaigns:
        section: Any = account.file
        for part in campaign.place:
            is_key = isinstance(section, dict | tuple)
            section = section[part] if is_key else getattr(section, str(part))
        written = getattr(section, "messages", None)
        for purpose, message in campaign.messages.items():
            if purpose in getattr(written, "model_fields_set", ()):
                yield campaign.id, purpose, message


@value
class Violation:
    """How a law is broken."""

    says: str
    """What is wrong, in a sentence."""
    remedy: str
    """What to change."""
    key: str = ""
    """Of those of one law with the same key, the one with the shortest conversation is told."""
    wording: str = ""
    """What differs among those: a text, or a call."""
    reach: Reach = Reach.WHOLE
    """How much the remedy mends."""
    expect: Mapping[str, object] = field(default_factory=dict)
    """What a scenario's last step would expect, had the law been kept."""


@value
class Conversations:
    """All conversations of one person with an account, as far as they were searched."""

    account: Account
    states: Sequence[Mapping[str, Consent]]
    """Where the person stands with every campaign, for each state that was found."""
    texts: Sequence[Mapping[str, int]]
    """For each of them, the state to which each text leads."""
    entered: Sequence[Mapping[str, frozenset[str]]]
    """For each of them, the campaigns that each text subscribes the person to."""
    sent: frozenset[tuple[str | None, str]]
    """The messages that were sent: the campaign's id (None: the account's) and the purpose."""
    is_complete: bool


@value
class StateAndTexts:
    """Where in all conversations a law is broken: a state, and texts from there."""

    state: int
    texts: tuple[str, ...]


@value
class Law:
    """One law."""

    name: str
    """stop-is-read"""
    severity: Severity
    manual: str
    """Its manual page."""
    applies: Callable[[Account], bool] | None = None
    """Whether it says anything of an account; None: of every one."""
    reads: Callable[[Setup], Mapping[str, frozenset[Consent]]] | None = None
    """By campaign id, the states that it tells from others in which a person gets no texts.

    Where the table of an account has the same rows for none, declined, expired and unsubscribed, a
    search takes them for one, unless a law says here that it reads them.
    """
    of_step: Callable[[Step], Iterable[Violation]] | None = None
    of_account: Callable[[Account], Iterable[Violation]] | None = None
    of_moment: Callable[[Step], Iterable[Violation]] | None = None
    """Like `of_step`, by the time of day too, which a search does not tell apart."""
    of_all: Callable[[Conversations], Iterable[tuple[Violation, StateAndTexts | None]]] | None = (
        None
    )

    @property
    def title(self) -> str:
        """The first line of the manual page."""
        return self.manual.partition("\n")[0]
