"""The message and the file after an unhandled exception of the phone.

Textual would print local variables, and among them the account's secrets. The file has the
traceback without any values. Does not know the conversation, which journal.py keeps.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FILE_NAME = "crash.txt"


def write_crash(error: BaseException | None, folder: Path | None) -> str:
    """Write the traceback to a file, over that of an earlier crash; the message for the user.

    The file's path ends the message, on a line of its own.

    Args:
        error: the exception.
        folder: of the file; None: write no file.
    """
    message = "The phone made a mistake and had to close; we are sorry."
    if folder is None:
        return message
    message += "\nWhat you played is kept, and offered when you start it again."
    frames = [] if error is None else traceback.format_tb(error.__traceback__)
    text = f"{''.join(frames)}{type(error).__name__}\n"
    path = folder / _FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError:
        return message
    return f"{message}\nWhere it happened, for a bug report:\n{path}"
