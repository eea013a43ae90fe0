"""When snapshots of an account are taken for its journal, and where: beside what goes on.

A snapshot is taken at once, after an entry, and packed in another thread; the journal writes it
with a later commit. Does not know what it says (snapshot_json.py), nor the file (journal.py).
"""

from __future__ import annotations

import asyncio
from time import process_time, thread_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 10_000
"""Entries from one snapshot to the next, at least: they are performed again after a kill."""
SHARE = 20
"""What the program must have done between two snapshots: so many times the work of the last one."""
WORTHWHILE = 1000
"""Entries that a snapshot has to save at a clean end: fewer take a fraction of a second."""

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
            take: takes one at once; the function that it returns packs it, in any thread, and
                raises a ValueError if that is not possible.
            program: the program that takes them.
            tell: told why there are none any more.
            last: the number of the entry after which one was taken last.
        """
        self.program = program
        self.every = EVERY
        self.on_ready: Callable[[], None] = _ignore
        """Called when one is ready to be written."""
        self._take = take
        self._tell = tell
        self._last = last
        self._cost = 0.0
        """The seconds of CPU time that the last one took."""
        self._begun = process_time()
        """The program's CPU time when it was taken."""
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
        """Take the last one, if it saves anything; see `entry_added`."""
        if self._packing is not None:
            self._packing.cancel()
        if number - self._last >= WORTHWHILE:
            self.take(number)

    @property
    def is_ready(self) -> bool:
        """Whether one is to be written."""
        return self._ready is not None

    def pop_ready(self) -> Packed | None:
        """What is to be written now: all entries up to its own have been added."""
        ready, self._ready = self._ready, None
        return ready

    def give_up(self, reason: str) -> None:
        """Take none any more."""
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
