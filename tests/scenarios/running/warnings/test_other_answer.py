"""That nothing is found of one person says nothing of another, who has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ROOT, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = ROOT / "tests/cases/accounts/two-lists.yaml"
STOPPED = [
    "{text: HELP, from: bob}",
    "{text: SUMMER}",
    "{text: Y, expect: {record: {person_key: {$capture: ann}}}}",
    "{text: STOP, expect: {state: {SUMMER1: unsubscribed}}}",
]
ON_LIST = (
    "{request: {method: GET, path: '/companies/acme/mobiledb/subscription_lists/1234/subscribers"
    "?mdn=%%2B1312555%s', headers: {X-API-Version: 2}}, expect: {response: {status: 404}}}"
)
BOB, ANN = ON_LIST % "0145", ON_LIST % "0123"
BY_KEY = (
    "{request: {method: GET, path: '/companies/acme/mobiledb/persons/${ann}/subscriptions/1234'}, "
    "expect: {response: {status: 404}}}"
)

CALL = (
    "{request: {method: POST, path: /companies/acme/%s, headers: {X-API-Version: 2}, "
    "json: {mobile_phone: {mdn: '+13125550145'}}}}"
)
STORED = CALL % "mobiledb/persons"
ADDED = CALL % "campaigns/acquisition/SUMMER1/participants"
NOTHING, ONLY_STORED = "nothing has happened to bob", "bob was only stored"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([*STOPPED, BOB], NOTHING),
        # That a call has stored him puts him on no list; that it has added him does.
        ([STORED, *STOPPED, BOB], ONLY_STORED),
        ([*STOPPED, STORED, BOB], ONLY_STORED),
        ([STORED, *STOPPED, BOB, ANN], ""),
        ([STORED, BOB], ""),
        ([ADDED, *STOPPED, BOB], ""),
        ([*STOPPED, BOB, ANN], ""),
        ([*STOPPED, BY_KEY, BOB], ""),
        # Bob was there, or nobody has ended.
        (["{text: SUMMER, from: bob, expect: {state: {SUMMER1: pending}}}", *STOPPED, BOB], ""),
        ([*STOPPED[:2], BOB], ""),
    ],
)
def test_who_was_never_there(steps: list[str], told: str, tmp_path: Path) -> None:
    people = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550145}}\n"
    warnings = warned_in_run(tmp_path, steps, ACCOUNT, people)
    found = [one.message for one in warnings if one.code == "OPT713"]
    assert found == ([f"{told} before: it is ann who has ended"] if told else [])


CONFIRMED = ["{text: SUMMER}", "{text: Y, expect: {state: {SUMMER1: subscribed}}}"]
FOUND_ANN = ANN.replace("404", "200")
FROM_BOB = BOB.replace("}}, expect", "}}, from: bob, expect")


@pytest.mark.parametrize(
    ("title", "steps", "times"),
    [
        ("Whoever has confirmed is no longer pending", [*CONFIRMED, BOB], 1),
        ("Nobody is pending", [STORED, *CONFIRMED, BOB], 1),
        # Nobody has confirmed, or the scenario asks for her too, or Bob was there.
        ("Nothing is pending", [CONFIRMED[0], BOB], 0),
        ("Nothing is pending", [*CONFIRMED, BOB, FOUND_ANN], 0),
        ("Nothing is pending", ["{text: SUMMER, from: bob}", *CONFIRMED, BOB], 0),
        # Bob is meant.
        ("Bob is on no list", [*CONFIRMED, BOB], 0),
        ("Another person is on no list", [*CONFIRMED, BOB], 0),
        ("Nobody else is on the list", [*CONFIRMED, BOB], 0),
        ("Nothing is pending", [*CONFIRMED, FROM_BOB], 0),
    ],
)
def test_whoever_has_confirmed(title: str, steps: list[str], times: int, tmp_path: Path) -> None:
    people = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550145}}\n"
    warnings = warned_in_run(tmp_path, steps, ACCOUNT, people, title)
    found = [one.message for one in warnings if one.code == "OPT713"]
    assert len(found) == times
    assert all(one.endswith(" before: it is ann who has confirmed") for one in found)
