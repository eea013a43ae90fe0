"""What is said, and what is kept, when the phone has to close by a mistake of its own.

Textual would show what was in hand: of the account, its secrets too. Kept is where the mistake was,
without any values. Does not know what was played: journal.py keeps that.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "crash.txt"


def note(error: BaseException | None, folder: Path | None) -> str:
    """What is said to whoever played; for whoever mends it, a file.

    Args:
        error: what went wrong.
        folder: where the file is written, over that of an earlier crash; None: nowhere.
    """
    told = "The phone made a mistake and had to close; we are sorry."
    if folder is None:
        return told
    told += "\nWhat you played is kept, and offered when you start it again."
    frames = [] if error is None else traceback.format_tb(error.__traceback__)
    text = f"{''.join(frames)}{type(error).__name__}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(folder / _NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        return told
    return f"{told}\nWhere it was, for whoever mends it: {folder / _NAME}"
