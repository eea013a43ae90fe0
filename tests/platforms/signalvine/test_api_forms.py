"""The calls to the Signal Vine API that people can fill in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optinsim.core.consent import Consent
from tests.platforms.signalvine.worlds import (
    ANN,
    BOB,
    OTHER,
    OTHER_NUMBER,
    PROGRAM,
    TWO,
    World,
    answer,
)

if TYPE_CHECKING:
    from optinsim.forms import Form
    from optinsim.simulator import Turn

PERSON = {"mdn": ANN, "first_name": "Ann", "last_name": 'O"Hara, Jr', "external_id": "EX1"}
IMPORT = "Import participants from a CSV"
OPT_OUT = "Opt a participant out, or back in"
HOW = "Ask how an import went"


def form(world: World, name: str) -> Form:
    return {one.name: one for one in world.forms(PERSON)}[name]


def fill(world: World, name: str, **values: str) -> Turn:
    """Fill in a form and send it; an underscore is a hyphen where the form has one."""
    wanted = form(world, name)
    keys = {one.key.replace("-", "_"): one.key for one in wanted.fields}
    given = {keys[key]: text for key, text in values.items()}
    return world.handle(world.sign(wanted.request(given)))


def value(world: World, name: str, key: str) -> str:
    """What stands in a field at first."""
    return {one.key: one.value for one in form(world, name).fields}[key]


def json_of(turn: Turn) -> Any:
    return answer(turn).json


def message(world: World, **values: str) -> Any:
    """What an import has to say when it is complete."""
    assert answer(fill(world, IMPORT, **values)).status == 202
    return json.loads(json_of(fill(world, HOW))["message"])


def test_the_calls() -> None:
    world = World()
    operations = [one.operation for one in world.forms(PERSON)]
    query = "?active={active}&type={type}&updated-after={updated-after}"
    assert operations == [
        "POST /v2/programs/{program}/participants",
        "POST /v2/programs/{program}/participants",
        "POST /v2/programs/{program}/participants",
        f"GET /v1/programs/{{program}}/participants{query}",
        "GET /v1/participants/{signalvine_id}/messages?message_type={message_type}",
        "GET /v1/programs/{program}?type=schema",
    ]
    assert World(programs=[]).forms(PERSON) == ()


def test_the_person_is_imported() -> None:
    world = World()
    csv = value(world, IMPORT, "participants")
    assert csv == (
        f'customer_id,first_name,last_name,phone,group_list\nEX1,Ann,"O""Hara, Jr",{ANN},'
    )
    assert message(world) == {"added": 1, "updated": 0, "ignored": 0}
    assert world.profile(ANN)["last_name"] == 'O"Hara, Jr'
    assert world.record(ANN)["customerId"] == "EX1"


def test_an_import_updates_the_chosen_fields() -> None:
    world = World()
    message(world)
    csv = "customer_id,first_name,active\nEX1,Anna,false"
    options = {"new": "ignore", "existing": "first_name, active", "mode": "tx"}
    assert message(world, participants=csv, **options)["updated"] == 1
    assert world.profile(ANN)["first_name"] == "Anna"
    assert world.state(ANN) is Consent.UNSUBSCRIBED


def test_what_signal_vine_refuses_gets_its_own_answer() -> None:
    world = World()
    csv = "customer_id,shoe_size\nEX1,9"
    said = message(world, participants=csv)
    assert said["errors"][0]["message"] == "Unrecognized variable: shoe_size"
    assert json_of(fill(world, HOW))["error"] is True
    listed = fill(world, "List the participants of a program", updated_after="yesterday")
    assert answer(listed).status == 400


def test_a_participant_gets_another_phone() -> None:
    world, other = World(), "+13125550124"
    message(world)
    assert answer(fill(world, "Give a participant another phone", phone=other)).status == 202
    assert (world.record(ANN), world.record(other)["customerId"]) == (None, "EX1")


def test_the_newest_import_is_asked_after_first() -> None:
    world = World(assumptions={"import_takes": "5s"})
    assert HOW not in [one.name for one in world.forms(PERSON)]
    fill(world, IMPORT)
    world.wait("1m")
    second = answer(fill(world, IMPORT)).headers["Location"]
    (command,) = form(world, HOW).fields
    assert second.endswith(command.value)
    assert list(command.choices.values()) == [
        "that of 2026-01-05T15:01:00.000Z",
        "that of 2026-01-05T15:00:00.000Z",
    ]
    assert json_of(fill(world, HOW))["complete"] is False
    assert json_of(fill(world, HOW, command=list(command.choices)[1]))["complete"] is True


def test_a_participant_is_opted_out_and_back_in() -> None:
    world = World()
    assert value(world, OPT_OUT, "signalvine_id") == ""
    world.text("JOIN", ANN)  # without a customer_id
    participants = "List the participants of a program"
    (found,) = json_of(fill(world, participants))["items"]
    assert value(world, OPT_OUT, "signalvine_id") == found["id"]
    assert answer(fill(world, OPT_OUT)).status == 202
    assert world.state(ANN) is Consent.UNSUBSCRIBED
    assert json_of(fill(world, participants))["items"] == []
    assert len(json_of(fill(world, participants, active="all", type="simple"))["items"]) == 1
    fill(world, OPT_OUT, active="true")
    assert world.state(ANN) is Consent.SUBSCRIBED


def test_the_messages_of_a_participant() -> None:
    world = World()
    world.text("JOIN", ANN)
    name = "List the messages of a participant"
    assert [one["text"] for one in json_of(fill(world, name))["items"]] == ["welcome", "JOIN"]
    received = fill(world, name, message_type="received")
    assert [one["text"] for one in json_of(received)["items"]] == ["JOIN"]
    assert answer(fill(world, name, signalvine_id="nobody")).status == 404


def test_the_fields_of_a_program_are_the_columns_of_its_csv() -> None:
    fields = json_of(fill(World(), "Show the fields of a program"))["fields"]
    assert {"name": "gpa", "type": "Maybe (Float)"} in fields


def test_the_persons_own_program_comes_first() -> None:
    world = World(**TWO)
    assert value(world, IMPORT, "program") == PROGRAM
    world.text("LIFE", ANN, OTHER_NUMBER)
    world.text("JOIN", BOB)
    assert value(world, IMPORT, "program") == OTHER
    (program, *_) = form(world, IMPORT).fields
    assert program.choices == {
        PROGRAM: f"TXT-4-SUCCESS ({PROGRAM})",
        OTHER: f"HS_Life ({OTHER})",
    }
    assert message(world, program=PROGRAM)["added"] == 1
