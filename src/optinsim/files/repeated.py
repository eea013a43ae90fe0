"""List items that stand in many documents: what was read before is not read again.

The scenarios of a suite mostly begin alike, and say the same steps. Knows where the items of a list
begin and end in a text, and how to be sure of it. Does not read YAML (reader.py does), and not what
a list is about. Why this is safe: docs/decisions/0017-repeated-steps.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from optinsim.files.problems import FileError
from optinsim.files.reader import Reader
from optinsim.files.tree import LINE, Mapping, Sequence, SharedItems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.files.tree import Document

_LONGEST = 5_000
"""Characters of an item that is remembered."""
_MOST = 10_000
"""Items that are remembered; then all are forgotten, and it begins anew."""
_DASH = "- "
_PLACEHOLDER = f"{_DASH}x"
_ALIAS = re.compile(r"\*(?<![^\s\[{,:]\*)[^\s*]")
"""What may be an alias. (It begins with a plain character: a text without it is searched fast.)"""
_KEY_SIGN = re.compile(r"^[ \t-]*\?(?!\S)", re.MULTILINE)
"""What a key without a value may begin with. (libyaml says of that value that it is where the next
thing is, wherever that may be.)"""
_OTHER_BREAKS = "\r\x85\u2028\u2029"
"""What ends a line beside a line feed, for YAML or for Python."""
_END = re.compile(r"\n(?=[^\s#])")
_END_IN_FIRST_COLUMN = re.compile(r"\n(?![\s#]|- )")
"""What ends a list: a line that begins in the first column, and is neither comment nor item."""

Key = tuple[int, str]
"""What an item is known by: the column of its dash, and the text from there to the next one."""


def stands_alone(text: str) -> bool:
    """Whether each document of a text surely means the same without the others.

    What aliases repeat is counted over a file.
    """
    # A directive begins a line, and may be meant for documents behind it.
    return not (text.startswith("%") or "\n%" in text or _ALIAS.search(text))


@dataclass(slots=True)
class _Item:
    """An item of a list, as far as it shows without reading YAML."""

    key: Key
    place: int
    """Where its value should begin; see tree.LINE."""
    is_known: bool
    """Whether it was read before, and is left out."""
    is_read: bool
    """Whether something is read at its place: the item, or a placeholder for known ones."""
    is_kept: bool
    """Whether it is to be known from now on."""


class Repeated:
    """Reads texts whose documents have a list under some key, and equal items of it once."""

    def __init__(self, key: str) -> None:
        """Nothing was read yet.

        Args:
            key: of the list, in the first column of a document.
        """
        self._key = key
        self._begin = re.compile(rf"^{re.escape(key)}:\n( *){_DASH}", re.MULTILINE)
        self._known: dict[Key, tuple[Any, int]] = {}
        """What an item says, and the place where it was read."""

    def documents(self, text: str, shown: str) -> list[Document] | None:
        """The documents of a text; None: only who reads all of it can say what it means.

        That is so for whatever is wrong in it.
        """
        has_other_breaks = any(sign in text for sign in _OTHER_BREAKS)
        if has_other_breaks or not text.endswith("\n") or not stands_alone(text):
            return None
        if len(self._known) > _MOST:
            self._known.clear()
        lists: dict[int, list[_Item]] = {}
        rest = "".join(self._cut(text, lists))
        reader = Reader(rest, shown, text.splitlines())
        try:
            documents = reader.documents()
        except (FileError, yaml.YAMLError):
            return None
        if reader.problems or not all(self._put_back(d.tree, lists) for d in documents):
            return None
        return None if lists else documents

    def _cut(self, text: str, lists: dict[int, list[_Item]]) -> Iterator[str]:
        """The text, with empty lines instead of what is known.

        Args:
            text: what to read.
            lists: gets the items of each list, by the place where it begins.
        """
        met: set[Key] = set()
        at = line = 0
        while found := self._begin.search(text, at):
            begin, column = found.start(1), len(found[1])
            end = (_END if column else _END_IN_FIRST_COLUMN).search(text, begin)
            before, at = text[at:begin], len(text) - 1 if end is None else end.start()
            line += before.count("\n")
            block = text[begin:at]
            items = lists[line * LINE + column] = list(self._items(block, column, line, met))
            line += block.count("\n")
            yield before
            yield "\n".join(map(_rest, items))
        yield text[at:]

    def _items(self, block: str, column: int, line: int, met: set[Key]) -> Iterator[_Item]:
        """The items of a list whose lines these are, `line` the first; `met` get to be known."""
        dash = " " * column + _DASH
        is_known = False
        for item in block.removeprefix(dash).split(f"\n{dash}"):
            key, was_known = (column, item), is_known
            is_known = key in met or key in self._known
            # What is known ends where the next item begins: one placeholder does for a row of them.
            place = line * LINE + column + len(_DASH)
            is_kept = not is_known and _may_be_kept(item)
            if is_kept:
                met.add(key)
            yield _Item(key, place, is_known, not (is_known and was_known), is_kept)
            line += item.count("\n") + 1

    def _put_back(self, tree: Any, lists: dict[int, list[_Item]]) -> bool:
        """Give a document the items that were left out; False if they were none.

        They were, if everything that was read of the list begins where it should.
        """
        found = tree.get(self._key) if isinstance(tree, Mapping) else None
        if not isinstance(found, Sequence) or not found:
            return True
        begins = tree.places[2 * list(tree).index(self._key) + 1]
        items = lists.pop(begins, None)
        if items is None:
            return True
        if [item.place for item in items if item.is_read] != found.places:
            return False
        whole, values = SharedItems(), dict(zip(found.places, found, strict=True))
        for item in items:
            if item.is_known:
                known = self._known.get(item.key)
                if known is None:
                    return False  # it was met where there is no list
            else:
                known = values[item.place], item.place
                if item.is_kept:
                    self._known[item.key] = known
            whole.add(known[0], item.place, item.place - known[1])
        tree[self._key] = whole
        return True


def _may_be_kept(text: str) -> bool:
    return len(text) <= _LONGEST and not ("?" in text and _KEY_SIGN.search(text))


def _rest(item: _Item) -> str:
    """What is read of an item, on as many lines."""
    column, text = item.key
    if item.is_known:
        return (" " * column + _PLACEHOLDER) * item.is_read + "\n" * text.count("\n")
    return " " * column + _DASH + text
