"""The tools about a simulation: open it, text, wait, call the API, and read the results.

Knows the JSON of a turn and of a world that an agent gets. Does not know the protocol.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from optinsim.report.screen import Screen
from optinsim.report.transcript import describe_reading, write_turn
from optinsim.turn_json import turn_json

if TYPE_CHECKING:
    from optinsim.adapter import Request
    from optinsim.agents.workspace import Simulation, Workspace
    from optinsim.simulator import Turn

MOST_TOLD = 100
"""The most turns or people in one answer: the last ones."""


def open_account(workspace: Workspace, account: str, seed: int) -> dict[str, Any]:
    """Open a simulation of an account."""
    name, opened = workspace.open(account, seed)
    setup = opened.simulator.account.setup
    return {
        "simulation": name,
        "brand": setup.brand,
        "platform": str(opened.simulator.account.file.platform),
        "number": setup.number,
        "now": opened.simulator.now.isoformat(),
        "campaigns": [
            {"id": one.id, "keywords": list(one.keywords), "number": one.number}
            for one in setup.campaigns
        ],
    }


def text(workspace: Workspace, simulation: str, words: str, sender: str) -> dict[str, Any]:
    """Send a text from a person."""
    opened = workspace.simulation(simulation)
    return _turn(opened, opened.simulator.text(words, sender), sender)


def wait(workspace: Workspace, simulation: str, duration: str) -> dict[str, Any]:
    """Move the virtual clock."""
    opened = workspace.simulation(simulation)
    return _turn(opened, opened.simulator.wait(duration))


def call(workspace: Workspace, simulation: str, request: Request) -> dict[str, Any]:
    """Call the platform's API, with the account's own authentication."""
    opened = workspace.simulation(simulation)
    return _turn(opened, opened.simulator.handle(opened.simulator.sign(request)))


def look(workspace: Workspace, simulation: str) -> dict[str, Any]:
    """The time, and each person's states and record."""
    opened = workspace.simulation(simulation)
    simulator = opened.simulator
    people = [person for person in simulator.people if person.mdn][-MOST_TOLD:]
    due = simulator.next_due
    return {
        "now": simulator.now.isoformat(),
        "next_due": due.isoformat() if due else None,
        "people": [
            {
                "mdn": person.mdn,
                "states": _states(opened, person.mdn),
                "record": simulator.record(person.mdn),
            }
            for person in people
            if person.mdn is not None
        ],
    }


def conversation(workspace: Workspace, simulation: str) -> dict[str, Any]:
    """The transcript, with whole callbacks and answers, and the reasons."""
    stream = StringIO()
    opened = workspace.simulation(simulation)
    for turn in opened.turns[-MOST_TOLD:]:
        write_turn(Screen(stream), turn, bodies=True)
    return {"account": opened.account, "transcript": stream.getvalue()}


def _turn(opened: Simulation, turn: Turn, mdn: str | None = None) -> dict[str, Any]:
    told = turn_json(opened.keep(turn))
    if turn.reading is not None:
        told["why"] = describe_reading(turn.reading)
    if mdn is not None:
        told["states"] = _states(opened, mdn)
    return told


def _states(opened: Simulation, mdn: str) -> dict[str, str]:
    return {name: str(state) for name, state in opened.simulator.states(mdn).items()}
