"""`$has`, `$not`, `$length` with an operator, `$regex`, and texts that look alike."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from optinsim import patterns
from optinsim.scenarios.judging.expect import Body, Detailed, compare
from optinsim.scenarios.reading.operators import faults


def told(expected: Any, actual: Any, captured: dict[str, Any] | None = None) -> list[str]:
    assert list(faults(expected, ())) == []
    return [f.message for f in compare(expected, actual, {} if captured is None else captured)]


LIST = [{"id": 1, "type": "A"}, {"id": 2, "type": "B"}]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"$has": {"type": "B"}}, LIST),
        ({"$has": {"id": {"$gt": 1}}, "$length": 2}, LIST),
        ({"$not": {"$has": {"type": "C"}}}, LIST),
        ({"$not": []}, LIST),
        ({"$not": {"a": 1}}, {"a": 2}),
        ({"$not": None}, {"a": 2}),
        ({"a": {"$not": {"$one_of": ["x", "y"]}}}, {"a": "z"}),
        ({"$length": {"$gte": 2, "$lt": 3}}, LIST),
        ({"$length": {"$not": 3}}, LIST),
        ({"$length": {"$one_of": [2, 4]}}, "Hi"),
    ],
)
def test_what_is_meant_is_met(expected: Any, actual: Any) -> None:
    assert told(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ({"$has": {"type": "C"}}, [{"type": "A"}], 'an entry {"type": "C"}, got [{"type": "A"}]'),
        ({"$has": 1}, [], "expected an entry 1, got []"),
        ({"$not": {"$has": {"type": "A"}}}, LIST, 'anything but {"$has": {"type": "A"}}'),
        ({"$not": 5}, 5, "expected anything but 5, got 5"),
        ({"$length": {"$gte": 3}}, "Hi", 'expected length {"$gte": 3}, got "Hi" (length 2)'),
        ({"$length": 3}, LIST, "(length 2)"),
        ({"a": {"$not": 1}}, {}, "'a' is missing; if that is meant, expect {$absent: true}"),
        ({"a": {"$absent": True}}, {"a": "b"}, 'expected nothing, got "b"'),
    ],
)
def test_what_is_not_met_says_what_there_is(expected: Any, actual: Any, message: str) -> None:
    (found,) = told(expected, actual)
    assert message in found


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("5", 5),
        ({"a": 1}, "a"),
        ([], "a"),
        ({"$contains": "a"}, ["a"]),
        ({"$regex": "a"}, 5),
        ({"$length": 3}, 5),
        ({"$has": 5}, "5"),
        ({"$has": {"$gt": 5}}, ["a"]),
        ({"$one_of": [{"$gt": 5}]}, "a"),
        ({"$not": {"$not": {"$gt": 5}}}, "a"),
    ],
)
def test_not_is_not_met_by_what_could_never_meet_the_rest(expected: Any, actual: Any) -> None:
    """A mistake in what is excluded must not make everything pass."""
    assert told({"$not": expected}, actual)


def test_the_first_entry_that_is_had_is_captured_from() -> None:
    captured: dict[str, Any] = {}
    assert told({"$has": {"type": "B", "id": {"$capture": "id"}}}, LIST, captured) == []
    assert captured == {"id": 2}


@pytest.mark.parametrize(
    "expected",
    [
        {"$not": {"$any": True}},
        {"$not": {"$one_of": [1, {"$any": True}]}},
        {"$not": {"$capture": "a"}},
        {"$length": {}},
        {"$length": {"$gte": 0}},
        {"$length": {"$contains": 1}},
        {"$length": {"$gte": "a"}},
        {"$length": {"$gt": -1}},
        {"$length": "2"},
        {"$destination": "https://example.com"},
    ],
)
def test_what_everything_or_nothing_meets_is_refused(expected: Any) -> None:
    assert list(faults(expected, ("steps", 0, "expect", "record")))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"hi\.$", "hi.", True),
        (r"hi\.$", "hi.\n", False),
        (r"^hi\.$", "hi.\n", False),
        (r"(?:hi|ho)$|x", "hi\n", False),
        (r"5\$", "5$ off", True),
        (r"5\\$", "5\\", True),
        (r"5\\$", "5\\\n", False),
        (r"5[$]", "5$ off", True),
        (r"5[]$]", "5$ off", True),
        (r"5[^]$]", "5$ off", False),
        (r"5[\]$]", "5$ off", True),
        (r"(?m)hi$", "hi\nho", True),
    ],
)
def test_the_dollar_of_a_pattern_is_the_end_of_the_text(
    pattern: str, text: str, *, found: bool
) -> None:
    assert (told({"$regex": pattern}, text) == []) is found


@pytest.mark.parametrize(
    ("expected", "actual", "where"),
    [
        (
            "caf\u00e9",
            "cafe\u0301",
            ("character 4: U+00E9 LATIN SMALL LETTER E WITH ACUTE and U+0065 LATIN SMALL LETTER E"),
        ),
        ("a b", "a\u00a0b", "character 2: U+0020 SPACE and U+00A0 NO-BREAK SPACE"),
        ("ab", "ab\u200b", "character 3: the end and U+200B ZERO WIDTH SPACE"),
    ],
)
def test_texts_that_look_alike_are_told_apart(expected: str, actual: str, where: str) -> None:
    (message,) = told(expected, actual)
    assert f"(they look alike; {where})" in message
    (message,) = told({"$contains": expected + "!"}, actual + "!")
    assert "its characters are others" in message


def test_what_is_compared_is_plain_in_another_process() -> None:
    text, body = Detailed.of("Hi", dict), Body({"a": 1}, "added")
    for value, plain in ((text, str), (body, dict)):
        copied = pickle.loads(pickle.dumps(value))  # noqa: S301  (our own)
        assert (type(copied), copied) == (plain, value)


def test_a_pattern_that_takes_too_long_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LONGEST_MATCH", 0.01)
    pattern, text = "(a|aa)+b", "a" * 60
    for expected in ({"$regex": pattern}, {"$not": {"$regex": pattern}}):
        (message,) = told(expected, text)
        assert message.endswith(" (to look for it takes too long)")


@pytest.mark.parametrize(
    ("excluded", "actual", "why"),
    [
        ("2026-01-05T15:00:00Z", "2026-01-05T15:00:00+0000", "the same time or number"),
        ("+13125550123", "13125550123", "the same time or number"),
        ("Caf\u00e9", "Cafe\u0301", "they look alike"),
        ({"$contains": "caf\u00e9"}, "a cafe\u0301", "looks alike"),
        ("2026-01-05T15:00", "2026-01-05T15:00Z", "one time has no zone"),
        ("2026-01-05T15:00Z", "2026-01-05T15:00:59+0000", "a time of that minute"),
        ("2026-01-05T10:00-0500", "2026-01-05T15:00:59+0000", "a time of that minute"),
        ("no", False, "(text and a truth value)"),
        ("404", 403, "(text and a number)"),
        (0, False, "(a number and a truth value)"),
        ({"contains": "a"}, "a", "(did you mean '$contains'?)"),
        ({"not": "Ann"}, None, "(did you mean '$not'?)"),
        ({"$has": {"a": {"contains": "b"}}}, [{"a": "b"}], "(a: did you mean '$contains'?)"),
        ({"$has": {"a": "two"}}, [{"a": 1}], "(a: text and a number)"),
        ({"$has": {"$contains": "b"}}, [1], "($contains: a number is no text)"),
        (None, "", "excluded is null, got"),
        ('{"added":0}', '{"added": 0}', "the same JSON, written differently"),
        ("nothing was added", '{"added": 0}', "this is JSON in a text"),
        ({"$contains": "added: 0"}, '{"added": 0}', "with other quotes or spaces"),
        ("", None, "both are empty"),
        (None, [], "both are empty"),
    ],
)
def test_not_does_not_hold_of_what_means_the_same_or_is_of_another_kind(
    excluded: Any, actual: Any, why: str
) -> None:
    (found,) = told({"$not": excluded}, actual)
    assert found.startswith("$not proves nothing here: ")
    assert why in found


@pytest.mark.parametrize(
    ("excluded", "actual"),
    [
        ("2026-01-05T15:00Z", "2026-01-05T15:01:00Z"),
        ("2026-01-05T15:00:00Z", "2026-01-05T15:00:01Z"),
        ("2026-01-05", "2026-01-06T15:00Z"),
        ("9999-12-31T23:59Z", "2026-01-05T15:00:01Z"),
        ("2026-01-05T15:00", "never"),
    ],
)
def test_not_holds_of_another_time(excluded: str, actual: str) -> None:
    assert told({"$not": excluded}, actual) == []


def test_other_json_in_a_text_is_excluded() -> None:
    assert told({"$not": '{"added": 1}'}, '{"added": 0}') == []
    assert told({"$not": {"$contains": "errors"}}, '{"added": 0}') == []


def test_null_is_of_every_kind() -> None:
    assert told({"a": {"$not": "EX1"}}, {"a": None}) == []
    assert told({"$not": None}, 1) == []


def test_a_time_in_another_form_is_told() -> None:
    (found,) = told("2026-01-05T15:00:00Z", "2026-01-05T15:00Z")
    assert found.endswith(" (the same time or number in another form)")


@pytest.mark.parametrize(
    ("expected", "is_wrong"),
    [
        ([{"$absent": True}], True),
        ({"$unordered": [{"$absent": True}]}, True),
        ({"$not": {"$has": {"$absent": True}}}, True),
        ({"a": {"$one_of": [{"$absent": True}, 1]}}, False),
        ([{"a": {"$absent": True}}], False),
    ],
)
def test_an_entry_of_a_list_is_never_absent(expected: Any, is_wrong: bool) -> None:  # noqa: FBT001
    told = ["an entry of a list is never absent"] * is_wrong
    assert [fault.message for fault in faults(expected, ())] == told
