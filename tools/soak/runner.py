"""Plays rounds of each kind of input until its time is over, or until one raises.

Knows processes, seeds and figures. Does not know what is in a round: its kind, the seed and its
number decide that, so a failing round can be played again.
"""

from __future__ import annotations

import os
import signal
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tools.soak.files import play_files
from tools.soak.logs import play_logs
from tools.soak.requests import play_requests
from tools.soak.rounds import Round
from tools.soak.texts import play_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Kind = Callable[[Round], None]

KINDS: dict[str, Kind] = {
    "texts": play_texts,
    "requests": play_requests,
    "files": play_files,
    "logs": play_logs,
}
SHARES = {"texts": 0.25, "requests": 0.25, "files": 0.3, "logs": 0.2}
"""How much of the time each kind has."""
ROUNDS_OF_A_BATCH = 5
MOST_SECONDS = 60.0
"""Of processor time for one round, which takes far less than one."""
SHOWN = 3000
"""Characters of an input that are shown."""


class TooSlowError(BaseException):
    """A round may never end. No code under test catches it."""


@dataclass(frozen=True)
class Batch:
    """What a few rounds gave."""

    inputs: int
    failure: str = ""
    """How to repeat the round that raised, its last input, and the traceback; empty: none did."""


def play(kind: str, seed: int, folder: str, rounds: Sequence[int]) -> Batch:
    """Play these rounds of a kind, up to the first that raises; they may write to the folder."""
    inputs: list[object] = []
    played, number = 0, rounds[0]
    former = signal.signal(signal.SIGPROF, _end_round)
    try:
        for number in rounds:
            signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
            chance = Random(f"{kind} {seed} {number}")
            KINDS[kind](Round(chance, inputs.append, folder))
            played += len(inputs)
            inputs.clear()
    except (Exception, TooSlowError):  # noqa: BLE001  (it is reported whole)
        how = f"repeat: python -m tools.soak --kind {kind} --seed {seed} --round {number}"
        shown = f"input: {inputs[-1]!r}"[:SHOWN] if inputs else "before the first input"
        return Batch(played + len(inputs), f"{how}\n{shown}\n{traceback.format_exc()}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
    return Batch(played)


def _end_round(*_: object) -> None:
    raise TooSlowError(f"a round took more than {MOST_SECONDS:.0f} seconds of processor time")


def soak(kinds: Sequence[str], seed: int, minutes: float, processes: int) -> int:
    """Play the kinds, one after the other, and print the figures; 1 if something raised, else 0.

    Args:
        kinds: names of `KINDS`.
        seed: what all inputs follow from.
        minutes: for all kinds together.
        processes: how many play at once; 1: this one.
    """
    print(f"seed {seed}", flush=True)
    began, total = time.monotonic(), 0
    shares = sum(SHARES[kind] for kind in kinds)
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="optinsim-soak-"))
        # By fork, a worker of a process with threads may wait without an end.
        pool = ProcessPoolExecutor(processes, get_context("spawn")) if processes > 1 else None
        if pool is not None:
            stack.callback(pool.shutdown, cancel_futures=True)
        for kind in kinds:
            since, inputs = time.monotonic(), 0
            for batch in _batches(pool, processes, partial(play, kind, seed, folder)):
                inputs += batch.inputs
                if batch.failure:
                    print(f"{kind}: failed after {inputs:,} inputs\n{batch.failure}", flush=True)
                    return 1
                if time.monotonic() >= since + minutes * 60 * SHARES[kind] / shares:
                    break
            total += inputs
            print(f"{kind}: {inputs:,} inputs, {time.monotonic() - since:.0f} s", flush=True)
    print(f"{total:,} inputs, {time.monotonic() - began:.0f} s, no traceback", flush=True)
    return 0


def _batches(
    pool: ProcessPoolExecutor | None, processes: int, play_some: Callable[[range], Batch]
) -> Iterator[Batch]:
    """Batches without an end; those that are playing when the caller has enough are not counted."""
    rounds = (range(i, i + ROUNDS_OF_A_BATCH) for i in count(0, ROUNDS_OF_A_BATCH))
    if pool is None:
        yield from map(play_some, rounds)
        return
    batches = (pool.submit(play_some, some) for some in rounds)
    playing = set(islice(batches, processes + 1))
    while True:
        done, playing = wait(playing, return_when=FIRST_COMPLETED)
        for future in done:
            playing.add(next(batches))
            yield future.result()


def new_seed() -> int:
    """Another one each time."""
    return int.from_bytes(os.urandom(4))
