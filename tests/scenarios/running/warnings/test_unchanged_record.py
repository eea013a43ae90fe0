"""A call that leaves the record of its person as it was is told, if no step asks for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

LISTS = ACCOUNTS / "acme-cordial-lists.yaml"
ANN = "/v2/contacts/13125550123"
SMS = 'sms: {address: "13125550123"}'
EMAIL = "email: {address: ann@example.com%s}"
OK = "response: {status: {$one_of: [200, 201]}}"


def call(body: str, expect: str = OK, path: str = ANN, method: str = "PUT") -> str:
    request = f"{{method: {method}, path: {path}, json: {{{body}}}}}"
    return f"{{request: {request}, expect: {{{expect}}}}}"


def post(body: str, expect: str = OK) -> str:
    return call(body, expect, "/v2/contacts", "POST")


def told(folder: Path, steps: list[str]) -> list[str]:
    head = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}"
    warnings = warned_in_run(folder, steps, LISTS, head)
    return [one.message for one in warnings if one.code == "OPT716"]


ADDED = post(f"channels: {{{SMS}, {EMAIL % ''}}}, my-list: true")
GET = f"request: {{method: GET, path: {ANN}}}"
LISTED = f"{{{GET}, expect: {{response: {{json: {{lists: [my-list]}}}}}}}}"
NEVER = "the call asks for vip: false and changes nothing: the person was never on it"


@pytest.mark.parametrize(
    "expect",
    [
        OK,
        f"{OK}, callbacks: []",
        f"{OK}, state: none",
        f"{OK}, record: {{first_name: {{$absent: true}}}}",
        f"{OK}, record: {{lists: {{$not: {{$has: vip}}}}}}",
    ],
)
def test_a_call_that_takes_off_a_list_who_was_never_on_it(expect: str, tmp_path: Path) -> None:
    assert told(tmp_path, [ADDED, call("vip: false", expect)]) == [NEVER]


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([call("vip: false", path="/v2/contacts/ann@example.com")], 1),
        ([call("vip: false", path="/v1/contacts/13125550123")], 1),
        ([post(f"channels: {{{SMS}}}, vip: false")], 1),
        ([post(f"channels: {{{EMAIL % ''}}}, vip: false")], 1),
        (['{listener: {auth: {sms: "13125550123"}, contact: {vip: false}}}'], 1),
        # It is another person who is on the list.
        ([post('channels: {sms: {address: "13125550124"}}, vip: true'), call("vip: false")], 1),
        # The person is on the list, or was.
        ([call("my-list: false")], 0),
        ([call("my-list: false"), call("my-list: false")], 0),
        # A step expects the record, or another answer.
        ([call("vip: false", f"{OK}, record: {{lists: [my-list]}}")], 0),
        ([call("vip: false"), "{wait: 1h, expect: {record: {lists: {$length: 1}}}}"], 0),
        (
            [
                call("vip: false"),
                LISTED,
            ],
            0,
        ),
        # The call asks for something else, too, or makes the person.
        ([call("vip: false, my-list: true")], 0),
        ([call("vip: false, first_name: Ann")] * 2, 0),
        ([post('channels: {sms: {address: "13125550124"}}, vip: false')], 0),
        ([call("vip: true")], 0),
    ],
)
def test_which_call_takes_off_a_list(steps: list[str], times: int, tmp_path: Path) -> None:
    assert told(tmp_path, [ADDED, *steps]) == [NEVER] * times


def test_a_list_that_a_call_has_made_is_a_list_too(tmp_path: Path) -> None:
    made = call("name: news", "response: {status: 200}", "/v2/accountlists", "POST")
    found = told(tmp_path, [made, ADDED, call("news: false")])
    assert found == [NEVER.replace("vip", "news")]


SUBSCRIBED = ", subscribeStatus: subscribed"
ENDED = [
    post(f"channels: {{{EMAIL % SUBSCRIBED}}}"),
    call("mcID: x", path="/v2/contacts/ann@example.com/unsubscribe/email"),
]
AGAIN = f"channels: {{{EMAIL % SUBSCRIBED}}}"


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([*ENDED, post(AGAIN)], 1),
        ([*ENDED, post(AGAIN, f"{OK}, state: none")], 1),
        ([*ENDED, post(f"{AGAIN}, forceSubscribe: true")], 0),
        ([*ENDED, post(AGAIN, f"{OK}, record: null")], 0),
        ([ENDED[0], post(AGAIN)], 0),
    ],
)
def test_an_address_that_stays_unsubscribed(steps: list[str], times: int, tmp_path: Path) -> None:
    status = "channels.email.subscribeStatus"
    message = f"the call asks for {status}: subscribed and changes nothing: that is unsubscribed"
    assert told(tmp_path, steps) == [message] * times
