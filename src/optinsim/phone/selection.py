"""The selected part of drawn lines: how it is painted, and its text to copy.

Knows Textual's selections, whose offsets count characters. Does not know the items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from textual.selection import Selection

Line = list[tuple[str, str]]
"""Pieces of text, each with the name of the component class that styles it; empty: no style."""


def split_at(line: Line, span: tuple[int, int] | None) -> Iterator[tuple[str, str, bool]]:
    """The pieces of a line, cut at the ends of a span, each with whether it is inside.

    Args:
        line: the pieces.
        span: first character and the one after the last, which is -1 for the end of the line.
    """
    first, last = span or (0, 0)
    at = 0
    for text, name in line:
        end = at + len(text)
        stop = end if last < 0 else min(max(last, at), end)
        start = min(max(first, at), stop)
        for part, is_inside in (
            (text[: start - at], False),
            (text[start - at : stop - at], True),
            (text[stop - at :], False),
        ):
            if part:
                yield part, name, is_inside
        at = end


def selected_of(
    lines: Sequence[Line], top: int, selection: Selection, decoration: Collection[str]
) -> tuple[str, bool]:
    """The selected text of an item, and whether that is the whole item.

    Args:
        lines: the drawn lines of the item.
        top: the line of the list in which it begins.
        selection: of the list.
        decoration: the names of pieces that are not copied: edges, times, empty pieces.
    """
    found, is_whole = [], True
    for y, line in enumerate(lines, top):
        pieces = [
            (text, is_inside)
            for text, name, is_inside in split_at(line, selection.get_span(y))
            if name not in decoration
        ]
        inside = "".join(text for text, is_inside in pieces if is_inside).strip()
        is_whole = is_whole and not any(t.strip() for t, is_inside in pieces if not is_inside)
        if inside:
            found.append(inside)
    return "\n".join(found), is_whole
