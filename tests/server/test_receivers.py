"""Receivers that answer badly, or not at all: what is tried again, given up, delivered."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from optinsim.core.commands import ReceiveText
from optinsim.server.delivering import Deliverer, Poster
from optinsim.server.outbox import State
from tests.server.serving import ANN, NOON, PATIENCE, Wall, hosted, read_request

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Awaitable, Callable

    from optinsim.server.outbox import Delivery

    Behaviour = Callable[[StreamReader, StreamWriter], Awaitable[None]]


def answers(status: int, *headers: str) -> Behaviour:
    async def answer(_: StreamReader, writer: StreamWriter) -> None:
        lines = (f"HTTP/1.1 {status} X", "Content-Length: 0", "Connection: close", *headers, "", "")
        writer.write("\r\n".join(lines).encode())

    return answer


async def answers_byte_by_byte(_: StreamReader, writer: StreamWriter) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok":
        writer.write(bytes([byte]))
        await writer.drain()


async def closes(_: StreamReader, writer: StreamWriter) -> None:
    writer.close()


async def closes_within_its_answer(_: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")


async def stops_within_its_answer(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")
    await reader.read()  # until the client goes away


async def never_answers(reader: StreamReader, _: StreamWriter) -> None:
    await reader.read()


WITHOUT_END = (stops_within_its_answer, never_answers)


def became_of(*behaviours: Behaviour) -> tuple[Delivery, int]:
    """What became of a callback at a receiver that does this, one connection after the other.

    Its account's clock is moved on to each next attempt. Beside it stands how many attempts came.
    """
    coming = list(behaviours)
    timeouts: list[asyncio.Timeout] = []

    def timeout(seconds: float) -> asyncio.Timeout:
        """The timeout of an attempt; it passes when the receiver that never answers has it."""
        assert seconds == 2
        timeouts.append(asyncio.timeout(None))
        return timeouts[-1]

    async def connected(reader: StreamReader, writer: StreamWriter) -> None:
        behaviour = coming.pop(0)
        await read_request(reader)
        if behaviour in WITHOUT_END:
            timeouts[-1].reschedule(asyncio.get_running_loop().time())
        await behaviour(reader, writer)
        writer.close()

    async def live() -> Delivery:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        account = hosted(wall=Wall(), start=NOON, speed=0, callbacks_to=url)
        changed, poster = asyncio.Event(), Poster()
        deliverer = Deliverer(account, poster)
        with account.log.listening(changed.set):
            account.do(ReceiveText(ANN, "HELLO", "84237"))
            (delivery,) = account.outbox
            while delivery.state is State.WAITING:
                account.set_clock(max(delivery.due_at, account.simulator.now))
                while not account.is_settled:
                    changed.clear()
                    await asyncio.wait_for(changed.wait(), PATIENCE)
                (delivery,) = account.outbox
        await deliverer.finish(PATIENCE)
        await poster.close()
        server.close()
        return delivery

    patched = SimpleNamespace(**vars(asyncio) | {"timeout": timeout})
    with patch("optinsim.server.delivering.asyncio", patched):
        delivery = asyncio.run(live())
    return delivery, len(behaviours) - len(coming)


def statuses(delivery: Delivery) -> list[int | None]:
    return [attempt.status for attempt in delivery.attempts]


def test_a_receiver_that_gets_well_gets_the_callback() -> None:
    delivery, came = became_of(
        answers(500),
        answers(302, "Location: /elsewhere"),
        closes,
        closes_within_its_answer,
        never_answers,
        answers_byte_by_byte,
    )
    assert delivery.state is State.DELIVERED
    assert statuses(delivery) == [500, 302, None, None, None, 200]
    assert came == 6
    assert [attempt.at.minute for attempt in delivery.attempts] == [0, 5, 10, 15, 20, 25]


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        (answers(500), 500),
        (answers(304), 304),
        (closes, None),
        (closes_within_its_answer, None),
        (stops_within_its_answer, None),
        (never_answers, None),
    ],
)
def test_a_receiver_that_stays_ill_is_given_up_after_five_more_attempts(
    behaviour: Behaviour, status: int | None
) -> None:
    delivery, came = became_of(*[behaviour] * 7)
    assert (delivery.state, came) == (State.FAILED, 6)
    assert statuses(delivery) == [status] * 6
    assert all(attempt.reason for attempt in delivery.attempts) == (status is None)


def test_a_refusal_is_final_also_after_failures() -> None:
    delivery, came = became_of(closes, answers(503), answers(404), answers(200))
    assert (delivery.state, statuses(delivery), came) == (State.REFUSED, [None, 503, 404], 3)
