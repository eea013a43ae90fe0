"""`optinsim serve`: what it takes, says, and refuses."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.cli import main
from optinsim.core.commands import ReceiveText
from optinsim.server import app
from tests.server.serving import ANN, ROOT, VIBES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.server.app import Server

SHOP = "account.yaml"
OTHER = "acme-vibes.yaml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two account files in a folder of their own: a server keeps its journal beside them."""
    shutil.copy(ROOT / "docs/examples/shop/account.yaml", tmp_path / SHOP)
    shutil.copy(VIBES, tmp_path / OTHER)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def serve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, list[Server]]]:
    """Run `optinsim serve`, which ends once it has started: exit code, output, and servers."""

    def run(*arguments: str, use: Callable[[Server], None] = lambda _: None) -> Any:
        servers: list[Server] = []

        def start(server: Server, listener: socket.socket, started: Callable[[], None]) -> None:
            listener.close()
            started()
            servers.append(server)
            use(server)

        monkeypatch.setattr(app, "serve", start)
        monkeypatch.setattr(sys, "argv", ["optinsim", "serve", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(str(ended.value.code or 0)), capsys.readouterr(), servers

    return run


def test_accounts_have_the_names_of_their_files_or_their_own(serve: Any) -> None:
    code, said, (server,) = serve(f"shop={SHOP}", OTHER, "--port", "0")
    assert code == 0
    assert [hosted.name for hosted in server.hosting] == ["shop", "acme-vibes"]
    assert "shop (vibes) is at http://127.0.0.1:" in said.err
    assert re.search(
        r"The control API is at (http://127\.0\.0\.1:[0-9]+)/_sim/ "
        r"and its page at \1/docs \(Ctrl-C ends it\)\.\n",
        said.err,
    )
    assert said.out == ""


def test_options_set_clock_seed_and_deliveries(serve: Any) -> None:
    _, _, (server,) = serve(
        *(SHOP, "--port", "0", "--frozen", "--seed", "7", "--start", "2026-01-05T15:00:00Z"),
        *("--retry-after", "90s", "--retries", "2", "--timeout", "1.5"),
        *("--callbacks-to", "http://127.0.0.1:9/"),
    )
    (hosted,) = server.hosting
    assert (hosted.settings.seed, hosted.clock.speed) == (7, 0)
    assert f"{hosted.simulator.now:%FT%T}" == "2026-01-05T15:00:00"
    retries = hosted.settings.retries
    assert [delay.total_seconds() for delay in retries.after] == [90, 90]
    assert retries.timeout.total_seconds() == 1.5
    assert hosted.settings.callbacks_to == "http://127.0.0.1:9/"


def test_what_happens_can_be_logged_as_json(serve: Any) -> None:
    def text(server: Server) -> None:
        (hosted,) = server.hosting
        hosted.do(ReceiveText(ANN, "SUMMER", "84237"))

    _, said, _ = serve(SHOP, "--port", "0", "--log", use=text)
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["kind"] for line in lines] == ["text", "change", "reply"]
    assert {line["account"] for line in lines} == {"account"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.yaml",), "none.yaml: cannot be read"),
        ((SHOP, SHOP), "the name 'account' is taken"),
        ((f"v2/x={SHOP}",), "'v2/x' is no name"),
        ((SHOP, "--host", "0.0.0.0"), "set a token for the control API in OPTINSIM_TOKEN"),  # noqa: S104
        ((SHOP, "--start", "noon"), "expected a time with its zone"),
        ((SHOP, "--retry-after", "soon"), "expected a duration"),
        ((SHOP, "--host", "192.0.2.1", "--port", "0"), "OPTINSIM_TOKEN"),
    ],
)
def test_what_cannot_be_served_is_said(serve: Any, arguments: tuple[str, ...], says: str) -> None:
    code, said, servers = serve(*arguments)
    assert code == 2
    assert says in " ".join(said.err.split())
    assert servers == []


def test_a_port_that_is_taken_is_named(serve: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said, _ = serve(SHOP, "--port", port)
    assert code == 2
    assert f"nothing can listen on 127.0.0.1, port {port}: Address already in use" in said.err
