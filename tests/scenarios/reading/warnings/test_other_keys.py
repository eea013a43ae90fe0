"""A value that is no key of the person who is meant is told where nothing is to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

CORDIAL = ACCOUNTS / "acme-cordial.yaml"
VIBES = ACCOUNTS / "acme-vibes.yaml"
VINE = ACCOUNTS / "bigstate-signalvine.yaml"
PEOPLE = (
    "people: {ann: {mdn: +13125550123, external_id: EX1, fields: {first_name: Anna}}, "
    "bob: {mdn: +13125550124}}"
)
STORED = (
    "{request: {method: PUT, path: /v2/contacts/13125550123, "
    "json: {channels: {email: {address: ann@example.com}}}}}"
)


def told(
    folder: Path, steps: list[str], account: Path = CORDIAL, more: str = ""
) -> list[tuple[str, str]]:
    found = warned_on_reading(folder, steps, account, f"{PEOPLE}{more}")
    return [(one.message, one.expected) for one in found if one.code == "OPT720"]


def get(path: str, expect: str = "status: 404", method: str = "GET") -> str:
    call = f'request: {{method: {method}, path: "{path}"}}'
    return f"{{{call}, expect: {{response: {{{expect}}}}}}}"


@pytest.mark.parametrize(
    ("path", "message", "expected"),
    [
        (
            "/email:ann@example.org",
            "no step stores 'ann@example.org'",
            "ann@example.com",
        ),
        ("/ann@shop.example", "no step stores 'ann@shop.example'", "ann@example.com"),
        (
            "/sms:ann@example.com",
            "'ann@example.com' is a value of email, and not of sms",
            "email:ann@example.com",
        ),
        (
            "/channels.sms.address:ann@example.com",
            "'ann@example.com' is a value of email, and not of sms",
            "email:ann@example.com",
        ),
        (
            "/email:13125550123",
            "'13125550123' is a value of sms, and not of email",
            "sms:13125550123",
        ),
        (
            "/Anna",
            "'Anna' is the first_name of ann, and nothing is found by it",
            "a number, address or id of the person",
        ),
        (
            "/sms:ann",
            "'ann' is a name in people, and nothing is found by it",
            "a number, address or id of the person",
        ),
    ],
)
def test_what_is_no_key_of_the_person(
    path: str, message: str, expected: str, tmp_path: Path
) -> None:
    assert told(tmp_path, [STORED, get(f"/v2/contacts{path}")]) == [(message, expected)]


def test_what_a_call_stores_beside_the_keys_is_none(tmp_path: Path) -> None:
    stored = STORED.replace("channels", "first_name: Eve, channels")
    message = "'Eve' is stored as first_name, and nothing is found by it"
    assert [one for one, _ in told(tmp_path, [stored, get("/v2/contacts/Eve")])] == [message]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_change_of_nobody_asks_by_a_key_too(method: str, tmp_path: Path) -> None:
    asked = get("/v2/contacts/email:ann@example.org", method=method)
    assert len(told(tmp_path, [STORED, asked])) == 1


def test_a_list_is_asked_for_by_an_address(tmp_path: Path) -> None:
    asked = get("/v2/contacts?email=ann@example.org", "json: []")
    assert len(told(tmp_path, [STORED, asked])) == 1


@pytest.mark.parametrize(
    "steps",
    [
        # A stranger, on purpose.
        [STORED, get("/v2/contacts/email:stranger@example.com")],
        [STORED, get("/v2/contacts/stranger@example.org")],
        [STORED, get("/v2/contacts/5f1e0c3b9d8a7e0012345678")],
        [STORED, get("/v2/contacts/sms:stranger@example.com")],
        [get("/v2/contacts/email:ann@example.org"), STORED],
        # The key of the person, where it is not there yet or any more.
        [STORED, get("/v2/contacts/email:ann@example.com")],
        [STORED, get("/v2/contacts/email:ANN@EXAMPLE.COM")],
        [STORED, get("/v2/contacts/sms:13125550123")],
        # Another step stores the address.
        [STORED, get("/v2/contacts/ann@example.org"), STORED.replace(".com", ".org")],
        # A list may be asked for by any value.
        [STORED, get("/v2/contacts?first_name=Anna", "json: []")],
        # Something is found.
        [STORED, get("/v2/contacts/email:ann@example.org", "status: 200")],
    ],
)
def test_a_contact_that_is_not_there_may_be_asked_for(steps: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, steps) == []


def test_the_keys_of_examples_are_meant(tmp_path: Path) -> None:
    more = "\nexamples: [{key: 'sms:ann@example.com'}, {key: 'email:ann@example.org'}]"
    asked = get("/v2/contacts/${key}")
    assert told(tmp_path, [STORED, asked], more=more) == []


@pytest.mark.parametrize(
    ("account", "path", "times"),
    [
        (VIBES, "/companies/acme/mobiledb/persons/ann", 1),
        (VIBES, "/companies/acme/mobiledb/persons/external/Anna", 1),
        (VIBES, "/companies/acme/mobiledb/persons/external/unknown", 0),
        (VINE, "/v1/participants/Anna/messages", 1),
    ],
)
def test_a_name_is_no_key_of_any_platform(
    account: Path, path: str, times: int, tmp_path: Path
) -> None:
    assert len(told(tmp_path, ["{text: JOIN}", get(path)], account)) == times
