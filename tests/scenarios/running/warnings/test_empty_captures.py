"""A capture of an empty value draws a warning where a later step uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "{platform: vibes, name: Acme, number: 84237, company_key: acme}"
PERSONS = "/companies/acme/mobiledb/persons"
HEADERS = "headers: {X-API-Version: 2}"
BODY = "json: {mobile_phone: {mdn: '${me.mdn}'}}"
POST = f"request: {{method: POST, path: {PERSONS}, {HEADERS}, {BODY}}}"
GET = f"request: {{method: GET, path: '{PERSONS}/%s'}}"
JSON = "expect: {response: {json: {%s}}}"


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        # What is captured is nothing, and equal to nothing.
        (
            [
                "text: HELP, expect: {record: {$capture: a}}",
                "text: HELP, expect: {record: '${a}'}",
            ],
            "null",
        ),
        (
            [
                f"{POST}, {JSON % 'external_person_id: {$capture: a}'}",
                f"{GET % 'external/${a}'}, expect: {{response: {{status: 404}}}}",
            ],
            "null",
        ),
        (
            [
                "text: STOP, expect: {callbacks: {$capture: a}}",
                "text: STOP, expect: {callbacks: '${a}'}",
            ],
            "[]",
        ),
        # A value, and an empty one that no step uses.
        (
            [
                f"{POST}, {JSON % 'person_id: {$capture: a}'}",
                f"{GET % '${a}'}, expect: {{response: {{status: 200}}}}",
            ],
            "",
        ),
        (["text: HELP, expect: {record: {$capture: a}}"], ""),
    ],
)
def test_an_empty_capture(steps: list[str], shown: str, tmp_path: Path) -> None:
    warnings = warned_in_run(tmp_path, [f"{{{step}}}" for step in steps], ACCOUNT)
    found = [one.message for one in warnings if one.code == "OPT740"]
    assert found == ([f"this captures {shown}, and a later step uses ${{a}}"] if shown else [])


def test_an_empty_capture_beside_a_step_that_stands_in_vars(tmp_path: Path) -> None:
    head = "vars: {join: {text: HELP, expect: {reading: help}}}"
    steps = [
        "${join}",
        "{text: HELP, expect: {record: {$capture: a}}}",
        "{text: HELP, expect: {record: '${a}'}}",
    ]
    warnings = warned_in_run(tmp_path, steps, ACCOUNT, head)
    assert [one.code for one in warnings] == ["OPT740"]
