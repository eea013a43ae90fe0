"""What a server says of people, messages and callbacks."""

from __future__ import annotations

from tests.server.serving import ANN, BOB, NOON, Calling, hosted

CAROL = "+13125550125"


def test_people_are_listed_in_pages_with_states_and_records(calling: Calling) -> None:
    client = calling(hosted(start=NOON, speed=0))
    for mdn in (ANN, BOB, CAROL):
        client.post("/_sim/texts", json={"from": mdn, "text": "SUMMER"})
    page = client.get("/_sim/people", params={"limit": 2}).json()
    assert [person["mdn"] for person in page["people"]] == [ANN, BOB]
    rest = client.get("/_sim/people", params={"after": page["next"]}).json()
    assert [person["mdn"] for person in rest["people"]] == [CAROL]
    assert rest["next"] is None
    ann = client.get("/_sim/people/(312) 555-0123").json()
    assert ann == page["people"][0]
    assert ann["states"] == {"ACQ1234": "pending"}
    assert ann["expiries"] == {"ACQ1234": "2026-01-06T12:00:00Z"}
    assert ann["record"]["mobile_phone"]["mdn"] == ANN
    assert client.get("/_sim/people/+13125550129").status_code == 404
    assert client.get("/_sim/people/12").status_code == 409


def test_messages_and_callbacks_of_one_person_are_listed_in_pages(calling: Calling) -> None:
    client = calling(hosted())
    for mdn in (ANN, BOB):
        client.post("/_sim/texts", json={"from": mdn, "text": "SUMMER"})
    client.post("/_sim/texts", json={"from": ANN, "text": "Y"})
    lines = client.get("/_sim/messages", params={"mdn": ANN, "limit": 3}).json()
    assert [line["kind"] for line in lines["lines"]] == ["text", "reply", "text"]
    assert lines["lines"][0]["content"]["reading"]["as"] == "keyword"
    rest = client.get("/_sim/messages", params={"mdn": ANN, "after": lines["next"]}).json()
    assert [line["content"]["purpose"] for line in rest["lines"]] == ["welcome"]
    callbacks = client.get("/_sim/callbacks", params={"mdn": BOB}).json()["lines"]
    assert {line["content"]["mdn"] for line in callbacks} == {BOB}
    assert callbacks[0]["content"]["delivery"] is None
