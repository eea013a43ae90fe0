"""A witness from outside: AALpy learns an account by texting, and finds the explorer's machine."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aalpy.base import SUL
from aalpy.learning_algs import run_Lstar
from aalpy.oracles import BreadthFirstExplorationEqOracle

from optinsim import Account, Simulator, load_account
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.explore.exploration import Bounds
from optinsim.explore.moves import text_moves
from optinsim.explore.people import ALONE
from optinsim.explore.playing import DUE
from optinsim.explore.search import Explorer
from optinsim.laws.packs import PACKS

if TYPE_CHECKING:
    from optinsim.explore.moves import Move

(MDN,) = ALONE

ACCOUNTS = Path(__file__).parents[2] / "scenarios/accounts"
WAIT = "(until something is due)"
_DEPTH = 3
"""Texts in a row by which AALpy looks for what it has not learned yet."""
SMALL = ["acme-cordial", "acme-vibes-single", "acme-vibes"]
LARGER = [
    *("acme-cordial-own-words", "acme-vibes-all-messages", "acme-vibes-canada"),
    *("acme-vibes-own-words", "bigstate-signalvine", "great-vibes"),
]


class Texted(SUL):  # type: ignore[misc]  # AALpy brings no types
    """An account as somebody with a phone sees it: texts go in, what comes of them goes out."""

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.simulator = Simulator(account)
        self._fresh = self.simulator.snapshot()

    def pre(self) -> None:
        self.simulator.restore(self._fresh)

    def post(self) -> None:
        pass

    def step(self, letter: str) -> Any:
        return answer(self.simulator, letter)


def answer(simulator: Simulator, letter: str) -> Any:
    """What comes of a text, or of time."""
    command = (
        AdvanceTime(simulator.next_due or simulator.now)
        if letter == WAIT
        else ReceiveText(MDN, letter)
    )
    turn = simulator.handle(command)
    return (
        tuple((sent.purpose, sent.campaign) for sent in turn.replies),
        tuple(callback.name for callback in turn.callbacks),
        tuple(simulator.states(MDN).values()),
    )


def is_the_same(name: str) -> None:
    account = load_account(ACCOUNTS / f"{name}.yaml")
    alphabet = [move.name for move in text_moves(account)] + [WAIT]
    system = Texted(account)
    oracle = BreadthFirstExplorationEqOracle(alphabet, system, _DEPTH)
    machine = run_Lstar(alphabet, system, oracle, "mealy", print_level=0)
    explorer = Explorer(account, PACKS[0], Bounds(calls=0))
    assert explorer.run().is_complete
    steps, explored = explorer.steps, explorer.seen
    moves: dict[str, Move] = {move.name: move for move in steps.alphabet}
    moves[WAIT] = DUE
    simulator = steps.simulator
    start, fresh = steps.beginning(), Simulator(account).snapshot()
    seen = {(machine.initial_state, start.key)}
    frontier = deque([(machine.initial_state, start, fresh)])
    answers: dict[object, Any] = {}
    while frontier:
        state, at, snapshot = frontier.popleft()
        number = explored.find(at)
        assert number is not None
        for letter in alphabet:
            simulator.restore(snapshot)
            said = state.output_fun[letter]
            assert answer(simulator, letter) == said
            # States that the explorer takes for one answer alike, but for what people are shown.
            assert answers.setdefault((number, letter), said[:2]) == said[:2]
            simulator.restore(snapshot)
            to = at
            if letter != WAIT or simulator.next_due is not None:
                made = steps.step(at, moves[letter])
                assert made is not None
                to = made[0]
            pair = state.transitions[letter], to.key
            if pair not in seen:
                seen.add(pair)
                frontier.append((pair[0], to, simulator.snapshot()))
    assert {state for state, _ in seen} == set(machine.states)


@pytest.mark.no_cover  # texts by the thousand, which smaller tests cover
@pytest.mark.parametrize("name", SMALL)
def test_a_learned_machine_is_the_explored_one(name: str) -> None:
    is_the_same(name)


@pytest.mark.soak
@pytest.mark.parametrize("name", LARGER)
def test_a_larger_learned_machine_is_the_explored_one(name: str) -> None:
    is_the_same(name)
