"""The keys of the phone arrive from what terminals send for them."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from optinsim.phone.keys import KEYS

_SS3 = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_TILDE = {"f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21}


def _sent(key: str) -> str:
    """What xterm sends for a key."""
    modifier, _, name = key.rpartition("+")
    if modifier == "ctrl":
        return chr(ord(name) - ord("a") + 1)
    if name in _SS3:
        return f"\x1b[1;2{_SS3[name]}" if modifier else f"\x1bO{_SS3[name]}"
    return f"\x1b[{_TILDE[name]}{';2' if modifier else ''}~"


@pytest.mark.parametrize("key", [key.key for key in KEYS])
def test_every_key_arrives_from_what_a_terminal_sends(key: str) -> None:
    """Shift+F3 would not: it is sent in the form of a report of the cursor's position."""
    arrived = list(XTermParser().feed(_sent(key)))
    assert [event.key for event in arrived if isinstance(event, events.Key)] == [key]
