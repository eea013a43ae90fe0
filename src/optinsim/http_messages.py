"""A request and its response, as plain values: no web framework's types, and no socket.

Knows headers, queries and JSON bodies. Knows no vendor and no route.
"""

from __future__ import annotations

import json
from dataclasses import field
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from urllib.parse import parse_qsl

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON: TypeAlias = Any
"""A JSON value."""


@value
class Request:
    """A call to the vendor's own HTTP API; as a command, it has the effects of the call."""

    method: str
    path: str
    """With the query, if there is one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The header's value, in any case of its name; empty if it is missing."""
        wanted = name.lower()
        return next((v for k, v in self.headers.items() if k.lower() == wanted), "")

    @property
    def route(self) -> str:
        """The path without the query, and without a slash at the end."""
        return self.path.partition("?")[0].rstrip("/")

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; for a repeated one, the last value."""
        return dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))

    def json(self) -> JSON:
        """The body as JSON.

        Raises:
            ValueError: it is no JSON, not UTF-8, contains half a surrogate pair or a number
                that is too large, or is nested too deep.
        """
        try:
            text = self.body.decode("utf-8-sig")
            value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
            if _SURROGATE in text.lower():
                json.dumps(
                    value, ensure_ascii=False
                ).encode()  # fails for half a surrogate pair only
        except RecursionError:
            message = "too deeply nested"
            raise ValueError(message) from None
        return value


_SURROGATE = "\\ud"
"""How JSON begins to escape one half of a surrogate pair."""


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no JSON"
    raise ValueError(message)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        _no_number(digits)
    return number


NOT_EMULATED = 501
"""The status of our own answer to a call that a platform does not emulate; no vendor's."""


@value
class Response:
    """The answer to a request."""

    status: int
    json: JSON = None
    """The body; None: there is none."""
    headers: Mapping[str, str] = field(default_factory=dict)
