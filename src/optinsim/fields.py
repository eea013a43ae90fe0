"""The types of the values in our files, as pydantic sees them.

YAML 1.1 turns YES, 02134, 12:30 and +13125550123 into truth values and numbers. Our reader keeps
every scalar as the characters that were typed: an unquoted one as `Plain`, a quoted one as `str`.
Here those characters become the text, number, duration or free JSON that is expected. This
module does not know the files that the values come from.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from optinsim.core.numbers import is_e164, parse_mdn
from optinsim.patterns import compile_pattern

LONGEST_DURATION = timedelta(days=36500)


class Plain(str):
    """An unquoted scalar of a YAML file, character by character."""

    __slots__ = ()


class Section(BaseModel):
    """A mapping in a file: unknown keys are faults, and its values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def wrong(value: object, expected: str) -> PydanticCustomError:
    """The error for a value that is not valid."""
    shown = f"{value!s:.60}" if isinstance(value, str) else _kind(value)
    return PydanticCustomError("wrong", "{shown}", {"shown": shown, "expected": expected})


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else str(value)


_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_FLOAT = re.compile(
    r"-?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?"
)
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def to_json(value: Any) -> Any:
    """The JSON value: plain scalars by YAML 1.2's core schema, quoted ones as text.

    A scalar with a leading zero or a plus is text (a ZIP code, an MDN), and so is an integer of
    more than 19 digits.
    """
    if isinstance(value, Plain):
        return _scalar(value)
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    return value


def _scalar(text: Plain) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-.0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return str(text)


def _text(value: Any) -> str:
    if isinstance(value, str):
        if isinstance(value, Plain) and not value:
            # A key without a value. An empty text has to be written with quotes.
            raise wrong(value, "text such as hello, or '' for an empty one")
        return str(value)
    if type(value) is int:  # from Python, where 84237 is as natural as "84237"
        return str(value)
    raise wrong(value, "text")


def _flag(value: Any) -> bool:
    found = to_json(value)
    if isinstance(found, bool):
        return found
    raise wrong(value, "true or false")


def _whole(value: Any) -> int:
    found = to_json(value)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise wrong(value, "a whole number such as 7")


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    return parse_duration(_text(value))


_DURATION = re.compile(r"(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")


def parse_duration(text: str) -> timedelta:
    """A duration such as 90s, 15m, 24h, 3d or 1d12h, of at most a hundred years."""
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        raise wrong(text, "a duration such as 90s, 15m, 24h, 3d or 1d12h")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    # Checked first: timedelta would overflow.
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total > LONGEST_DURATION.total_seconds():
        raise wrong(text, f"a duration of at most {LONGEST_DURATION.days}d")
    return timedelta(seconds=total)


def format_duration(duration: timedelta) -> str:
    """A duration of whole seconds as files write it: 1d12h."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((duration.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def parse_instant(text: str) -> datetime:
    """A time such as 2026-01-05T15:00:00Z, in UTC."""
    expected = "a time with its zone such as 2026-01-05T15:00:00Z"
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise wrong(text, expected)
        instant = instant.astimezone(UTC)
        if instant.microsecond:
            raise wrong(text, expected)
    except (ValueError, OverflowError):
        raise wrong(text, expected) from None
    if not 1970 <= instant.year < 9000:  # noqa: PLR2004  (the years that a clock can show)
        raise wrong(text, "a time between the years 1970 and 8999")
    return instant


def _instant(value: Any) -> datetime:
    return parse_instant(_text(value))


def _date(value: Any) -> str:
    text = _text(value)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise wrong(text, "a day such as 2026-01-09") from None


_SHORT_CODE_DIGITS = range(3, 9)


def is_account_number(text: str) -> bool:
    """Whether people can text it: a short code of 3 to 8 digits, or a number in E.164."""
    is_number = text.isascii() and text.isdigit()
    return is_e164(text) or (is_number and len(text) in _SHORT_CODE_DIGITS)


def _account_number(value: Any) -> str:
    text = _text(value)
    if is_account_number(text):
        return text
    raise wrong(text, "a number that people can text, such as 84237 or +13035550142")


def _mdn(value: Any) -> str:
    text = _text(value)
    mdn = parse_mdn(text)
    if mdn is None:
        raise wrong(text, "a possible phone number such as +13125550123")
    return mdn


def _pattern(value: Any) -> str:
    text = _text(value)
    try:
        return compile_pattern(text).pattern
    except ValueError:
        raise wrong(text, "a regular expression") from None


def _json_schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


_SCALAR = ["string", "number", "boolean"]
"""The types that an editor may see in an unquoted text: `text: YES`, `zip: 60601`."""

Text = Annotated[str, BeforeValidator(_text), _json_schema(type=_SCALAR)]
"""The characters that were typed."""
Flag = Annotated[bool, BeforeValidator(_flag), _json_schema(type="boolean")]
"""true or false, and not yes, on or 1."""
Whole = Annotated[int, BeforeValidator(_whole), _json_schema(type="integer")]
"""A whole number, as YAML 1.2 writes one: 010 and 1_000 are none."""
Pattern = Annotated[str, BeforeValidator(_pattern), _json_schema(type="string", format="regex")]
"""A regular expression, as Python writes them."""
Json = Annotated[Any, BeforeValidator(to_json), _json_schema()]
"""Any JSON value."""
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(format_duration, return_type=str, when_used="json"),
    _json_schema(type="string", pattern=r"^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$", examples=["24h"]),
]
"""A length of time: 90s, 15m, 24h, 3d, 1d12h."""
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    _json_schema(type="string", format="date-time", examples=["2026-01-05T15:00:00Z"]),
]
"""A time with its zone."""
Date = Annotated[str, BeforeValidator(_date), _json_schema(type="string", format="date")]
"""A day, as 2026-01-09."""
AccountNumber = Annotated[
    str, BeforeValidator(_account_number), _json_schema(type=["string", "integer"])
]
"""A short code, or a long number in E.164."""
Mdn = Annotated[str, BeforeValidator(_mdn), _json_schema(type=["string", "integer"])]
"""A phone number that is possible, as E.164."""
