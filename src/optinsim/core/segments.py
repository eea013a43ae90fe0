"""SMS segments: how many a text takes, in which encoding, and where it is split.

This module knows the GSM 7-bit default alphabet with its extension table (3GPP TS 23.038) and UCS-2
as phones use it, which is UTF-16. It knows no national shift tables, replaces no character by a
cheaper one, and does not know the sender or the price.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator


class Encoding(StrEnum):
    """The character encoding of a text."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@value
class Segmentation:
    """How a text is encoded, and how many segments it takes."""

    encoding: Encoding
    units: int
    """Septets, or UTF-16 code units."""
    segments: int
    culprit: str | None
    """The first character that forced UCS-2; a lone surrogate cannot be printed as it is."""


# Without U+001B: ESC has a place in the table, but it announces the extension table, and a person
# cannot send it.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"
_ALL_BASIC = re.compile(f"[{re.escape(_BASIC)}]*")
_NOT_GSM = re.compile(f"[^{re.escape(_BASIC + _EXTENDED)}]")

_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_PER_PART = {Encoding.GSM7: 153, Encoding.UCS2: 67}


def segment(text: str) -> Segmentation:
    """The segments of `text`; the empty text takes one segment of 0 septets."""
    # Fast path: nearly every text of a campaign.
    if len(text) <= _ALONE[Encoding.GSM7] and _ALL_BASIC.fullmatch(text):
        return Segmentation(Encoding.GSM7, len(text), 1, None)
    foreign = _NOT_GSM.search(text)
    culprit = foreign.group() if foreign else None
    encoding = Encoding.UCS2 if foreign else Encoding.GSM7
    parts = sum(1 for _ in _parts(text, encoding))
    return Segmentation(encoding, _units(text, encoding), parts, culprit)


def split(text: str) -> list[str]:
    """The text of each segment, as many as `segment` counts; joined, they are equal to `text`."""
    return list(_parts(text, Encoding.UCS2 if _NOT_GSM.search(text) else Encoding.GSM7))


def culprits(text: str) -> tuple[str, ...]:
    """The characters that force UCS-2, each once, in the order of the text."""
    return tuple(dict.fromkeys(_NOT_GSM.findall(text)))


def named(character: str) -> str:
    """A character with its code point and Unicode name: ✓ U+2713 CHECK MARK."""
    code = f"U+{ord(character):04X}"
    parts = [character] * character.isprintable() + [code, unicodedata.name(character, "")]
    return " ".join(filter(None, parts))


def _units(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return len(text) + sum(map(text.count, _EXTENDED))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str, encoding: Encoding) -> Iterator[str]:
    if _units(text, encoding) <= _ALONE[encoding]:
        yield text
        return
    room = _PER_PART[encoding]
    start = 0
    while start < len(text):
        end = min(start + room, len(text))
        # No character is wider than two units, so at least half as many characters as surplus units
        # have to go. The rest is the longest piece that fits, and no character is cut in two.
        while (over := _units(text[start:end], encoding) - room) > 0:
            end -= (over + 1) // 2
        if _is_pair(text[end - 1 : end + 1]):
            end -= 1
        yield text[start:end]
        start = end


def _is_pair(text: str) -> bool:
    """Whether `text` is a surrogate pair that Python holds as two characters (JSON can do that)."""
    return "\ud800" <= text[0] <= "\udbff" and "\udc00" <= text[-1] <= "\udfff"
