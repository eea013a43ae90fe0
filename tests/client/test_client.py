"""The control API from Python, waiting and for event loops."""

from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import AsyncClient, Client, ServerError
from optinsim.client.operations import Call, Operations, answer_of
from optinsim.server.control.api import openapi
from tests.server.serving import ANN, BOB, NOON, VIBES, hosted, receiving, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def url() -> Iterator[str]:
    with served(hosted(start=NOON, speed=0)) as url:
        yield url


def test_a_client_does_what_the_control_api_does(url: str) -> None:
    with Client(url) as client:
        assert client.text("SUMMER", "(312) 555-0123")["changes"][0]["to"] == "pending"
        assert client.checkpoint("asked")["checkpoints"][0]["name"] == "asked"
        assert client.text("Y", ANN, to="84237")["changes"][0]["to"] == "subscribed"
        (change,) = client.differences("asked")["states"]
        assert (change["from"], change["to"]) == ("pending", "subscribed")
        assert client.fork("other", checkpoint="asked")["name"] == "other"
        with Client(url, account="other") as other:
            assert other.person(ANN)["states"] == {"ACQ1234": "pending"}
            assert other.wait("1h")["now"] == "2026-01-05T13:00:00Z"
            assert other.wait(timedelta(hours=23))["now"] == "2026-01-06T12:00:00Z"
            assert other.wait_until(NOON + timedelta(days=2))["now"] == "2026-01-07T12:00:00Z"
            assert other.person(ANN)["states"] == {"ACQ1234": "expired"}
        assert client.close_world("other") == {}
        assert [line["kind"] for line in client.messages(ANN)["lines"]] == ["text", "reply"] * 2
        assert client.callbacks(ANN, limit=1)["next"] is not None
        assert client.deliveries(wait=5) == {"deliveries": [], "next": None}
        assert client.add_fault("answers", statuses=[500])["faults"][0]["used"] == 0
        assert client.faults()["faults"][0]["statuses"] == [500]
        assert client.drop_faults() == {"faults": []}
        assert client.resend_all() == {"resent": []}
        assert client.rewind("asked")["now"] == "2026-01-05T12:00:00Z"
        assert client.checkpoints()["checkpoints"][0]["name"] == "asked"
        assert client.forget("asked") == {"checkpoints": []}
        assert client.run_clock(1)["speed"] == 1
        assert client.clock()["speed"] == 1
        text = VIBES.read_text(encoding="utf-8")
        assert client.reload("acme-vibes", text) == {"problems": []}
        assert client.open_world(text, seed=2)["name"] == "w1"
        assert [one["name"] for one in client.accounts()["accounts"]] == ["acme-vibes", "w1"]
        client.reset()
        assert client.people() == {"people": [], "next": None}


def test_a_client_of_one_account_asks_about_the_whole_server_too(url: str) -> None:
    with Client(url, account="acme-vibes") as client:
        assert [one["name"] for one in client.accounts()["accounts"]] == ["acme-vibes"]
        world = client.open_world(VIBES.read_text(encoding="utf-8"))["name"]
        assert client.close_world(world) == {}


def test_a_refusal_by_another_program_is_told_as_it_is() -> None:
    call = Call("GET", "http://127.0.0.1:1/_sim/x", {}, None)
    with pytest.raises(ServerError, match=r"^Not Found$"):
        answer_of(call, 404, b'{"detail": "Not Found"}')


def test_an_event_loop_has_the_same(url: str) -> None:
    async def talk() -> tuple[Any, list[str]]:
        async with AsyncClient(url) as client:
            async with client.events() as events:
                turn = await client.text("SUMMER", ANN)
                kinds = [(await anext(events)).kind for _ in range(3)]
            return turn, kinds

    turn, kinds = asyncio.run(talk())
    assert turn["changes"][0]["to"] == "pending"
    assert kinds == ["text", "change", "reply"]


def test_events_go_on_after_a_number(url: str) -> None:
    with Client(url) as client:
        with client.events() as events:
            client.text("SUMMER", ANN)
            first = next(events)
        client.text("SUMMER", BOB)
        with client.events(after=first.number) as events:
            assert [next(events).kind for _ in range(2)] == ["change", "reply"]


def test_every_operation_has_a_method() -> None:
    paths = openapi()["paths"]
    operations = sum(len(item) for item in paths.values())
    methods = [
        name
        for name, method in vars(Operations).items()
        if inspect.isfunction(method) and not name.startswith("_")
    ]
    # `events` is each client's own; one operation on the clock is three methods.
    assert len(methods) + 1 == operations + 2


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (lambda client: client.text("Y", "12"), 409, "'12' is no possible phone number"),
        (lambda client: client.rewind("never"), 404, "there is no checkpoint 'never'"),
        (lambda client: client.run_clock(-1), 422, "body.speed: Input should be greater"),
        (
            lambda client: client.reload("acme-vibes", "platform: vibes\n"),
            400,
            "acme-vibes:1:1: key 'name' is missing",
        ),
    ],
)
def test_a_refusal_has_its_reason(
    url: str, ask: Callable[[Client], Any], status: int, says: str
) -> None:
    with Client(url) as client, pytest.raises(ServerError, match=says) as caught:
        ask(client)
    assert caught.value.status == status
    assert caught.value.body


def test_a_stream_of_no_account_is_refused(url: str) -> None:
    with Client(url) as client, pytest.raises(ServerError, match="there is no delivery 7"):
        client.resend(7)
    with (
        Client(url, account="shop") as client,
        pytest.raises(ServerError, match="no account"),
        client.events(),
    ):
        pass

    async def listen() -> None:
        async with AsyncClient(url, account="shop") as client, client.events():
            pass

    with pytest.raises(ServerError, match="no account"):
        asyncio.run(listen())


def test_a_server_that_is_not_there_is_named() -> None:
    with Client("http://127.0.0.1:1/") as client, pytest.raises(ServerError) as caught:
        client.clock()
    assert str(caught.value).startswith("no server answers at http://127.0.0.1:1: ")
    assert caught.value.status is None


def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    token = "correct-horse-battery"  # noqa: S105  (made up)
    with served(hosted(), token=token) as url:
        with Client(url) as client, pytest.raises(ServerError, match="OPTINSIM_TOKEN"):
            client.clock()
        monkeypatch.setenv("OPTINSIM_TOKEN", token)
        with Client(url) as client:
            assert client.clock()["speed"] == 1


def test_what_is_no_control_api_is_named() -> None:
    with (
        receiving() as receiver,
        Client(receiver.url) as client,
        pytest.raises(ServerError, match="is no control API of optinsim: status 501, and no JSON"),
    ):
        client.clock()
