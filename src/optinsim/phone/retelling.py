"""Plays a server's conversation again in a session: for a scenario, or for two futures.

Knows the differences of a session: times in whole seconds, as in scenarios, and
requests without headers of the transport. Calls no server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.phone.session import PlayedStep, Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.phone.session import Subscriber

_OF_TRANSPORT = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "content-length"}
)
"""Headers that a platform does not read."""


@value
class Told:
    """A command of the conversation."""

    at: datetime
    """The world's time."""
    command: Command
    """A request without its credentials."""
    is_right: bool = True
    """Whether the credentials of a request were right."""


def retell(
    told: Sequence[Told],
    account: Account,
    subscribers: Sequence[Subscriber],
    *,
    seed: int,
    landlines: frozenset[str] = frozenset(),
) -> tuple[Session, list[int]]:
    """The session, and its position after each command: the time between two is a step of its own.

    Args:
        told: the commands, one at least.
        account: the present account.
        subscribers: the people of the session; empty: one is made up.
        seed: of ids.
        landlines: MDNs that cannot receive texts.

    Raises:
        CommandError: the account refuses a command.
    """
    session = Session(
        account,
        seed=seed,
        start=told[0].at.replace(microsecond=0),
        landlines=landlines,
        subscribers=subscribers,
    )
    mdn, positions = session.subscribers[0].mdn, []
    for one in told:
        command, at = one.command, one.at.replace(microsecond=0)
        if at > session.world.now:
            session.play_step(PlayedStep(AdvanceTime(at), mdn))
        match command:
            case ReceiveText():
                mdn = command.mdn
            case AdvanceTime(until):
                command = AdvanceTime(max(until.replace(microsecond=0), session.world.now))
            case Request(headers=headers):
                kept = {k: v for k, v in headers.items() if k.lower() not in _OF_TRANSPORT}
                command = replace(command, headers=kept)
        session.play_step(PlayedStep(command, mdn, None if one.is_right else "wrong"))
        positions.append(session.position)
    return session, positions
