"""Changes in a text, character by character."""

from __future__ import annotations

import pytest

from optinsim.files.layout import layout
from optinsim.scenarios.writing.update.changes import AddKey, Change, Insert, Move, Remove, Replace
from optinsim.scenarios.writing.update.splice import Splicer, spliced

AT = ("steps", 0, "expect", "record")


def with_changes(record: str, *changes: Change) -> str:
    text = f"steps:\n- expect:\n    record:{record}"
    [root] = layout(text)
    after = spliced(text, Splicer(text, root).edits(changes))
    return after.removeprefix("steps:\n- expect:\n    record:")


NESTED = "\n    - - a # a\n      # above\n      - b\n      - c # c\n    - d"


@pytest.mark.parametrize(
    ("numbers", "after"),
    [
        ([0], "\n    # a\n    # above\n    - - b\n      - c # c\n    - d"),
        ([0, 1], "\n    # a\n    # above\n    - - c # c\n    - d"),
        ([1, 2], "\n    - - a # a\n      # above\n      # c\n    - d"),
        ([1], "\n    - - a # a\n      # above\n      - c # c\n    - d"),
    ],
)
def test_a_list_behind_a_dash_stays_behind_it(numbers: list[int], after: str) -> None:
    changes = [Remove((*AT, 0, number)) for number in numbers]
    assert with_changes(NESTED, *changes) == after


def test_an_entry_goes_before_the_first_one_behind_a_dash() -> None:
    after = "\n    - - x\n      - a # a\n      # above\n      - b\n      - c # c\n    - d"
    assert with_changes(NESTED, Insert((*AT, 0), 0, "x")) == after


def test_what_ends_in_one_line_gets_its_lines_from_within() -> None:
    record = "\n      list:\n      - a:\n          b: 1 # one"
    changes: list[Change] = [
        AddKey(AT, "z", 1),
        Insert((*AT, "list"), 1, "x"),
        AddKey((*AT, "list", 0, "a"), "c", 2),
        AddKey((*AT, "list", 0), "w", 3),
    ]
    assert with_changes(record, *changes) == (
        f"{record}\n          c: 2\n        w: 3\n      - x\n      z: 1"
    )


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (" [a, # a\n  b]", Remove((*AT, 0)), "[b]"),
        (" [a, b # b\n  , c]", Remove((*AT, 1)), "[a, c]"),
        (" [a, # a\n  b # b\n  ]", Remove((*AT, 1)), "[a # b\n  ]"),
        (" [a, # a\n  {x: 1, # x\n   y: 2}]", Move((*AT, 1), 0), "[{x: 1, # x\n   y: 2}, a]"),
        (" [a, b]", Move((*AT, 0), 2), "[b, a]"),
    ],
)
def test_comments_between_what_goes_stand_above(before: str, change: Change, after: str) -> None:
    found = with_changes(before, change)
    lines = [line.strip() for line in found.splitlines()]
    for comment in [part[:1] for part in before.split("# ")[1:]]:
        assert found.count(f"# {comment}") == 1
    assert "".join(lines[-1:]) == after.splitlines()[-1].strip() or after in found


def test_lines_end_as_those_of_the_file() -> None:
    text = "steps:\r\n- expect:\r\n    state: a"
    [root] = layout(text)
    edits = Splicer(text, root).edits([AddKey(AT[:3], "record", {"k": "v" * 99})])
    assert spliced(text, edits) == f"{text}\r\n    record:\r\n      k: {'v' * 99}"


def test_a_long_value_stands_below_its_key_and_a_remark_behind_it() -> None:
    long = {"k": "v" * 99}
    assert with_changes(" 1 # one", Replace(AT, long)) == f"\n      k: {'v' * 99} # one"
    assert with_changes("\n      # two\n      1", Replace(AT, long)) == (
        f"\n      # two\n      k: {'v' * 99}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" &a\n      x: 1\n      y: 2 # two", " &a\n      null # two"),
        (" # one\n      x: 1\n      y: 2 # two", " null # one\n      # two"),
        ("\n    - 1\n    - 2", " null\n"),
    ],
)
def test_a_short_value_stands_behind_the_key_unless_an_anchor_does(before: str, after: str) -> None:
    assert with_changes(before, Replace(AT, None)) == after
