"""Takes snapshots of an account for its journal, while the server goes on.

A snapshot is taken at once, after an entry, and packed in another thread; the journal writes it
with a later commit. Does not know its content (snapshot_json.py), nor the file (journal.py).
"""

from __future__ import annotations

import asyncio
from time import process_time, thread_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 10_000
"""The least number of entries between snapshots: a start after a kill performs them again."""
SHARE = 20
"""The program's CPU time between two snapshots, at least, as a multiple of the last one's."""
WORTHWHILE = 1000
"""The least number of entries for a snapshot at a clean end: fewer take a fraction of a second."""

Packed = tuple[int, bytes]
"""A snapshot, with the number of the entry after which it was taken."""


class Snapshots:
    """Takes snapshots of one account."""

    def __init__(
        self,
        take: Callable[[], Callable[[], bytes]],
        program: str,
        tell: Callable[[str], None],
        last: int = 0,
    ) -> None:
        """Take none yet.

        Args:
            take: takes a snapshot at once; the returned function packs it, in any thread, and
                raises a ValueError if that is not possible.
            program: the program that takes them.
            tell: called with the reason if no more snapshots are taken.
            last: the number of the entry after which the last one was taken.
        """
        self.program = program
        self.every = EVERY
        self.on_ready: Callable[[], None] = _ignore
        """Called when a snapshot is ready to be written."""
        self._take = take
        self._tell = tell
        self._last = last
        self._cost = 0.0
        """The seconds of CPU time of the last snapshot."""
        self._begun = process_time()
        """The program's CPU time at the last snapshot."""
        self._is_possible = True
        self._packing: asyncio.Task[None] | None = None
        self._ready: Packed | None = None

    def entry_added(self, number: int) -> None:
        """Take a snapshot if it is time.

        Args:
            number: of the entry that was just performed and added.
        """
        if number - self._last < self.every or self._packing is not None or not self._is_possible:
            return
        if process_time() - self._begun < SHARE * self._cost:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.take(number)
        else:
            self._last, self._begun = number, process_time()
            self._packing = loop.create_task(self._pack_beside(number, self._take()))

    def take(self, number: int) -> None:
        """Take a snapshot, and pack it before going on."""
        if self._is_possible:
            self._last, self._begun = number, process_time()
            self._pack(number, self._take())

    def finish(self, number: int) -> None:
        """Take the last snapshot, if it saves work; see `entry_added`."""
        if self._packing is not None:
            self._packing.cancel()
        if number - self._last >= WORTHWHILE:
            self.take(number)

    @property
    def is_ready(self) -> bool:
        """Whether a snapshot is ready to be written."""
        return self._ready is not None

    def pop_ready(self) -> Packed | None:
        """The snapshot to write now: all entries up to its own have been added."""
        ready, self._ready = self._ready, None
        return ready

    def give_up(self, reason: str) -> None:
        """Take no more snapshots."""
        self._is_possible = False
        self._tell(f"there are no more snapshots, so a restart will take longer: {reason}")

    async def _pack_beside(self, number: int, pack: Callable[[], bytes]) -> None:
        await asyncio.to_thread(self._pack, number, pack)
        self._packing = None
        self.on_ready()

    def _pack(self, number: int, pack: Callable[[], bytes]) -> None:
        begun = thread_time()
        try:
            self._ready = number, pack()
        except ValueError as error:
            self.give_up(str(error))
        self._cost = thread_time() - begun


def _ignore() -> None:
    """The default: no journal writes it."""
