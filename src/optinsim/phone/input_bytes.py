"""Makes the input of a terminal or a browser into text that can be encoded.

Knows two broken forms: a byte that is no UTF-8, and half of a surrogate pair. Drops broken bytes
and halves that cannot be joined: broken input must not end the phone. Does not know keys.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


def drop_bad_bytes(driver: ModuleType) -> None:
    """Make a driver of Textual drop bytes that are no UTF-8.

    Its thread reads with a strict decoder, and would end at the first such byte, and end the phone.

    Args:
        driver: the module, which looks `getincrementaldecoder` up when its thread starts.
    """
    vars(driver)["getincrementaldecoder"] = _dropping_decoder


def _dropping_decoder(encoding: str) -> Callable[[], Any]:
    return partial(getincrementaldecoder(encoding), "ignore")


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
