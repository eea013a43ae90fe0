"""A value of people that no step sends, and that `$not` excludes, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import VIBES, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

ANN = "people: {ann: {mdn: +13125550123, external_id: E77, fields: {first_name: Ann}}}\n"
STORED = (
    "{request: {method: POST, path: /companies/acme/mobiledb/persons, headers: {X-API-Version: 2},"
    " json: {mobile_phone: {mdn: +13125550123}, external_person_id: E77,"
    " custom_fields: {first_name: Ann}}}}"
)
NAME = "first_name of ann"
ID = "external_id of ann"


@pytest.mark.parametrize(
    ("before", "expect", "what"),
    [
        ("{text: SUMMER}", "record: {custom_fields: {first_name: {$not: Ann}}}", NAME),
        (
            "{text: SUMMER}",
            'record: {custom_fields: {first_name: {$not: "${ann.first_name}"}}}',
            NAME,
        ),
        ("{text: SUMMER}", "record: {$not: {custom_fields: {first_name: Ann}}}", NAME),
        ("{text: SUMMER}", "callbacks: {$not: {$has: {person: {external_person_id: E77}}}}", ID),
        ("{text: SUMMER}", "record: {external_person_id: {$not: {$contains: E77}}}", ID),
        (
            "{text: SUMMER}",
            "callbacks: {$not: {$has: {person: {external_person_id: {$one_of: [E77, E9]}}}}}",
            ID,
        ),
        # It was sent, or is nobody's, or stands behind another key; or it is said openly.
        (STORED, "record: {custom_fields: {first_name: {$not: Ann}}}", ""),
        (STORED, "callbacks: {$not: {$has: {person: {external_person_id: E77}}}}", ""),
        ("{text: Ann}", "record: {custom_fields: {first_name: {$not: Ann}}}", ""),
        ("{text: SUMMER}", "record: {custom_fields: {first_name: {$not: Bob}}}", ""),
        ("{text: SUMMER}", "record: {custom_fields: {last_name: {$not: Ann}}}", ""),
        ("{text: SUMMER}", "record: {custom_fields: {first_name: {$absent: true}}}", ""),
        ("{text: SUMMER}", "record: {custom_fields: {first_name: {$not: {$regex: Ann}}}}", ""),
        ("{text: SUMMER}", "record: {external_person_id: null}", ""),
    ],
)
def test_what_only_people_says(before: str, expect: str, what: str, tmp_path: Path) -> None:
    steps = [before, f"{{text: STOP, expect: {{{expect}}}}}"]
    warnings = warned_on_reading(tmp_path, steps, VIBES, ANN)
    found = [one.message for one in warnings if one.code == "OPT711"]
    assert [one.partition(", the ")[2].partition(":")[0] for one in found] == [what][: bool(what)]


@pytest.mark.parametrize(
    ("before", "key", "excluded", "what"),
    [
        ("{text: SUMMER}", "first_name", "${bob.first_name}", "first_name of bob, made up"),
        ("{text: SUMMER}", "nick", "${bob.first_name}", "first_name of bob, made up"),
        ("{text: SUMMER}", "zip_code", "${bob.zip}", "zip of bob, made up"),
        ("{text: SUMMER}", "zip_code", "${cid.zip}", ""),
        ("{text: SUMMER}", "zip", "${cid.zip}", "zip of cid"),
        ("{text: '${bob.zip}', from: bob}", "zip_code", "${bob.zip}", ""),
        ("{text: 'I am ${bob.first_name}', from: bob}", "nick", "${bob.first_name}", ""),
    ],
)
def test_what_the_loader_makes_up(
    before: str, key: str, excluded: str, what: str, tmp_path: Path
) -> None:
    account = VIBES.read_text("utf-8").replace("[first_name]", "[first_name, nick, zip_code, zip]")
    (tmp_path / "account.yaml").write_text(account, encoding="utf-8")
    expect = f'record: {{custom_fields: {{{key}: {{$not: "{excluded}"}}}}}}'
    steps = [before, f"{{text: STOP, expect: {{{expect}}}}}"]
    head = "people: {ann: {}, bob: {}, cid: {zip: '60601'}}\n"
    warnings = warned_on_reading(tmp_path, steps, "account.yaml", head)
    found = [one.message for one in warnings if one.code == "OPT711"]
    assert [one.partition(", the ")[2].partition(":")[0] for one in found] == [what][: bool(what)]


def test_an_answer_that_excludes_what_only_people_says(tmp_path: Path) -> None:
    path = "/companies/acme/mobiledb/persons?mdn=%2B13125550123"
    expect = "{response: {json: {$not: {$has: {external_person_id: E77}}}}}"
    step = f"{{request: {{method: GET, path: '{path}'}}, expect: {expect}}}"
    warnings = warned_on_reading(tmp_path, ["{text: SUMMER}", step], VIBES, ANN)
    assert any(ID in one.message for one in warnings if one.code == "OPT711")
