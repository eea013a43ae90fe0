"""What is expected of a campaign that nothing has touched says nothing of the one that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, ROOT, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ANN = "people: {ann: {mdn: +13125550123}}\n"
ACCOUNT = ROOT / "tests/cases/accounts/two-lists.yaml"
JOINED = ["{text: SUMMER}", "{text: Y, expect: {record: {person_id: {$capture: id}}}}"]
LIST = (
    "{request: {method: GET, path: '/companies/acme/mobiledb/persons/${id}/subscriptions/%s'}, "
    "expect: {response: {status: 404}}}"
)
NOBODY = (
    "{request: {method: GET, path: '/companies/acme/campaigns/acquisition/%s/participants"
    "?mdn=%%2B13125550123', headers: {X-API-Version: 2}}, expect: {response: {json: %s}}}"
)

LISTS = (
    "{request: {method: GET, path: '/companies/acme/mobiledb/persons/${id}/subscriptions', "
    "headers: {X-API-Version: 2}}, expect: {response: {json: %s}}}"
)


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([*JOINED, "{text: STOP, expect: {state: {LOCAL1: none}}}"], 1),
        ([*JOINED, "{text: STOP, expect: {state: {LOCAL1: {$not: subscribed}}}}"], 1),
        ([*JOINED, "{text: STOP}", LIST % 5678], 1),
        ([*JOINED, "{text: STOP}", LIST % 1234], 0),
        # A state tells no answer apart: only another answer does, or a record.
        ([*JOINED, "{text: STOP, expect: {state: {SUMMER1: unsubscribed}}}", LIST % 5678], 1),
        ([*JOINED, "{text: STOP}", LIST % 5678, LIST % 1234], 0),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("LOCAL1", "[]")], 1),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("LOCAL1", "{$length: 0}")], 1),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("SUMMER1", "[]")], 0),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("LOCAL1", "{$length: {$lt: 1}}")], 1),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("LOCAL1", "{$not: {$has: {id: x}}}")], 1),
        (["{text: SUMMER}", "{text: 'N'}", NOBODY % ("LOCAL1", "{$length: {$lt: 2}}")], 0),
        ([*JOINED, "{text: STOP}", LISTS % "{$not: {$has: {subscription_list: {id: '5678'}}}}"], 1),
        ([*JOINED, "{text: STOP}", LISTS % "{$not: {$has: {subscription_list: {id: '1234'}}}}"], 0),
        ([*JOINED, "{text: STOP}", LISTS % "[]"], 0),
        (["{text: SUMMER}", "{text: 'Y'}", NOBODY % ("LOCAL1", "[]")], 0),
        # SUMMER1 goes on, or is named too, or LOCAL1 was touched.
        (["{text: SUMMER}", "{text: Y, expect: {state: {LOCAL1: none}}}"], 0),
        ([*JOINED, "{text: STOP, expect: {state: {SUMMER1: unsubscribed, LOCAL1: none}}}"], 0),
        (
            [
                *JOINED,
                "{text: STOP, expect: {state: {LOCAL1: none}}}",
                "{wait: 1d, expect: {state: {SUMMER1: unsubscribed}}}",
            ],
            0,
        ),
        ([*JOINED, "{text: LOCAL}", "{text: STOP, expect: {state: {LOCAL1: declined}}}"], 0),
    ],
)
def test_the_sibling_of_what_has_ended(steps: list[str], times: int, tmp_path: Path) -> None:
    warnings = warned_in_run(tmp_path, steps, ACCOUNT, ANN)
    found = [one.message for one in warnings if one.code == "OPT713"]
    message = (
        "this is about LOCAL1 (Local), which no step has touched; SUMMER1 (Summer Sale) has ended"
    )
    assert found == [message] * times


VINE = ACCOUNTS / "bigstate-signalvine-two-programs.yaml"
OWN, OTHER = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869", "9c93c9ab-b58c-49d8-a8f7-4b4a26707c3d"
PARTICIPANTS = (
    "{request: {method: GET, path: '/v1/programs/%s/participants?active=all'}, "
    "expect: {response: {json: {%s}}}}"
)


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        ([PARTICIPANTS % (OTHER, "items: []")], 1),
        ([PARTICIPANTS % (OTHER, "total: 0")], 1),
        ([PARTICIPANTS % (OTHER, "pages: 0")], 1),
        ([PARTICIPANTS % (OTHER, "total: {$lte: 0}")], 1),
        ([PARTICIPANTS % (OTHER, "total: {$lt: 1}")], 1),
        ([PARTICIPANTS % (OTHER, "total: {$not: 1}")], 1),
        ([PARTICIPANTS % (OTHER, "total: {$not: {$gte: 1}}")], 1),
        ([PARTICIPANTS % (OTHER, "items: {$length: {$not: 1}}")], 1),
        # The program that has ended is asked for, too.
        ([PARTICIPANTS % (OTHER, "total: 0"), PARTICIPANTS % (OWN, "total: {$not: 0}")], 0),
        # Other numbers count no entries, and other conditions are met by an entry, too.
        ([PARTICIPANTS % (OTHER, "nextOffset: 0")], 0),
        ([PARTICIPANTS % (OTHER, "total: {$lt: 2}")], 0),
        ([PARTICIPANTS % (OTHER, "total: {$any: true}")], 0),
    ],
)
def test_a_count_of_none_is_an_empty_list(asked: list[str], times: int, tmp_path: Path) -> None:
    steps = ["{text: JOIN}", "{text: STOP, expect: {reading: stop}}", *asked]
    warnings = warned_in_run(tmp_path, steps, VINE, ANN)
    assert len([one for one in warnings if one.code == "OPT713"]) == times
