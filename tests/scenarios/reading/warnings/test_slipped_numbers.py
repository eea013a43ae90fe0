"""A stored number of no person draws a warning where something is expected of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import VIBES, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

PERSONS = "/companies/acme/mobiledb/persons"


ANN = "people: {ann: {mdn: +13125550123}}"


def told(folder: Path, *steps: str, people: str = ANN) -> str:
    warnings = warned_on_reading(folder, steps, VIBES, people)
    return "; ".join(w.message for w in warnings if w.code == "OPT720")


def call(end: str, expect: str, method: str = "POST", path: str = PERSONS) -> str:
    body = f'{{mobile_phone: {{mdn: "+131255501{end}"}}}}'
    return f"{{request: {{method: {method}, path: {path}, json: {body}}}, expect: {{{expect}}}}}"


TEXT = "{text: SUMMER}"
STATE, REPLIES, STATUS = "state: pending", "replies: []", "response: {status: 201}"


@pytest.mark.parametrize(
    ("steps", "is_told"),
    [
        ([TEXT, call("32", STATE)], True),
        ([TEXT, call("99", STATE)], True),
        ([TEXT, call("23", STATE)], False),
        ([call("32", STATE)], True),
        ([call("99", STATE)], False),  # the first step may be about a stranger
        ([TEXT, call("32", REPLIES)], True),
        ([TEXT, call("24", REPLIES)], False),
        ([TEXT, call("32", "response: {json: {mobile_phone: {$any: true}}}")], True),
        ([TEXT, call("32", "response: {status: {$lt: 300}}")], True),
        ([TEXT, call("24", "response: {status: {$lt: 300}}")], False),
        ([TEXT, call("32", "response: {status: 409}")], False),
        ([TEXT, call("32", STATUS)], False),
        ([TEXT, call("32", STATUS), f"{{wait: 1h, expect: {{{STATE}}}}}"], True),
        ([TEXT, call("32", STATUS), f"{{text: Y, expect: {{{STATE}}}}}"], False),
        ([TEXT, call("32", STATE), "{text: Y, from: +13125550132}"], False),
        # The number that a person is to get.
        ([TEXT, call("32", STATE, "PUT", f"{PERSONS}/external/EX1")], False),
    ],
)
def test_a_stored_number_of_no_person(steps: list[str], *, is_told: bool, tmp_path: Path) -> None:
    message = "no person of this scenario has the number" if is_told else ""
    found = told(tmp_path, *steps)
    assert found.startswith(message)
    assert bool(found) == is_told


def text(end: str) -> str:
    return f"{{text: STOP, from: +131255501{end}, expect: {{reading: stop}}}}"


@pytest.mark.parametrize(
    ("people", "steps", "number"),
    [
        ("", [text("23"), text("32")], "32"),
        ("", [text("23"), text("24")], ""),
        ("", [text("23"), text("32"), text("32")], ""),
        ("", [call("23", STATUS), text("32")], "32"),
        ("", [TEXT, text("32")], ""),
        ("people: {ann: {}}", [TEXT, text("32")], "32"),
        ("people: {ann: {}}", [TEXT, "{text: STOP, from: +13125550132}"], ""),
        ("people: {ann: {}}", [text("32")], ""),
        ("people: {ann: {}}", [TEXT, text("32"), text("32")], ""),
    ],
)
def test_a_senders_number_of_no_person(
    people: str, steps: list[str], number: str, tmp_path: Path
) -> None:
    message = f"no person of this scenario has the number +131255501{number}" if number else ""
    assert told(tmp_path, *steps, people=people) == message
