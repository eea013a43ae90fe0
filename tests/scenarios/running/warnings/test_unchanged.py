"""A call that asks for a state and changes nothing is told, if no step asks for the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

CORDIAL = ACCOUNTS / "acme-cordial.yaml"
STOPPED = ["{text: JOIN, expect: {state: pending}}", "{text: STOP, expect: {state: unsubscribed}}"]
PROGRAM = "{cordialthreads: {keyword: JOIN, subscribeStatus: subscribed, suppressDOI: true}}"
CONTACT = f'{{channels: {{sms: {{address: "13125550123", programs: {PROGRAM}}}}}}}'
CALLS = [
    f"request: {{method: POST, path: /v2/contacts, json: {CONTACT}}}",
    f'listener: {{auth: {{sms: "13125550123"}}, contact: {CONTACT}}}',
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("expect", "times"),
    [("response: {status: 201}", 1), ("callbacks: []", 1), ("state: unsubscribed", 0)],
)
def test_a_call_that_subscribes_who_has_stopped(
    call: str, expect: str, times: int, tmp_path: Path
) -> None:
    steps = [*STOPPED, f"{{{call}, expect: {{{expect}}}}}"]
    warnings = warned_in_run(tmp_path, steps, CORDIAL, "people: {ann: {mdn: +13125550123}}")
    state = "cordialthreads is unsubscribed"
    expected = f"the call asks for subscribeStatus: subscribed and changes nothing: {state}"
    assert [one.message for one in warnings if one.code == "OPT716"] == [expected] * times
