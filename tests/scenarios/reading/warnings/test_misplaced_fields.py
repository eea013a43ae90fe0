"""A field that is called like a key of a person, and has no effect under `fields`, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import SHOP, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

STEP = "{text: SUMMER, expect: {state: pending}}"
LINE = "fields: {line: landline}"


def told(folder: Path, person: str, step: str = STEP) -> list[str]:
    head = f"people: {{ann: {{}}, shop: {{{person}}}}}"
    steps = [step, "{text: HELP, from: ann, expect: {reading: help}}", USES_SHOP]
    found = warned_on_reading(folder, steps, SHOP, head)
    return [one.message for one in found if one.code == "OPT701"]


USES_SHOP = "{wait: 1h, from: shop, expect: {state: none}}"


@pytest.mark.parametrize(
    ("person", "key"),
    [
        (LINE, "line"),
        ("fields: {line: Landline}", "line"),
        ("mdn: +13125550199, fields: {mdn: +13125550123}", "mdn"),
        ("fields: {mdn: +13125550123}", "mdn"),
        ("fields: {fields: {first_name: Ann}}", "fields"),
        ("zip: 60601, fields: {zip: 60602}", "zip"),
        ("external_id: EX1, fields: {external_id: EX2}", "external_id"),
    ],
)
def test_the_field_of_a_persons_key(person: str, key: str, tmp_path: Path) -> None:
    message = f"{key} under fields has no effect: it is a key of the person shop"
    assert told(tmp_path, person) == [message]


@pytest.mark.parametrize(
    "person",
    [
        "line: landline",
        "fields: {first_name: Ann, zip: 60602, external_id: EX2}",
        # The same stands beside it, or it is no value of that key.
        "line: landline, fields: {line: landline}",
        "fields: {line: blue}",
        "zip: 60601, fields: {zip: 60601}",
        'mdn: +13125550199, fields: {mdn: "(312) 555-0199"}',
        "fields: {fields: 3}",
    ],
)
def test_the_field_that_has_effect_or_is_the_brands(person: str, tmp_path: Path) -> None:
    assert told(tmp_path, person) == []


def test_a_field_that_a_step_uses_is_the_brands(tmp_path: Path) -> None:
    assert told(tmp_path, LINE, "{text: '${shop.line}', expect: {reading: unmatched}}") == []
