"""Filling in `${name}`: vars, examples, captures and people.

A value that is exactly `${name}` becomes the variable's whole value; inside longer text it becomes
its characters. `$${` is a literal `${`. The values of variables are not searched for variables, so
a subscriber's text cannot name one. This module does not know what a scenario is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.fields import Plain, to_json
from optinsim.files.tree import DEEPEST, YamlMapping, YamlSequence, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Place

_PLACE = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_WHOLE = re.compile(r"\$\{([^{}]*)\}")

MISSING: Any = object()
"""The answer of a scope for an unknown name."""
LATER: Any = object()
"""The answer of a scope for a name that a step captures when it runs."""

LARGEST = 1_000_000
"""Values and characters that variables may add to a file's content."""


class Budget:
    """How much variables may still add to a file: a small file must not make a large run."""

    def __init__(self, most: int = LARGEST) -> None:
        self.most = most
        self._left = most

    @property
    def spent(self) -> int:
        """How much was requested."""
        return self.most - self._left

    @property
    def is_spent(self) -> bool:
        """Whether more was requested than available."""
        return self._left < 0

    def spend(self, amount: int) -> bool:
        """Use up a part; False if less than that was left."""
        self._left -= amount
        return not self.is_spent


class Filler:
    """Fills in variables, and collects their faults."""

    def __init__(
        self,
        look_up: Callable[[str], Any],
        unknown: Callable[[str, Place], Fault],
        budget: Budget,
        *,
        is_partial: bool = False,
    ) -> None:
        """Fill in.

        Args:
            look_up: the value of a name, or `MISSING`, or `LATER`.
            unknown: makes the fault of an unknown name.
            budget: how much may be filled in.
            is_partial: whether another filler follows: unknown names, and `$${`, stay.
        """
        self._is_partial = is_partial
        self._look_up = look_up
        self._unknown = unknown
        self._budget = budget
        self.faults: list[Fault] = []
        self.waits = False
        """Whether a needed value is not captured yet."""

    def fill(self, value: Any, at: Place) -> Any:
        """The value with its variables filled in; the same object if it has none."""
        if isinstance(value, str):
            return self._text(value, at) if "${" in value else value
        filled: Any = None
        if isinstance(value, YamlMapping):
            for key, item in value.items():
                if not isinstance(item, str) or "${" in item:
                    new = self.fill(item, (*at, key))
                    if new is not item:
                        filled = filled or _copy(value)
                        filled[key] = new
        elif isinstance(value, YamlSequence):
            for i, item in enumerate(value):
                new = self.fill(item, (*at, i))
                if new is not item:
                    filled = filled or _copy(value)
                    filled[i] = new
        return value if filled is None else filled

    def _text(self, text: str, at: Place) -> Any:
        whole = _WHOLE.fullmatch(text)
        if whole is not None:
            value = self._value(whole[1], at)
            if value is MISSING or value is LATER:
                return text
            amount, depth = size(value, {})
            if len(at) + depth > DEEPEST:
                message = (
                    f"with ${{{whole[1]:.60}}}, collections are nested more than {DEEPEST} deep"
                )
                self.faults.append(Fault(at, message, code=Code.TOO_DEEP))
                return text
            return value if self._affords(amount, at) else text

        def replacement(match: re.Match[str]) -> str:
            if match[0] == "$${":
                return match[0] if self._is_partial else "${"
            if match[1] is None:
                if self._is_partial:
                    return match[0]
                message = "${ is opened and not closed"
                self.faults.append(
                    Fault(
                        at,
                        message,
                        expected="${name}, or $${ for the characters",
                        code=Code.UNCLOSED_VARIABLE,
                    )
                )
                return match[0]
            value = self._value(match[1], at)
            if value is MISSING or value is LATER:
                return match[0]
            shown = as_text(value)
            return shown if self._affords(len(shown), at) else match[0]

        filled = _PLACE.sub(replacement, text)
        return Plain(filled) if isinstance(text, Plain) else filled

    def _value(self, name: str, at: Place) -> Any:
        value = self._look_up(name)
        if value is LATER:
            self.waits = True
        elif value is MISSING and not self._is_partial:
            self.faults.append(self._unknown(name, at))
        return value

    def _affords(self, amount: int, at: Place) -> bool:
        if self._budget.spend(amount):
            return True
        message = f"variables make this larger than {self._budget.most:,} characters"
        if not any(fault.message == message for fault in self.faults):
            self.faults.append(Fault(at, message, code=Code.TOO_MUCH))
        return False


def names_in(value: Any) -> set[str]:
    """The names of all variables in a value."""
    if isinstance(value, str):
        return {match[1] for match in _PLACE.finditer(value) if match[1] is not None}
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {name for item in items for name in names_in(item)}


def names_variable(text: str) -> bool:
    """Whether a text of a file has a variable, and not only the characters `$${`."""
    return any(match[0] != "$${" for match in _PLACE.finditer(text))


def _copy(value: YamlMapping | YamlSequence) -> Any:
    """A shallow copy, with the same places."""
    copy: Any = type(value)()
    copy.places = value.places
    if isinstance(value, YamlMapping):
        copy.update(value)
    else:
        copy += value
    return copy


def as_text(value: Any) -> str:
    """A variable's value inside longer text: text unchanged, any other value as JSON."""
    return str(value) if isinstance(value, str) else json.dumps(to_json(value), ensure_ascii=False)
