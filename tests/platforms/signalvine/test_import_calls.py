"""The call that begins an import, and the life of the command that it makes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optinsim.adapter import Request
from optinsim.platforms.signalvine.options import LARGEST_CSV
from tests.platforms.signalvine.worlds import ANN, HEADER, NOBODY, OTHER, PROGRAM, World, answer

GOOD: dict[str, Any] = {
    "program": PROGRAM,
    "options": {"new": "add", "mode": "row", "existing": "ignore", "absent": "ignore"},
    "participants": f"{HEADER}\nC1,Ann,,{ANN},",
}
PATH = f"/v2/programs/{PROGRAM}/participants"


def refused(body: Any, world: World | None = None) -> tuple[int, Any]:
    """How a body is refused; checks that it has changed nothing."""
    world = world or World()
    turn = world.request("POST", PATH, json=body)
    assert turn.events == ()
    assert world.wait("1h").events == ()
    assert world.items(f"/v1/programs/{PROGRAM}/participants?active=all") == []
    return answer(turn).status, answer(turn).json


def without(*path: str) -> dict[str, Any]:
    """The good body without a key."""
    body = json.loads(json.dumps(GOOD))
    holder = body
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return dict(body)


def having(**options: object) -> dict[str, Any]:
    """The good body with other options."""
    return {**GOOD, "options": GOOD["options"] | options}


def test_an_import_is_accepted() -> None:
    response = answer(World().request("POST", PATH, json=GOOD))
    assert (response.status, response.json) == (202, None)
    assert response.headers["Location"].startswith("/v1/commands/")


@pytest.mark.parametrize(
    "options",
    [
        {"new": new, "mode": mode, "existing": existing}
        for new in ("add", "ignore")
        for mode in ("row", "tx")
        for existing in ("ignore", ["first_name"], [])
    ],
)
def test_every_value_of_every_option_is_accepted(options: dict[str, Any]) -> None:
    assert answer(World().request("POST", PATH, json=having(**options))).status == 202


@pytest.mark.parametrize("option", ["new", "mode", "existing", "absent"])
def test_every_option_is_required(option: str) -> None:
    assert refused(without("options", option)) == (400, {"error": f"options.{option} is required"})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (without("program"), "program must be the program of the path"),
        ({**GOOD, "program": OTHER}, "program must be the program of the path"),
        ({**GOOD, "program": None}, "program must be the program of the path"),
        (without("options"), "options must be an object"),
        ({**GOOD, "options": []}, "options must be an object"),
        (without("participants"), "participants must be a CSV in a string"),
        ({**GOOD, "participants": ["customer_id"]}, "participants must be a CSV in a string"),
        (having(new="update"), "options.new must be add or ignore"),
        (having(new=["add"]), "options.new must be add or ignore"),
        (having(mode="TX"), "options.mode must be row or tx"),
        (having(mode=None), "options.mode must be row or tx"),
        (having(absent="stop"), "options.absent must be ignore"),
        (
            having(existing="first_name"),
            "options.existing must be ignore or an array of field names",
        ),
        (having(existing=[1]), "options.existing must be ignore or an array of field names"),
        (having(existing={}), "options.existing must be ignore or an array of field names"),
        ([GOOD], "the body is not a JSON object"),
        (7, "the body is not a JSON object"),
    ],
)
def test_what_is_malformed_is_refused(body: Any, message: str) -> None:
    assert refused(body) == (400, {"error": message})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"program": "\\ud800"}', b"NaN"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    world = World()
    turn = world.handle(world.sign(Request("POST", PATH, {}, body)))
    assert (answer(turn).status, answer(turn).json) == (400, {"error": "the body is not JSON"})


def test_an_unknown_program_is_refused_before_its_body_is_read() -> None:
    world = World()
    turn = world.handle(
        world.sign(Request("POST", f"/v2/programs/{NOBODY}/participants", {}, b"{"))
    )
    assert (answer(turn).status, answer(turn).json) == (404, {"error": "Program not found"})


def test_without_options_where_the_account_assumes_the_defaults_of_2017() -> None:
    world = World(assumptions={"options_required": False})
    posted = world.request("POST", PATH, json={"participants": GOOD["participants"]})
    assert json.loads(world.status(posted)["message"]) == {"added": 0, "updated": 0, "ignored": 1}
    options = {"new": "add", "absent": "ignore"}
    body = {"options": options, "participants": GOOD["participants"]}
    posted = world.request("POST", PATH, json=body)
    assert json.loads(world.status(posted)["message"])["added"] == 1
    assert answer(world.request("POST", PATH, json={**GOOD, "options": {"new": "x"}})).status == 400


@pytest.mark.parametrize(("over", "status"), [(0, 202), (1, 413)])
def test_a_csv_of_ten_megabytes_is_the_largest(over: int, status: int) -> None:
    start = "major\n\u00e9"  # two bytes
    csv = start + "x" * (LARGEST_CSV - len(start.encode()) + over)
    world = World(assumptions={"import_takes": "1s"})
    turn = world.post(csv, new="ignore")
    assert answer(turn).status == status


# --- The command


def test_the_life_of_a_command_that_succeeds() -> None:
    world = World(assumptions={"import_takes": "1s"})
    posted = world.post(GOOD["participants"])
    assert posted.events == ()
    path = answer(posted).headers["Location"]
    running = {
        "commandId": path.removeprefix("/v1/commands/"),
        "name": "ImportParticipants",
        "from": "INVENTED_TOKEN",
        "created": "2026-01-05T15:00:00.000Z",
        "complete": False,
        "error": False,
    }
    assert world.get(path) == running
    assert world.wait("0s").events == ()
    assert world.get(path) == running
    assert len(world.wait("1s").changes) == 1
    message = '{"added": 1, "updated": 0, "ignored": 0}'
    assert world.get(path) == {**running, "complete": True, "message": message}


def test_a_command_that_fails_says_more() -> None:
    world = World()
    status = world.status(world.post("customer_id,nonsense\n1,2"))
    assert list(status) == [
        *("commandId", "name", "from", "created", "complete", "error"),
        *("message", "trace", "processor"),
    ]
    assert (status["complete"], status["error"]) == (True, True)
    assert status["processor"] == "simulator"
    assert status["trace"] == "optinsim: row 1: Unrecognized variable: nonsense"


def test_the_message_may_be_an_object() -> None:
    world = World(assumptions={"import_message": "object"})
    status = world.status(world.post(GOOD["participants"]))
    assert status["message"] == {"added": 1, "updated": 0, "ignored": 0}


def test_the_message_can_be_searched_whatever_its_letters() -> None:
    world = World()
    assert "Unrecognized variable: größe" in world.status(world.post("größe"))["message"]


def test_no_two_commands_are_the_same_and_each_sees_what_the_one_before_has_done() -> None:
    world = World(assumptions={"import_takes": "5s"})
    first, second = world.post(GOOD["participants"]), world.post(GOOD["participants"])
    turn = world.wait("1d")
    assert len(turn.changes) == 1
    assert world.status(first)["commandId"] != world.status(second)["commandId"]
    assert json.loads(world.status(first)["message"])["added"] == 1
    assert json.loads(world.status(second)["message"])["ignored"] == 1


def test_an_unknown_command() -> None:
    response = answer(World().request("GET", f"/v1/commands/{NOBODY}"))
    assert (response.status, response.json) == (404, {"error": "Command not found"})
