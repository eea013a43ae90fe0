"""The expressions of `--tag` and `-k`: names with `and`, `or`, `not` and parentheses, as pytest's.

Knows how to read an expression and evaluate it for a set of names. Does not know what the names
are: tags for `--tag`, words for `-k`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Callable

    Meaning = Callable[[Callable[[str], bool]], bool]
    """Whether an expression holds, from a function that says which of its names hold."""

_TOKEN = re.compile(r"[()]|[^\s()]+")
_WORDS = ("and", "or", "not")
DEEPEST = 50
"""The nesting of parentheses and `not`s."""


class ExpressionError(OptinsimError):
    """An expression cannot be read; the text says where and why."""


@value
class Expression:
    """An expression; an empty one always holds."""

    text: str
    names: tuple[str, ...]
    """The names in it, in order."""
    _holds: Meaning

    def holds(self, has: Callable[[str], bool]) -> bool:
        """Whether it holds; `has` says which of its names hold."""
        return self._holds(has)


@cache
def parse(text: str) -> Expression:
    """Read an expression.

    Names without a word between them must all hold: `ann day` is `ann and day`.

    Raises:
        ExpressionError: it cannot be read.
    """
    tokens = [(match[0], match.start()) for match in _TOKEN.finditer(text)]
    if not tokens:
        return Expression(text, (), lambda _: True)
    parser = _Parser(text, tokens)
    holds = parser.either(0)
    if not parser.is_at_end:
        parser.fail("a name, and, or")
    return Expression(text, tuple(parser.names), holds)


class _Parser:
    """Reads the tokens of one expression from left to right."""

    def __init__(self, text: str, tokens: list[tuple[str, int]]) -> None:
        self._text = text
        self._tokens = tokens
        self._next = 0
        self.names: list[str] = []

    @property
    def is_at_end(self) -> bool:
        return self._next == len(self._tokens)

    def fail(self, expected: str) -> None:
        """Raise the error for the next token."""
        token, at = ("the end", len(self._text))
        if not self.is_at_end:
            token, at = self._tokens[self._next]
            token = repr(token)
        message = f"{self._text!r}: {token} at column {at + 1}, expected {expected}"
        raise ExpressionError(message)

    def _peek(self) -> str:
        return "" if self.is_at_end else self._tokens[self._next][0]

    def _take(self, token: str) -> bool:
        found = self._peek() == token
        self._next += found
        return found

    def either(self, depth: int) -> Meaning:
        """One or several operands with `or` between them."""
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else lambda has: any(part(has) for part in parts)

    def _both(self, depth: int) -> Meaning:
        """One or several operands with `and`, or only spaces, between them."""
        parts = [self._one(depth)]
        while self._take("and") or self._peek() not in ("", ")", "or"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else lambda has: all(part(has) for part in parts)

    def _one(self, depth: int) -> Meaning:
        """A name, a `not`, or an expression in parentheses."""
        if depth > DEEPEST:
            self.fail(f"at most {DEEPEST} inside each other")
        if self._take("not"):
            inner = self._one(depth + 1)
            return lambda has: not inner(has)
        if self._take("("):
            inner = self.either(depth + 1)
            if not self._take(")"):
                self.fail("')'")
            return inner
        name = self._peek()
        if name in ("", ")", *_WORDS):
            self.fail("a name, not or '('")
        self._next += 1
        self.names.append(name)
        return lambda has: has(name)
