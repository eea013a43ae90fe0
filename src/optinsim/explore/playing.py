"""Moves made in a world: the commands that they are, and a whole conversation of them.

Knows the one person who texts. Does not know which moves there are (moves.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.explore.moves import CallMove, Calls, Move, TextMove, TimeMove
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.simulator import Turn

MDN = "+13125550123"
"""The one person who texts."""
PERSON = {"mdn": MDN}
"""What the calls know of the person."""
MOMENT = timedelta(seconds=1)
DUE = TimeMove(before=False)
JUST_BEFORE = TimeMove(before=True)


def command_of(move: Move, simulator: Simulator) -> Command:
    """The command that makes a move in the world of a simulator."""
    if isinstance(move, TextMove):
        return ReceiveText(MDN, move.texts[0], move.number)
    if isinstance(move, CallMove):
        return simulator.sign(move.request)
    due = simulator.next_due or simulator.now
    return AdvanceTime(due - MOMENT if move.before else due)


def play(account: Account, path: tuple[Move, ...]) -> list[Turn]:
    """Make moves from the beginning, each call with the ids that it has there."""
    simulator, offered = Simulator(account), Calls(PERSON)
    turns = []
    for move in path:
        made = move
        if isinstance(move, CallMove):
            calls = {call.name: call for call in offered.moves(simulator)}
            made = calls.get(move.name, move)
        turns.append(simulator.handle(command_of(made, simulator)))
    return turns
