"""Requests and answers as ASGI has them, to and from plain values.

Knows bodies in chunks or with gzip, HEAD, and limits of size and time. Knows no vendor and no
operation.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING

from optinsim.adapter import Request, Response

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

SECONDS_FOR_BODY = 30
"""How long a client may take to send a body."""
_GZIP = 16 + zlib.MAX_WBITS


class UnreadableBodyError(Exception):
    """A body that cannot be read; `status` is the answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status

    @property
    def response(self) -> Response:
        """An answer of our own, in no vendor's form."""
        return Response(self.status, {"error": f"optinsim: {self}"})


async def read_request(scope: Scope, receive: Receive, largest: int) -> Request:
    """The request in the platforms' form; a HEAD becomes a GET.

    Args:
        scope: of ASGI.
        receive: of ASGI.
        largest: bytes of a body, packed and unpacked.

    Raises:
        UnreadableBodyError: the body is too large or too slow, or does not match its encoding.
    """
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, text = raw_name.decode("latin-1"), raw.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    body = await read_body(receive, largest)
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        body = _unpacked(body, largest)
    elif encoding not in ("", "identity"):
        raise UnreadableBodyError(415, f"a body with Content-Encoding {encoding!r:.60}")
    path = scope["raw_path"].decode("latin-1")
    if query := scope["query_string"].decode("latin-1"):
        path = f"{path}?{query}"
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return Request(method, path, headers, body)


async def read_body(receive: Receive, largest: int) -> bytes:
    """The whole body, in however many chunks it comes.

    Raises:
        UnreadableBodyError: it is larger, or does not come in time.
    """
    chunks = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS_FOR_BODY):
            while True:
                message = await receive()
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > largest:
                    raise UnreadableBodyError(413, "the body is too large")
                chunks.append(chunk)
                if not message.get("more_body"):
                    return b"".join(chunks)
    except TimeoutError:
        raise UnreadableBodyError(408, "the body did not come in time") from None


def receive_again(body: bytes, receive: Receive) -> Receive:
    """An ASGI `receive` for a request whose body has been read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_next() -> Message:
        return messages.pop() if messages else await receive()

    return receive_next


async def send_response(response: Response, scope: Scope, send: Send) -> None:
    """Answer with JSON, or with an empty body if there is no JSON, or for HEAD."""
    body = b"" if response.json is None else json.dumps(response.json).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    if response.json is not None:
        headers.append((b"content-type", b"application/json"))
    headers += [
        (name.lower().encode("latin-1"), text.encode("latin-1"))
        for name, text in response.headers.items()
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    sent = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": sent})


def _unpacked(body: bytes, largest: int) -> bytes:
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, largest + 1)
    except zlib.error:
        raise UnreadableBodyError(400, "the body is no gzip") from None
    if len(unpacked) > largest:
        raise UnreadableBodyError(413, "the body is too large")
    if not unpacking.eof:
        raise UnreadableBodyError(400, "the body is no whole gzip")
    return unpacked
