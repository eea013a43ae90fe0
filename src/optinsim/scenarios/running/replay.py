"""A simulator for a case, and the world of a case that was run, after each of its steps.

Knows how a case's world begins, and that the same commands lead to the same world. Does not judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import NOT_EMULATED, Request, Response
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.codec import Command
    from optinsim.core.timers import Key
    from optinsim.core.world import Snapshot
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult
    from optinsim.simulator import Turn

_REFUSED = 400


def simulated(case: Case) -> Simulator:
    """A simulator for a case, before its first step."""
    return Simulator(
        case.account,
        seed=case.file.seed,
        start=case.file.start,
        landlines=case.people.landlines,
    )


def own_headers(draft: StepFile) -> dict[str, str]:
    """The headers that the file gives a step's request, without captured values."""
    given = {} if draft.request is None else draft.request.headers
    return {name: text for name, text in given.items() if "${" not in text}


def is_found(response: Response) -> bool:
    """Whether an answer has found something: it is no refusal, and no list without entries."""
    body = response.json
    parts = body.values() if isinstance(body, dict) else ()
    return response.status < _REFUSED and body != [] and all(part != [] for part in parts)


class Replay:
    """The worlds of a case that was run: before its first step, and after each step."""

    def __init__(self, case: Case, steps: Sequence[StepResult]) -> None:
        self._simulator = simulated(case)
        self._worlds: list[Snapshot] = [self._simulator.snapshot()]
        self.is_same = True
        """Whether the steps were answered as before; a server's ids may be others."""
        for step in steps:
            turn = self._simulator.handle(step.turn.command)
            self.is_same = self.is_same and turn.response == step.turn.response
            self._worlds.append(self._simulator.snapshot(self._worlds[-1]))

    def due(self, index: int) -> dict[Key, datetime]:
        """When each timer is due that runs right before a step."""
        timers = self._worlds[index].stores.get("timers", {})
        return {key: timer.due for key, timer in timers.items()}

    def turns(self, index: int, commands: Iterable[Command]) -> Iterator[Turn]:
        """What commands bring about in place of a step and all that follow."""
        self._simulator.restore(self._worlds[index])
        return map(self._simulator.handle, commands)

    def answer(self, index: int, request: Request) -> Response:
        """The answer to a request, which is signed, right before a step."""
        self._simulator.restore(self._worlds[index])
        turn = self._simulator.handle(self._simulator.sign(request))
        return turn.response or Response(NOT_EMULATED)

    def answers(self, path: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """The answers to a GET, in each of the worlds in turn."""
        request = Request("GET", path, headers)
        return (self.answer(i, request) for i in range(len(self._worlds)))

    def records(self) -> Iterator[list[JSON]]:
        """The records of all people, in each of the worlds in turn."""
        for world in self._worlds:
            self._simulator.restore(world)
            mdns = [person.mdn for person in self._simulator.people if person.mdn]
            yield [self._simulator.record(mdn) for mdn in mdns]

    def record(self, mdn: str) -> Iterator[JSON]:
        """The record of a person, in each of the worlds in turn."""
        for world in self._worlds:
            self._simulator.restore(world)
            yield self._simulator.record(mdn)
