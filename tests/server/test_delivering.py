"""Attempts at deliveries, at receivers that answer well, badly, or not at all."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import TYPE_CHECKING, Any

import httpcore
import pytest

from optinsim.adapter import Callback, Destination
from optinsim.core.commands import ReceiveText
from optinsim.server import delivering
from optinsim.server.connecting import AllowedHosts, HostNotAllowedError
from optinsim.server.delivering import Deliverer, Poster
from optinsim.server.outbox import Delivery, State
from tests.server.serving import ANN, NOON, PATIENCE, VIBES, Wall, hosted, read_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from optinsim.server.hosted import Hosted

CALLBACK = Callback({"name": "Zoë"}, name="x", mdn=ANN)


async def outcome_at(
    receiver: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    timeout: float = PATIENCE,  # noqa: ASYNC109  (what is tried)
    host: str = "127.0.0.1",
) -> tuple[int | None, str, bool]:
    """The outcome of an attempt at a receiver that does something with a connection."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await receiver(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    poster = Poster()
    try:
        destination = Destination(f"http://{host}:{port}/in?a=1", "PUT", "text/json")
        return await poster.post(Delivery(1, CALLBACK, destination, NOON, NOON), timeout)
    finally:
        await poster.close()
        server.close()


def outcome(
    answer: bytes, timeout: float = PATIENCE, host: str = "127.0.0.1"
) -> tuple[int | None, str, bool]:
    """The outcome of an attempt at a receiver that reads the request, then answers like this."""

    async def receiver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer)
        await writer.drain()
        if b"Content-Length: 5" in answer or not answer:
            await reader.read()  # until the client goes away

    return asyncio.run(outcome_at(receiver, timeout, host))


def test_what_arrives_is_the_body_as_json_with_the_registered_method_and_type() -> None:
    got: list[tuple[bytes, bytes]] = []

    async def receiver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await read_request(reader))
        writer.write(b"HTTP/1.1 204 Done\r\n\r\n")
        await writer.drain()

    assert asyncio.run(outcome_at(receiver)) == (204, "", True)
    ((head, body),) = got
    assert head.startswith(b"PUT /in?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Type: text/json\r\n" in head
    assert json.loads(body) == {"name": "Zoë"}


def test_proxy_variables_and_a_netrc_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login qa password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nothing listens
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    got: list[bytes] = []

    async def receiver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append((await read_request(reader))[0])
        writer.write(b"HTTP/1.1 204 Done\r\n\r\n")
        await writer.drain()

    assert asyncio.run(outcome_at(receiver))[0] == 204
    assert b"authorization" not in got[0].lower()


def test_certificates_are_verified() -> None:
    context = delivering.tls_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_an_answer_has_its_status_and_a_redirect_is_not_followed(status: int) -> None:
    answer = f"HTTP/1.1 {status} X\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
    assert outcome(answer.encode()) == (status, "", True)


def test_a_receiver_that_closes_gives_no_answer() -> None:
    async def receiver(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    status, reason, is_allowed = asyncio.run(outcome_at(receiver))
    assert status is None
    assert reason
    assert is_allowed


def test_a_receiver_that_never_answers_or_ends_its_answer_is_not_waited_for() -> None:
    late = (None, "no answer in time", True)
    assert outcome(b"", timeout=0.1) == late
    assert outcome(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", timeout=0.1) == late


def test_what_is_no_http_is_no_answer() -> None:
    status, reason, _ = outcome(b"SSH-2.0-OpenSSH\r\n\r\n")
    assert status is None
    assert reason


def test_a_long_answer_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "MOST_READ", 10)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"x" * 400
    assert outcome(answer) == (200, "", True)


def test_a_name_of_this_machine_is_called() -> None:
    assert outcome(b"HTTP/1.1 204 Done\r\n\r\n", host="localhost")[0] == 204


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "http://127.0.0.1:99999/x",
        "http://[::1/x",
        "http:///x",
        "http://127.0.0.1:1/\u0000",
    ],
)
def test_a_url_that_is_none_gives_no_answer(url: str) -> None:
    async def post() -> tuple[int | None, str, bool]:
        poster = Poster()
        return await poster.post(Delivery(1, CALLBACK, Destination(url), NOON, NOON), PATIENCE)

    status, reason, _ = asyncio.run(post())
    assert status is None
    assert reason


class Network(httpcore.AsyncNetworkBackend):
    """Notes where a connection goes, and makes none."""

    def __init__(self) -> None:
        self.called: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.called.append(host)
        raise httpcore.ConnectError("no network here")


def connected_to(
    host: str,
    addresses: list[str],
    monkeypatch: pytest.MonkeyPatch,
    allowed: tuple[str, ...] = (),
) -> list[str]:
    """The addresses that are called for a host with these addresses."""

    async def connect() -> None:
        hosts = AllowedHosts(allowed)
        monkeypatch.setattr(hosts, "_network", network)

        async def resolve(*_: Any, **__: Any) -> list[Any]:
            return [(None, None, None, "", (address, 80)) for address in addresses]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        await hosts.connect_tcp(host, 80)

    network = Network()
    with pytest.raises((httpcore.ConnectError, HostNotAllowedError)):
        asyncio.run(connect())
    return network.called


def test_only_the_address_that_was_checked_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, addresses, called in (
        ("crm.test", ["127.0.0.1"], ["127.0.0.1"]),
        ("crm.test", ["::1", "127.0.0.1"], ["::1", "127.0.0.1"]),
        ("crm.test", ["192.0.2.1", "127.0.0.9"], ["127.0.0.9"]),
        ("crm.example", ["192.0.2.1"], []),
        ("192.0.2.1", ["192.0.2.1"], []),
        ("0.0.0.0", ["0.0.0.0"], []),  # noqa: S104  (nothing listens)
        ("169.254.169.254", ["169.254.169.254"], []),
        ("::ffff:192.0.2.1", ["::ffff:192.0.2.1"], []),
    ):
        assert connected_to(host, addresses, monkeypatch) == called, host


def test_a_host_that_is_allowed_by_name_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = ("CRM.example.",)
    assert connected_to("crm.example", ["192.0.2.1"], monkeypatch, allowed) == ["192.0.2.1"]
    assert connected_to("other.example", ["192.0.2.1"], monkeypatch, allowed) == []


class Answers(Poster):
    """Stands in for the network: attempts have these outcomes, then 204."""

    def __init__(self, *statuses: int | None) -> None:
        super().__init__()
        self.statuses = list(statuses)
        self.posted: list[int] = []

    async def post(self, delivery: Delivery, timeout: float) -> tuple[int | None, str, bool]:  # noqa: ASYNC109  (the base's)
        assert timeout == 2
        self.posted.append(delivery.number)
        return self.statuses.pop(0) if self.statuses else 204, "", True


def lives(account: Hosted, answers: Answers, *steps: Callable[[], object]) -> None:
    """Take steps with an account that lives, each after all that was due is done."""

    async def live() -> None:
        changed = asyncio.Event()
        deliverer = Deliverer(account, answers)
        with account.log.listening(changed.set):
            for step in steps:
                step()
                while not account.is_settled:
                    changed.clear()
                    await asyncio.wait_for(changed.wait(), PATIENCE)
        await deliverer.finish(PATIENCE)

    asyncio.run(live())


def test_retries_are_due_on_the_worlds_clock() -> None:
    wall, answers = Wall(), Answers(500, None)
    account = hosted(VIBES, wall, speed=0, callbacks_to="http://127.0.0.1:1/")
    lives(
        account,
        answers,
        lambda: account.do(ReceiveText(ANN, "HELLO", "84237")),
        lambda: account.set_clock(NOON.replace(minute=5)),
        lambda: account.set_clock(NOON.replace(minute=10)),
    )
    (delivery,) = account.outbox
    assert delivery.state is State.DELIVERED
    assert [attempt.at.minute for attempt in delivery.attempts] == [0, 5, 10]
    assert answers.posted == [1, 1, 1]
