"""Two futures of one conversation: each a session of its own, with a common past.

Knows how they begin, and their differences. Does not know the screen.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.phone.quick_replies import suggestions
from optinsim.phone.timeline import format_wait
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.consent import Consent
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn

SILENCE = timedelta(hours=24)
"""The silence with which the second future begins."""
_LONGEST = 20
"""Characters of a text in a title."""


@value
class Outcome:
    """The results of a future since it began."""

    states: dict[str, Consent]
    """The current subscriber's, by campaign id."""
    callbacks: tuple[str, ...]
    """The names, in order."""
    texts: frozenset[str]
    """The texts of its conversation."""


def two_futures(session: Session, position: int) -> tuple[Session, Session]:
    """One in which the subscriber sends a fitting text, and one in which the subscriber is silent.

    A refused text is left out: a landline cannot text.

    Raises:
        CommandError: a step of the past is refused.
    """
    says = session.fork(position)
    silent = says.fork(position)
    mdn = session.current.mdn
    fitting = suggestions(
        session.account.setup,
        says.world.states(mdn),
        lambda: session.current.zip_code,
        says.world.expected_answers(mdn),
    )
    with suppress(CommandError):
        for text in fitting[:1]:
            says.text(text)
    with suppress(CommandError):
        silent.wait(SILENCE)
    return says, silent


def describe(session: Session, since: int) -> str:
    """The steps of a future since it began: says Y, then 1 d passes."""
    return ", then ".join(_deeds(session.turns[since:])) or "nothing yet"


def outcome(session: Session, since: int, texts: frozenset[str]) -> Outcome:
    """The results of a future; `texts` are those of its conversation."""
    callbacks = tuple(one.name for turn in session.turns[since:] for one in turn.callbacks)
    return Outcome(session.world.states(session.current.mdn), callbacks, texts)


def describe_outcome(mine: Outcome, other: Outcome) -> str:
    """The states, and the number of each callback; ≠ marks results that the other future lacks."""
    states = ", ".join(
        f"{'≠ ' if _differs(campaign, state, other) else ''}{state}"
        for campaign, state in mine.states.items()
    )
    left = list(other.callbacks)
    names = []
    for name in mine.callbacks:
        names.append(name if name in left else f"≠ {name}")
        if name in left:
            left.remove(name)
    counted = (f"{name} ×{n}" if n > 1 else name for name, n in Counter(names).items())  # noqa: RUF001  (a times sign)
    return one_line(f"{states} · callbacks: {', '.join(counted) or 'none'}")


def _differs(campaign: str, state: Consent, other: Outcome) -> bool:
    """Whether the other has another state; another account may have no campaign of that id."""
    if campaign in other.states:
        return state is not other.states[campaign]
    return state not in other.states.values()


def _deeds(turns: list[Turn]) -> Iterator[str]:
    for turn in turns:
        match turn.command:
            case ReceiveText(_, text):
                yield f"says {one_line(text)[:_LONGEST]}"
            case AdvanceTime():
                yield f"stays silent for {format_wait(turn)}"
            case _:
                yield "an API call"
