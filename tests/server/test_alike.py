"""A server and a simulator in this process, told the same: whatever happens, they are alike."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.server.app import Server
from optinsim.server.hosting import Hosting
from optinsim.simulator import Simulator
from optinsim.turn_json import turn_json
from tests.server.serving import ANN, BOB, NOON, Wall, hosted

if TYPE_CHECKING:
    from optinsim.codec import Command
    from optinsim.core.world import Snapshot
    from optinsim.simulator import Turn

WORDS = ("SUMMER", "Y", "N", "STOP", "HELP", "what?", "\U0001f600")
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
PERSONS = "/companies/acme/mobiledb/persons"
DESTINATION = {"url": "http://127.0.0.1:1/", "method": "POST", "content_type": "application/json"}
CALLS: tuple[tuple[str, str, Any], ...] = (
    ("POST", PARTICIPANTS, {"mobile_phone": {"mdn": ANN[2:]}}),
    ("POST", PARTICIPANTS, {"mobile_phone": {"mdn": "12"}}),
    ("GET", PARTICIPANTS, None),
    ("POST", PERSONS, {"mobile_phone": {"mdn": BOB[2:]}, "external_person_id": "b-1"}),
    ("GET", f"{PERSONS}?mdn={BOB[2:]}", None),
    (
        "POST",
        "/companies/acme/config/callbacks",
        {"event_type": "person_added", "destination": DESTINATION},
    ),
    ("GET", "/companies/acme/config/callbacks", None),
    ("GET", "/companies/acme/nothing", None),
)
PEOPLE = st.sampled_from((ANN, BOB))
NAMES = st.sampled_from("ab")


class Alike(RuleBasedStateMachine):
    """What a server is told by HTTP, a simulator is told too. Nothing is delivered."""

    def __init__(self) -> None:
        super().__init__()
        account = hosted(start=NOON, speed=0)
        self.account = account.simulator.account
        self.runner = asyncio.Runner()
        server = httpx.ASGITransport(Server(Hosting([account], Wall())))
        self.http = httpx.AsyncClient(transport=server, base_url="http://127.0.0.1")
        self.branches = 0
        self.begin()

    def begin(self) -> None:
        self.simulator = Simulator(self.account, start=NOON)
        self.moments: dict[str, tuple[Snapshot, list[Turn]]] = {}
        self.turns: list[Turn] = []

    def teardown(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.close()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = None if body is None else json.dumps(body).encode()
        json_type = {} if body is None else {"Content-Type": "application/json"}
        request = self.http.request(method, path, content=content, headers=json_type | headers)
        return self.runner.run(request)

    def do(self, command: Command) -> Turn:
        self.turns.append(self.simulator.handle(command))
        return self.turns[-1]

    @rule(mdn=PEOPLE, text=st.sampled_from(WORDS))
    def somebody_texts(self, mdn: str, text: str) -> None:
        answer = self.call("POST", "/_sim/texts", {"from": mdn, "text": text})
        turn = self.do(ReceiveText(mdn, text, self.account.setup.number))
        assert answer.json() == json.loads(json.dumps(turn_json(turn)))

    @rule(call=st.sampled_from(CALLS), valid=st.sampled_from((True, True, True, False)))
    def the_brand_calls(self, call: tuple[str, str, Any], *, valid: bool) -> None:
        method, path, body = call
        content = b"" if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = self.simulator.sign(Request(method, path, headers, content), valid=valid)
        answer = self.call(method, path, body, **request.headers)
        response = self.do(request).response
        assert response is not None
        assert answer.status_code == response.status
        assert (answer.json() if answer.content else None) == response.json

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.call("POST", "/_sim/clock", {"advance": f"{hours}h"})
        self.do(AdvanceTime(self.simulator.now + timedelta(hours=hours)))

    @rule(name=NAMES)
    def a_moment_is_named(self, name: str) -> None:
        self.call("POST", "/_sim/checkpoints", {"name": name})
        self.moments[name] = self.simulator.snapshot(), self.turns[:]

    @rule(name=NAMES)
    def it_goes_back(self, name: str) -> None:
        answer = self.call("POST", "/_sim/rewind", {"to": name})
        assert answer.status_code == (200 if name in self.moments else 404)
        if name in self.moments:
            snapshot, turns = self.moments[name]
            self.branches += 1
            self.simulator.restore(snapshot)
            self.simulator.begin_branch(self.branches)
            self.turns = turns[:]  # also forward: the moment may be of another branch

    @rule()
    def it_starts_again(self) -> None:
        self.call("POST", "/_sim/reset")
        self.begin()

    @invariant()
    def they_are_alike(self) -> None:
        clock = self.call("GET", "/_sim/clock").json()
        assert clock["now"] == f"{self.simulator.now:%Y-%m-%dT%H:%M:%SZ}"
        for mdn in (ANN, BOB):
            answer = self.call("GET", f"/_sim/people/{mdn}")
            record = self.simulator.record(mdn)
            if self.simulator.person(mdn) is None and record is None:
                assert answer.status_code == 404
            else:
                shown = answer.json()
                states = {key: str(state) for key, state in self.simulator.states(mdn).items()}
                assert (shown["states"], shown["record"]) == (states, record)

    @invariant()
    def the_same_was_sent(self) -> None:
        lines = self.call("GET", "/_sim/messages?limit=1000").json()["lines"]
        replies = [line["content"]["text"] for line in lines if line["kind"] == "reply"]
        assert replies == [reply.text for turn in self.turns for reply in turn.replies]
        lines = self.call("GET", "/_sim/callbacks?limit=1000").json()["lines"]
        bodies = [line["content"]["body"] for line in lines]
        assert bodies == [callback.body for turn in self.turns for callback in turn.callbacks]


@pytest.mark.no_cover  # random inputs: what only luck reaches is not covered
def test_a_server_is_like_a_simulator() -> None:
    run_state_machine_as_test(Alike, settings=settings(max_examples=8, stateful_step_count=15))


def test_a_moment_that_lies_ahead_in_another_branch_brings_back_what_was_sent_until_then() -> None:
    both = Alike()
    both.a_moment_is_named("a")
    both.somebody_texts(ANN, "SUMMER")
    both.a_moment_is_named("b")
    for name in "aba":
        both.it_goes_back(name)
        both.the_same_was_sent()
        both.they_are_alike()
    both.teardown()


@pytest.mark.soak
def test_a_server_is_like_a_simulator_for_long() -> None:
    run_state_machine_as_test(Alike, settings=settings(max_examples=500, stateful_step_count=50))
