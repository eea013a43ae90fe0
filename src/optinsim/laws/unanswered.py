"""A stop or help word without an answer: whose it was, and what mends that.

Knows which message answers, and whom a platform answers. Does not know which words these are.
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
"""By purpose, what to do about a message that says nothing."""


def without_answer(step: Step, purpose: str) -> Violation:
    """How a law is broken by a text that got no answer.

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
            f"{says}: it is assumed that the platform answers nobody but subscribers",
            # Signal Vine's key: no other platform of ours assumes so.
            "ask the vendor whether others get an answer too; if they do, write "
            "assumptions: {answers_only_active: false}",
            key=state,
            reach=Reach.NONE,
        )
    return Violation(says, f"have the platform send messages.{purpose} to everybody", key=state)


def with_empty_answer(step: Step, purpose: str) -> Violation:
    """The same for a text that is answered by one without a word."""
    return Violation(
        f"{step.text} from {_WHO[_state(step)]} gets an empty text: messages.{purpose} is empty",
        _WRITE[purpose],
        key="empty",
    )


_WHO = {
    Consent.SUBSCRIBED: "a subscriber",
    Consent.PENDING: "a person who was asked for consent",
    Consent.NONE: "a person who takes part in nothing",
}


def _state(step: Step) -> Consent:
    """Where the sender stood at the number: subscribed, asked, or neither."""
    states = {step.before[campaign.id] for campaign in step.setup.by_number[step.number]}
    return next((one for one in _WHO if one in states), Consent.NONE)
