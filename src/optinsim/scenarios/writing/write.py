"""Writes YAML from which our own reader reads exactly the value.

Knows which characters need no quotes, which keys are read as text and which as JSON, and how `$` is
escaped. Does not know what a scenario is about.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
"""Columns that a mapping or a list may take in one line."""

_PLAIN_TEXT = re.compile(r"[A-Za-z0-9./](?:[A-Za-z0-9 .!?/_'-]*[A-Za-z0-9.!?/_'-])?")
_PLAIN_JSON = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_PLAIN_KEY = re.compile(r"\$*[A-Za-z_][A-Za-z0-9_./-]*")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""Words that some version of YAML does not read as text."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value: str) -> str:
    """A scalar of a key that is read as text: `YES` and `02134` need no quotes."""
    return value if _PLAIN_TEXT.fullmatch(value) else quoted(value)


def scalar(value: Any) -> str:
    """A JSON scalar of a key that is read as JSON."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = _PLAIN_JSON.fullmatch(value) and value.lower() not in _NOT_PLAIN
    return value if plain else quoted(value)


def quoted(value: str) -> str:
    """The text in double quotes, with `${` as `$${`.

    Raises:
        ValueError: it has half a surrogate pair, which no file can contain.
    """
    return '"' + "".join(map(_escaped, value.replace("${", "$${"))) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004  (the surrogates)
        message = f"half a surrogate pair, \\u{code:04x}, cannot be written"
        raise ValueError(message)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\U{code:08x}"  # noqa: PLR2004  (one byte)


def key(name: str, *, expected: bool = False) -> str:
    """A key; in an expectation, one that begins with `$` is no operator."""
    if expected and name.startswith("$"):
        name = f"${name}"
    plain = _PLAIN_KEY.fullmatch(name) and name.lower() not in _NOT_PLAIN
    # Variables are not filled in in keys.
    return name if plain else quoted(name).replace("$${", "${")


def flow(value: Any, *, expected: bool = False) -> str:
    """The value in one line."""
    if isinstance(value, dict):
        items = (
            f"{key(k, expected=expected)}: {flow(v, expected=expected)}" for k, v in value.items()
        )
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item, expected=expected) for item in value) + "]"
    return scalar(value)


def block(value: Any, indent: int, *, expected: bool = False, open_: bool = False) -> Iterator[str]:
    """The lines of a value; parts that fit into one line are in one line.

    Args:
        value: a JSON value.
        indent: columns before each line.
        expected: whether it is an expectation, in which keys with `$` are operators.
        open_: whether a mapping or a list has a line for each item, even if it is short.
    """
    line = flow(value, expected=expected)
    simple = not isinstance(value, dict | list | tuple) or not value
    if simple or (len(line) <= WIDTH - indent and not open_):
        yield " " * indent + line
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from entry(key(name, expected=expected), item, indent, expected=expected)
    else:
        for item in value:
            first, *rest = block(item, indent + 2, expected=expected)
            yield f"{' ' * indent}- {first.lstrip()}"
            yield from rest


def entry(name: str, value: Any, indent: int, *, expected: bool = False) -> Iterator[str]:
    """The lines of a key, written unchanged, and its value."""
    start = f"{' ' * indent}{name}:"
    line = flow(value, expected=expected)
    simple = not isinstance(value, dict | list | tuple) or not value
    if simple or len(start) + 1 + len(line) <= WIDTH:
        yield f"{start} {line}"
    else:
        yield start
        yield from block(value, indent + 2, expected=expected)
