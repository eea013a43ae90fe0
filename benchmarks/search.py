"""(m) The explorer: 400,000 transitions a minute on one processor, a million on two.

An account with six campaigns is searched to its end. The row of one processor measures CPU time;
the row of two measures wall-clock time, and needs an idle machine. The first is compared with the
bare engine, which steps the same inputs from the same worlds: making the keys of states, looking
them up and judging each step may cost twice as much again. Memory is the growth of a fresh process
(RSS) which finds 20,000 states, those included whose steps are still to be made. The largest
account that we ship must be searched in 3 seconds.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, best, run
from benchmarks.memory import resident
from optinsim import load_account
from optinsim.explore.exploration import Bounds
from optinsim.explore.playing import command_of
from optinsim.explore.search import Explorer, explore
from optinsim.explore.steps import Edge, Standing, Steps
from optinsim.explore.workers import processes
from optinsim.laws.packs import PACKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim import Account
    from optinsim.codec import Command
    from optinsim.core.world import Snapshot

SIX = "benchmarks/six-campaigns.yaml"
LARGEST = "scenarios/accounts/acme-vibes-many.yaml"
STATES = 20_000
ROUNDS = 3
_STATM = Path("/proc/self/statm")


def measure() -> Iterator[Row]:
    """Measure.

    Raises:
        RuntimeError: the process whose memory is measured failed.
    """
    account = load_account(SIX)
    found = explore(account, PACKS[0], Bounds())
    inputs = inputs_of(account)
    taken = best(
        {
            "one": lambda: search(account, 1),
            "engine": lambda: step(account, inputs),
        },
        ROUNDS,
    )
    each = taken["one"] / found.transitions
    yield Row(
        f"a transition of a search, one processor: {60 / each:,.0f} a minute",
        f"{found.transitions:,} in {taken['one']:.2f} s",
        "",
        each * 1e6,
        at_most=150,
        unit="µs",
    )
    yield Row(
        "the same, and the bare engine stepping the same inputs",
        f"{taken['one']:.2f} s",
        f"engine {taken['engine']:.2f} s",
        taken["one"] / taken["engine"],
        at_most=3,
    )
    two = best({"two": lambda: search(account, 2)}, ROUNDS)["two"]
    each = two / found.transitions
    yield Row(
        f"a transition of a search, two processors: {60 / each:,.0f} a minute",
        f"{found.transitions:,} in {two:.2f} s, as time passes",
        "",
        each * 1e6,
        at_most=60,
        unit="µs",
    )
    account = load_account(LARGEST)
    found = explore(account, PACKS[0], Bounds())
    seconds = best({"it": lambda: search(account, 1)}, ROUNDS)["it"]
    yield Row(
        "the largest account that is shipped, to the end",
        f"{found.states:,} states, {found.transitions:,} transitions",
        "",
        seconds,
        at_most=3,
        unit="s",
    )
    if _STATM.exists():
        ended = run("python", "-m", "benchmarks.search")
        if ended.returncode:
            raise RuntimeError(ended.stderr)
        grown = int(ended.stdout)
        yield Row(
            f"a state of a search, among {STATES:,}",
            f"{grown / 1e6:,.0f} MB in all",
            "",
            grown / STATES / 1000,
            at_most=1,
            unit="kB",
        )


def search(account: Account, workers: int) -> float:
    """The seconds of a search to the end: of CPU time in one process, else as they pass."""
    clock = process_time if workers == 1 else perf_counter
    begin = clock()
    explore(account, PACKS[0], Bounds(), pool=None if workers == 1 else processes(workers))
    return clock() - begin


def inputs_of(account: Account) -> list[tuple[Snapshot, list[Command]]]:
    """The inputs of a search: for each state its world, and the commands that are given there."""
    explorer = Explorer(account, PACKS[0], Bounds())
    steps, inputs = explorer.steps, []
    leave = steps.leave

    def noted(at: Standing) -> Iterator[Edge]:
        world = steps.simulator.snapshot()
        moves = list(steps.moves(at))
        inputs.append((world, [command_of(move, steps.simulator) for move in moves]))
        return leave(at)

    steps.leave = noted  # type: ignore[method-assign]  # the search is watched, not changed
    explorer.run()
    return inputs


def step(account: Account, inputs: list[tuple[Snapshot, list[Command]]]) -> float:
    """The seconds of CPU time that the engine takes for the inputs."""
    simulator = Steps(account, PACKS[0], Bounds()).simulator
    begin = process_time()
    for world, commands in inputs:
        simulator.restore(world)
        for command in commands:
            simulator.handle(command)
            simulator.undo()
    return process_time() - begin


if __name__ == "__main__":
    six = load_account(SIX)
    explore(six, PACKS[0], Bounds(states=100))  # what is loaded and made once
    before = resident()
    explorer = Explorer(six, PACKS[0], Bounds(states=STATES, exact_times=True))
    explorer.run()
    print(resident() - before)
