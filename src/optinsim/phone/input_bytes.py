"""Makes the input of a terminal or a browser into text that can be encoded.

Knows two broken forms: a byte that is no UTF-8, and half of a surrogate pair. Drops broken bytes
and halves that cannot be joined: broken input must not end the phone. Reports a terminal that is
gone, as no broken input is. Does not know keys.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


def drop_bad_bytes(driver: ModuleType, at_end: Callable[[], None] | None = None) -> None:
    """Make a driver of Textual drop bytes that are no UTF-8.

    Its thread reads with a strict decoder, and would end at the first such byte, and end the phone.

    Args:
        driver: the module, which looks `getincrementaldecoder` up when its thread starts.
        at_end: called once, in that thread, if there is nothing to read any more: the terminal is
            gone, and the thread would read nothing for ever.
    """
    vars(driver)["getincrementaldecoder"] = lambda encoding: partial(_Decoder, encoding, at_end)


class _Decoder:
    """An incremental decoder that drops bad bytes, and reports the end."""

    def __init__(self, encoding: str, at_end: Callable[[], None] | None) -> None:
        self._decode = getincrementaldecoder(encoding)("ignore").decode
        self._at_end = at_end

    def decode(self, data: bytes, *, final: bool = False) -> str:
        """The text of some bytes; the last ones of a character that goes on are kept."""
        if not data and not final and self._at_end is not None:
            at_end, self._at_end = self._at_end, None
            at_end()
        return self._decode(data, final)


class SurrogateJoiner:
    """Joins surrogate pairs, which may arrive in two messages, and drops single halves."""

    def __init__(self) -> None:
        self._half = ""

    def join(self, text: str) -> str:
        """The text without lone surrogates; a first half at its end waits for the next text."""
        text = self._half + text
        self._half = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
