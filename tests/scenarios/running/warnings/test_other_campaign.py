"""What is expected of a campaign that nothing has touched says nothing of the one that ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

ANN = "people: {ann: {mdn: +13125550123}}\n"
ACCOUNT = Path(__file__).parents[3] / "cases/accounts/two-lists.yaml"
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
    path = tmp_path / "s.yaml"
    listed = "".join(f"  - {step}\n" for step in steps)
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{ANN}steps:\n{listed}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    found = [one.message for one in result.warnings if one.code == "OPT713"]
    message = "nothing in this scenario has touched LOCAL1: it is SUMMER1 that has ended"
    assert found == [message] * times
