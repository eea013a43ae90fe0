"""Requests as clients send them: bodies in chunks or with gzip, HEAD, encoded paths."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from optinsim.server import vendor
from optinsim.server.app import Server
from optinsim.server.hosting import Hosting
from tests.server.serving import ANN, Wall, hosted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
PERSONS = "/companies/acme/mobiledb/persons"
ADDED = json.dumps({"mobile_phone": {"mdn": ANN}}).encode()


def asked(*calls: tuple[str, str, Any], **headers: str) -> list[httpx.Response]:
    """The answers to calls, each with its method, path and body."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=Server(Hosting([hosted()], Wall())))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", auth=("qa", "secret")
        ) as http:
            return [
                await http.request(
                    method, path, content=content, headers={"X-API-Version": "2", **headers}
                )
                for method, path, content in calls
            ]

    return asyncio.run(ask())


async def chunks() -> AsyncIterator[bytes]:
    for at in range(0, len(ADDED), 3):
        yield ADDED[at : at + 3]


def test_a_body_may_come_in_chunks() -> None:
    assert asked(("POST", PARTICIPANTS, chunks()))[0].status_code == 201


def test_a_body_may_come_with_gzip() -> None:
    packed = gzip.compress(ADDED, mtime=0)
    (answer,) = asked(("POST", PARTICIPANTS, packed), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("gzip", ADDED, 400),
        ("gzip", gzip.compress(ADDED, mtime=0)[:-4], 400),
        ("br", ADDED, 415),
        ("identity", ADDED, 201),
    ],
    ids=["no gzip", "half a gzip", "unknown", "none"],
)
def test_a_body_that_is_not_what_its_encoding_says_is_refused(
    encoding: str, body: bytes, status: int
) -> None:
    (answer,) = asked(("POST", PARTICIPANTS, body), **{"Content-Encoding": encoding})
    assert answer.status_code == status


def test_a_body_may_not_be_too_large_packed_or_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "LARGEST_BODY", 1000)
    large = b" " * 2000
    packed = gzip.compress(large, mtime=0)
    assert len(packed) < 1000
    assert asked(("POST", PARTICIPANTS, large))[0].status_code == 413
    (answer,) = asked(("POST", PARTICIPANTS, packed), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 413


def test_head_has_the_headers_of_get_and_no_body() -> None:
    got, head = asked(("GET", f"{PERSONS}?mdn=x", None), ("HEAD", f"{PERSONS}?mdn=x", None))
    assert head.status_code == got.status_code
    assert head.headers == got.headers
    assert head.content == b""


def test_an_encoded_plus_and_a_slash_at_the_end_of_a_path_are_as_in_scenarios() -> None:
    _, found, with_slash = asked(
        ("POST", PARTICIPANTS, ADDED),
        ("GET", f"{PERSONS}?mdn=%2B13125550123", None),
        ("GET", f"{PERSONS}/?mdn=%2B13125550123", None),
    )
    assert found.status_code == with_slash.status_code == 200
    assert found.json() == with_slash.json()
    assert "13125550123" in found.text


def test_what_is_not_emulated_says_so() -> None:
    (answer,) = asked(("GET", "/companies/acme/nothing", None))
    assert answer.status_code == 501
    assert "optinsim does not emulate" in answer.text
