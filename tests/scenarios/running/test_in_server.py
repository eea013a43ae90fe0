"""Scenarios in worlds of a server: the same reports as in this process, to the byte."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.client import Client, ServerError
from optinsim.core.commands import AdvanceTime
from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.report.json_report import run_json
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.in_server import in_server
from optinsim.scenarios.running.run import run
from optinsim.turn_codec import decode_turn, encode_turn
from tests.server.serving import ANN, hosted, served

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
SOME = (
    *("vibes/callback-bodies.yaml", "vibes/unmatched.yaml", "cordial/listener.yaml"),
    *("signalvine/programmed-messages.yaml", "signalvine/signature.yaml", "shared/stop.yaml"),
)
BROKEN = """
scenario: Nobody is subscribed at once
account: {account}
steps:
  - text: SUMMER
    expect: {{state: subscribed}}
"""


def report(paths: list[str], url: str | None) -> str:
    options: dict[str, Any] = {} if url is None else {"open_world": partial(in_server, url)}
    result = run(paths, CaseFilter(), keep_steps=True, **options)
    return json.dumps(run_json(result))


def same_report(paths: list[str]) -> str:
    with served(hosted()) as url:
        there = report(paths, url)
        with Client(url) as client:
            assert len(client.accounts()["accounts"]) == 1, "each world is dropped"
    assert there == report(paths, None)
    return there


@pytest.mark.no_cover  # many scenarios: the smaller tests below cover what they do
def test_a_report_is_the_same_to_the_byte() -> None:
    names = [*(f"scenarios/{name}" for name in SOME), "docs/examples/shop"]
    told = json.loads(same_report([str(ROOT / name) for name in names]))
    assert told["summary"]["passed"] == told["summary"]["scenarios"] > 40


@pytest.mark.soak
def test_all_reports_are_the_same_to_the_byte() -> None:
    same_report([str(ROOT / "scenarios")])


def test_a_failure_is_the_same_too(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    account = ROOT / "docs/examples/shop/account.yaml"
    file.write_text(BROKEN.format(account=account), encoding="utf-8")
    told = json.loads(same_report([str(file)]))
    assert told["summary"]["failed"] == 1


def test_an_impossible_command_is_one_in_a_server_too() -> None:
    path = ROOT / "docs/examples/shop/join.yaml"
    (case,) = Loader().load(path, str(path)).entries
    assert isinstance(case, Case)
    with served(hosted()) as url, in_server(url, case) as world:
        before = AdvanceTime(world.now - timedelta(days=1))
        with pytest.raises(CommandError, match="cannot go back"):
            world.handle(before)
        assert set(world.states(ANN).values()) == {Consent.NONE}
        assert world.record(ANN) is None


def test_a_server_that_is_not_there_ends_the_run() -> None:
    with pytest.raises(ServerError, match="no server answers at"):
        report([str(ROOT / "docs/examples/shop/join.yaml")], "http://127.0.0.1:1")


NO_TURNS: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda told: told.update(events={"$": "tuple", "of": [{"$": "Campaign", "of": "none"}]}),
    lambda told: told.update(events={"$": "os.system", "of": {}}),
    lambda told: told.update(more=1),
    lambda told: told.pop("at"),
    lambda told: told.update(at={"$": "datetime", "of": "noon"}),
    lambda told: told.update(events=[{"of": 1}]),
)


def test_what_is_no_turn_is_refused() -> None:
    simulator = hosted().simulator
    turn = simulator.text("SUMMER", ANN)
    told = encode_turn(turn)
    assert decode_turn(json.loads(json.dumps(told)), turn.command, simulator.account) == turn
    for break_it in NO_TURNS:
        broken = dict(told)
        break_it(broken)
        with pytest.raises(ValueError, match=r"no turn|isoformat"):
            decode_turn(broken, turn.command, simulator.account)
