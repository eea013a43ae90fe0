"""A 404 for a person of a list or company that the account does not have says nothing of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.checkup import check_files

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
ACME, BIRCH = "/companies/acme/mobiledb", "/companies/birch/mobiledb"
TEXT, STATUS = "json: {errors: [{message: Company not found}]}", "status: 404"
FIRST = "  - {text: SUMMER, expect: {reading: keyword}}\n"


@pytest.mark.parametrize(
    ("before", "path", "expect", "times"),
    [
        (FIRST, f"{BIRCH}/persons/EX7", STATUS, 1),
        (FIRST, f"{ACME}/subscription_lists/77/subscribers?mdn=%2B13125550123", STATUS, 1),
        (FIRST, f"{ACME}/persons/EX7/subscriptions/77", STATUS, 1),
        # It is nearly one of the account's: that is a warning of its own.
        (FIRST, f"{ACME}/persons/EX7/subscriptions/1243", STATUS, 0),
        # The reason is said, or the list itself is asked for, or nothing has happened yet.
        (FIRST, f"{BIRCH}/persons/EX7", f"{STATUS}, {TEXT}", 0),
        (FIRST, f"{ACME}/subscription_lists/77", STATUS, 0),
        ("", f"{BIRCH}/persons/EX7", STATUS, 0),
        # The account has it.
        (FIRST, f"{ACME}/persons/EX7/subscriptions/1234", STATUS, 0),
    ],
)
def test_who_lacks_a_company_or_list(
    before: str, path: str, expect: str, times: int, tmp_path: Path
) -> None:
    assert told(tmp_path, before, path, expect) == times


def test_an_id_that_examples_vary_is_meant(tmp_path: Path) -> None:
    column = f"examples: [{{path: {ACME}/persons/EX7/subscriptions/77}}]\n"
    assert told(tmp_path, FIRST, "${path}", STATUS, column) == 0


def told(folder: Path, before: str, path: str, expect: str, more: str = "") -> int:
    file = folder / "s.yaml"
    step = f"  - request: {{method: GET, path: '{path}'}}\n    expect: {{response: {{{expect}}}}}\n"
    head = f"scenario: T\naccount: {ACCOUNTS / 'acme-vibes.yaml'}\n{more}steps:\n"
    file.write_text(head + before + step, encoding="utf-8")
    return sum("404 for every person" in one.message for one in check_files([str(file)])[1])
