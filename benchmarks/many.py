"""(j) 10,000 scenarios: at most 2.8 times libyaml's events and the engine; `-n 2` in proportion.

Ours: `optinsim run` of 10,000 scenarios of 4 texts (those of benchmark b), a whole process from its
start to its end. Theirs: libyaml's bare events of the same file, of which nothing is made, and the
engine alone, which gets the same texts from the same phone, in a fresh world for each scenario;
nothing is expected and nothing is printed.

Fair, because ours has to do both: libyaml reads every character, and the engine reads every text,
answers it and builds its callbacks. A line of its own says where the rest goes: the start; reading
(`optinsim check`), which makes trees, checks and models of the events; judging and reporting.

And the same command with `-n 2`: how much faster it is, beside how much faster two engines are in
two processes than one after the other. With 1.5 where they get 1.8, theirs is 1.2 times ours. This
is wall clock, the only one that several processes can save, so other programs on the machine count.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import yaml

from benchmarks.common import Row, account, best, process_seconds, run
from benchmarks.suite import COMMANDS, CONVERSATIONS, write
from optinsim import Simulator
from optinsim.core.commands import ReceiveText

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENARIOS = 10_000
ROUNDS = 5
MDN = "+13125550123"
_ENGINE = "from benchmarks.many import SCENARIOS, engine_seconds; engine_seconds(SCENARIOS)"


def measure() -> Iterator[Row]:
    """Measure, for the whole run."""
    with TemporaryDirectory() as name:
        folder, one = Path(name, "many"), Path(name, "one")
        write(folder, SCENARIOS)
        write(one, 1)
        command = COMMANDS["optinsim"]
        seconds = best(
            {
                "run": partial(process_seconds, *command, folder=folder),
                "engine": partial(engine_seconds, SCENARIOS),
                "events": partial(event_seconds, folder / command[-1]),
                "check": partial(process_seconds, "optinsim", "check", command[-1], folder=folder),
                "start": partial(process_seconds, *command, folder=one),
            },
            ROUNDS,
        )
        yield from _rows(seconds)
        yield _parallel_row(
            best(
                {
                    "one": partial(wall_seconds, *command, folder=folder),
                    "two": partial(wall_seconds, *command, "-n", "2", folder=folder),
                    "engine": partial(engines_wall_seconds, 1),
                    "engines": partial(engines_wall_seconds, 2),
                },
                ROUNDS,
            )
        )


def _rows(seconds: dict[str, float]) -> Iterator[Row]:
    bare = seconds["events"] + seconds["engine"]
    yield Row(
        f"{SCENARIOS:,} scenarios of 4 texts",
        f"{seconds['run']:.2f} s",
        f"bare events {seconds['events']:.2f} s + engine {seconds['engine']:.2f} s",
        seconds["run"] / bare,
        at_most=2.8,
    )
    reading = seconds["check"] - seconds["start"] - seconds["events"]
    judging = seconds["run"] - seconds["check"] - seconds["engine"]
    yield Row(
        "the rest of it",
        f"start {seconds['start']:.2f} s",
        f"trees, checks, models {reading:.2f} s; judging, reporting {judging:.2f} s",
        seconds["run"] - bare,
        unit="s",
    )


def _parallel_row(wall: dict[str, float]) -> Row:
    ours = wall["one"] / wall["two"]
    theirs = 2 * wall["engine"] / wall["engines"]
    return Row(
        "the same with -n 2, wall clock",
        f"{ours:.2f} times faster: {wall['two']:.2f} s",
        f"two engines {theirs:.2f} times",
        theirs / ours,
        at_most=1.2,
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


def event_seconds(file: Path) -> float:
    """What libyaml takes for the events of a file."""
    text = file.read_text(encoding="utf-8")
    started = process_time()
    next_event = yaml.CSafeLoader(text).get_event
    while not isinstance(next_event(), yaml.StreamEndEvent):
        pass
    return process_time() - started


def engines_wall_seconds(count: int) -> float:
    """How long so many engines take at the same time, each in a process, with all texts."""
    with ThreadPoolExecutor(count) as threads:
        engine = partial(wall_seconds, "python", "-c", _ENGINE, folder=Path(__file__).parents[1])
        started = perf_counter()
        for ended in [threads.submit(engine) for _ in range(count)]:
            ended.result()
        return perf_counter() - started


def wall_seconds(program: str, *arguments: str, folder: Path) -> float:
    """How long a user waits for a process.

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
