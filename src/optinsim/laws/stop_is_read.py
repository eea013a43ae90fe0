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
from optinsim.core.inbound import Kind, normalise
from optinsim.laws.law import Severity, Violation
from optinsim.laws.stop_wording import means_stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1

SEVEN_WORDS = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
"""47 CFR 64.1200(a)(10)."""
_KEEP = "keep the default words in it, since a list in the account replaces the platform's"
_ACTIVE = frozenset({Consent.PENDING, Consent.SUBSCRIBED})


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    text, reading = step.text, step.reading
    if text is None or reading is None or reading.kind in _READ or not means_stop(text):
        return
    going_on = step.at_number(_ACTIVE)
    if going_on:
        is_word = normalise(text) in SEVEN_WORDS
        state = step.after[going_on[0].id]
        subject = "keeps the person subscribed" if state is Consent.SUBSCRIBED else "goes on asking"
        yield Violation(
            f"the platform {subject} after {text!r}, which it reads as {reading.kind}",
            f"add {text.upper()} to words.stop; {_KEEP}"
            if is_word
            else f"add the wording to words.stop, or to words.stop_phrases; {_KEEP}; or have texts "
            "that nothing matches read by people",
            key="one of the FCC's seven words" if is_word else "other words",
            wording=text,
            expect={"reading": "stop"},
        )


_READ = frozenset({Kind.STOP, Kind.KEYWORD})
