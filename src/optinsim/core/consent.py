"""Consent: the states, and the one machine that decides the next state.

A platform provides its table as data: each row is a state, a trigger, the next state, and
the messages that are sent. This module turns the table into one `transitions` machine for every
participation of every person; conversation.py stores the new state. It does not know the person,
the text or the time. It is the only module that imports `transitions`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from transitions import Machine, State

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable


class Consent(StrEnum):
    """The state of one person's consent in one campaign."""

    NONE = "none"
    PENDING = "pending"
    SUBSCRIBED = "subscribed"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNSUBSCRIBED = "unsubscribed"


class Trigger(StrEnum):
    """A cause that can change the state of a consent."""

    JOIN = "join"
    """The person, or the brand by API, joins a campaign that asks for a confirmation."""
    SUBSCRIBE = "subscribe"
    """The same for a campaign without a confirmation."""
    CONFIRM = "confirm"
    """The person answers the prompt, and the campaign accepts the answer."""
    DECLINE = "decline"
    """The person answers the prompt with no."""
    STOP = "stop"
    """The person wants no more texts from this number."""
    EXPIRE = "expire"
    """The prompt was not answered in time."""
    REMOVE = "remove"
    """The brand ends the subscription by API."""
    ADD = "add"
    """The brand subscribes a person who has already consented, without a message."""
    FOLLOW = "follow"
    """Another campaign of the same subscription list subscribed the person."""


@value
class Rule:
    """One row of a platform's table."""

    sources: tuple[Consent, ...]
    trigger: Trigger
    target: Consent
    says: tuple[str, ...] = ()
    """The purposes of the campaign's messages that the person gets, in order."""


class _Model:
    """The model that the machine moves, in place of one participation."""

    __slots__ = ("state",)

    def __init__(self, state: Consent) -> None:
        self.state = state


class _State(State):
    """A consent as a state of the machine, with its name cached.

    The machine reads names several times in every transition, and Python's enumerations are slow.
    """

    def __init__(self, consent: Consent) -> None:
        super().__init__(consent.name)
        self._consent = consent

    @property
    def value(self) -> Consent:
        """The `state` of a participation in this state."""
        return self._consent


class ConsentMachine:
    """The state machine of a platform's table, shared by all participations."""

    def __init__(self, table: Iterable[Rule]) -> None:
        self.table = tuple(table)
        self._rules: dict[tuple[Consent, Trigger], Rule] = {}
        for rule in self.table:
            for source in rule.sources:
                if self._rules.setdefault((source, rule.trigger), rule) is not rule:
                    message = f"two rows for {rule.trigger} in state {source}"
                    raise ValueError(message)
        # No object is registered as a model, because `add_model` searches a list. The machine's own
        # events move the object that they get as an argument.
        machine = Machine(
            model=None,
            states=[_State(consent) for consent in Consent],
            initial=Consent.NONE,
            transitions=[
                {"trigger": rule.trigger.value, "source": rule.sources, "dest": rule.target}
                for rule in self.table
            ],
            auto_transitions=False,
        )
        self._taken: dict[tuple[Consent, Trigger], tuple[Consent, Rule]] = {}
        """A cache of transitions. The machine has no memory, so each always has the same result."""
        self._fire = {Trigger(name): event.trigger for name, event in machine.events.items()}

    def allows(self, state: Consent, trigger: Trigger) -> bool:
        """Whether the table has a row for the trigger in that state."""
        return (state, trigger) in self._rules

    def fire(self, state: Consent, trigger: Trigger) -> tuple[Consent, Rule] | None:
        """The next state and the row of the table; None: the table has no row."""
        taken = self._taken.get((state, trigger))
        if taken is None:
            rule = self._rules.get((state, trigger))
            if rule is None:
                return None
            model = _Model(state)
            self._fire[trigger](model)
            taken = self._taken[state, trigger] = model.state, rule
        return taken
