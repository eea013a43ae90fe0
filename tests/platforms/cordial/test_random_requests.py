"""Whatever a client sends: an answer that is JSON, and nothing changed unless it is a 2xx."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Request, Response
from optinsim.platforms.cordial.endpoints import ENDPOINTS
from tests.platforms.cordial.worlds import ANN, BOB, CAT, LANDLINE, MANY, World, answer, contact

MDNS = (ANN, BOB, CAT, LANDLINE)
KNOWN = (*(mdn[1:] for mdn in MDNS), "ann@example.com", "x@y", "sms", "email", "push")
KEYS = (
    *("channels", "sms", "email", "address", "programs", "cordialthreads", "sale", "news"),
    *("keyword", "subscribeStatus", "suppressDOI", "subscribedAt", "first_name", "zip"),
    *("identifyBy", "suppressTriggers", "forceSubscribe", "page", "per_page", "sort_by"),
    *("sort_dir", "return_count", "audience-key", "mcID", "channels.sms.address"),
    *("name", "enhanced", "segment_group_id", "type", "indexed"),
)
WORDS = (*KNOWN, "JOIN", "sale", "News", "subscribed", "unsubscribed", "none", "pendingDOI", "")

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
statuses = st.sampled_from(["subscribed", "unsubscribed", "none", "subscribed", "x", None])
programs = st.fixed_dictionaries(
    {},
    optional={
        "keyword": st.sampled_from(["join", "SALE", "news"]) | texts | scalars,
        "subscribeStatus": statuses,
        "suppressDOI": st.booleans() | scalars,
    },
)
addresses = st.sampled_from([mdn[1:] for mdn in MDNS])
emails = st.sampled_from(["ann@example.com", "x@y", "z@y"])
channels = st.fixed_dictionaries(
    {},
    optional={
        "sms": st.fixed_dictionaries(
            {},
            optional={
                "address": addresses | scalars,
                "programs": st.dictionaries(st.sampled_from(list(MANY)), programs, max_size=3)
                | values,
            },
        ),
        "email": st.fixed_dictionaries(
            {"address": emails | scalars},
            optional={"subscribeStatus": statuses, "invalid": st.booleans() | scalars},
        ),
    },
)
contacts = st.fixed_dictionaries(
    {"channels": channels | values},
    optional={
        "first_name": values,
        "forceSubscribe": st.booleans() | scalars,
        "vip": st.booleans() | scalars,
        "zip": st.fixed_dictionaries({"add": st.lists(scalars, max_size=2) | scalars}),
        "identifyBy": st.lists(st.sampled_from(["sms", "email", "custID"])) | values,
    },
)
auth = st.dictionaries(st.sampled_from(["sms", "email", "x"]), addresses | emails | scalars)
calls = st.tuples(auth | values, contacts | values).map(list)
account_lists = st.fixed_dictionaries(
    {"name": st.sampled_from(["vip", "new-list", "cID", "first_name"]) | texts},
    optional={"enhanced": st.booleans() | scalars, "segment_group_id": scalars},
)
bodies = st.binary(max_size=30) | (contacts | contacts | account_lists | calls | values).map(
    lambda value: json.dumps(value).encode()
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "authorization": st.sampled_from(["Basic x", "\ud800"]) | st.text(max_size=5),
        "Content-Type": st.text(max_size=5),
    },
)


@st.composite
def requests(draw: st.DrawFn, ids: tuple[str, ...]) -> Request:
    """A call to a route, or to something like one."""
    endpoint = draw(st.sampled_from(ENDPOINTS))
    method, pattern = endpoint.method, endpoint.path
    parts = []
    for part in pattern.split("/"):
        known = st.sampled_from((*KNOWN, *ids)).map(quote)
        prefix = draw(st.sampled_from(["", "", "sms:", "email:", "channels.sms.address%3A"]))
        parts.append(prefix + draw(known | texts) if part.startswith("{") else part)
    path = "/".join(parts)
    query = draw(st.dictionaries(st.sampled_from(KEYS) | texts, texts, max_size=2))
    if query:
        path += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    if draw(st.sampled_from([False] * 9 + [True])):
        method, path = draw(st.text(max_size=5)), draw(st.text(st.characters(codec=None)))
    return Request(method, path, draw(headers), draw(bodies))


def whole(world: World) -> Any:
    """Everything that a client, a person or a tester could see."""
    listed = answer(world.call("GET", "?per_page=999")).json
    people = [(world.record(mdn), world.states(mdn)) for mdn in MDNS]
    lists = answer(world.request("GET", "/v2/accountlists")).json
    return listed, people, lists, world.now


def lived_in() -> World:
    """A world with a subscriber, somebody pending, and somebody who has stopped."""
    world = World(programs=MANY, lists=["vip"])
    body = contact(ANN, first_name="Ann")
    body["channels"]["email"] = {"address": "ann@example.com", "subscribeStatus": "unsubscribed"}
    world.call("POST", "", body)
    world.join(ANN)
    world.text("SALE", BOB)
    world.text("STOP", CAT)
    world.call("POST", "", {"channels": {"email": {"address": "x@y"}}})
    return world


@given(st.data())
def test_any_request(data: st.DataObject) -> None:
    world = lived_in()
    ids = (world.record(ANN)["_id"], world.get("x@y")["_id"])
    before = whole(world)
    for _ in range(3):
        turn = world.handle(world.sign(data.draw(requests(ids))))
        response = answer(turn)
        assert isinstance(response, Response)
        seen = [response.json, *(callback.body for callback in turn.callbacks)]
        json.dumps(seen, ensure_ascii=False, allow_nan=False).encode()
        if not 200 <= response.status < 300:
            assert 400 <= response.status < 500 or response.status == 501
            assert "error" in response.json
            assert (turn.events, turn.callbacks) == ((), ())
            assert whole(world) == before
        before = whole(world)


@given(st.lists(st.tuples(contacts | calls, st.sampled_from(["POST", "LISTENER", "PUT"]))))
def test_any_upserts(given_bodies: list[tuple[Any, str]]) -> None:
    """However contacts are changed, no two have one address, and every record can be read."""
    world = lived_in()
    for body, method in given_bodies:
        path = {"POST": "/v2/contacts", "LISTENER": "/contact", "PUT": "/v2/contacts/x@y"}[method]
        world.handle(world.sign(Request(method, path, {}, json.dumps(body).encode())))
    found = answer(world.call("GET", "?per_page=999")).json
    for channel in ("sms", "email"):
        addresses = [
            one["channels"][channel]["address"] for one in found if channel in one["channels"]
        ]
        assert len(addresses) == len(set(addresses))
    assert len({one["_id"] for one in found}) == len(found)
    for one in found:
        assert world.get(one["_id"]) == one
