"""What people and monitors open, and what a server prints of what happens."""

from __future__ import annotations

import json
import queue
import threading
from typing import TYPE_CHECKING, Any

import typer

from optinsim.cli.tail import tail
from optinsim.client import Client
from optinsim.client.event_lines import event_line
from optinsim.client.operations import Event
from optinsim.server.control.api import openapi
from tests.server.serving import ANN, PATIENCE, ROOT, hosted, served

if TYPE_CHECKING:
    import pytest

    from tests.server.serving import Calling


def test_the_page_shows_every_operation_and_loads_nothing(calling: Calling) -> None:
    page = calling(hosted()).get("/docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path in openapi()["paths"]:
        assert f" {path}</code>" in page.text
    assert "src=" not in page.text
    assert "http" not in page.text
    assert "secret" not in page.text


def test_metrics_count_events_and_deliveries(calling: Calling) -> None:
    client = calling(hosted(callbacks_to="http://192.0.2.1/"))
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    client.get("/_sim/deliveries", params={"wait": 30})
    lines = client.get("/metrics").text.splitlines()
    assert 'optinsim_events_total{account="acme-vibes",kind="text"} 1' in lines
    waiting = 'optinsim_deliveries{account="acme-vibes",state="not allowed"} '
    assert any(line.startswith(waiting) for line in lines)
    assert client.get("/metrics", headers={"Host": "evil.example"}).status_code == 403


def test_credentials_are_not_in_what_a_server_tells(calling: Calling) -> None:
    account = hosted(ROOT / "scenarios/accounts/bigstate-signalvine.yaml")
    api = account.simulator.account.file.model_dump()["api"]
    client = calling(account)
    client.get(f"/v1/users/{api['token']}/accounts?secret={api['secret']}")
    told = json.dumps([line.content for line in account.log.after(0)])
    assert "/v1/users/***/accounts?secret=***" in told


EVENTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("text", {"from": ANN, "to": "84237", "text": "a\tb", "reading": None}, f"{ANN} → 84237  a\tb"),
    ("request", {"method": "GET", "path": "/x", "status": 200}, "GET /x  200"),
    ("callback", {"name": "x", "mdn": ANN, "delivery": 3}, f"x  {ANN}  delivery 3"),
    ("callback", {"name": "x", "mdn": None, "delivery": None}, "x    goes nowhere"),
    (
        "delivery",
        {"delivery": 3, "status": 204, "reason": "", "state": "delivered"},
        "3: 204, delivered",
    ),
    (
        "delivery",
        {"delivery": 3, "status": None, "reason": "late", "state": "waiting"},
        "3: late, waiting",
    ),
    ("clock", {"now": "2026-01-05T12:00:00Z", "speed": 0.0}, "2026-01-05T12:00:00Z, speed 0"),
    ("rewound", {"now": "2026-01-05T12:00:00Z"}, "to 2026-01-05T12:00:00Z"),
    ("reset", {}, ""),
    ("reloaded", {"digest": "x"}, ""),
    ("new kind", {"a": 1}, '{"a": 1}'),
)


def test_an_event_is_told_in_a_line() -> None:
    for kind, content, told in EVENTS:
        line = event_line(Event(7, "2026-01-05T12:00:00Z", kind, content))
        assert line == f"     7  2026-01-05T12:00:00Z  {kind:<8}  {told}".rstrip()


def test_tail_prints_what_happens_until_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr(typer, "echo", printed.put)
    for as_json in (False, True):
        with served(hosted()) as url:
            with Client(url) as client:
                client.text("SUMMER", ANN)
            thread = threading.Thread(target=tail, args=(url, None, 0, as_json))
            thread.start()
            first = printed.get(timeout=PATIENCE)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        told = json.loads(first)["kind"] if as_json else first.split()[2]
        assert told == "text"
        while not printed.empty():
            printed.get()
