"""The order of two values: numbers, numeric texts and instants have one.

Knows the forms in which the platforms write times: with a `T` or a space, with or without seconds
and fractions, with `Z`, `+0000` or `+00:00`, and days alone. Does not know a value's meaning.
"""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERINGS = ("$gt", "$lt", "$gte", "$lte")

_MEETS: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$lt": operator.lt,
    "$gte": operator.ge,
    "$lte": operator.le,
}
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?: ?[-+][0-9]{2}:?[0-9]{2}|Z)?)?",
    re.IGNORECASE,
)
_MINUTE = re.compile(r"[T ][0-9]{2}:[0-9]{2}(?!:)", re.IGNORECASE)
_DAY = len("2026-01-05")


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; a truth value is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def meets(name: str, argument: Any, actual: Any) -> bool | None:
    """Whether an ordering such as `$gte` is met; None: the two values cannot be compared.

    Two numbers compare as numbers, and so do two numeric texts. Two times compare as instants,
    in any form and offset; a day alone is its first moment, in UTC. A time without a zone
    compares with others without one, and with days.
    """
    if is_number(argument) and is_number(actual):
        return _MEETS[name](actual, argument)
    if not (isinstance(argument, str) and isinstance(actual, str)):
        return None
    wanted, found = _size(argument), _size(actual)
    if isinstance(wanted, datetime) and isinstance(found, datetime):
        if len(argument) == _DAY:
            wanted = wanted.replace(tzinfo=found.tzinfo and UTC)
        elif len(actual) == _DAY:
            found = found.replace(tzinfo=wanted.tzinfo and UTC)
        if (wanted.tzinfo is None) is not (found.tzinfo is None):
            return None
    elif wanted is None or type(wanted) is not type(found):
        return None
    return _MEETS[name](found, wanted)


def rounded(argument: str, actual: str) -> str:
    """Why a time may be the same as a more exact one: it lacks the zone, or the seconds."""
    wanted, found = _size(argument), _size(actual)
    if not isinstance(wanted, datetime) or not isinstance(found, datetime):
        return ""
    if (wanted.tzinfo is None) is not (found.tzinfo is None):
        return "" if _DAY in (len(argument), len(actual)) else "one time has no zone"
    is_to_the_minute = _MINUTE.search(argument) is not None
    return "a time of that minute" if is_to_the_minute and wanted <= found < _next(wanted) else ""


def _next(minute: datetime) -> datetime:
    try:
        return minute + timedelta(minutes=1)
    except OverflowError:
        return minute


def _size(text: str) -> Decimal | datetime | None:
    """The number or time that a text is; None: it is neither."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None
