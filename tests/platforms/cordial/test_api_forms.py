"""The calls to the Cordial API, and from a web page, that people can fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.core.consent import Consent
from tests.platforms.cordial.worlds import ANN, MANY, World, answer, errors, purposes, sms, status

if TYPE_CHECKING:
    from optinsim.forms import Form
    from optinsim.simulator import Turn

PERSON = {"mdn": ANN, "first_name": "Ann", "last_name": "Archer", "zip": "60601"}
SUBSCRIBES = ["Subscribe a contact", "Subscribe a contact from a web page"]


def form(world: World, name: str) -> Form:
    return {one.name: one for one in world.forms(PERSON)}[name]


def fill(world: World, name: str, /, **values: str) -> Turn:
    """Fill in a form and send it; `attribute__x` is the key `attribute.x`."""
    given = {key.replace("__", "."): text for key, text in values.items()}
    return world.handle(world.sign(form(world, name).request(given)))


def test_the_calls() -> None:
    assert [one.operation for one in World().forms(PERSON)] == [
        "POST /v2/contacts",
        "LISTENER /contact",
        "PUT /v2/contacts/channels.sms.address:{address}",
        "POST /v2/contacts",
        "GET /v2/contacts/{key}",
        "PUT /v2/contacts/{key}",
        "PUT /v2/contacts/{key}/unsubscribe/{channel}",
        "POST /v2/accountlists",
    ]


def test_an_account_without_programs() -> None:
    names = [one.name for one in World(programs={}).forms(PERSON)]
    assert names[0] == "Add a contact, or update one"
    assert not set(names).intersection(SUBSCRIBES)


def test_a_list_is_made_and_a_contact_put_on_it() -> None:
    world = World()
    world.post(ANN)
    assert "Put a contact on a list" not in [one.name for one in world.forms(PERSON)]
    assert answer(fill(world, "Make a list", name="vip")).json == {"success": True, "id": 1}
    assert status(fill(world, "Put a contact on a list")) == 200
    assert list(world.record(ANN)["listJoinDate"]) == ["vip"]
    fill(world, "Put a contact on a list", is_on="false")
    assert "lists" not in world.record(ANN)
    fill(world, "Make a list", name="news", enhanced="false")
    fill(world, "Put a contact on a list", list="news")
    assert "listJoinDate" not in world.record(ANN)


def test_the_body_is_that_of_the_vendors_page() -> None:
    body = form(World(), "Subscribe a contact").request({"keyword": "join"}).json()
    program = {"keyword": "join", "subscribeStatus": "subscribed"}
    channels = {"sms": {"address": "13125550123", "programs": {"cordialthreads": program}}}
    assert body == {"channels": channels, "first_name": "Ann", "zip": "60601"}
    page = form(World(), "Subscribe a contact from a web page").request({"keyword": "join"})
    assert page.json() == [{"sms": "13125550123"}, body]


@pytest.mark.parametrize("name", SUBSCRIBES)
def test_a_contact_is_asked_to_confirm(name: str) -> None:
    world = World()
    turn = fill(world, name, attribute__zip="")
    assert (status(turn), purposes(turn)) == (201, ["opt_in"])
    assert sms(world)["programs"]["cordialthreads"]["subscribeStatus"] == "pendingDOI"
    assert world.record(ANN)["first_name"] == "Ann"
    assert "zip" not in world.record(ANN)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"address": "123"}, "channels.sms.address"),
        ({"keyword": ""}, "channels.sms.programs.cordialthreads.keyword"),
        ({"keyword": "SALE"}, "channels.sms.programs.cordialthreads.keyword"),
    ],
)
@pytest.mark.parametrize("name", SUBSCRIBES)
def test_what_cordial_refuses_gets_its_own_answer(
    name: str, values: dict[str, str], place: str
) -> None:
    assert place in errors(fill(World(), name, **values))


def test_a_contact_gets_another_number() -> None:
    world = World()
    fill(world, "Subscribe a contact", suppress_doi="true")
    assert status(fill(world, "Give a contact another number", address="13125550124")) == 200
    assert world.record(ANN) is None
    assert sms(world, "+13125550124")["address"] == "13125550124"


def test_double_opt_in_may_be_left_out() -> None:
    world = World()
    turn = fill(world, "Subscribe a contact", suppress_doi="true", email="ann@example.com")
    assert purposes(turn) == []
    assert world.state(ANN) is Consent.SUBSCRIBED
    assert world.record(ANN)["channels"]["email"]["address"] == "ann@example.com"
    assert purposes(fill(World(), "Subscribe a contact", suppress_doi="false")) == ["opt_in"]


def test_every_program_with_its_keywords_is_there() -> None:
    world = World(programs=MANY)
    fields = {one.key: one for one in form(world, "Subscribe a contact").fields}
    assert fields["program"].choices == {
        "cordialthreads": "cordialthreads (JOIN)",
        "sale": "sale (SALE, YES)",
        "news": "news (NEWS)",
    }
    assert fields["keyword"].value == "JOIN"
    turn = fill(world, "Subscribe a contact", program="news", keyword="NEWS")
    assert status(turn) == 201
    assert world.state(ANN, "news") is Consent.SUBSCRIBED


def test_a_program_without_keywords_is_joined_by_the_default_word() -> None:
    world = World(programs={"p": {}})
    fields = {one.key: one for one in form(world, "Subscribe a contact").fields}
    assert fields["keyword"].value == "YES"
    assert status(fill(world, "Subscribe a contact")) == 201


def test_a_contact_is_shown_and_leaves() -> None:
    world = World(sms_channel="sms-promo", assumptions={"primary_key": "email"})
    assert status(fill(world, "Show a contact")) == 404
    assert status(fill(world, "Unsubscribe a contact from a program")) == 404
    assert status(fill(world, "Add a contact, or update one")) == 201
    assert answer(fill(world, "Show a contact")).json == world.record(ANN)
    world.join()
    turn = fill(world, "Unsubscribe a contact from a program")
    assert (status(turn), purposes(turn)) == (200, ["stop"])
    world.join()
    turn = fill(world, "Unsubscribe a contact from a channel")
    assert (status(turn), purposes(turn)) == (200, ["stop"])
    assert status(fill(world, "Unsubscribe a contact from a channel", channel="email")) == 422
