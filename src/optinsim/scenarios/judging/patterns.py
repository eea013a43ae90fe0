"""Looking for a regular expression in a text, for a bounded time.

On some texts some patterns take for ever: (a+)+$ does, and a scenario must not. Knows the processor
time that a search has used; not what is searched for, or why.
"""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import re

LONGEST_SEARCH = 2.0
"""Seconds of the processor's time, many thousand times what a sensible search takes."""


class _TooLongError(Exception):
    """The time is up."""


def search(pattern: re.Pattern[str], text: str) -> bool | None:
    """Whether the pattern is found in the text; None if that cannot be said in a sensible time.

    Where there is no such timer (on Windows, or in a thread), it takes as long as it takes.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        return pattern.search(text) is not None
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SEARCH)
        try:
            return pattern.search(text) is not None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TooLongError:
        return None
    finally:
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise _TooLongError
