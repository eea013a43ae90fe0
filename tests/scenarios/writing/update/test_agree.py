"""What several examples want of one step."""

from __future__ import annotations

import pytest

from optinsim.scenarios.writing.update.agree import agreed
from optinsim.scenarios.writing.update.changes import (
    AddKey,
    Decision,
    Insert,
    Left,
    Move,
    Remove,
    Replace,
    as_expectation,
    matching,
    takes_matcher,
    text_of,
)

EXPECT = ("steps", 0, "expect")
STATE = (*EXPECT, "state")
REPLIES = (*EXPECT, "replies")
RECORD = (*EXPECT, "record")


def test_what_all_want_is_done() -> None:
    both = Decision((Replace(STATE, "none"), Insert(REPLIES, 0, "x")), (Left(RECORD, "why"),))
    assert agreed([both, both]) == both


def test_1_and_true_are_two_things() -> None:
    found = agreed([Decision((Replace(RECORD, 1),)), Decision((Replace(RECORD, value=True),))])
    assert found == Decision((), (Left(RECORD, "the examples or accounts differ"),))


def test_of_a_mapping_what_they_agree_in_is_done() -> None:
    a, b = (*RECORD, "a"), (*RECORD, "b")
    found = agreed(
        [
            Decision((Replace(a, 1), Replace(b, 1))),
            Decision((Replace(a, 1), Replace(b, 2))),
        ]
    )
    assert found == Decision((Replace(a, 1),), (Left(b, "the examples or accounts differ"),))


def test_half_of_what_becomes_of_a_list_is_not_done() -> None:
    first = Decision(
        (Remove((*REPLIES, 0)), Replace((*REPLIES, 1), "x"), AddKey(EXPECT, "state", 1))
    )
    other = Decision((Replace((*REPLIES, 1), "x"), AddKey(EXPECT, "state", 1)))
    found = agreed([first, other])
    assert found == Decision(
        (AddKey(EXPECT, "state", 1),), (Left(REPLIES, "the examples or accounts differ"),)
    )


def test_where_one_example_is_right_nothing_is_done() -> None:
    found = agreed([Decision((Replace(STATE, "none"),)), Decision()])
    assert found == Decision((), (Left(STATE, "the examples or accounts differ"),))


def test_what_is_empty_or_looks_like_an_operator_is_said_plainly() -> None:
    value = {"$x": {}, "$$y": [{}, ()], "z": 1}
    assert as_expectation(value) == {
        "$$x": {"$equals": {}},
        "$$$y": [{"$equals": {}}, []],
        "z": 1,
    }
    assert as_expectation(value, exact=True) == {"$$x": {}, "$$$y": [{}, []], "z": 1}


@pytest.mark.parametrize(
    ("change", "takes", "text"),
    [
        (Replace(STATE, "none"), True, "none"),
        (Replace((*REPLIES, "$length"), 3), False, None),
        (Insert((*REPLIES, "$unordered"), 1, "x"), True, "x"),
        (Replace((*REPLIES, "$unordered"), []), False, None),
        (Remove((*REPLIES, 0)), False, None),
        (Move((*REPLIES, 0), 2), False, None),
        (AddKey(EXPECT, "state", "none"), True, "none"),
        (AddKey(EXPECT, "state", {"A": "none"}), False, None),
        (AddKey(EXPECT, "response", 1), False, None),
        (AddKey(RECORD, "a", {"b": 1}), True, None),
        (Replace(RECORD, {"$capture": "a", "$equals": "b"}), True, "b"),
    ],
)
def test_an_operator_stands_where_a_value_may(change: Replace, takes: bool, text: str) -> None:  # noqa: FBT001  (a row of the table)
    assert takes_matcher(change) is takes
    assert text_of(change) == text


def test_a_matcher_takes_the_place_of_the_value_and_keeps_what_is_captured() -> None:
    any_ = {"$any": True}
    assert matching(Replace(STATE, "none"), "$any", True) == Replace(STATE, any_)  # noqa: FBT003  (the operator's argument)
    captured = Replace(RECORD, {"$capture": "a", "$equals": "b"})
    assert matching(captured, "$any", True) == Replace(RECORD, {"$capture": "a"})  # noqa: FBT003  (the same)
    assert matching(captured, "$regex", "x") == Replace(RECORD, {"$capture": "a", "$regex": "x"})
    assert matching(Remove(STATE), "$any", True) == Remove(STATE)  # noqa: FBT003  (the same)
