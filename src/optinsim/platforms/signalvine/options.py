"""The options of an import: the body of its call, read and checked before it is accepted.

D3 is vendor-docs/003, API17 the documentation of 2017 (facts/signalvine.md, section B2). Errors
inside the CSV do not refuse the call: the command's status shows them (V3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.platforms.signalvine.errors import api_error

if TYPE_CHECKING:
    from optinsim.adapter import Request

LARGEST_CSV = 10_000_000
"""Bytes: the smaller meaning of API17's 10 MB, so that a CSV that passes here passes there."""

CHOICES = {
    "new": ("add", "ignore"),  # D3
    "existing": ("ignore",),  # D3; or an array
    "mode": ("row", "tx"),  # D3
    "absent": ("ignore",),  # D3: the only value at present
}
_DEFAULTS = {"new": "ignore", "existing": "ignore", "mode": "row", "absent": "ignore"}
"""API17's defaults. The mode is ours: API17 has no mode, and so no transaction."""


@value
class Import:
    """An import that can begin."""

    csv: str
    adds: bool
    """Whether the import adds new participants."""
    updates: tuple[str, ...] | None
    """The fields of existing participants to update; None: existing ones are ignored."""
    is_transaction: bool
    """Whether one error stops the whole import (`tx`)."""


def read_import(request: Request, program_id: str, *, options_required: bool) -> Import:
    """The import that the call requests.

    Raises:
        ApiError: 400 if the body differs from D3 (V3), 413 for too large a CSV (ours).
    """
    body = _body(request)
    options = body.get("options", None if options_required else {})
    if not isinstance(options, dict):
        raise api_error(400, "options must be an object")
    program = body.get("program", None if options_required else program_id)
    if program != program_id:
        raise api_error(400, "program must be the program of the path")
    chosen = {name: _option(options, name, required=options_required) for name in CHOICES}
    csv = body.get("participants")
    if not isinstance(csv, str):
        raise api_error(400, "participants must be a CSV in a string")
    if len(csv.encode()) > LARGEST_CSV:
        raise api_error(413, "participants must not be larger than 10 MB")
    existing = chosen["existing"]
    return Import(
        csv=csv,
        adds=chosen["new"] == "add",
        updates=tuple(existing) if isinstance(existing, list) else None,
        is_transaction=chosen["mode"] == "tx",
    )


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        raise api_error(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise api_error(400, "the body is not a JSON object")
    return body


def _option(options: dict[str, Any], name: str, *, required: bool) -> str | list[str]:
    if name not in options:
        if required:
            raise api_error(400, f"options.{name} is required")
        return _DEFAULTS[name]
    given = options[name]
    if isinstance(given, str) and given in CHOICES[name]:
        return given
    is_names = isinstance(given, list) and all(isinstance(item, str) for item in given)
    if name == "existing" and is_names:
        return list(given)
    allowed = " or ".join(CHOICES[name])
    more = " or an array of field names" if name == "existing" else ""
    raise api_error(400, f"options.{name} must be {allowed}{more}")
