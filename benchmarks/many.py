"""(j) Ten thousand scenarios: at most 2.2 times the bare engine; two processes 1.7 times as fast.

Ours: `optinsim run` of 10,000 scenarios of 4 texts (those of benchmark b), a whole process from its
start to its end. Theirs: the engine alone, which gets the same texts from the same phones, a fresh
world for each scenario; nothing is read from a file, nothing is expected and nothing is printed.

Fair, because the engine does the same work in both: it reads every text, answers it and builds its
callbacks. What is beside it is reading YAML, checking, judging and reporting.

Steps that stand in several scenarios are read once (files/repeated.py), and here there are twelve
that differ. What a suite takes in which no step stands twice is measured beside it.

And the same command with `-n 2` against itself: this is wall clock, the only one that several
processes can save, so whoever else uses the machine counts.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, account, best, process_seconds, run
from benchmarks.suite import COMMANDS, CONVERSATIONS, scenarios_text, write
from optinsim import Simulator
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIOS = 10_000
ROUNDS = 5
MDN = "+13125550123"


def measure() -> Iterator[Row]:
    """Measure, for the whole run."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, SCENARIOS)
        (folder / "unlike.yaml").write_text(scenarios_text(SCENARIOS, alike=False), "utf-8")
        command = COMMANDS["optinsim"]
        seconds = best(
            {
                "alike": partial(process_seconds, *command, folder=folder),
                "engine": partial(engine_seconds, SCENARIOS),
                "unlike": partial(process_seconds, *command[:-1], "unlike.yaml", folder=folder),
            },
            ROUNDS,
        )
        for ours, what, bar in (("alike", "", 2.2), ("unlike", ", no step twice", None)):
            yield Row(
                f"{SCENARIOS:,} scenarios of 4 texts{what}",
                f"{seconds[ours]:.2f} s",
                f"the engine alone {seconds['engine']:.2f} s",
                seconds[ours] / seconds["engine"],
                bar,
            )
        wall = best(
            {
                "one": partial(wall_seconds, *command, folder=folder),
                "two": partial(wall_seconds, *command, "-n", "2", folder=folder),
            },
            ROUNDS,
        )
        yield Row(
            "the same with -n 2, wall clock",
            f"{wall['two']:.2f} s",
            f"one process {wall['one']:.2f} s",
            wall["two"] / wall["one"],
            at_most=0.59,
        )


def engine_seconds(count: int) -> float:
    """What the engine takes for the texts of so many scenarios."""
    acme = account()
    conversations = list(CONVERSATIONS.values())
    started = process_time()
    for i in range(count):
        handle = Simulator(acme).handle
        for text in conversations[i % len(conversations)]:
            handle(ReceiveText(MDN, text.text))
    return process_time() - started


def wall_seconds(program: str, *arguments: str, folder: Path) -> float:
    """How long somebody waits for a process.

    Raises:
        RuntimeError: it failed, so that says nothing.
    """
    started = perf_counter()
    ended = run(program, *arguments, folder=folder)
    taken = perf_counter() - started
    if ended.returncode:
        message = f"{program} failed: {ended.stderr[-2000:]}"
        raise RuntimeError(message)
    return taken
