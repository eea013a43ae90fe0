"""Whatever a client sends: an answer that is JSON, and nothing changed unless it is a 2xx."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Request, Response
from optinsim.platforms.vibes.endpoints import ENDPOINTS
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES, OTHER_TYPES
from tests.platforms.vibes.worlds import ANN, BOB, CAT, LANDLINE, World, answer

MDNS = (ANN, BOB, CAT, LANDLINE)
KNOWN = (
    *MDNS,
    "3125550123",
    "EX1",
    "EX2",
    "ACQ1234",
    "ACQ2",
    "NEWS",
    "1234",
    "99",
    "84237",
    "acme",
)
KEYS = (
    *("person_key", "person_id", "external_person_id", "mobile_phone", "mdn", "carrier_code"),
    *("custom_fields", "first_name", "zip_code", "callback_type", "event_type", "destination"),
    *("url", "method", "content_type", "start_date", "end_date", "campaign_id", "list_id"),
    *("source_code", "country_code", "participant", "acquisition_campaign", "api_key", "code"),
    *("subscription", "subscription_list", "id", "person", "message", *CALLBACK_TYPES),
)
WORDS = (*KNOWN, *CALLBACK_TYPES, OTHER_TYPES[0], "https://x.example/", "PUT", "2026-02-01", "")

texts = st.sampled_from(WORDS) | st.text(st.characters(codec=None), max_size=8)
scalars = (
    st.none() | st.booleans() | st.integers() | st.integers(10**40, 10**41) | st.floats() | texts
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | texts, inner, max_size=4)
    ),
    max_leaves=12,
)
phones = st.fixed_dictionaries({}, optional={"mdn": texts | scalars, "carrier_code": scalars})
people = st.fixed_dictionaries(
    {},
    optional={
        "external_person_id": texts | scalars,
        "mobile_phone": phones | scalars,
        "custom_fields": st.dictionaries(st.sampled_from(KEYS), values, max_size=2) | scalars,
    },
)
registrations = st.fixed_dictionaries(
    {"callback_type": st.sampled_from(CALLBACK_TYPES)},
    optional={
        "destination": st.fixed_dictionaries({}, optional={"url": texts, "method": texts}),
        "start_date": texts | scalars,
        "end_date": texts | scalars,
        "ack_participant_added": st.fixed_dictionaries({"campaign_id": texts | scalars}),
        "subscription_added": st.fixed_dictionaries({"list_id": texts | scalars}),
        "participant": values,
    },
)
bodies = st.binary(max_size=30) | (values | people | registrations).map(
    lambda value: json.dumps(value).encode()
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "X-API-Version": st.sampled_from(["1", "2", "2", "2", "x"]),
        "authorization": st.sampled_from(["Basic x", "\ud800"]) | st.text(max_size=5),
        "Content-Type": st.text(max_size=5),
    },
)


@st.composite
def requests(draw: st.DrawFn, ids: tuple[str, ...]) -> Request:
    """A call to a route, or to something like one."""
    endpoint = draw(st.sampled_from(ENDPOINTS))
    method, pattern = endpoint.method, endpoint.path.removeprefix("/companies/{company_key}/")
    parts = []
    for part in pattern.split("/"):
        known = st.sampled_from((*KNOWN, *ids)).map(quote)
        parts.append(draw(known | texts) if part.startswith("{") else part)
    path = "/".join(("", "companies", draw(st.sampled_from(["acme"] * 9 + ["x"])), *parts))
    query = draw(st.dictionaries(st.sampled_from(KEYS) | texts, texts, max_size=2))
    if query:
        path += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    if draw(st.sampled_from([False] * 9 + [True])):
        method, path = draw(st.text(max_size=5)), draw(st.text(st.characters(codec=None)))
    return Request(method, path, draw(headers), draw(bodies))


def whole(world: World) -> Any:
    """Everything that a client, a person or a tester could see."""
    people = [world.record(mdn) for mdn in MDNS]
    subscriptions = [
        world.get(f"mobiledb/persons/{one['person_key']}/subscriptions?active_only=false")
        for one in people
        if one
    ]
    states = [world.states(mdn) for mdn in MDNS]
    return people, states, subscriptions, world.get("config/callbacks"), world.now


def lived_in() -> World:
    """A world with a subscriber, somebody pending, and a registration."""
    world = World()
    world.call(
        "POST", "mobiledb/persons", {"external_person_id": "EX1", "mobile_phone": {"mdn": ANN}}
    )
    world.join(ANN)
    world.add(mdn=BOB, external_person_id="EX2")
    json = {
        "callback_type": "company_participant_added",
        "destination": {"url": "https://x.example/"},
    }
    world.call("POST", "config/callbacks", json)
    return world


@given(st.data())
def test_any_request(data: st.DataObject) -> None:
    world = lived_in()
    ids = (
        world.record(ANN)["person_key"],
        world.record(BOB)["person_id"],
        world.get("config/callbacks")[0]["callback_id"],
    )
    before = whole(world)
    for _ in range(3):
        turn = world.handle(world.sign(data.draw(requests(ids))))
        response = answer(turn)
        assert isinstance(response, Response)
        seen = [response.json, *(callback.body for callback in turn.callbacks)]
        json.dumps(seen, ensure_ascii=False, allow_nan=False).encode()
        if not 200 <= response.status < 300:
            assert 400 <= response.status < 500 or response.status == 501
            assert set(response.json) == {"errors"}
            assert response.json["errors"]
            assert turn.events == ()
            assert whole(world) == before
        before = whole(world)
