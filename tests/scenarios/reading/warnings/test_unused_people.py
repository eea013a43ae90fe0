"""A person whom a scenario declares, and whom no step is about, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import VIBES, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

ANN_AND_BOB = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124, external_id: EX7}}"
ANN = "people: {ann: {mdn: +13125550123}}"


def told(folder: Path, head: str, *steps: str) -> list[str]:
    warnings = warned_on_reading(folder, steps, VIBES, head)
    return [w.message.split("'")[1] for w in warnings if "names this person" in w.message]


def request(body: str, rest: str = "") -> str:
    return f"{{request: {{method: POST, path: /a, json: {body}}}{rest}}}"


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("{text: SUMMER, expect: {state: pending}}", ["bob"]),
        ("{text: SUMMER, from: bob}", ["ann"]),
        ("{text: SUMMER, expect: {replies: [{to: bob}]}}", []),
        ("{text: SUMMER, expect: {replies: {$not: {$has: {$contains: '${bob.mdn}'}}}}}", []),
        (request("{mdn: '+1 (312) 555-0124'}", ", expect: {state: none}"), []),
        (request("{external_person_id: EX7}", ", expect: {record: null}"), []),
        (request("{}", ", expect: {replies: []}"), ["ann", "bob"]),
    ],
)
def test_who_takes_part(step: str, names: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, ANN_AND_BOB, step) == names


def test_the_only_person(tmp_path: Path) -> None:
    nobody = request("{}", ", expect: {response: {status: 404}}")
    assert told(tmp_path, ANN, nobody) == ["ann"]
    assert told(tmp_path, "", nobody) == []


def test_a_person_of_one_example(tmp_path: Path) -> None:
    examples = f"{ANN_AND_BOB}\nexamples: [{{who: ann}}, {{who: bob}}]"
    assert told(tmp_path, examples, '{text: Hi, from: "${who}"}') == []


def test_a_step_that_takes_its_shape_from_a_captured_value(tmp_path: Path) -> None:
    first = "{text: SUMMER, expect: {record: {person_key: {$capture: key}}}}"
    assert told(tmp_path, ANN_AND_BOB, first, '{request: "${key}"}') == []
