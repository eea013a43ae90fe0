"""The word-by-word difference of two wordings: unchanged, removed and added words.

Knows words. Does not know how they are drawn.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Fate = Literal["kept", "removed", "added"]
_WORD = re.compile(r"([^ \n]+)([ \n]*)")


def redline(before: str, after: str) -> Iterator[tuple[str, Fate]]:
    """The words of both with the space after them, in reading order."""
    old, new = (_WORD.findall(text) for text in (before, after))
    words = SequenceMatcher(None, [w for w, _ in old], [w for w, _ in new], autojunk=False)
    open_ = False
    for tag, i, i_end, j, j_end in words.get_opcodes():
        parts: list[tuple[list[tuple[str, str]], Fate]] = [(new[j:j_end], "kept")]
        if tag != "equal":
            parts = [(old[i:i_end], "removed"), (new[j:j_end], "added")]
        for found, fate in parts:
            for word, space in found:
                if open_:  # the word before was the last of its text
                    yield " ", "kept"
                yield word + space, fate
                open_ = not space
