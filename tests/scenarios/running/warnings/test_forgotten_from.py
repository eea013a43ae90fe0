"""A text without `from` after another person's text or call is told if a stranger's meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}\n"
BOB = ["{text: SUMMER, from: bob}", "{text: Y, from: bob, expect: {state: subscribed}}"]
STOP = "{text: STOP, expect: {reading: stop}}"
BOB_STAYS = "{wait: 1h, from: bob, expect: {state: subscribed}}"
ADD_ANN = (
    "{request: {method: POST, path: /companies/acme/mobiledb/persons, "
    "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '${ann.mdn}'}}}}"
)
GET_BOB = (
    "{request: {method: GET, path: '/companies/acme/mobiledb/persons?mdn=%2B13125550124', "
    "headers: {X-API-Version: 2}}, expect: {response: {json: [{external_person_id: null}]}}}"
)


def told(tmp_path: Path, steps: list[str], head: str = PEOPLE, account: Path = VIBES) -> list[str]:
    found = warned_in_run(tmp_path, steps, account, head)
    return [one.message for one in found if one.code == "OPT713"]


@pytest.mark.parametrize(
    "step",
    [
        STOP,
        "{text: STOP, expect: {reading: stop, replies: [{purpose: stop}]}}",
        "{text: STOP, expect: {callbacks: {$not: {$has: {callback_type: subscription_removed}}}}}",
        "{text: HELP, expect: {replies: {$length: 1}}}",
    ],
)
def test_the_text_of_a_stranger_after_another_persons(step: str, tmp_path: Path) -> None:
    assert told(tmp_path, [*BOB, step]) == ["bob has texted, and this text is ann's"]


def test_a_strict_scenario_expects_something_of_each_text(tmp_path: Path) -> None:
    strict = [
        "{text: HELP, from: bob, expect: {replies: {$length: 1}, callbacks: {$any: true}}}",
        "{text: HELP, expect: {replies: {$length: 1}, callbacks: {$any: true}}}",
    ]
    found = told(tmp_path, strict, f"{PEOPLE}strict: true\n")
    assert found == ["bob has texted, and this text is ann's"]


@pytest.mark.parametrize(
    ("steps", "head"),
    [
        ([*BOB, "{text: STOP, from: ann, expect: {reading: stop}}"], PEOPLE),
        ([*BOB, "{text: STOP, from: bob, expect: {reading: stop}}"], PEOPLE),
        # Ann takes part, or is named.
        (["{text: SUMMER}", *BOB, STOP], PEOPLE),
        ([*BOB, STOP, "{text: SUMMER, expect: {state: pending}}"], PEOPLE),
        ([ADD_ANN, *BOB, STOP], PEOPLE),
        ([*BOB, STOP, "{text: HELP, from: ann, expect: {reading: help}}"], PEOPLE),
        # A later step shows what has become of Bob.
        ([*BOB, STOP, BOB_STAYS], PEOPLE),
        ([*BOB, STOP, GET_BOB], PEOPLE),
        # No other person has texted, or nothing is expected.
        ([STOP, *BOB], PEOPLE),
        ([*BOB, "{text: STOP}", BOB_STAYS], PEOPLE),
        ([STOP], "people: {ann: {mdn: +13125550123}}\n"),
    ],
)
def test_the_text_that_is_meant(steps: list[str], head: str, tmp_path: Path) -> None:
    assert told(tmp_path, steps, head) == []


NUMBER = "+13125550124"
ASK = (
    "{request: {method: POST, path: /companies/acme/campaigns/acquisition/ACQ1234/participants, "
    "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '%s'}}}}"
)
ASK_CORDIAL = (
    "{request: {method: POST, path: /v2/contacts, json: {channels: {sms: {address: '13125550124', "
    "programs: {cordialthreads: {keyword: JOIN, subscribeStatus: subscribed}}}}}}}"
)
IMPORT = (
    "{request: {method: POST, path: /v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants,"
    " json: {program: ed1b9efb-0ccf-4ea0-9585-0d7e57f28869,"
    " options: {new: add, mode: tx, existing: ignore, absent: ignore}, participants:"
    ' "customer_id,first_name,last_name,phone,group_list\\nC1,Ann,Lee,+13125550124,"}}}'
)
NOT_ADDED = "{$not: {$has: {callback_type: subscription_added}}}"
CORDIAL, VINE = ACCOUNTS / "acme-cordial.yaml", ACCOUNTS / "bigstate-signalvine.yaml"


@pytest.mark.parametrize(
    ("account", "steps"),
    [
        (VIBES, [ASK % NUMBER, "{text: N, expect: {replies: []}}"]),
        (VIBES, [ASK % NUMBER, "{text: STOP, expect: {reading: stop, callbacks: []}}"]),
        (
            VIBES,
            [ASK % NUMBER, f"{{text: Y, expect: {{callbacks: {NOT_ADDED}}}}}"],
        ),
        # Cordial answers any STOP, and any person is unsubscribed then.
        (
            CORDIAL,
            [
                ASK_CORDIAL,
                "{text: STOP, expect: {replies: [{purpose: stop}], state: unsubscribed}}",
            ],
        ),
        (VINE, [IMPORT, "{wait: 2s}", "{text: STOP, expect: {replies: []}}"]),
    ],
)
def test_the_text_of_a_stranger_after_a_call_about_another_person(
    account: Path, steps: list[str], tmp_path: Path
) -> None:
    expected = [f"{NUMBER} was named by a request, and this text is me's"]
    assert told(tmp_path, steps, "", account) == expected


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (
            "people: {bob: {mdn: +13125550124}, ann: {mdn: +13125550123}}",
            "ann was named by a request, and this text is bob's",
        ),
        (
            "people: {ann: {mdn: +13125550132, external_id: EX1}}",
            "+13125550123 was named by a request, and this text is ann's",
        ),
    ],
)
def test_whom_the_call_before_was_about(head: str, message: str, tmp_path: Path) -> None:
    assert told(tmp_path, [ASK % "+13125550123", STOP], head) == [message]


def test_a_text_from_a_number_counts_where_no_people_are_given(tmp_path: Path) -> None:
    steps = ["{text: SUMMER, from: +13125550124}", STOP]
    assert told(tmp_path, steps, "") == [f"{NUMBER} has texted, and this text is me's"]


@pytest.mark.parametrize(
    ("account", "steps"),
    [
        # It is said whose the text is.
        (VIBES, [ASK % NUMBER, "{text: STOP, from: me, expect: {reading: stop}}"]),
        (VIBES, [ASK % NUMBER, f"{{text: STOP, from: '{NUMBER}', expect: {{reading: stop}}}}"]),
        (VIBES, [ASK % "${me.mdn}", STOP]),
        # The person joins, or has texted before.
        (VIBES, [ASK % NUMBER, "{text: SUMMER, expect: {replies: [{purpose: prompt}]}}", STOP]),
        (VIBES, [STOP, ASK % NUMBER, STOP]),
        # The call has changed no state: that person is a stranger, too.
        (VIBES, [ADD_ANN.replace("${ann.mdn}", NUMBER), STOP]),
        # A later step shows what has become of the other.
        (VIBES, [ASK % NUMBER, STOP, GET_BOB]),
        (
            CORDIAL,
            [ASK_CORDIAL, STOP, f"{{wait: 1h, from: '{NUMBER}', expect: {{state: pending}}}}"],
        ),
    ],
)
def test_the_text_after_a_call_that_is_meant(
    account: Path, steps: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, steps, "", account) == []
