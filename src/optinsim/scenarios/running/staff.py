"""Whoever runs files for a watch: this process, and others that stay as long as the watch does.

Knows for which files the others are worth their while, and when they have to hear of something. How
they work is crew.py; why they stay: docs/decisions/0018-a-watch-keeps-its-processes.md.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from optinsim.scenarios.running.crew import Crew, can_share
from optinsim.scenarios.running.parallel import (
    LEAST,
    SMALLEST,
    count_processors,
    length_of,
    tasks_of,
    together,
)
from optinsim.scenarios.running.part import load_part

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from optinsim.scenarios.reading.load import Loader
    from optinsim.scenarios.running.part import Part, Plan, Source


_SHARE = 2
"""How many tasks for each process what is left would make: so the first are large, since each costs
some post, and the last are small, since somebody may have to wait for one."""


class Staff:
    """Runs files with a loader that keeps what it reads; see `close`."""

    def __init__(self, plan: Plan, loader: Loader) -> None:
        """Nobody but this process yet."""
        self._plan = plan
        self._loader = loader
        self._crew: Crew | None = None

    def parts(self, sources: Sequence[Source]) -> Generator[Part]:
        """The parts of files, in order, made by all processors if that is worth it.

        No file is cut: what is read of it is there for the next time. There are as many processes
        as the first files that are worth it give work to.
        """
        total, processors = sum(map(length_of, sources)), count_processors()

        def least(before: int) -> int:
            return max((total - before) // (_SHARE * processors), SMALLEST)

        tasks = list(tasks_of(sources, least))
        helpers = min(processors, len(tasks))
        # Picks follow the lines of their files, and nobody else would hear of that.
        alone = any(self._plan.picks.is_some_of(source.file) for source in sources)
        if total < LEAST or helpers <= 1 or alone or not can_share():
            yield from (load_part(self._loader, source, self._plan) for source in sources)
            return
        if self._crew is None:
            self._crew = Crew(helpers, self._plan, self._loader)
        self._crew.gather()
        all_came = False
        try:
            answers = chain.from_iterable(self._crew.answers(tasks))
            for source, done in zip(sources, answers, strict=True):
                yield together(source, [done], self._loader, self._plan)
            all_came = True
        finally:
            if not all_came:
                self.close()  # somebody is still at work on what nobody waits for

    def forget(self, changed: set[str]) -> None:
        """Have files read again when they are wanted; see `paths.names_of`."""
        self._loader.forget(changed)
        if self._crew is not None:
            self._crew.forget(changed)

    def close(self) -> None:
        """End the other processes; they are there again when they are wanted."""
        if self._crew is not None:
            self._crew.dismiss()
            self._crew = None
