"""A request to stop is read as one, whatever its words.

What: when a person who gets texts, or is asked for consent, writes what a reasonable person reads
as «stop», the platform ends everything at that number.

Why: the FCC names seven words that revoke consent, and any other wording counts too if a reasonable
person would understand it so. The CTIA names «normal language» beside the words. A platform reads
the words that it is told to read.

Source: 47 CFR 64.1200(a)(10) (P2); CTIA Messaging Principles 5.1.3.

Holds: the person is subscribed, texts STOP, and is unsubscribed.

Breaks: the person is subscribed, texts «take me off your list», and stays subscribed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.laws.law import Reach, Severity, Violation
from optinsim.laws.stop_meaning import means_stop
from optinsim.laws.stop_words import is_stop_word, is_taken, stop_line, whose_list_lacks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.setup import Setup
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1

_ACTIVE = frozenset({Consent.PENDING, Consent.SUBSCRIBED})


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    text, reading = step.text, step.reading
    if text is None or reading is None or reading.kind in _READ or not means_stop(text):
        return
    going_on = step.at_number(_ACTIVE)
    if not going_on:
        return
    is_word = is_stop_word(step.setup, text)
    state = step.after[going_on[0].id]
    subject = "keeps the person subscribed" if state is Consent.SUBSCRIBED else "goes on asking"
    yield Violation(
        f"the platform {subject} after {text!r}, which it reads as {reading.kind}"
        f"{whose_list_lacks(step.setup, text)}",
        how_to_read(step.setup, text),
        key="stop words" if is_word else "other words",
        wording=text,
        reach=reach_of_list(step.setup, text),
        expect={"reading": "stop"},
    )


def reach_of_list(setup: Setup, text: str) -> Reach:
    """How much of a finding `how_to_read` mends."""
    return Reach.WHOLE if is_stop_word(setup, text) or is_taken(setup, text) else Reach.PART


def how_to_read(setup: Setup, text: str) -> str:
    """What to change so that a text is read as a stop."""
    if is_taken(setup, text):
        line = stop_line(setup, text)
        return f"remove {text} where the account gives it another meaning, and write {line}"
    if is_stop_word(setup, text):
        return f"write {stop_line(setup)}"
    return (
        "have staff read unmatched texts, since no list can contain every wording; to make the "
        f"platform read this one, write {stop_line(setup, text)}"
    )


_READ = frozenset({Kind.STOP, Kind.KEYWORD})
