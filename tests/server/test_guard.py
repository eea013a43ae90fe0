"""Who may use the control API."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from optinsim.errors import OptinsimError
from optinsim.server.app import Server
from optinsim.server.guard import checked_token
from optinsim.server.hosting import Hosting
from tests.server.serving import Wall, hosted

TOKEN = "correct-horse-battery"  # noqa: S105  (made up)


def asked(
    headers: dict[str, str], token: str | None = None, content: bytes | None = None
) -> httpx.Response:
    """The answer to a request for the clock; with content, to a text."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=Server(Hosting([hosted()], Wall()), token=token))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            if content is None:
                return await http.get("/_sim/clock", headers=headers)
            return await http.post("/_sim/texts", headers=headers, content=content)

    return asyncio.run(ask())


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000"])
def test_a_program_of_this_machine_may_use_it(host: str) -> None:
    assert asked({"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "192.0.2.1", "", "[", "localhost.evil.example"]
)
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    assert asked({"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9000", "http://localhost:8000"]
)
def test_a_web_page_is_refused(origin: str) -> None:
    assert asked({"Host": "127.0.0.1:8000", "Origin": origin}).status_code == 403


def test_our_own_page_may_use_it() -> None:
    headers = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"}
    assert asked(headers).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
        ("Bearer", 401),
        ("Bearer é", 401),
    ],
)
def test_with_a_token_every_call_has_to_have_it(authorization: str, status: int) -> None:
    headers: Any = {"Host": "sim.example", "Authorization": authorization.encode()}
    answer = asked(headers, TOKEN)
    assert answer.status_code == status
    assert TOKEN not in answer.text


def test_without_a_token_only_loopback_can_be_listened_on() -> None:
    assert checked_token("127.0.0.1", None) is None
    assert checked_token("::1", "") is None
    assert checked_token("localhost", TOKEN) == TOKEN
    assert checked_token("0.0.0.0", TOKEN) == TOKEN  # noqa: S104  (nothing listens)
    with pytest.raises(OptinsimError, match="OPTINSIM_TOKEN"):
        checked_token("0.0.0.0", None)  # noqa: S104  (the same)
    with pytest.raises(OptinsimError, match="at least 16"):
        checked_token("127.0.0.1", "short")


def test_a_body_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optinsim.server.guard.LARGEST_BODY", 10)
    assert asked({}, content=b'{"text": "Y"}').status_code == 413
