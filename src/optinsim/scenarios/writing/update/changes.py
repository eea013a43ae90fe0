"""Changes of expectations, as plain values. New values are expectations, with operators and `$$x`.

Does not know why a change is made (decide.py), nor how it is written to the text (splice.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value

if TYPE_CHECKING:
    from optinsim.adapter import Place


@value
class Replace:
    """A new value at a place."""

    at: Place
    value: Any


@value
class Insert:
    """One more entry in a list."""

    at: Place
    """The list."""
    before: int
    """The entry before which it is inserted, by its index in the file; the length: at the end."""
    value: Any


@value
class Remove:
    """One entry fewer in a list."""

    at: Place
    """The entry."""


@value
class Move:
    """An entry at another position of its list."""

    at: Place
    """The entry."""
    before: int
    """The entry before which it goes, by its number in the file; the length: at the end."""


@value
class AddKey:
    """One more key in a mapping. A step's `expect` is created if it does not exist."""

    at: Place
    """The mapping."""
    key: str
    value: Any


Change = Replace | Insert | Remove | Move | AddKey


@value
class Left:
    """An expectation that was not met and cannot be rewritten."""

    at: Place
    why: str


@value
class Decision:
    """The changes of a step's expectations, and the expectations that cannot be rewritten."""

    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()


def text_of(change: Change) -> str | None:
    """The text that a change would expect, if its value is a text."""
    value = getattr(change, "value", None)
    if isinstance(value, dict) and "$capture" in value:
        value = value.get("$equals")
    return value if isinstance(value, str) else None


def takes_matcher(change: Change) -> bool:
    """Whether an operator may replace the value."""
    if isinstance(change, Remove | Move):
        return False
    if isinstance(change, AddKey) and change.at[-1] == "expect":
        return change.key != "response" and not isinstance(change.value, dict)
    return change.at[-1] not in ("$length", "$unordered") or isinstance(change, Insert)


def matching(change: Change, operator: str, argument: Any) -> Change:
    """The change with an operator for its value; captures stay."""
    if isinstance(change, Remove | Move):
        return change
    value: dict[str, Any] = {operator: argument}
    if isinstance(change.value, dict) and "$capture" in change.value:
        captured = {"$capture": change.value["$capture"]}
        value = captured if operator == "$any" else captured | value
    return replace(change, value=value)


def as_expectation(actual: Any, *, exact: bool = False) -> Any:
    """The expectation of a value, with keys that look like operators and empty mappings escaped.

    Args:
        actual: a JSON value.
        exact: whether it is within `$equals`, in which `{}` fits only an empty mapping.
    """
    if isinstance(actual, dict):
        if not actual and not exact:
            return {"$equals": {}}
        return {
            f"${key}" if key.startswith("$") else key: as_expectation(item, exact=exact)
            for key, item in actual.items()
        }
    if isinstance(actual, list | tuple):
        return [as_expectation(item, exact=exact) for item in actual]
    return actual
