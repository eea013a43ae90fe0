"""What a scalar means, where text, JSON, a duration, a time or a number is wanted."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from optinsim.fields import (
    AccountNumber,
    Duration,
    Flag,
    Instant,
    Json,
    Mdn,
    Pattern,
    Plain,
    Text,
    Whole,
    parse_duration,
    parse_instant,
    to_json,
)

# The words that YAML 1.1 makes something else of.
AS_TYPED = """
YES yes ON NO Off N 12345 0555 02134 00501 +15551234567 21:00 12:30 2026-01-05 1_000 0x1F 0o17 ~
null true 1e3
""".split()  # noqa: SIM905  (read as a file says them)


@pytest.mark.parametrize("typed", [*AS_TYPED, " a "])
def test_text_is_the_characters_that_were_typed(typed: str) -> None:
    read = TypeAdapter(Text).validate_python(Plain(typed))
    assert (read, type(read)) == (typed, str)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("12345", 12345),
        ("1234567890123456789", 1234567890123456789),
        ("12345678901234567890", "12345678901234567890"),
        ("1.5", 1.5),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("1e999", "1e999"),
        ("02134", "02134"),
        ("01.5", "01.5"),
        ("00", "00"),
        ("+1", "+1"),
        ("+13125550123", "+13125550123"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("2026-01-05", "2026-01-05"),
        ("-", "-"),
        (".", "."),
        ("-.e1", "-.e1"),
        (".e5", ".e5"),
        ("1.2.3", "1.2.3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("YES", "YES"),
        ("tRUE", "tRUE"),
        ("\u0663", "\u0663"),  # an Arabic three, which Python takes for a digit
    ],
)
def test_plain_scalars_in_json_follow_yaml_1_2(typed: str, value: object) -> None:
    read = to_json(Plain(typed))
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("typed", ["true", "null", "7", "1.5", ""])
def test_what_is_quoted_is_text_in_json(typed: str) -> None:
    assert to_json(typed) == typed


def test_json_reaches_into_collections_and_leaves_what_is_json_already() -> None:
    tree = {Plain("7"): [Plain("7"), "7", {"a": Plain("true")}], "b": None, "c": 7}
    read = TypeAdapter(Json).validate_python(tree)
    assert read == {"7": [7, "7", {"a": True}], "b": None, "c": 7}
    assert [type(key) for key in read] == [str, str, str]


@given(st.text())
def test_json_of_a_scalar_never_raises(typed: str) -> None:
    assert isinstance(to_json(Plain(typed)), str | int | float | bool | None)


def refused(kind: Any, value: object) -> str:
    """What was expected, of a value that is no such thing."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return str(caught.value.errors()[0]["ctx"]["expected"])


@pytest.mark.parametrize("value", [[], {}, None, True, 1.5])
def test_what_is_no_text(value: object) -> None:
    assert refused(Text, value) == "text"


def test_text_from_python_may_be_an_integer() -> None:
    assert TypeAdapter(Text).validate_python(84237) == "84237"


@pytest.mark.parametrize(
    ("typed", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("1d1h1m1s", timedelta(days=1, hours=1, minutes=1, seconds=1)),
        ("0s", timedelta(0)),
        ("36500d", timedelta(days=36500)),
    ],
)
def test_durations(typed: str, duration: timedelta) -> None:
    assert parse_duration(typed) == duration
    assert TypeAdapter(Duration).validate_python(Plain(typed)) == duration
    assert TypeAdapter(Duration).validate_python(duration) == duration


@pytest.mark.parametrize(
    "typed", ["", "3", "3 days", "1h1d", "-1s", "1.5h", "1H", " 1h", "1h ", "1h\n", "\u0663h", "1w"]
)
def test_no_durations(typed: str) -> None:
    assert refused(Duration, typed) == "a duration such as 90s, 15m, 24h, 3d or 1d12h"


@pytest.mark.parametrize("typed", ["36501d", "36500d1s", "999999999d999999999h"])
def test_a_duration_has_at_most_a_hundred_years(typed: str) -> None:
    assert refused(Duration, typed) == "a duration of at most 36500d"


@pytest.mark.parametrize(
    "typed",
    ["2026-01-05T15:00:00Z", "2026-01-05T15:00:00+00:00", "2026-01-05 10:00-05:00", "20260105T15Z"],
)
def test_a_time_is_shown_in_utc(typed: str) -> None:
    expected = datetime(2026, 1, 5, 15, tzinfo=UTC)
    assert parse_instant(typed) == expected
    assert parse_instant(typed).tzinfo is UTC
    assert TypeAdapter(Instant).validate_python(Plain(typed)) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tomorrow",
        "2026-01-05",
        "2026-01-05T15:00:00",
        "2026-13-05T15:00:00Z",
        "2026-01-05T15:00:00.5Z",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_no_times(typed: str) -> None:
    assert refused(Instant, typed) == "a time with its zone such as 2026-01-05T15:00:00Z"


@pytest.mark.parametrize("year", ["1969", "9000"])
def test_a_clock_shows_the_years_1970_to_8999(year: str) -> None:
    expected = "a time between the years 1970 and 8999"
    assert refused(Instant, f"{year}-07-01T00:00:00Z") == expected


@given(st.text())
def test_no_text_breaks_a_parser(typed: str) -> None:
    for parse in (parse_duration, parse_instant):
        with suppress(PydanticCustomError):
            parse(typed)


@pytest.mark.parametrize("typed", ["84237", "123", "12345678", "+13035550142"])
def test_numbers_that_people_can_text(typed: str) -> None:
    assert TypeAdapter(AccountNumber).validate_python(Plain(typed)) == typed


@pytest.mark.parametrize("typed", ["12", "123456789", "acme", "303 555 0142", "\u0663\u0663\u0663"])
def test_numbers_that_cannot_be_texted(typed: str) -> None:
    assert refused(AccountNumber, typed).startswith("a number that people can text")


def test_a_phone_number_becomes_e164() -> None:
    assert TypeAdapter(Mdn).validate_python("(312) 555-0123") == "+13125550123"
    assert refused(Mdn, "12") == "a possible phone number such as +13125550123"


def test_a_pattern_is_a_regular_expression() -> None:
    assert TypeAdapter(Pattern).validate_python(r"\d{5}") == r"\d{5}"
    for typed in ("(", "[", "a{99999999999999999999}"):
        assert refused(Pattern, typed) == "a regular expression"


@pytest.mark.parametrize("typed", ["true", "True", "TRUE", "false"])
def test_flags(typed: str) -> None:
    assert TypeAdapter(Flag).validate_python(Plain(typed)) is (typed.lower() == "true")


@pytest.mark.parametrize("typed", ["yes", "on", "1", "t", "", "null"])
def test_no_flags(typed: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Flag).validate_python(Plain(typed))


def test_whole_numbers() -> None:
    for typed, number in (("7", 7), ("-1", -1), ("0", 0)):
        assert TypeAdapter(Whole).validate_python(Plain(typed)) == number
    assert TypeAdapter(Whole).validate_python(7) == 7


@pytest.mark.parametrize("typed", ["010", "1_000", "+1", "7.0", "1e3", "0x10", "true", "", " 7"])
def test_no_whole_numbers(typed: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Whole).validate_python(Plain(typed))


def test_nothing_is_no_text_and_quotes_make_an_empty_one() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python(Plain(""))
    assert TypeAdapter(Text).validate_python("") == ""
