"""A captured id that `$not` compares with a key whose ids have another form is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123, external_id: EX1}, bob: {mdn: +13125550124}}\n"


@pytest.mark.parametrize(
    ("captured", "expect", "is_told"),
    [
        ("person_key: {$capture: id}", "record: {person_id: {$not: '${id}'}}", True),
        ("person_key: {$capture: id}", "record: {$not: {person_id: '${id}'}}", True),
        (
            "person_key: {$capture: id}",
            "callbacks: {$not: {$has: {person: {person_id: '${id}'}}}}",
            True,
        ),
        ("person_key: {$capture: id}", "record: {person_key: {$not: '${id}'}}", False),
        ("person_id: {$capture: id}", "record: {person_id: {$not: '${id}'}}", False),
        # The same form under another name, and what is no id.
        (
            "person_id: {$capture: id}",
            "callbacks: {$not: {$has: {participant: {person: {id: '${id}'}}}}}",
            False,
        ),
        ("timezone: {$capture: id}", "record: {person_id: {$not: '${id}'}}", False),
        (
            "mobile_phone: {mdn: {$capture: id}}",
            "record: {person_id: {$not: '${id}'}}",
            False,
        ),
    ],
)
def test_an_id_of_another_form(
    captured: str, expect: str, *, is_told: bool, tmp_path: Path
) -> None:
    steps = [
        f"{{text: SUMMER, from: ann, expect: {{record: {{{captured}}}}}}}",
        f"{{text: SUMMER, from: bob, expect: {{{expect}}}}}",
    ]
    found = [one for one in warned_in_run(tmp_path, steps, head=PEOPLE) if one.code == "OPT711"]
    assert ["never looks like" in one.message for one in found] == [True] * is_told


@pytest.mark.parametrize(
    ("captured", "expect", "is_told"),
    [
        ("callbacks: {$has: {_id: {$capture: id}}}", "record: {_id: {$not: '${id}'}}", True),
        ("callbacks: {$has: {cID: {$capture: id}}}", "record: {_id: {$not: '${id}'}}", False),
        ("record: {_id: {$capture: id}}", "record: {_id: {$not: '${id}'}}", False),
        (
            "callbacks: {$has: {_id: {$capture: id}}}",
            "callbacks: {$not: {$has: {_id: '${id}'}}}",
            False,
        ),
        (
            "callbacks: {$has: {_id: {$capture: id}}}",
            "callbacks: {$not: {$has: {cID: '${id}'}}}",
            True,
        ),
    ],
)
def test_the_id_of_an_event_is_that_of_no_contact(
    captured: str, expect: str, *, is_told: bool, tmp_path: Path
) -> None:
    steps = [
        f"{{text: JOIN, from: ann, expect: {{{captured}}}}}",
        f"{{text: JOIN, from: bob, expect: {{{expect}}}}}",
    ]
    account = ACCOUNTS / "acme-cordial.yaml"
    found = [one.code for one in warned_in_run(tmp_path, steps, account, PEOPLE)]
    assert found.count("OPT711") == is_told


@pytest.mark.parametrize(
    ("path", "is_told"), [("messages", True), ("participants?type=full", False)]
)
def test_the_id_of_a_message_is_that_of_no_participant(
    path: str, *, is_told: bool, tmp_path: Path
) -> None:
    call = f"{{method: GET, path: '/v1/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/{path}'}}"
    captured = "{response: {json: {items: {$has: {id: {$capture: id}}}}}}"
    steps = [
        "{text: JOIN, from: ann}",
        f"{{request: {call}, expect: {captured}}}",
        "{text: JOIN, from: bob, expect: {record: {id: {$not: '${id}'}}}}",
    ]
    account = ACCOUNTS / "bigstate-signalvine.yaml"
    found = [one.code for one in warned_in_run(tmp_path, steps, account, PEOPLE)]
    assert found.count("OPT711") == is_told
