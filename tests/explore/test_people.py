"""Why one person is enough: of two, neither changes what comes of the other.

No call that is tried names two people. Were there one (a phone that goes to another person), this
test would find it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim import Simulator, load_account
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.explore.moves import CallMove, Calls, TextMove, text_moves
from tests.explore.test_search import SHIPPED, dice

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.explore.moves import Move

ANN, BEN = "+13125550123", "+13125550124"
STEPS = 400


class Side:
    """A world, and a person in it."""

    def __init__(self, simulator: Simulator, mdn: str) -> None:
        self.simulator = simulator
        self.mdn = mdn
        self.calls = Calls({"mdn": mdn})

    def offers(self, move: Move) -> bool:
        """Whether the move can be made: a list, say, is there for all once somebody has made it."""
        return isinstance(move, TextMove) or move.name in self.named()

    def named(self) -> dict[str, CallMove]:
        """The calls by name, each with the ids that it has here."""
        return {call.name: call for call in self.calls.moves(self.simulator)}

    def made(self, move: Move) -> Any:
        """What comes of a move for its person."""
        simulator = self.simulator
        if isinstance(move, TextMove):
            turn = simulator.handle(ReceiveText(self.mdn, move.name, move.number))
        else:
            turn = simulator.handle(simulator.sign(self.named()[move.name].request))
        sent = [(one.purpose, one.campaign) for one in turn.replies if one.mdn == self.mdn]
        return turn.reading and turn.reading.kind, sent, simulator.states(self.mdn)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_one_person_does_changes_nothing_for_another(path: Path) -> None:
    account = load_account(path)
    both, alone = Simulator(account), Simulator(account)
    ann, ben, ben_alone = Side(both, ANN), Side(both, BEN), Side(alone, BEN)
    texts, numbers = text_moves(account), dice(7)
    for _ in range(STEPS):
        calls = [one for one in ann.calls.moves(both) if "callback" not in one.name]
        moves: list[TextMove | CallMove] = [*texts, *texts, *calls]
        move = moves[next(numbers) % len(moves)]
        before = both.states(BEN)
        draw = next(numbers) % 5
        if draw < 2:
            ann.made(move)
            assert both.states(BEN) == before, move.name
        elif draw == 4:
            due = both.next_due or both.now
            both.handle(AdvanceTime(due))
            alone.handle(AdvanceTime(due))
        elif ben.offers(move) and ben_alone.offers(move):
            assert ben.made(move) == ben_alone.made(move), move.name
        assert both.states(BEN) == alone.states(BEN), move.name
