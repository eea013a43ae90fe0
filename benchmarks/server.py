"""(n) The server: requests beside a bare Starlette route, deliveries beside a bare client loop.

Requests: the CPU time of a uvicorn process for the same requests, once with optinsim's application,
once with a Starlette route that hands them to an in-process `Simulator`; an echo, which does
nothing, is printed beside it. At most 1 / 0.8 of the route's. Deliveries: the CPU time of an outbox
with its deliveries, beside a loop that posts the same bodies with the same client: at most 1 / 0.5.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import socket
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import httpcore
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.common import ACCOUNT_FILE, Row, best
from optinsim import Request, Response, Simulator, load_account
from optinsim.core.commands import ReceiveText
from optinsim.server.app import Server, listen
from optinsim.server.clock import wall
from optinsim.server.delivering import Deliverer, Poster
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosting import Hosting

if TYPE_CHECKING:
    from collections.abc import Iterator

    import starlette.requests
    from starlette.types import ASGIApp, Receive, Scope, Send

ROUNDS = 3
REQUESTS, DELIVERIES = 2000, 1000
_TICKS = os.sysconf("SC_CLK_TCK")
HEAD = "Host: 127.0.0.1\r\nAuthorization: Basic cWE6c2VjcmV0\r\nX-API-Version: 2\r\n"
CAMPAIGN = "/companies/acme/campaigns/acquisition/ACQ1234/participants"


def measure() -> Iterator[Row]:
    """Measure requests, then deliveries."""
    taken = best({kind: lambda kind=kind: requests_to(kind) for kind in _APPLICATIONS}, ROUNDS)
    per = {kind: seconds / REQUESTS * 1e6 for kind, seconds in taken.items()}
    yield Row(
        "a request to the vendor's API, by HTTP",
        f"{per['optinsim']:.0f} µs",
        f"bare route {per['route']:.0f} µs, echo {per['echo']:.0f} µs",
        per["optinsim"] / per["route"],
        at_most=1 / 0.8,
    )
    taken = best({"ours": lambda: deliveries(bare=False), "bare": lambda: deliveries(bare=True)}, 3)
    per = {name: seconds / DELIVERIES * 1e6 for name, seconds in taken.items()}
    yield Row(
        "a callback delivered",
        f"{per['ours']:.0f} µs",
        f"bare loop {per['bare']:.0f} µs",
        per["ours"] / per["bare"],
        at_most=1 / 0.5,
    )


def optinsim_application() -> ASGIApp:
    """Optinsim's application with one account."""
    return Server(Hosting([Hosted("acme", load_account(ACCOUNT_FILE), Settings(), wall)], wall))


def route_application() -> ASGIApp:
    """A route that hands every request to a simulator."""
    simulator = Simulator(load_account(ACCOUNT_FILE))

    async def answer(request: starlette.requests.Request) -> JSONResponse:
        body = await request.body()
        path = request.scope["raw_path"].decode()
        if query := request.url.query:
            path = f"{path}?{query}"
        turn = simulator.handle(Request(request.method, path, dict(request.headers), body))
        response = turn.response or Response(500)
        return JSONResponse(response.json, response.status, response.headers)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


async def echo_application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers everything with nothing."""
    if scope["type"] == "http":
        await receive()
        head = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"{}"})


_APPLICATIONS: dict[str, Any] = {
    "optinsim": optinsim_application,
    "route": route_application,
    "echo": lambda: echo_application,
}


def serve(kind: str, ports: Any) -> None:
    """The process of a server."""
    listener = listen("127.0.0.1", 0)
    ports.send(listener.getsockname()[1])
    lifespan = "on" if kind == "optinsim" else "off"
    config = uvicorn.Config(
        _APPLICATIONS[kind](), log_config=None, access_log=False, ws="none", lifespan=lifespan
    )
    uvicorn.Server(config).run(sockets=[listener])


def requests_to(kind: str) -> float:
    """The CPU seconds of a server for all requests, after some to warm up."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(kind, theirs))
    process.start()
    try:
        with socket.create_connection(("127.0.0.1", ours.recv())) as connection:
            ask(connection, range(300))
            before = cpu_seconds(process.pid)
            ask(connection, range(300, 300 + REQUESTS))
            return cpu_seconds(process.pid) - before
    finally:
        process.terminate()
        process.join()


def ask(connection: socket.socket, numbers: range) -> None:
    """Add people to a campaign and look them up, one request after the other."""
    stream = connection.makefile("rb")
    for number in numbers:
        mdn = f"+1312{2_000_000 + number // 2}"
        if number % 2:
            head, body = f"GET /companies/acme/mobiledb/persons?mdn=%2B{mdn[1:]}", ""
        else:
            head, body = f"POST {CAMPAIGN}", json.dumps({"mobile_phone": {"mdn": mdn}})
        text = f"{head} HTTP/1.1\r\n{HEAD}Content-Length: {len(body)}\r\n\r\n{body}"
        connection.sendall(text.encode())
        length = 0
        while (line := stream.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        stream.read(length)


def cpu_seconds(pid: int | None) -> float:
    """What a process has used, user and system together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def deliveries(*, bare: bool) -> float:
    """The CPU seconds for all deliveries to a receiver in another process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=("echo", theirs))
    process.start()
    try:
        url = f"http://127.0.0.1:{ours.recv()}/"
        account = Hosted("acme", load_account(ACCOUNT_FILE), Settings(callbacks_to=url), wall)
        for number in range(DELIVERIES):
            account.do(ReceiveText(f"+1312{2_000_000 + number}", "HELLO", None))
        bodies = [json.dumps(delivery.callback.body) for delivery in account.outbox][:DELIVERIES]
        return asyncio.run(post_all(url, bodies) if bare else deliver_all(account))
    finally:
        process.terminate()
        process.join()


async def post_all(url: str, bodies: list[str]) -> float:
    """Post one body after the other."""
    headers: dict[bytes | str, bytes | str] = {"Content-Type": "application/json"}
    async with httpcore.AsyncConnectionPool() as pool:
        begin = process_time()
        for body in bodies:
            await pool.request("POST", url, headers=headers, content=body.encode())
        return process_time() - begin


async def deliver_all(account: Hosted) -> float:
    """Deliver what waits."""
    done = asyncio.Event()
    begin = process_time()
    deliverer = Deliverer(account, Poster())

    def look() -> None:
        if account.is_settled:
            done.set()

    with account.log.listening(look):
        await done.wait()
    taken = process_time() - begin
    await deliverer.finish(1)
    return taken / len(list(account.outbox)) * DELIVERIES
