"""(q) The server under load, with 10,000 subscribers: the slowest answers beside the usual one.

Eight connections ask at once for what the vendor's API tells and does. Times are those of the
clock, as a client sees them, so this figure needs a quiet machine: p99 is at most five times p50.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import uvicorn

from benchmarks.common import ACCOUNT_FILE, Row, phones
from benchmarks.server import CAMPAIGN, HEAD
from optinsim import load_account
from optinsim.core.commands import ReceiveText
from optinsim.server.app import Server, listen
from optinsim.server.clock import wall
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosting import Hosting

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBSCRIBERS = 10_000
CONNECTIONS, REQUESTS = 8, 1000


def measure() -> Iterator[Row]:
    """Measure the answers of a server in another process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    process.start()
    try:
        taken = asyncio.run(ask_all(ours.recv()))
    finally:
        process.terminate()
        process.join()
    usual, slow = median(taken) * 1e3, quantiles(taken, n=100)[98] * 1e3
    yield Row(
        f"an answer of the server, {CONNECTIONS} at once, {SUBSCRIBERS:,} subscribers",
        f"p99 {slow:.1f} ms",
        f"p50 {usual:.1f} ms",
        slow / usual,
        at_most=5,
    )


def serve(ports: Any) -> None:
    """The process of the server."""
    account = Hosted("acme", load_account(ACCOUNT_FILE), Settings(), wall)
    for mdn in phones(SUBSCRIBERS):
        for text in ("SUMMER", "Y"):
            account.do(ReceiveText(mdn, text, None))
    listener = listen("127.0.0.1", 0)
    ports.send(listener.getsockname()[1])
    config = uvicorn.Config(
        Server(Hosting([account], wall)), log_config=None, access_log=False, ws="none"
    )
    uvicorn.Server(config).run(sockets=[listener])


async def ask_all(port: int) -> list[float]:
    """The seconds of each answer, after some to warm up."""
    await ask(port, 0, 100)
    each = await asyncio.gather(*(ask(port, n, REQUESTS) for n in range(1, CONNECTIONS + 1)))
    return [seconds for taken in each for seconds in taken]


async def ask(port: int, connection: int, count: int) -> list[float]:
    """Look subscribers up, and every fourth time add somebody, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    known, taken = list(phones(count)), []
    for number, mdn in enumerate(known):
        if number % 4 == 0:
            new = f"+1213{2_000_000 + connection * REQUESTS + number}"
            head, body = f"POST {CAMPAIGN}", json.dumps({"mobile_phone": {"mdn": new}})
        else:
            head, body = f"GET /companies/acme/mobiledb/persons?mdn=%2B{mdn[1:]}", ""
        begun = perf_counter()
        writer.write(f"{head} HTTP/1.1\r\n{HEAD}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        _, _, rest = answer.lower().partition(b"content-length:")
        await reader.readexactly(int(rest.partition(b"\r\n")[0]))
        taken.append(perf_counter() - begun)
    writer.close()
    return taken
