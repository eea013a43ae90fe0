"""Moves made in a world: the commands that they are, and a whole conversation of them.

Does not know which moves there are (moves.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.explore.moves import CallMove, Calls, Move, TextMove, TimeMove
from optinsim.explore.people import KNOWN, PAIR
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.simulator import Turn

MOMENT = timedelta(seconds=1)
DUE = TimeMove(before=False)
JUST_BEFORE = TimeMove(before=True)


def command_of(move: Move, simulator: Simulator) -> Command:
    """The command that makes a move in the world of a simulator."""
    if isinstance(move, TextMove):
        return ReceiveText(move.mdn, move.texts[0], move.number)
    if isinstance(move, CallMove):
        return simulator.sign(move.request)
    due = simulator.next_due or simulator.now
    return AdvanceTime(due - MOMENT if move.before else due)


def said(path: tuple[Move, ...]) -> list[str]:
    """Moves in a few words each; of two people, with the number of the one who does it."""
    return [
        move.name
        if isinstance(move, TimeMove) or move.mdn not in PAIR
        else f"{move.name} ({move.mdn})"
        for move in path
    ]


def play(account: Account, path: tuple[Move, ...]) -> list[Turn]:
    """Make moves from the beginning, each call with the ids that it has there."""
    simulator = Simulator(account)
    offered = {mdn: Calls(mdn) for mdn in KNOWN}
    turns = []
    for move in path:
        made = move
        if isinstance(move, CallMove):
            calls = {call.name: call for call in offered[move.mdn].moves(simulator)}
            made = calls.get(move.name, move)
        turns.append(simulator.handle(command_of(made, simulator)))
    return turns
