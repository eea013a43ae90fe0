"""Checkpoints, going back, branching off, and what is different at two moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.server.serving import ANN, BOB, NOON, Calling, Wall, hosted, receiving

if TYPE_CHECKING:
    import httpx

CALLBACKS = "/companies/acme/config/callbacks"


def text(client: httpx.Client, what: str, sender: str = ANN, account: str = "acme-vibes") -> Any:
    answer = client.post(
        "/_sim/texts", json={"from": sender, "text": what}, params={"account": account}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def state(client: httpx.Client, mdn: str = ANN, account: str = "acme-vibes") -> str:
    answer = client.get(f"/_sim/people/{mdn}", params={"account": account})
    return str(answer.json()["states"]["ACQ1234"]) if answer.status_code == 200 else "unknown"


def test_a_checkpoint_is_a_moment_to_go_back_to(calling: Calling) -> None:
    wall = Wall()
    client = calling(hosted(wall=wall))
    text(client, "SUMMER")
    assert client.post("/_sim/checkpoints", json={"name": "asked"}).status_code == 201
    wall.advance(hours=1)
    text(client, "Y")
    text(client, "SUMMER", BOB)
    assert client.post("/_sim/rewind", json={"to": "asked"}).json()["now"] == "2026-01-05T12:00:00Z"
    assert (state(client), state(client, BOB)) == ("pending", "unknown")
    wall.advance(hours=1)  # the clock runs on from there
    assert client.get("/_sim/clock").json()["now"] == "2026-01-05T13:00:00Z"
    wall.advance(hours=23)
    assert state(client) == "expired"


def test_after_a_rewind_new_callbacks_have_new_ids(calling: Calling) -> None:
    client = calling(hosted())
    client.post("/_sim/checkpoints", json={"name": "empty"})
    ids = set()
    for _ in range(3):
        (callback,) = [
            one
            for one in text(client, "SUMMER")["callbacks"]
            if one["callback_type"] == "person_added"
        ]
        ids.add((callback["event_id"], callback["person"]["person_id"]))
        client.post("/_sim/rewind", json={"to": "empty"})
    assert len(ids) == 3


def test_a_rewind_takes_undelivered_callbacks_and_messages_along(calling: Calling) -> None:
    client = calling(hosted())
    destination = {"url": "http://127.0.0.1:1/x", "method": "POST", "content_type": "text/json"}
    registration = {"event_type": "person_added", "destination": destination}
    if True:
        client.post(CALLBACKS, json=registration, auth=("qa", "secret"))
        text(client, "SUMMER")
        client.get("/_sim/deliveries", params={"wait": 30})
        client.post("/_sim/checkpoints", json={"name": "undelivered"})
        text(client, "SUMMER", BOB)
        assert len(client.get("/_sim/messages").json()["lines"]) == 4
        client.post("/_sim/rewind", json={"to": "undelivered"})
        (left,) = client.get("/_sim/deliveries").json()["deliveries"]
        assert (left["mdn"], left["state"], len(left["attempts"])) == (ANN, "waiting", 1)
        lines = client.get("/_sim/messages").json()["lines"]
        assert [line["kind"] for line in lines] == ["text", "reply"]


def test_a_fork_goes_on_beside_its_world_and_delivers_nothing_unless_told(calling: Calling) -> None:
    client = calling(hosted())
    with receiving() as receiver:
        destination = {"url": receiver.url, "method": "POST", "content_type": "text/json"}
        registration = {"event_type": "person_added", "destination": destination}
        client.post(CALLBACKS, json=registration, auth=("qa", "secret"))
        text(client, "SUMMER")
        receiver.next()
        client.post("/_sim/checkpoints", json={"name": "asked"})
        text(client, "Y")
        forked = client.post("/_sim/fork", json={"at": "asked", "name": "other"})
        assert forked.status_code == 201
        assert (state(client), state(client, account="other")) == ("subscribed", "pending")
        text(client, "N", account="other")
        assert (state(client), state(client, account="other")) == ("subscribed", "declined")
        text(client, "SUMMER", BOB, account="other")
        client.post("/_sim/fork", json={"name": "told", "delivers": True})
        one = text(client, "SUMMER", BOB)["callbacks"][0]
        other = text(client, "SUMMER", BOB, account="told")["callbacks"][0]
        # Two worlds: nothing says whose delivery is the first.
        got = {receiver.next()["event_id"] for _ in range(2)}
        assert got == {one["event_id"], other["event_id"]}
        answer = client.get("/other/companies/acme/sourcecodes", auth=("qa", "secret"))
        assert answer.status_code == 200  # the vendor's own routes, below the fork's name
        assert client.delete("/_sim/worlds/told").status_code == 204
        assert receiver.got.empty()


def test_what_is_different_at_two_moments(calling: Calling) -> None:
    client = calling(hosted())
    text(client, "SUMMER")
    client.post("/_sim/checkpoints", json={"name": "asked"})
    text(client, "Y")
    text(client, "SUMMER", BOB)
    found = client.get("/_sim/differences", params={"from": "asked"}).json()
    assert found["states"] == [
        {"mdn": ANN, "campaign": "ACQ1234", "from": "pending", "to": "subscribed"},
        {"mdn": BOB, "campaign": "ACQ1234", "from": "none", "to": "pending"},
    ]
    assert [(one["mdn"], one["from"]) for one in found["records"]] == [(BOB, None)]
    same = client.get("/_sim/differences", params={"from": "asked", "to": "asked"}).json()
    assert same["states"] == same["records"] == same["deliveries"] == []


def test_a_reset_starts_again_with_the_same_bytes(calling: Calling) -> None:
    client = calling(hosted(start=NOON, speed=0))
    client.post("/_sim/checkpoints", json={"name": "start"})
    first = [text(client, one) for one in ("SUMMER", "Y")]
    client.post("/_sim/reset")
    assert client.get("/_sim/people").json() == {"people": [], "next": None}
    assert client.get("/_sim/checkpoints").json() == {"checkpoints": []}
    assert [text(client, one) for one in ("SUMMER", "Y")] == first


REFUSED: tuple[tuple[str, str, Any, int], ...] = (
    ("POST", "/_sim/rewind", {"to": "never"}, 404),
    ("POST", "/_sim/fork", {"at": "never"}, 404),
    ("POST", "/_sim/fork", {"name": "acme-vibes"}, 409),
    ("POST", "/_sim/checkpoints", {"name": "a b"}, 422),
    ("DELETE", "/_sim/checkpoints/never", None, 404),
    ("GET", "/_sim/differences?from=never", None, 404),
    ("GET", "/_sim/differences", None, 422),
    ("POST", "/_sim/clock", {"to": "2030-01-01T00:00:00"}, 409),
)


def test_what_is_not_there_is_refused(calling: Calling) -> None:
    client = calling(hosted())
    for method, path, body, status in REFUSED:
        assert client.request(method, path, json=body).status_code == status, path


def test_a_checkpoint_can_be_moved_and_dropped(calling: Calling) -> None:
    client = calling(hosted(start=NOON, speed=0))
    client.post("/_sim/checkpoints", json={"name": "a"})
    client.post("/_sim/clock", json={"advance": "1h"})
    listed = client.post("/_sim/checkpoints", json={"name": "a"}).json()["checkpoints"]
    assert listed == [{"name": "a", "now": "2026-01-05T13:00:00Z", "turn": 1}]
    assert client.delete("/_sim/checkpoints/a").json() == {"checkpoints": []}


def test_a_clock_can_run_faster(calling: Calling) -> None:
    wall = Wall()
    client = calling(hosted(wall=wall, speed=60))
    wall.advance(minutes=1)
    assert client.get("/_sim/clock").json()["now"] == "2026-01-05T13:00:00Z"
    client.post("/_sim/clock", json={"speed": 0})
    wall.advance(days=1)
    assert client.get("/_sim/clock").json() == {
        "now": "2026-01-05T13:00:00Z",
        "speed": 0,
        "next_due": None,
        "upcoming": [],
    }


def test_a_clock_that_reaches_the_end_of_time_stays_there(calling: Calling) -> None:
    wall = Wall()
    client = calling(hosted(wall=wall, speed=1_000_000))
    wall.advance(days=365 * 900)
    assert client.get("/_sim/clock").json()["now"] == "8999-12-31T23:59:59Z"
    assert client.post("/_sim/clock", json={"advance": "36500d"}).status_code == 409
