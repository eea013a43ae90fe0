"""Builds trees from the events of a YAML parser.

Knows the part of YAML that our files use: mappings with text as keys, lists, scalars, anchors. It
builds no objects, follows no tags, and limits the depth and how much aliases may repeat. Does not
read files (source.py) and does not word the problems of texts that are not YAML (yaml_words.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from optinsim.codes import Code
from optinsim.fields import Plain
from optinsim.files.excerpts import excerpt_of_text, is_masked
from optinsim.files.problems import MOST_PROBLEMS, FileError, Mark, Problem
from optinsim.files.tree import (
    DEEPEST,
    LINE,
    Document,
    YamlMapping,
    YamlSequence,
    line,
    mark_at,
    mark_of,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.files.tree import Size

ALIASES_MAY_ADD = 1_000_000
"""How many values and characters aliases may add to a file by repeating them."""

_MERGE = "<<"
"""The key by which YAML 1.1 merges a mapping into another; in quotes, it is like any other key."""

# libyaml if it is there (it is in every wheel); the pure Python parser is far slower.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Reader:
    """Builds the trees of one text."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        self._added = 0
        """How many values and characters aliases have repeated."""

    def documents(self) -> list[Document]:
        """The documents, empty ones left out; adds their faults to `problems`.

        Raises:
            FileError: reading cannot go on.
            yaml.YAMLError: the text is not YAML.
        """
        documents = []
        # Gets the events directly: yaml.parse() makes two calls for each.
        next_event = _Loader(self.text).get_event
        while (kind := type(next_event())) is not StreamEndEvent:
            if kind is DocumentStartEvent:
                tree, first = self._document(next_event)
                if not (type(tree) is Plain and not tree):
                    start = Mark(first.line, 1)
                    documents.append(Document(self.shown, self.lines, tree, start))
        return documents

    def _document(self, next_event: Callable[[], Any]) -> tuple[Any, Any]:  # noqa: C901, PLR0912, PLR0915  (see below)
        """The tree of the document whose start event has been read, and the mark where it begins.

        One long loop with few function calls, since it runs for every scalar of every file.
        """
        holder = YamlSequence()
        parent: Any = holder
        """The innermost open collection."""
        key: str | None = None
        """The key whose value comes next in the open mapping."""
        key_mark: Any = None
        around: list[tuple[Any, ...]] = []
        """For each open collection: its parent, the key and its mark there, and its own anchor."""
        anchors: dict[str, Any] = {}
        sizes: dict[int, Size] = {}
        while True:
            event = next_event()
            kind = type(event)
            opens = False
            if kind is ScalarEvent:
                node = event.value if event.style else Plain(event.value)
                if event.anchor:
                    anchors[event.anchor] = node
                if event.tag:
                    self._refuse_tag(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                node = YamlMapping() if kind is MappingStartEvent else YamlSequence()
                opens = True
                if event.tag:
                    self._refuse_tag(event)
                if len(around) >= DEEPEST:
                    self._stop(
                        event,
                        f"collections are nested more than {DEEPEST} deep",
                        code=Code.TOO_DEEP,
                    )
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                closed = parent
                parent, key, key_mark, anchor = around.pop()
                if anchor:
                    anchors[anchor] = closed
                continue
            elif kind is AliasEvent:
                node = self._alias(event, anchors, sizes, len(around))
            else:  # the document's end
                return holder[0], mark_at(holder.places[0])

            # The value (or key) goes into the innermost open collection.
            mark = event.start_mark
            if type(parent) is YamlSequence:
                parent.append(node)
                parent.places.append(mark.line * LINE + mark.column)
            elif key is None:
                key, key_mark = event.value if kind is ScalarEvent else self._key(node, mark), mark
                if key == _MERGE and type(node) is Plain:
                    self._refuse_merge(mark)
            else:
                if key in parent:
                    self._refuse_key(key, key_mark, parent)
                else:
                    parent[key] = node
                    parent.places.append(key_mark.line * LINE + key_mark.column)
                    parent.places.append(mark.line * LINE + mark.column)
                key = None
            if opens:
                around.append((parent, key, key_mark, event.anchor))
                parent, key = node, None

    def _alias(
        self, event: Any, anchors: dict[str, Any], sizes: dict[int, Size], depth: int
    ) -> Any:
        """The node of an alias."""
        if event.anchor not in anchors:
            name = self._quoted(event.anchor, event.start_mark)
            message = f"alias *{name} stands before or inside its anchor"
            self._stop(event, message, code=Code.UNKNOWN_ALIAS)
        node = anchors[event.anchor]
        added, deep = size(node, sizes)
        self._added += added
        if self._added > ALIASES_MAY_ADD:
            self._stop(event, "aliases repeat too much: this is an anchor bomb", code=Code.TOO_MUCH)
        if depth + deep > DEEPEST:
            self._stop(
                event,
                f"with this alias, collections are nested more than {DEEPEST} deep",
                code=Code.TOO_DEEP,
            )
        return node

    def _key(self, node: Any, mark: Any) -> str:
        """The key that an alias repeats; a collection cannot be one."""
        if not isinstance(node, str):
            self._report(mark, "a key must be text", "key: value", code=Code.KEY_NOT_TEXT)
        return str(node)[:100]

    def _refuse_merge(self, mark: Any) -> None:
        """Refuse a key that YAML 1.1 merges, also where a mapping can have any key."""
        message = f"unknown key {_MERGE!r}: one mapping is not merged into another here"
        self._report(mark, message, "the keys themselves", code=Code.UNKNOWN_KEY)

    def _refuse_key(self, key: str, mark: Any, parent: YamlMapping) -> None:
        first = mark_at(parent.places[2 * list(parent).index(key)])
        quoted = self._quoted(key, mark)
        message = f"key {quoted!r:.60} is given twice; the first is in line {first.line}"
        self._report(mark, message, code=Code.DOUBLED_KEY)

    def _refuse_tag(self, event: Any) -> None:
        suffix = event.tag.rpartition(":")[2]
        tag = event.tag if self._quoted(suffix, event.start_mark) == suffix else "…"
        message = f"tag {tag!r:.60} is not used here"
        self._report(event.start_mark, message, "the value alone", code=Code.YAML_TAG)

    def _stop(self, event: Any, message: str, *, code: Code) -> NoReturn:
        raise FileError([*self.problems, self._problem(event.start_mark, message, code=code)])

    def _report(self, mark: Any, message: str, expected: str = "", *, code: Code) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(self._problem(mark, message, expected, code=code))

    def _problem(self, mark: Any, message: str, expected: str = "", *, code: Code) -> Problem:
        place = mark_of(mark)
        source = excerpt_of_text(self.lines, place.line)
        masked = is_masked(line(self.lines, place.line), source)
        return Problem(self.shown, message, place, source, expected, is_masked=masked, code=code)

    def _quoted(self, word: str, mark: Any) -> str:
        """A word of the file for a message; empty if it may be a credential."""
        return word if word in excerpt_of_text(self.lines, mark.line + 1) else "…"
