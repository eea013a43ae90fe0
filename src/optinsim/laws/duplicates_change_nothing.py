"""A text that arrives twice does what it does once.

What: the same text again, at once, subscribes the person to nothing more.

Why: carriers and gateways deliver a text twice now and then, and people tap twice.

Source: reports of practitioners (facts on SMS rules, 7.12) (P9).

Holds: the person texts Y twice, and is subscribed to the one campaign that asked.

Breaks: two campaigns wait; the first Y confirms one, and its duplicate the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.laws.law import Severity, StateAndTexts, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Conversations

SEVERITY = Severity.SEV2


def of_all(conversations: Conversations) -> Iterator[tuple[Violation, StateAndTexts | None]]:
    """Judge all conversations."""
    entered = conversations.entered
    for state, texts in enumerate(conversations.texts):
        for text, first in texts.items():
            more = entered[first].get(text) if first < len(entered) else None
            once = entered[state].get(text)
            if more and once:
                yield (
                    Violation(
                        f"{text!r} subscribes to {', '.join(sorted(once))}, and its duplicate to "
                        f"{', '.join(sorted(more))}",
                        "let prompts ask for different answers, or ask for one campaign at a time",
                    ),
                    StateAndTexts(state, (text, text)),
                )
                return
