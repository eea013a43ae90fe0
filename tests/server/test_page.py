"""docs/server.md, followed as written, with other ports."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import contextmanager
from textwrap import dedent
from typing import TYPE_CHECKING

import httpx

from optinsim.client.event_lines import event_line
from optinsim.client.operations import Event
from optinsim.core.commands import ReceiveText
from optinsim.core.world import DEFAULT_START
from optinsim.server.app import listen
from optinsim.server.control.api import openapi
from optinsim.server.rows import line_json
from tests.server.serving import PATIENCE, ROOT, hosted
from tests.test_docs import blocks_of, rows, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "docs/server.md"


@contextmanager
def started(command: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of the page, until it is no longer needed."""
    words = shlex.split(command)
    programs = {"optinsim": [sys.executable, "-m", "optinsim"], "python": [sys.executable]}
    with (
        subprocess.Popen(  # noqa: S603  (the commands are ours)
            [*programs[words[0]], *words[1:]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process
    ):
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def called(curl: str) -> httpx.Response:
    """What a curl command of the page does."""
    words = iter(shlex.split(curl.replace("\\\n", ""))[1:])
    url, method, auth, content = "", "GET", None, None
    for word in words:
        if word == "-u":
            name, _, password = next(words).partition(":")
            auth = (name, password)
        elif word == "--json":
            method, content = "POST", next(words)
        else:
            url = word
    headers = {"Content-Type": "application/json"} if content else {}
    with httpx.Client(trust_env=False, auth=auth, timeout=PATIENCE) as client:
        return client.request(method, url, content=content, headers=headers)


def free_port() -> str:
    with listen("127.0.0.1", 0) as listener:
        return str(listener.getsockname()[1])


def test_the_page_leads_from_serve_to_a_callback_in_ones_own_receiver(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs/examples", tmp_path / "docs/examples")
    ports = {"8000": free_port(), "9000": free_port()}
    shells = [
        re.sub("8000|9000", lambda port: ports[port[0]], block.text)
        for block in blocks_of(PAGE)
        if block.language == "sh"
    ]
    serving, receiving, registering, texting, asking, failing, *shells = shells
    waiting, travelling, keeping, connecting = shells
    printed = [block.text for block in blocks_of(PAGE) if block.language == "text"]
    with started(receiving, tmp_path) as receiver, started(serving, tmp_path) as server:
        assert server.stderr is not None
        assert receiver.stdout is not None
        for line in printed[0].replace("8000", ports["8000"]).splitlines():
            assert server.stderr.readline() == f"{line}\n"
        assert called(registering).status_code == 201
        summer, yes = (called(line).json() for line in texting.splitlines())
        assert summer["changes"][0]["to"] == "pending"
        assert yes["changes"][0]["to"] == "subscribed"
        assert receiver.stdout.readline() == printed[1]
        states = {one["url"]: one["state"] for one in called(asking).json()["deliveries"]}
        assert states["https://crm.example.com/vibes"] == "not allowed"
        assert states[f"http://127.0.0.1:{ports['9000']}/vibes"] == "delivered"
        assert [called(line).status_code for line in failing.splitlines()] == [201] * 5
        assert called(waiting).status_code == 200
        assert [called(line).status_code for line in travelling.splitlines()] == [201, 200]
        with started(connecting, tmp_path) as run:
            assert run.wait(PATIENCE) == 0
    with started(serving.replace(" --memory", ""), tmp_path) as server:
        assert server.stderr is not None
        assert "kept in" in server.stderr.readline() + server.stderr.readline()
        assert all(called(line).status_code == 200 for line in texting.splitlines())
    for command in keeping.splitlines():
        with started(command, tmp_path) as journal:
            assert journal.wait(PATIENCE) == 0


def test_what_tail_prints_is_as_shown() -> None:
    shown = [block.text for block in blocks_of(PAGE) if block.language == "text"][2]
    account = hosted(ROOT / "docs/examples/shop/account.yaml", start=DEFAULT_START, speed=0)
    account.do(ReceiveText("+13125550123", "Summer", "84237"))
    events = [Event(**json.loads(json.dumps(line_json(line)))) for line in account.log.after(0)]
    assert dedent("".join(f"{event_line(event)}\n" for event in events)) == shown


def test_every_operation_is_in_the_table() -> None:
    paths = openapi()["paths"]
    found = {f"`{method.upper()} {path}`" for path, item in paths.items() for method in item}
    assert {row[0] for row in rows(PAGE, "Operations")} == found


def test_the_openapi_file_is_current() -> None:
    current = json.dumps(openapi(), indent=2, ensure_ascii=False)
    asset = ROOT / "assets/server.openapi.json"
    assert asset.read_text(encoding="utf-8") == f"{current}\n", "make assets"


def test_the_receiver_has_fifteen_lines() -> None:
    code = (ROOT / "docs/examples/receiver.py").read_text(encoding="utf-8")
    body = code.partition("\n\n")[2]
    lines = [line for line in body.splitlines() if line and not line.startswith(("import", "from"))]
    assert len(lines) <= 15
    assert code in text_of(PAGE).replace("\n   ", "\n")
