"""The accounts that were opened lately, in a small file of the user's own state folder.

Knows paths only. A file that cannot be read or written is ignored.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

_FILE = "recent.json"
_MOST = 10
_LARGEST = 100_000
"""Bytes of the file that are read."""


def recent_accounts(folder: Path | None) -> list[Path]:
    """The accounts that still exist, the last opened one first.

    Args:
        folder: the state folder; None: remember no account.
    """
    if folder is None:
        return []
    with suppress(OSError, ValueError, RecursionError):
        with (folder / _FILE).open("rb") as stream:
            read = json.loads(stream.read(_LARGEST))
        paths = (
            [Path(one) for one in read if isinstance(one, str)] if isinstance(read, list) else []
        )
        return [path for path in paths[:_MOST] if path.is_file()]
    return []


def remember(folder: Path | None, account: Path) -> None:
    """Put an account first."""
    if folder is None:
        return
    path = account.resolve()
    paths = [path, *(one for one in recent_accounts(folder) if one != path)][:_MOST]
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps([str(one) for one in paths], indent=1)
        (folder / _FILE).write_text(text, encoding="utf-8")
