"""Faults on purpose, by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Callback, Destination, Request
from optinsim.server.faults import Faults, Rule
from tests.server.serving import ANN, BOB, NOON, hosted, receiving

if TYPE_CHECKING:
    import httpx

    from tests.server.serving import Calling

CALLBACKS = "/companies/acme/config/callbacks"
HERE, THERE = Destination("http://127.0.0.1:1/here"), Destination("http://127.0.0.1:1/there")


def struck(faults: Faults, *deliveries: tuple[str, str, Destination]) -> list[bool]:
    """For each delivery (name, mdn and destination), whether something goes wrong."""
    return [
        faults.of_delivery(Callback({}, name=name, mdn=mdn), where) is not None
        for name, mdn, where in deliveries
    ]


def test_a_rule_says_with_what_something_goes_wrong() -> None:
    faults = Faults(0)
    faults.add(Rule("deliveries", url=HERE.url, name="added", mdn=ANN, twice=True))
    assert struck(
        faults,
        ("added", ANN, THERE),
        ("added", BOB, HERE),
        ("removed", ANN, HERE),
        ("added", ANN, HERE),
        ("added", ANN, HERE),  # once
    ) == [False, False, False, True, False]


def test_a_rule_counts_what_meets_its_conditions() -> None:
    faults = Faults(0)
    faults.add(Rule("deliveries", url=HERE.url, nth=3, times=2, twice=True))
    here, there = ("x", ANN, HERE), ("x", ANN, THERE)
    assert struck(faults, here, there, here, here, here, here) == [
        *(False, False, False, True, True, False)
    ]
    assert [(rule.met, rule.used) for rule in faults.rules] == [(5, 2)]


def test_a_rule_can_wait_for_a_text() -> None:
    faults = Faults(0)
    faults.add(Rule("deliveries", after="STOP", times=None, twice=True))
    one = ("x", ANN, HERE)
    assert struck(faults, one) == [False]
    faults.hear("Please stop it")
    assert struck(faults, one) == [False]
    faults.hear("Stop!")
    assert struck(faults, one, one) == [True, True]


def test_a_chance_follows_from_the_seed() -> None:
    one = ("x", ANN, HERE)

    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(Rule("deliveries", chance=0.3, times=None, twice=True))
        return struck(faults, *[one] * 200)

    assert strikes(1) == strikes(1) != strikes(2)
    assert 30 < sum(strikes(1)) < 90
    never = Faults(0)
    never.add(Rule("deliveries", chance=0, times=None, twice=True))
    assert not any(struck(never, *[one] * 50))


def test_answers_get_one_status_after_the_other() -> None:
    faults = Faults(0)
    faults.add(Rule("answers", method="POST", path="/v2/", statuses=(500, 200, 429)))
    post, get = Request("POST", "/v2/contacts"), Request("GET", "/v2/contacts")
    found = [faults.of_answer(one) for one in (get, post, post, post, post)]
    assert found == [None, 500, None, 429, None]


def register(client: httpx.Client, url: str) -> None:
    for kind in ("person_added", "company_participant_added"):
        destination = {"url": url, "method": "POST", "content_type": "application/json"}
        body: dict[str, Any] = {"event_type": kind, "destination": destination}
        assert client.post(CALLBACKS, json=body, auth=("qa", "secret")).status_code == 201


def test_deliveries_go_wrong_as_the_control_api_is_told(calling: Calling) -> None:
    client = calling(hosted(start=NOON, speed=0))
    with receiving() as receiver:
        register(client, receiver.url)
        order = {"of": "deliveries", "after": "Summer", "name": "person_added", "twice": True}
        (fault,) = client.post("/_sim/faults", json=order).json()["faults"]
        assert (fault["twice"], fault["met"], fault["used"]) == (True, 0, 0)
        order = {"of": "deliveries", "nth": 2, "statuses": [500, 500, 200]}
        client.post("/_sim/faults", json=order)
        client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
        assert [receiver.next()["callback_type"] for _ in range(2)] == ["person_added"] * 2
        for _ in range(2):
            client.get("/_sim/deliveries", params={"wait": 30})
            client.post("/_sim/clock", json={"advance": "5m"})
        assert receiver.next()["callback_type"] == "company_participant_added"
        found = client.get("/_sim/deliveries", params={"wait": 30}).json()["deliveries"]
        assert [attempt["status"] for attempt in found[-1]["attempts"]] == [500, 500, 204]
        assert client.delete("/_sim/faults").json() == {"faults": []}


def test_the_api_answers_wrongly_as_told_and_does_nothing(calling: Calling) -> None:
    client = calling(hosted())
    client.post("/_sim/faults", json={"of": "answers", "statuses": [503, 429]})
    path = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
    body = {"mobile_phone": {"mdn": "3125550123"}}
    statuses = [client.post(path, json=body, auth=("qa", "secret")).status_code for _ in range(4)]
    assert statuses == [503, 429, 201, 200]


def test_callbacks_are_sent_again_by_hand(calling: Calling) -> None:
    client = calling(hosted())
    with receiving(404) as receiver:
        register(client, receiver.url)
        client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
        client.get("/_sim/deliveries", params={"wait": 30})
        first, second = receiver.next(), receiver.next()
        refused = client.post("/_sim/deliveries/resend", params={"state": "refused"}).json()
        assert refused == {"resent": [1]}
        assert receiver.next() == first
        assert client.post("/_sim/deliveries/2/resend").json() == {"resent": [2]}
        assert receiver.next() == second
        assert client.post("/_sim/deliveries/99/resend").status_code == 404


def test_a_fault_that_cannot_be_is_refused(calling: Calling) -> None:
    client = calling(hosted())
    for fault in (
        {"of": "texts"},
        {"of": "answers", "statuses": [99]},
        {"of": "deliveries", "x": 1},
    ):
        assert client.post("/_sim/faults", json=fault).status_code == 422
    late = {"of": "deliveries", "late": "soon"}
    assert client.post("/_sim/faults", json=late).status_code == 409
    many = {"of": "deliveries", "late": "90s"}
    statuses = [client.post("/_sim/faults", json=many).status_code for _ in range(101)]
    assert statuses == [201] * 100 + [409]
