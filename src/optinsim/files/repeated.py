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
from optinsim.files.tree import LINE, SharedItems, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.files.tree import Document

_LONGEST = 5_000
"""Characters of an item that is remembered."""
_MOST = 10_000
"""Items that are remembered; then all are forgotten, and it begins anew."""
_MOST_AT_ONCE = 300_000
"""Items of a text that is cut: with more, nobody gains."""
_DASH = "- "
_PLACEHOLDER = f"{_DASH}x"
_ALIAS = re.compile(r"\*(?<![^\s\[{,:?\ufeff]\*)[^\s*]")
"""What may be an alias. (It begins with a plain character, for which a text is searched fast.)"""
_KEY_SIGN = re.compile(r"^[ \t-]*\?(?!\S)", re.MULTILINE)
"""What a key without a value may begin with. (libyaml says of that value that it is where the next
thing is, wherever that may be.)"""
_UNUSUAL = "\r\x85\u2028\u2029\ufeff"
"""What ends a line beside a line feed, for YAML or for Python; and what YAML leaves out."""
_END = re.compile(r"\n(?=[^ \t\n#])")
_END_IN_FIRST_COLUMN = re.compile(r"\n(?![ \t\n#]|- )")
"""What ends a list: a line that begins in the first column, and is neither comment nor item."""
_END_OF_DOCUMENT = re.compile(r"\n(?:(?:---|\.\.\.)(?=[ \t\n])|\Z)")

Key = tuple[int, str]
"""What an item is known by: the column of its dash, and the text from there to the next one."""


def stands_alone(text: str) -> bool:
    """Whether each document of a text surely means the same without the others.

    What aliases repeat is counted over a file.
    """
    # A directive begins a line, and may be meant for documents behind it.
    has_directive = text.startswith("%") or "\n%" in text
    return not (has_directive or ("*" in text and _ALIAS.search(text)))


@dataclass(slots=True)
class _Item:
    """An item of a list, as far as it shows without reading YAML."""

    key: Key
    place: int
    """Where its value should begin; see tree.LINE."""
    is_known: bool
    """Whether it was read before, and is left out."""
    is_in_rest: bool
    """Whether something is read at its place: the item, or a placeholder for known ones."""
    is_kept: bool
    """Whether it is to be known from now on."""


@dataclass(slots=True)
class _List:
    """A list of a text, as far as it shows without reading YAML."""

    items: list[_Item]
    end: int
    """Where the next key should begin; see tree.LINE."""
    ends_document: bool
    """Whether the document ends there, too."""


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
        is_unusual = any(sign in text for sign in _UNUSUAL)
        if is_unusual or not text.endswith("\n") or not stands_alone(text):
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        lists: dict[int, _List] = {}
        rest = self._rest(text, lists)
        if rest is None:
            return None
        reader = Reader(rest, shown, text.splitlines())
        try:
            documents = reader.documents()
        except (FileError, yaml.YAMLError):
            return None
        if reader.problems or not all(self._put_back(d.tree, lists) for d in documents):
            return None
        # What is left was cut, and is no list of any document.
        return None if lists else documents

    def _rest(self, text: str, lists: dict[int, _List]) -> str | None:
        """The text, with empty lines instead of what is known; None if it has too many items.

        Args:
            text: what to read.
            lists: gets its lists, by the places where they begin.
        """
        rest: list[str] = []
        met: set[Key] = set()
        at = line = count = 0
        while found := self._begin.search(text, at):
            begin, column = found.start(1), len(found[1])
            end = (_END if column else _END_IN_FIRST_COLUMN).search(text, begin)
            before, at = text[at:begin], len(text) - 1 if end is None else end.start()
            line += before.count("\n")
            block = text[begin:at]
            items = list(self._items(block, column, line, met))
            count += len(items)
            if count > _MOST_AT_ONCE:
                return None
            place = line * LINE + column
            line += block.count("\n")
            ends_document = _END_OF_DOCUMENT.match(text, at) is not None
            lists[place] = _List(items, (line + 1) * LINE, ends_document)
            rest += before, "\n".join(map(_shown, items))
        return "".join([*rest, text[at:]])

    def _items(self, block: str, column: int, line: int, met: set[Key]) -> Iterator[_Item]:
        """The items of a list whose lines these are, `line` the first; `met` get to be known."""
        dash = " " * column + _DASH
        is_known = False
        for item in block.removeprefix(dash).split(f"\n{dash}"):
            key, was_known = (column, item), is_known
            is_known = key in met or key in self._known
            # What is known ends where the next item begins: one placeholder does for a row of them.
            place = line * LINE + column + len(_DASH)
            is_kept = not is_known and len(met) < _MOST and _may_be_kept(item)
            if is_kept:
                met.add(key)
            yield _Item(key, place, is_known, not (is_known and was_known), is_kept)
            line += item.count("\n") + 1

    def _put_back(self, tree: Any, lists: dict[int, _List]) -> bool:
        """Give a document the items that were left out, if any; False if they were none.

        They were, if everything that was read of the list begins where it should, and so does what
        comes after it.
        """
        found = tree.get(self._key) if isinstance(tree, YamlMapping) else None
        if not isinstance(found, YamlSequence) or not found:
            return True
        number = list(tree).index(self._key)
        cut = lists.pop(tree.places[2 * number + 1], None)
        if cut is None:
            return True
        is_last = number == len(tree) - 1
        ends = cut.ends_document if is_last else tree.places[2 * number + 2] == cut.end
        if not ends or [item.place for item in cut.items if item.is_in_rest] != found.places:
            return False
        whole, values = SharedItems(), dict(zip(found.places, found, strict=True))
        for item in cut.items:
            if not item.is_known:
                value, origin = values[item.place], item.place
                if item.is_kept:
                    self._known[item.key] = value, origin
            elif item.key in self._known:
                value, origin = self._known[item.key]
            else:
                return False  # it was met where there is no list
            whole.add(value, item.place, item.place - origin)
        tree[self._key] = whole
        return True


def _may_be_kept(text: str) -> bool:
    return len(text) <= _LONGEST and not ("?" in text and _KEY_SIGN.search(text))


def _shown(item: _Item) -> str:
    """What is read of an item, on as many lines."""
    column, text = item.key
    if item.is_known:
        return (" " * column + _PLACEHOLDER) * item.is_in_rest + "\n" * text.count("\n")
    return " " * column + _DASH + text
