"""Names in a request that no call of the platform reads: parameters, headers, keys of the body.

Such a name is passed over, so the call does less than it says, and an expectation that nothing
comes of it is met. Knows the names that the platform lists. Does not know which call reads which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import JSON, KnownKeys, Place

_FREE = "custom_fields"
"""The platform itself refuses what is unknown below this key."""
_REFUSED = 400
_WITHOUT_BODY = ("GET", "HEAD", "DELETE")
"""Methods whose content has no meaning (RFC 9110)."""


def mistyped_names(request: JSON, known: KnownKeys) -> Iterator[Fault]:
    """The names that are not read: any parameter, and what is nearly a header or key of a body.

    The request is as it stands in the file: captured values may be missing in it yet.
    """
    if not isinstance(request, dict):
        return
    path, headers = request.get("path"), request.get("headers")
    if known.parameters is not None and isinstance(path, str):
        for name, _ in parse_qsl(path.partition("?")[2], keep_blank_values=True):
            if name not in known.parameters and "${" not in name:
                yield _fault(("path",), "parameter", name, known.parameters)
    own = {name.lower() for name in known.headers}
    for name in headers if isinstance(headers, dict) else ():
        if name.lower() not in own and nearest(name, known.headers):
            yield _fault(("headers", name), "header", name, known.headers)
    for at, key in _keys(request.get("json"), ("json",)):
        if key not in known.bodies and nearest(key, known.bodies):
            yield _fault(at, "key", key, known.bodies)


def unread_body(request: JSON, status: JSON) -> Iterator[Fault]:
    """A body of a request whose method has none; it may be meant where a refusal is expected."""
    if not isinstance(request, dict) or request.get("method") not in _WITHOUT_BODY:
        return
    if isinstance(status, int) and status >= _REFUSED:
        return
    for key in ("json", "body"):
        if request.get(key) is not None:
            message = f"no {request['method']} of the platform reads a body"
            expected = "another method, or the call without a body"
            yield Fault((key,), message, expected=expected, code=Code.UNREAD_BODY)


def _keys(body: JSON, at: Place) -> Iterator[tuple[Place, str]]:
    """The keys of a body, with their places."""
    if isinstance(body, list):
        for i, item in enumerate(body):
            yield from _keys(item, (*at, i))
    elif isinstance(body, dict):
        for key, item in body.items():
            yield (*at, key), key
            if key != _FREE:
                yield from _keys(item, (*at, key))


def _fault(at: Place, what: str, name: str, names: Collection[str]) -> Fault:
    return Fault(
        at,
        f"no call of the platform reads the {what} {name!r:.60}",
        got=name,
        names=tuple(names),
        code=Code.UNREAD_NAME,
    )
