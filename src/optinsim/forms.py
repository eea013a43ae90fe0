"""Forms: calls to a vendor's API that people can fill in.

Knows fields, choices and how their values become a request. Validates no value: testers want to see
the platform's own error.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import quote

from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.http_messages import JSON, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@value
class FormField:
    """One field of a form."""

    key: str
    """Its name in the values."""
    label: str
    value: str = ""
    """The initial value."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """If only some values are possible: their labels, by value."""
    multiline: bool = False
    """Whether it is for several lines, such as a CSV."""
    hint: str = ""
    """One short line of help."""
    required: bool = False


@value
class Form:
    """A call to the vendor's API that people can fill in."""

    name: str
    """Its name, in the words of people who run campaigns."""
    operation: str
    """Method and path; `{key}` is replaced by the field's value, percent-encoded.

    A parameter of the query without a value is left out.
    """
    fields: tuple[FormField, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Callable[[Mapping[str, str]], JSON] | None = None
    """The body, from the values of all fields, without its empty values. None: no body."""

    def request(self, values: Mapping[str, str]) -> Request:
        """The call, not signed.

        Args:
            values: the values that people filled in, by the fields' keys, without untouched fields.

        Raises:
            CommandError: a required field is empty, or a value is none of its field's choices.
                The vendor judges any other value.
        """
        given = {one.key: values.get(one.key, one.value) for one in self.fields}
        for one in self.fields:
            if one.required and not given[one.key]:
                message = f"{self.name}: {one.label} must be filled in"
                raise CommandError(message)
            if one.choices and given[one.key] and given[one.key] not in one.choices:
                message = f"{self.name}: {given[one.key]!r:.60} is no choice for {one.label}"
                raise CommandError(message)
        method, _, path = self.operation.partition(" ")
        escaped = {key: quote(text, safe=":", errors="replace") for key, text in given.items()}
        path, _, query = path.format_map(escaped).partition("?")
        query = "&".join(part for part in query.split("&") if not part.endswith("="))
        body = b"" if self.body is None else json.dumps(_filled(self.body(given))).encode()
        return Request(method, f"{path}?{query}" if query else path, self.headers, body)


def _filled(body: JSON) -> JSON:
    """A body without the empty texts and objects in it."""
    if isinstance(body, list):
        return [_filled(item) for item in body]
    if not isinstance(body, dict):
        return body
    filled = {key: _filled(item) for key, item in body.items()}
    return {key: item for key, item in filled.items() if item not in ("", {})}
