"""Where values begin and end."""

from __future__ import annotations

import pytest

from optinsim.files.layout import NodeKind, comments_in, layout, path_of
from optinsim.files.source import read_text

TEXT = """\
# first
a: &x  # of x
  b: 1   # one
  c: |  # text

    foo

    bar

  # below
d: &y "q"
e: [1, {a: b}, *y, ]  # list
f:
- - x
  - |+
    k

-   z
g: plain
  more
? h
: 'it''s'
...
---
# nothing
---
- &q
  *q : 1
"""


def at(*place: str | int) -> str:
    node = path_of(layout(TEXT)[0], place)[-1]
    return TEXT[node.start : node.end]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (("a",), "b: 1   # one\n  c: |  # text\n\n    foo\n\n    bar"),
        (("a", "b"), "1"),
        (("a", "c"), "|  # text\n\n    foo\n\n    bar"),
        (("d",), '"q"'),
        (("e",), "[1, {a: b}, *y, ]"),
        (("e", 1, "a"), "b"),
        (("e", 2), "*y"),
        (("f",), "- - x\n  - |+\n    k\n\n-   z"),
        (("f", 0, 1), "|+\n    k\n"),
        (("f", 1), "z"),
        (("g",), "plain\n  more"),
        (("h",), "'it''s'"),
        (("e", 7), "[1, {a: b}, *y, ]"),
        (("a", "b", "c"), "1"),
    ],
)
def test_a_value_is_exactly_its_characters(place: tuple[str | int, ...], text: str) -> None:
    assert at(*place) == text


def test_there_are_as_many_documents_as_the_reader_finds() -> None:
    text = TEXT.partition("...")[0] + "---\n# nothing\n---\n''\n---\n- 1\n"
    assert len(layout(text)) == len(read_text(text, "x")) == 3


def test_what_an_alias_repeats_is_marked() -> None:
    root = layout(TEXT.partition("...")[0])[0]
    shared = [node.text for node in root.walk() if node.shared]
    assert shared == ["q"]
    assert path_of(root, ("e", 2))[-1].kind is NodeKind.ALIAS


def test_comments_within_a_value_are_found() -> None:
    root = layout(TEXT.partition("...")[0])[0]
    assert comments_in(TEXT, path_of(root, ("a",))[-1]) == ["# one", "# text"]
    assert comments_in('a: "# no" # b', layout('a: "# no" # b')[0]) == []


def test_line_ends_of_windows_count_as_they_are() -> None:
    text = "a:\r\n  - |+\r\n    x\r\n\r\nb: c\r\n"
    root = layout(text)[0]
    node = path_of(root, ("a", 0))[-1]
    assert text[node.start : node.end] == "|+\r\n    x\r\n"
