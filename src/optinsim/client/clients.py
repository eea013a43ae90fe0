"""The two clients: one that waits, and one for event loops.

Knows how calls are sent. Does not know the operations (operations.py).
"""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from optinsim.client.operations import (
    Call,
    Event,
    EventReader,
    JSONObject,
    Operations,
    ServerError,
    answer_of,
)
from optinsim.errors import OptinsimError

try:
    import httpcore
except ModuleNotFoundError:
    from optinsim.extras import install_command

    message = f"the client needs httpcore: {install_command('server')}"
    raise OptinsimError(message) from None

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


class Client(Operations[JSONObject]):
    """A running server's control API. Closed by `close`, or by `with`."""

    def __init__(self, url: str, **which: Any) -> None:
        """Open no connection yet; see `Operations`."""
        super().__init__(url, **which)
        self._pool = httpcore.ConnectionPool()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    @contextmanager
    def events(self, after: int | None = None) -> Iterator[Iterator[Event]]:
        """What happens from now on, or after the event of that number; it does not end."""
        call = _stream_call(self._call("GET", "stream", {}), after)

        def read(response: httpcore.Response) -> Iterator[Event]:
            reader = EventReader()
            for chunk in response.iter_stream():
                yield from reader.read(chunk)

        with (
            _told(call),
            self._pool.stream(
                call.method,
                call.url,
                headers=call.headers,
                extensions={"timeout": self._timeouts | {"read": None}},
            ) as response,
        ):
            if response.status != HTTPStatus.OK:
                answer_of(call, response.status, response.read())
            yield read(response)

    def _ask(self, call: Call) -> JSONObject:
        with _told(call):
            response = self._pool.request(
                call.method,
                call.url,
                headers=call.headers,
                content=call.content,
                extensions={"timeout": self._timeouts},
            )
        return answer_of(call, response.status, response.content)


class AsyncClient(Operations[Awaitable[JSONObject]]):
    """A running server's control API, for event loops. Closed by `close`, or by `async with`."""

    def __init__(self, url: str, **which: Any) -> None:
        """Open no connection yet; see `Operations`."""
        super().__init__(url, **which)
        self._pool = httpcore.AsyncConnectionPool()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    @asynccontextmanager
    async def events(self, after: int | None = None) -> AsyncIterator[AsyncIterator[Event]]:
        """What happens from now on, or after the event of that number; it does not end."""
        call = _stream_call(self._call("GET", "stream", {}), after)

        async def read(response: httpcore.Response) -> AsyncIterator[Event]:
            reader = EventReader()
            async for chunk in response.aiter_stream():
                for event in reader.read(chunk):
                    yield event

        with _told(call):
            async with self._pool.stream(
                call.method,
                call.url,
                headers=call.headers,
                extensions={"timeout": self._timeouts | {"read": None}},
            ) as response:
                if response.status != HTTPStatus.OK:
                    answer_of(call, response.status, await response.aread())
                yield read(response)

    async def _ask(self, call: Call) -> JSONObject:
        with _told(call):
            response = await self._pool.request(
                call.method,
                call.url,
                headers=call.headers,
                content=call.content,
                extensions={"timeout": self._timeouts},
            )
        return answer_of(call, response.status, response.content)


@contextmanager
def _told(call: Call) -> Iterator[None]:
    """Convert the error of a server that does not answer."""
    try:
        yield
    except _FAILURES as error:
        reason = str(error) or type(error).__name__
        raise ServerError(
            f"no server answers at {call.url.partition('/_sim/')[0]}: {reason}"
        ) from None


def _stream_call(call: Call, after: int | None) -> Call:
    if after is not None:
        call.headers["Last-Event-ID"] = str(after)
    return call
