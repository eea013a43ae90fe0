"""Commands to JSON and back: the one stored form, for a journal, a phone or a server.

A run is its list of commands, so that storing the commands is enough. Knows every command of
a run, and its fields. Checks its input, which may come from outside. Does not remove credentials
from a request: the caller does that, and signs it again after reading.
"""

from __future__ import annotations

import base64
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, EngineCommand, ReceiveText

Command = ReceiveText | AdvanceTime | Request
"""The commands of a simulator. A run is its list of commands."""

AnyCommand = EngineCommand | Request
"""With the commands that a platform gives its engine."""

VERSION = 1
"""The version of the form. A later version of optinsim reads commands of an earlier one."""

_NAMES = {
    **{kind.__name__: kind for kind in get_args(EngineCommand)},
    Request.__name__: Request,
}
_OPTIONAL = "| None"
_TYPES: dict[str, type] = {"str": str, "int": int}


def encode(command: AnyCommand) -> dict[str, Any]:
    """The command as JSON: `{"v": 1, "do": "ReceiveText", "mdn": "+1…", "text": "Y", "to": …}`.

    A body is text if it is UTF-8, else Base64 under `body_base64`. Fields with None are left out.
    """
    encoded: dict[str, Any] = {"v": VERSION, "do": type(command).__name__}
    for one in fields(command):
        item = getattr(command, one.name)
        if isinstance(item, datetime):
            encoded[one.name] = item.isoformat()
        elif isinstance(item, bytes):
            encoded |= _encoded_body(item)
        elif item is not None:
            encoded[one.name] = item
    return encoded


def _encoded_body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def decode(encoded: Any) -> AnyCommand:
    """The command of an output of `encode`.

    Raises:
        ValueError: it is no command, or of an unknown version; the text says why.
    """
    if not isinstance(encoded, dict):
        message = "a command is a JSON object"
        raise ValueError(message)  # noqa: TRY004  (bad data, not a wrong call)
    if encoded.get("v") != VERSION:
        message = f"version {encoded.get('v')!r:.20} of commands is not known: {VERSION} is"
        raise ValueError(message)
    name = encoded.get("do")
    kind: Any = _NAMES.get(name) if isinstance(name, str) else None
    if kind is None:
        message = f"{name!r:.60} is no command: {', '.join(_NAMES)}"
        raise ValueError(message)
    given = {key: item for key, item in encoded.items() if key not in ("v", "do")}
    if "body_base64" in given:
        given["body"] = _base64(given.pop("body_base64"))
    decoded = {}
    for one in fields(kind):
        if one.name in given:
            decoded[one.name] = _decoded(kind, one.name, str(one.type), given.pop(one.name))
        elif str(one.type).endswith(_OPTIONAL):
            decoded[one.name] = None
        elif one.name not in ("headers", "body"):
            message = f"{name} has no {one.name}"
            raise ValueError(message)
    if given:
        message = f"{name} has no field {next(iter(given))!r:.60}"
        raise ValueError(message)
    command: AnyCommand = kind(**decoded)
    return command


def _decoded(kind: type, name: str, annotation: str, item: Any) -> Any:
    """The value of a field, which must have the field's type."""
    bare = annotation.removesuffix(_OPTIONAL).strip()
    if bare == "datetime":
        return _instant(item)
    if bare == "bytes":
        return item if isinstance(item, bytes) else _text(kind, name, item).encode()
    if bare in _TYPES:
        if type(item) is not _TYPES[bare]:
            message = f"{kind.__name__}: {name} must be {'text' if bare == 'str' else 'a number'}"
            raise ValueError(message)
        return item
    if not isinstance(item, dict) or (
        name == "headers" and not all(isinstance(value, str) for value in item.values())
    ):
        message = f"{kind.__name__}: {name} must be an object"
        raise ValueError(message)
    return item


def _text(kind: type, name: str, item: Any) -> str:
    if not isinstance(item, str):
        message = f"{kind.__name__}: {name} must be text"
        raise ValueError(message)  # noqa: TRY004  (bad data, not a wrong call)
    return item


def _instant(item: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(item)
        if instant.tzinfo is None:
            raise ValueError(item)  # noqa: TRY301  (one message for all of it)
        return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        message = f"{item!r:.60} is no time with a zone"
        raise ValueError(message) from None


def _base64(item: Any) -> bytes:
    try:
        return base64.b64decode(item, validate=True)
    except (TypeError, ValueError):
        message = "body_base64 is no Base64"
        raise ValueError(message) from None
