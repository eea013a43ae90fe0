"""A file that somebody may be editing while the phone is open.

Knows when it was written to. Does not read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EVERY = 0.5
"""Seconds between two looks: sooner than somebody who saves can look up."""


class Watched:
    """Tells when a file was written to. Looks at it, and never waits."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        """None: there is no file, and it never changes."""
        self._seen = self._look()

    def has_changed(self) -> bool:
        """Whether it is another file than at the last look, or is gone since, or there again."""
        before, self._seen = self._seen, self._look()
        return self._seen != before

    def _look(self) -> tuple[int, int, int] | None:
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except (OSError, ValueError):
            return None
        # An editor that writes a new file and renames it leaves another inode.
        return found.st_mtime_ns, found.st_size, found.st_ino
