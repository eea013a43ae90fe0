"""A stop or help word that gets no answer: who sent it, and how to mend that.

Knows which message answers, and to whom a platform sends it. Does not know the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.laws.law import Reach, Violation

if TYPE_CHECKING:
    from optinsim.laws.law import Step

_WRITE = {
    "stop": (
        "write it: messages: "
        '{stop: "${brand}: you are unsubscribed and will get no more messages."}'
    ),
    "help": (
        "write it: in messages.help the brand, a phone number, e-mail or web address, and how to "
        "stop"
    ),
}
"""By purpose, how to mend an empty or missing message."""


def without_answer(step: Step, purpose: str) -> Violation:
    """The violation of a text that got no answer.

    Args:
        step: the person's text, after which nothing was sent.
        purpose: stop or help: the message that answers.
    """
    state = _state(step)
    says = f"{step.text} from {_WHO[state]} gets no answer"
    if purpose not in step.setup.messages:
        return Violation(f"{says}: there is no messages.{purpose}", _WRITE[purpose], key=state)
    if step.setup.answers_only_subscribers and state != Consent.SUBSCRIBED:
        return Violation(
            f"{says}: we assume that the platform answers only subscribers",
            # Signal Vine's key: our other platforms have no such assumption.
            "ask the vendor whether it also answers people who are not subscribed; if so, write "
            "assumptions: {answers_only_active: false}",
            key=state,
            reach=Reach.NONE,
        )
    return Violation(says, f"have the platform send messages.{purpose} to everybody", key=state)


def with_empty_answer(step: Step, purpose: str) -> Violation:
    """The violation of a text that got an empty answer."""
    return Violation(
        f"{step.text} from {_WHO[_state(step)]} gets an empty text: messages.{purpose} is empty",
        _WRITE[purpose],
        key="empty",
    )


_WHO = {
    Consent.SUBSCRIBED: "a subscriber",
    Consent.PENDING: "a person who was asked for consent",
    Consent.NONE: "a person in no campaign",
}


def _state(step: Step) -> Consent:
    """The sender's state at the number before the text: subscribed, pending, or none."""
    states = {step.before[campaign.id] for campaign in step.setup.by_number[step.number]}
    return next((one for one in _WHO if one in states), Consent.NONE)
