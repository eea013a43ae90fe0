"""Regular expressions are looked for, but not for ever."""

from __future__ import annotations

import re
import signal
import threading
from typing import TYPE_CHECKING

from optinsim.scenarios.judging import patterns
from optinsim.scenarios.judging.expect import compare
from optinsim.scenarios.judging.patterns import search

if TYPE_CHECKING:
    import pytest

FOR_EVER = "(a+)+$"
TEXT = "a" * 40 + "!"


def test_found_or_not() -> None:
    assert search(re.compile("Y$"), "Reply Y") is True
    assert search(re.compile("^Y"), "Reply Y") is False


def test_a_search_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LONGEST_SEARCH", 0.05)
    assert search(re.compile(FOR_EVER), TEXT) is None
    (failure,) = compare({"$regex": FOR_EVER}, TEXT, {})
    assert failure.message == (
        f'expected text that matches "{FOR_EVER}", got "{TEXT}"; to look for it takes too long'
    )


def test_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    search(re.compile("a"), "a")
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_where_there_is_no_timer_it_is_looked_for_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(search(re.compile("Y"), "Y")))
    thread.start()
    thread.join()
    assert found == [True]
    monkeypatch.delattr(signal, "setitimer")
    assert search(re.compile("Y"), "Y") is True
