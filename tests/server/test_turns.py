"""What a server tells a phone: the turns in their order, and the account without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.adapter import Request
from optinsim.codec import decode, encode
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.files.account_warnings import read_account
from optinsim.files.accounts import load_account
from optinsim.files.credentials import account_secrets
from optinsim.server.turns import Turns
from optinsim.simulator import Simulator
from optinsim.turn_codec import decode_turn
from tests.server.serving import ANN, BOB, NOON, ROOT, VIBES, Calling, hosted

if TYPE_CHECKING:
    from pathlib import Path

SIGNAL_VINE = ROOT / "scenarios/accounts/bigstate-signalvine.yaml"


def test_turns_are_read_back_as_they_went_and_follow_on_what_a_client_knows(
    calling: Calling,
) -> None:
    client = calling(hosted(start=NOON, speed=0))
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    client.post("/_sim/clock", json={"advance": "25h"})
    listed = client.get("/_sim/turns").json()
    account = load_account(VIBES)
    simulator = Simulator(account, start=NOON)
    for shown in listed["turns"]:
        command = decode(shown["command"])
        assert isinstance(command, ReceiveText | AdvanceTime)
        assert decode_turn(shown["turn"], command, account) == simulator.handle(command)
    assert [shown["number"] for shown in listed["turns"]] == [1, 2]
    client.post("/_sim/texts", json={"from": BOB, "text": "SUMMER"})
    news = client.get("/_sim/turns", params={"after": 2}).json()
    assert news["since"] == 2
    assert [shown["command"]["mdn"] for shown in news["turns"]] == [BOB]


def test_time_alone_is_a_turn_where_it_brought_something(calling: Calling) -> None:
    account = hosted(start=NOON, speed=0)
    client = calling(account)
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    client.post("/_sim/clock", json={"speed": 1})
    account.wall.advance(hours=1)  # type: ignore[attr-defined]  # the test's own clock
    assert len(client.get("/_sim/turns").json()["turns"]) == 1
    account.wall.advance(hours=24)  # type: ignore[attr-defined]  # the test's own clock
    assert len(client.get("/_sim/turns").json()["turns"]) == 2


def test_a_client_learns_which_of_its_turns_a_rewind_or_a_reset_took_back(
    calling: Calling,
) -> None:
    client = calling(hosted())

    def text(what: str) -> None:
        client.post("/_sim/texts", json={"from": ANN, "text": what})

    text("SUMMER")
    checkpoint = client.post("/_sim/checkpoints", json={"name": "asked"}).json()["checkpoints"][0]
    assert checkpoint["turn"] == 1
    text("Y")
    client.post("/_sim/rewind", json={"to": "asked"})
    text("N")
    news = client.get("/_sim/turns", params={"after": 2}).json()
    assert news["since"] == 1
    assert [(one["number"], one["command"]["text"]) for one in news["turns"]] == [(3, "N")]
    forked = client.post("/_sim/fork", json={}).json()["name"]
    client.post("/_sim/texts", json={"from": BOB, "text": "Y"}, params={"account": forked})
    other = client.get("/_sim/turns", params={"account": forked}).json()
    assert [one["number"] for one in other["turns"]] == [1, 3, 4]
    client.post("/_sim/reset")
    news = client.get("/_sim/turns", params={"after": 3}).json()
    assert (news["since"], news["turns"]) == (0, [])


def test_a_client_that_knows_only_forgotten_turns_begins_anew() -> None:
    turns = Turns(most=2)
    for turn in (1, 2, 3):
        turns.add(turn)  # type: ignore[arg-type]  # any value
    since, kept = turns.since(1)
    assert (since, [one.number for one in kept]) == (0, [2, 3])


def test_what_is_said_of_a_fork_is_numbered_on(calling: Calling) -> None:
    client = calling(hosted())
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    forked = client.post("/_sim/fork", json={}).json()["name"]
    client.post("/_sim/texts", json={"from": ANN, "text": "Y"}, params={"account": forked})
    lines = client.get("/_sim/messages", params={"account": forked}).json()["lines"]
    numbers = [line["number"] for line in lines]
    assert len(numbers) == 4
    assert numbers == sorted(set(numbers))


def test_a_request_gets_its_authentication_in_the_server_and_is_told_without(
    calling: Calling,
) -> None:
    client = calling(hosted(SIGNAL_VINE))
    token = load_account(SIGNAL_VINE).file.model_dump()["api"]["token"]
    command = encode(Request("GET", f"/v1/users/{token}/accounts"))
    for auth in ("own", "wrong", None):
        order = {"command": command, "auth": auth}
        client.post("/_sim/commands", json=order)
    listed = client.get("/_sim/turns")
    statuses = [one["turn"]["response"]["of"]["status"] for one in listed.json()["turns"]]
    assert statuses == [200, 401, 401]
    assert token not in listed.text
    text = encode(ReceiveText(ANN, "Y", "84237"))
    refused = client.post("/_sim/commands", json={"command": text, "auth": "own"})
    assert refused.status_code == 409


@pytest.mark.parametrize("path", [VIBES, SIGNAL_VINE], ids=lambda path: path.stem)
def test_an_account_is_shown_without_its_credentials_and_reads_the_same(
    calling: Calling, path: Path
) -> None:
    client = calling(hosted(path, seed=3))
    shown = client.get("/_sim/account").json()
    ours = load_account(path)
    read, _ = read_account(shown["text"], "account")
    own = {"api"}
    assert read.file.model_dump(exclude=own) == ours.file.model_dump(exclude=own)
    assert (shown["name"], shown["digest"], shown["seed"]) == (path.stem, ours.digest, 3)
    assert not any(secret in shown["text"] for secret in account_secrets(ours.file))


def test_what_a_question_expects_and_what_comes_is_told(calling: Calling) -> None:
    client = calling(hosted(start=NOON, speed=0))
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    assert client.get("/_sim/clock").json()["upcoming"] == ["2026-01-06T12:00:00Z"]
    assert client.get(f"/_sim/people/{ANN}").json()["expected_answers"] == []
