"""A call that makes a second record, without a phone, is told where one was meant who is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
VIBES = "method: PUT, path: /companies/acme/mobiledb/persons/external/%s, json: {custom_fields: {}}"
CORDIAL = "method: POST, path: /v2/contacts, json: {channels: {email: {address: ann@example.com}}}"
STATUS, STATE = "response: {status: 201}", "state: pending"
ANY = "response: {json: {$any: true}}"


@pytest.mark.parametrize(
    ("on", "text", "request_", "expect", "times"),
    [
        ("acme-vibes", "SUMMER", VIBES % "EX1", ANY, 1),
        ("acme-vibes", "SUMMER", VIBES % "EX1", STATUS, 0),  # a new person is meant
        ("acme-vibes", "SUMMER", VIBES % "EX2", ANY, 0),  # somebody else's id
        ("acme-vibes", "SUMMER", VIBES % "EX2", STATE, 1),
        ("acme-vibes", "", VIBES % "EX1", ANY, 0),  # Ann is not known yet
        ("acme-cordial", "JOIN", CORDIAL, STATUS, 0),
        ("acme-cordial", "JOIN", CORDIAL, f"{STATUS}, {STATE}", 1),
    ],
)
def test_a_second_record(
    on: str, text: str, request_: str, expect: str, times: int, *, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    first = f"  - text: {text}\n" if text else ""
    people = "people: {ann: {mdn: +13125550123, external_id: EX1}}"
    step = f"steps:\n{first}  - request: {{{request_}}}\n    expect: {{{expect}}}\n"
    head = f"scenario: T\naccount: {ACCOUNTS / on}.yaml\n{people}\n"
    path.write_text(head + step, encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    found = [one.message for one in result.warnings if "makes a new person" in one.message]
    assert found == ["this call makes a new person without a phone, and leaves ann alone"] * times
