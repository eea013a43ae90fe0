"""Whatever a client sends: an answer that is JSON, and nothing changed unless it is a 2xx.

And whatever an import brings: it ends, and its program holds together.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.adapter import Account, Request, Response
from optinsim.core.consent import Consent
from optinsim.core.numbers import parse_mdn
from optinsim.platforms.signalvine.endpoints import ENDPOINTS
from optinsim.platforms.signalvine.profile import BUILT_IN, reader
from optinsim.simulator import Simulator
from tests.platforms.signalvine.worlds import (
    ACCOUNT,
    ANN,
    BOB,
    CAT,
    EVE,
    FIELDS,
    LANDLINE,
    OTHER,
    PROGRAM,
    SECOND,
    TREE,
    World,
    account,
    answer,
)

MDNS = (ANN, BOB, CAT, EVE, LANDLINE)
EVERYBODY = f"/v1/accounts/{ACCOUNT}/participants?active=all&type=full&count=500"
MODES = st.fixed_dictionaries(
    {
        "new": st.sampled_from(["add", "ignore"]),
        "mode": st.sampled_from(["row", "tx"]),
        "existing": st.just("ignore")
        | st.lists(st.sampled_from([*BUILT_IN, *FIELDS]), unique=True),
        "absent": st.just("ignore"),
    }
)


@cache
def the_account() -> Account:
    """Two programs at two numbers, one with a question that is asked at once."""
    questions = [
        {
            "id": "q",
            "after": "0s",
            "text": "Art?",
            "field": "major",
            "answers": [{"word": "yes", "reply": "ok"}, {"word": "no"}],
        }
    ]
    return account(programs=[{**TREE["programs"][0], "questions": questions}, SECOND])


class LivedIn(World):
    """A world with people in both programs."""

    def __init__(self) -> None:
        Simulator.__init__(self, the_account())
        self.add(ANN, BOB)
        self.add(ANN, program=OTHER)
        self.text("JOIN", CAT)
        self.text("STOP", BOB)

    def ids(self) -> list[str]:
        return [str(item["id"]) for item in self.items(EVERYBODY)]


def whole(world: World) -> Any:
    """Everything that a client, a person or a tester could see."""
    messages = world.items(f"/v1/accounts/{ACCOUNT}/messages?count=500")
    people = [(world.record(mdn), world.states(mdn)) for mdn in MDNS]
    return world.items(EVERYBODY), messages, people, world.now


texts = st.text(st.characters(codec=None), max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
cells = st.sampled_from(
    [*MDNS, "C23", "C24", "C9", "(312) 555-0123", "true", "FALSE", "", "", "x", "3.50", "a;b", '"']
) | st.text(max_size=6)
columns = st.lists(st.sampled_from([*BUILT_IN, *FIELDS]), unique=True, min_size=1, max_size=6)
needed = st.just(["customer_id", "first_name", "last_name", "phone", "group_list"])


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@st.composite
def sheets(draw: st.DrawFn, ids: tuple[str, ...] = ()) -> str:
    """A CSV that is well formed more often than not."""
    header = draw(needed | columns | columns.map(lambda names: [*names, "active"]))
    some = cells | st.sampled_from(ids) if ids else cells
    rows = [header]
    for _ in range(draw(st.integers(0, 4))):
        width = draw(st.sampled_from([len(header)] * 9 + [1]))
        row = draw(st.lists(some, min_size=width, max_size=width))
        if len(row) == len(header) and "phone" in header and draw(st.booleans()):
            row[header.index("phone")] = draw(st.sampled_from(MDNS))
        rows.append(row)
    raw = draw(st.sampled_from([False] * 9 + [True]))
    lines = [",".join(row if raw else map(quoted, row)) for row in rows]
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


bodies = st.binary(max_size=30) | st.fixed_dictionaries(
    {},
    optional={
        "program": st.just(PROGRAM) | values,
        "options": MODES | values,
        "participants": sheets() | values,
        "x": values,
    },
).map(lambda value: json.dumps(value).encode())
headers = st.dictionaries(
    st.sampled_from(["Content-Type", "SignalVine-Date", "signalvine-date", "Authorization", ""]),
    st.sampled_from(["2026-01-05T15:00:00.000Z", "", "SignalVine INVENTED_TOKEN:x"]) | texts,
    max_size=2,
)


@st.composite
def requests(draw: st.DrawFn, ids: tuple[str, ...]) -> Request:
    """A call to a route, or to something like one."""
    endpoint = draw(st.sampled_from(ENDPOINTS))
    method, pattern = endpoint.method, endpoint.path
    known = st.sampled_from((ACCOUNT, PROGRAM, PROGRAM, OTHER, *ids))
    path = pattern.replace(
        "{id}", draw(known | texts.map(lambda text: quote(text, errors="replace")))
    )
    names = st.sampled_from(["active", "type", "count", "offset", "message_type", "updated-after"])
    given = st.sampled_from(["all", "full", "schema", "1", "0", "sent", "2026-01-05"]) | texts
    query = draw(st.dictionaries(names | texts, given, max_size=2))
    if query:
        path += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    if draw(st.sampled_from([False] * 9 + [True])):
        method, path = draw(st.text(max_size=5)), draw(st.text(st.characters(codec=None)))
    return Request(method, path, draw(headers), draw(bodies))


@given(st.data())
def test_any_request(data: st.DataObject) -> None:
    world = LivedIn()
    ids = tuple(world.ids())
    before = whole(world)
    for _ in range(3):
        signed = data.draw(st.sampled_from([True] * 9 + [False]))
        turn = world.handle(world.sign(data.draw(requests(ids)), valid=signed))
        response = answer(turn)
        assert isinstance(response, Response)
        json.dumps(response.json, ensure_ascii=False, allow_nan=False).encode()
        assert turn.callbacks == ()
        if not 200 <= response.status < 300:
            assert 400 <= response.status < 500 or response.status == 501
            assert list(response.json) == ["error"]
            assert turn.events == ()
            assert whole(world) == before
        before = whole(world)


@given(st.data())
def test_any_import(data: st.DataObject) -> None:
    """However programs are filled: no two have one phone, and consent is the engine's."""
    world = LivedIn()
    ids = tuple(world.ids())
    for _ in range(3):
        program = data.draw(st.sampled_from([PROGRAM, OTHER]))
        csv, options = data.draw(sheets(ids)), data.draw(MODES)
        before = whole(world)
        status = world.status(world.post(csv, program=program, **options))
        assert status["complete"]
        message = json.loads(status["message"])
        assert status["error"] == ("errors" in message)
        if status["error"] and options["mode"] == "tx":
            assert len(message["errors"]) == 1
            assert whole(world) == before
        if data.draw(st.booleans()):
            world.text(data.draw(st.sampled_from(["STOP", "JOIN", "yes", "hello"])), EVE)
    items = world.items(EVERYBODY)
    assert len({item["id"] for item in items}) == len(items)
    for key in ("phone", "customerId"):
        kept = [(item["programId"], item[key]) for item in items if item[key]]
        assert len(kept) == len(set(kept))
    for item in items:
        state = world.state(item["phone"], item["programId"])
        assert item["active"] == (state is Consent.SUBSCRIBED)
        assert state is not Consent.NONE
        profile = {field["name"]: field["value"] for field in item["profile"]}
        assert profile["active"] == str(item["active"]).lower()
        assert ";".join(item["groups"]) == profile["group_list"]


@given(
    st.sampled_from(["US", "CA", "GB"]),
    st.text("+ ().-0123456789", max_size=18)
    | st.from_regex(r"\+?1?[ -]?\(?[2-9]\d\d\)? ?[0-9]{7}"),
)
@example("US", ".+12000000000")
def test_phones_are_read_as_everywhere(country: str, cell: str) -> None:
    """The short cut of an import says what `parse_mdn` says."""
    read = reader("Phone", country)
    assert read is not None
    assert read(cell) == parse_mdn(cell, country)
