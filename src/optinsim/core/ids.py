"""Unique ids that look like a vendor's and are computed from the seed.

The n-th id of a series is n times an odd number plus the series' offset, modulo a power of two:
multiplication by an odd number maps the numbers below that power onto each other one to one. So
ids need no storage and no random numbers, and every run gives the same ones.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

_ODD = 0x9E3779B97F4A7C15F39CC0605CEDC835
_SHORT = (1 << 48) - 1
_LONG = (1 << 128) - 1
_ODD_SHORT = _ODD & _SHORT
_SHORT_DIGITS = 12
_BACK = pow(_ODD, -1, 1 << 128)
"""The modular inverse of `_ODD`."""


class Ids:
    """One series of ids, such as those of all people in one world."""

    def __init__(self, seed: int, kind: str) -> None:
        self._offset = _offset(seed, kind)
        self._offset_short = self._offset & _SHORT

    def short(self, n: int) -> str:
        """The n-th id in short form: 12 upper-case hexadecimal digits."""
        return f"{(n * _ODD_SHORT + self._offset_short) & _SHORT:012X}"

    def long(self, n: int) -> str:
        """The n-th id in the form of a UUID."""
        digits = f"{(n * _ODD + self._offset) & _LONG:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def number(self, text: str) -> int | None:
        """The n of an id, short or long; None if the text has not the form of an id."""
        digits = text.replace("-", "")
        try:
            value = int(digits, 16)
        except ValueError:
            return None
        mask = _SHORT if len(digits) == _SHORT_DIGITS else _LONG
        n = (value - self._offset) * _BACK & mask
        return n if text in (self.short(n), self.long(n)) else None


@lru_cache(maxsize=256)  # a suite makes the same few series again in every scenario's world
def _offset(seed: int, kind: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{kind}".encode(), digest_size=16).digest())
