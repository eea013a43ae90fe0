"""A call that makes a second record, without a phone, is told where one was meant who is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

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
    before = [f"text: {text}"] if text else []
    steps = [*before, f"{{request: {{{request_}}}, expect: {{{expect}}}}}"]
    people = "people: {ann: {mdn: +13125550123, external_id: EX1}}"
    alone = "this call makes a new person without a phone, and leaves ann alone"
    assert [one for one in told(tmp_path, steps, on, people) if "alone" in one] == [alone] * times


def told(folder: Path, steps: list[str], on: str = "acme-vibes", people: str = "") -> list[str]:
    """The warnings about other people in a scenario that passes."""
    warnings = warned_in_run(folder, steps, ACCOUNTS / f"{on}.yaml", people)
    return [one.message for one in warnings if one.code == "OPT713"]


POST = (
    "{request: {method: POST, path: /companies/acme/mobiledb/persons, headers: {X-API-Version: 2}, "
    "json: {external_person_id: %s}}, expect: {response: {%s}}}"
)
PUT = (
    "{request: {method: PUT, path: /companies/acme/mobiledb/persons/external/%s, "
    "headers: {X-API-Version: 2}, json: {custom_fields: {first_name: Ann}}}%s}"
)
NEW_PERSON = "this call updates no person, and makes a new one"
NAME = "json: {custom_fields: {first_name: Ann}}"


@pytest.mark.parametrize(
    ("id_", "expect", "message"),
    [
        ("EXI", f", expect: {{response: {{{NAME}}}}}", NEW_PERSON),
        ("EXI", ", expect: {response: {status: {$one_of: [200, 201]}}}", NEW_PERSON),
        ("EXI", ", expect: {response: {status: {$lt: 300}}}", NEW_PERSON),
        ("EXI", ", expect: {callbacks: {$length: 1}}", NEW_PERSON),
        # It is said, or nothing is.
        ("EXI", f", expect: {{response: {{status: 201, {NAME}}}}}", ""),
        ("EXI", ", expect: {response: {status: {$equals: 201}}}", ""),
        ("EXI", "", ""),
        # The person is there.
        ("EX1", f", expect: {{response: {{{NAME}}}}}", ""),
    ],
)
def test_a_put_that_updates_nobody(id_: str, expect: str, message: str, tmp_path: Path) -> None:
    steps = [
        POST % ("EX1", "status: 201"),
        PUT % (id_, expect),
        "{text: HELP, expect: {reading: help}}",
    ]
    assert told(tmp_path, steps) == ([message] if message else [])


def test_a_new_phone_of_a_contact_is_no_new_person(tmp_path: Path) -> None:
    moved = "json: {channels: {sms: {address: '13125550124'}}}"
    steps = [
        "{text: JOIN, from: +13125550123}",
        (
            f"{{request: {{method: PUT, path: /v2/contacts/13125550123, {moved}}}, "
            "expect: {response: {json: {success: true}}}}"
        ),
    ]
    assert told(tmp_path, steps, "acme-cordial") == []


@pytest.mark.parametrize(
    ("first", "second", "status", "times"),
    [
        ("EX1", "EXI", "json: {person_key: {$any: true}}", 1),
        ("EX12", "EX21", "json: {person_key: {$any: true}}", 1),
        ("ann@example.com", "ann@exmaple.com", "json: {person_key: {$any: true}}", 1),
        ("ann@example.com", "ann@example.co", "status: {$lt: 300}", 1),
        # Two people: one digit differs, or the name.
        ("EX1", "EX2", "json: {person_key: {$any: true}}", 0),
        ("ann@example.com", "dan@example.com", "json: {person_key: {$any: true}}", 0),
        ("ann1@example.com", "ann2@example.com", "json: {person_key: {$any: true}}", 0),
        # The same person, or a new one, by the status.
        ("ann@example.com", "ann@example.com", "status: 200", 0),
        ("EX1", "EXI", "status: 201", 0),
    ],
)
def test_a_store_under_an_id_that_is_nearly_known(
    first: str, second: str, status: str, times: int, tmp_path: Path
) -> None:
    steps = [POST % (f"'{first}'", "status: 201"), POST % (f"'{second}'", status)]
    message = f"this call makes a new person: {second!r} is nearly {first!r}"
    assert told(tmp_path, steps) == [message] * times


CONTACT = (
    "{request: {method: POST, path: /v2/contacts, json: {channels: {email: {address: %s}}}}, "
    "expect: {response: {status: 201}}}"
)
FOUND = (
    "{request: {method: GET, path: '/v2/contacts/email:ann@exmaple.com'}, "
    "expect: {response: {status: 200}}}"
)


@pytest.mark.parametrize(("more", "times"), [([], 1), ([FOUND], 0)])
def test_where_every_success_is_201_another_step_says_that_it_is_meant(
    more: list[str], times: int, tmp_path: Path
) -> None:
    steps = [CONTACT % "ann@example.com", CONTACT % "ann@exmaple.com", *more]
    message = "this call makes a new person: 'ann@exmaple.com' is nearly 'ann@example.com'"
    assert told(tmp_path, steps, "acme-cordial") == [message] * times
