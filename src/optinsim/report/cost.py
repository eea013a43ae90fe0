"""The cost of a text of the brand in segments, as a line, and whether it is high.

Knows segments. Does not know prices, nor how the line is drawn.
"""

from __future__ import annotations

from functools import lru_cache

from optinsim.core.segments import culprits, named, segment
from optinsim.core.values import value
from optinsim.report.counted import counted

A_LOT = 4
"""The number of segments from which a text draws a warning (ours)."""
_MOST_NAMED = 5
"""Characters that are named."""


@value
class Cost:
    """The cost of one text."""

    line: str
    """Such as GSM-7 · 1 segment."""
    is_much: bool
    """Whether it draws a warning."""


@lru_cache(maxsize=1_000)
def cost_of(text: str) -> Cost:
    """Encoding, segments, each character that needs UCS-2, and the segments without them."""
    size = segment(text)
    line = f"{size.encoding} · {counted(size.segments, 'segment')}"
    foreign = culprits(text)
    saved = False
    if foreign:
        shown = [named(one) for one in foreign[:_MOST_NAMED]]
        if len(foreign) > _MOST_NAMED:
            shown.append(f"{len(foreign) - _MOST_NAMED} more")
        plain = "".join("?" if one in foreign else one for one in text)
        without = segment(plain).segments
        saved = without < size.segments
        why = f", {without} without" if saved else " because of"
        line += f"{why} {', '.join(shown)}"
    return Cost(line, is_much=saved or size.segments >= A_LOT)
