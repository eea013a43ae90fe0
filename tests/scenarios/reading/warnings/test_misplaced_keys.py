"""A key of a step that stands in the body of its request is told, with its right place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, VIBES, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

CORDIAL = ACCOUNTS / "acme-cordial.yaml"
SIGNALVINE = ACCOUNTS / "bigstate-signalvine.yaml"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
PERSON = "/companies/acme/mobiledb/persons/external/EX1"
IMPORT = "/v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants"
STATE = "state: subscribed"
LAST = "{text: HELP, expect: {state: subscribed}}"


def told(folder: Path, call: str, account: Path, expect: str = "") -> list[str]:
    """Where the keys belong that the warnings tell."""
    step = f"{{request: {{{call}}}{', expect: ' if expect else ''}{expect}}}"
    found = warned_on_reading(folder, [step, LAST], account, "people: {ann: {}, bob: {}}")
    return [one.expected.partition(",")[0] for one in found if "no other effect" in one.message]


def participant(more: str) -> str:
    return f"method: POST, path: {PARTICIPANTS}, json: {{mobile_phone: {{mdn: '1'}}, {more}}}"


def person(more: str) -> str:
    return f"method: PUT, path: {PERSON}, json: {{custom_fields: {{{more}}}}}"


def imported(more: str) -> str:
    return f"method: POST, path: {IMPORT}, json: {{participants: x, {more}}}"


def contact(more: str) -> str:
    return f"method: POST, path: /v2/contacts, json: {{channels: {{sms: {{{more}}}}}}}"


@pytest.mark.parametrize(
    ("call", "account", "places"),
    [
        (participant("expect: {response: {status: 409}, replies: []}"), VIBES, ["it further up"]),
        (participant("expect: {state: none}"), VIBES, ["it further up"]),
        (participant("response: {status: 409}, replies: []"), VIBES, ["it in expect"] * 2),
        (participant("state: none, from: bob"), VIBES, ["it in expect", "it further up"]),
        (participant("wait: 1h, auth: wrong"), VIBES, ["it further up"] * 2),
        (participant("headers: {X-API-Version: '2'}"), VIBES, ["it further up"]),
        (person("expect: {state: none}"), VIBES, ["it further up"]),
        (person("replies: []"), VIBES, ["it in expect"]),
        (imported("expect: {response: {status: 400}}"), SIGNALVINE, ["it further up"]),
        (imported("options: {new: add, status: 400}"), SIGNALVINE, ["it in expect"]),
        (contact("expect: {response: {status: 409}}"), CORDIAL, ["it further up"]),
        (contact("callbacks: {$not: {$has: {action: a}}}"), CORDIAL, ["it in expect"]),
        # What a brand may call its own data.
        (participant("state: IL, from: web, wait: long, record: x, auth: sso"), VIBES, []),
        (person("state: IL, status: gold, from: radio, replies: often, expect: much"), VIBES, []),
        (person("expect: {delivery: tomorrow}, response: {text: hello}"), VIBES, []),
    ],
)
def test_a_key_of_the_step_in_the_body(
    call: str, account: Path, places: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, call, account) == places


@pytest.mark.parametrize(
    ("body", "times"), [("state: pending", 0), ("expect: {state: none}", 1), ("from: bob", 0)]
)
def test_a_refusal_may_be_expected_of_a_key_that_is_not_certain(
    body: str, times: int, tmp_path: Path
) -> None:
    expected = "{response: {status: 422}}"
    assert len(told(tmp_path, contact(body), CORDIAL, expected)) == times


def test_a_key_of_the_request_among_its_headers(tmp_path: Path) -> None:
    call = f"method: GET, path: {PERSON}, headers: {{X-API-Version: '2', auth: none}}"
    assert told(tmp_path, call, VIBES) == ["it further up"]


def test_the_warning_stands_at_the_key(tmp_path: Path) -> None:
    step = f"request: {{{participant('expect: {state: none}')}}}"
    [found] = [
        one
        for one in warned_on_reading(tmp_path, [f"{{{step}}}", LAST], VIBES)
        if one.code == "OPT714"
    ]
    assert found.mark is not None
    assert found.mark.column == f"  - {{{step}}}".index("expect") + 1


def test_a_key_of_the_step_in_the_call_of_a_listener(tmp_path: Path) -> None:
    contact = "{first_name: Ann, expect: {state: none}}"
    step = f"{{listener: {{auth: {{sms: '13125550123'}}, contact: {contact}}}}}"
    found = warned_on_reading(tmp_path, [step, LAST], CORDIAL)
    assert ["no other effect" in one.message for one in found if one.code == "OPT714"] == [True]
