"""The vendors' APIs over HTTP: a request in, the answer of the account's platform out.

The handlers are those that scenarios reach with `request`. Knows HTTP as ASGI has it: bodies in
chunks or with gzip, HEAD, sizes. Knows no vendor.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

from optinsim.adapter import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from optinsim.server.hosted import Hosted

LARGEST_BODY = 70_000_000
"""Bytes of a body, unpacked too: more than any platform takes, so that each refuses in its own way.
"""
_GZIP = 16 + zlib.MAX_WBITS


class UnreadableBodyError(Exception):
    """A body that cannot be read; `status` is the answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Vendors:
    """An ASGI application: the APIs of all hosted accounts."""

    def __init__(self, account_for: Callable[[Request], Hosted]) -> None:
        """Serve accounts.

        Args:
            account_for: the account that a request is meant for.
        """
        self._account_for = account_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            request = await read_request(scope, receive)
        except UnreadableBodyError as error:
            response = Response(error.status, {"error": f"optinsim: {error}"})
        else:
            turn = self._account_for(request).do(request)
            response = turn.response or Response(500)
        await send_response(response, send, without_body=scope["method"] == "HEAD")


async def read_request(scope: Scope, receive: Receive) -> Request:
    """The request, as the platforms read it; HEAD is asked as GET.

    Raises:
        UnreadableBodyError: the body is too large, or not what its encoding says.
    """
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, text = raw_name.decode("latin-1"), raw.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    body = await _body(receive)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        body = _unpacked(body)
    elif encoding not in ("", "identity"):
        raise UnreadableBodyError(415, f"a body with Content-Encoding {encoding!r:.60}")
    path = scope["raw_path"].decode("latin-1")
    if query := scope["query_string"].decode("latin-1"):
        path = f"{path}?{query}"
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return Request(method, path, headers, body)


async def send_response(response: Response, send: Send, *, without_body: bool) -> None:
    """Answer with JSON, or with nothing where there is none."""
    body = b"" if response.json is None else json.dumps(response.json).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    if response.json is not None:
        headers.append((b"content-type", b"application/json"))
    headers += [
        (name.lower().encode("latin-1"), text.encode("latin-1"))
        for name, text in response.headers.items()
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if without_body else body})


async def _body(receive: Receive) -> bytes:
    """The whole body, in however many chunks it comes."""
    chunks = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            raise UnreadableBodyError(413, "the body is too large")
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def _unpacked(body: bytes) -> bytes:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, LARGEST_BODY + 1)
    except zlib.error:
        raise UnreadableBodyError(400, "the body is no gzip") from None
    if len(unpacked) > LARGEST_BODY:
        raise UnreadableBodyError(413, "the body is too large")
    if not unpacking.eof:
        raise UnreadableBodyError(400, "the body is no whole gzip")
    return unpacked
