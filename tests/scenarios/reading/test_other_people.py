"""A request that names one person, in a step whose state or record is another's, is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.load import Loader

ACCOUNT = Path(__file__).parents[3] / "docs/examples/shop/account.yaml"
HEAD = f"""scenario: T
account: {ACCOUNT}
people: {{ann: {{mdn: +13125550123}}, bob: {{mdn: +13125550124}}}}
steps:
"""


@pytest.mark.parametrize(
    ("mdn", "rest", "told"),
    [
        ("${bob.mdn}", "expect: {state: none}", "bob"),
        ("${bob.mdn}", "expect: {record: {url: x}}", "bob"),
        ("+13125550199", "expect: {record: null}", "+13125550199"),
        ("+13125550199", "expect: {state: pending}", ""),
        ("${ann.mdn}", "expect: {state: none}", ""),
        ("${bob.mdn}", "expect: {state: none}, from: bob", ""),
        ("${bob.mdn}", "expect: {state: none}, from: ann", ""),
        ("${bob.mdn}", "expect: {replies: []}", ""),
    ],
)
def test_whose_state_is_expected(mdn: str, rest: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    request = f"{{method: POST, path: /a, json: {{mdn: '{mdn}'}}}}"
    path.write_text(f"{HEAD}  - {{request: {request}, {rest}}}\n", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    message = f"the request names {told}, and this is about ann"
    assert [warning.message for warning in loaded.warnings] == ([message] if told else [])
