"""An excluded key that no entry has draws a warning, if another key was certainly meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, SHOP, VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

VINE, CORDIAL = ACCOUNTS / "bigstate-signalvine.yaml", ACCOUNTS / "acme-cordial.yaml"
LISTS = ACCOUNTS / "acme-cordial-lists.yaml"
ANN = "people: {ann: {mdn: +13125550123, external_id: EX1}}"
PROGRAM = "/v1/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
CAMPAIGNS = "/companies/acme/campaigns/acquisition"


def told(folder: Path, text: str, path: str, json: str, account: Path) -> list[str]:
    """What is told of an expected answer after a text."""
    call = f"{{method: GET, path: '{path}', headers: {{X-API-Version: 2}}}}"
    steps = [f"text: {text}", f"{{request: {call}, expect: {{response: {{json: {json}}}}}}}"]
    found = warned_in_run(folder, steps, account, ANN)
    return [one.message for one in found if one.code == "OPT706"]


@pytest.mark.parametrize(
    ("path", "json", "is_told"),
    [
        ("messages", "{items: {$not: {$has: {phone: '+13125550123'}}}}", True),
        ("messages", "{items: {$not: {$has: {phone: '+13125550199'}}}}", True),
        ("participants?type=full", "{items: {$not: {$has: {phone: '+13125550199'}}}}", False),
        # No entry, so no key; a key that says itself that it is not there; an entry with the key.
        ("messages?since=x&message_type=template", "{items: {$not: {$has: {phone: x}}}}", False),
        ("messages", "{items: [{phone: {$absent: true}}, {phone: {$absent: true}}]}", False),
        ("messages", "{items: {$not: {$has: {text: STOP}}}}", False),
    ],
)
def test_a_number_in_an_answer_that_has_none(
    path: str, json: str, *, is_told: bool, tmp_path: Path
) -> None:
    found = told(tmp_path, "JOIN", f"{PROGRAM}/{path}", json, VINE)
    message = "no entry of this answer has 'phone': each answer meets this"
    assert found == [message] * is_told


@pytest.mark.parametrize(
    ("account", "path", "json", "message"),
    [
        (
            VIBES,
            f"{CAMPAIGNS}/ACQ1234/participants?mdn=%2B13125550123",
            "{$not: {$has: {mobile_phone: {mdn: '+13125550123'}}}}",
            "no entry of this answer has 'mobile_phone': each answer meets this",
        ),
        (
            VIBES,
            CAMPAIGNS,
            "{$not: {$has: {id: ACQ1234}}}",
            "there is no 'id' here, and what is excluded stands in acquisition_id",
        ),
        (
            SHOP,
            "/companies/acme/config/callbacks",
            "{$not: {$has: {url: 'https://crm.example.com/vibes'}}}",
            "what is excluded stands in destination.url, and not here",
        ),
        # The campaign is not there; the URL is that of no callback.
        (VIBES, CAMPAIGNS, "{$not: {$has: {id: ACQ9999}}}", ""),
        (VIBES, CAMPAIGNS, "{$not: {$has: {acquisition_id: ACQ9999}}}", ""),
        (
            SHOP,
            "/companies/acme/config/callbacks",
            "{$not: {$has: {url: 'https://crm.example.com/other'}}}",
            "",
        ),
        # The other value that is excluded together with it is in no entry.
        (VIBES, CAMPAIGNS, "{$not: {$has: {status: ended, id: ACQ1234}}}", ""),
        # A contact without an email address, and one without a first name.
        (
            CORDIAL,
            "/v2/contacts",
            "{$not: {$has: {channels: {email: {subscribeStatus: pendingDOI}}}}}",
            "",
        ),
        (CORDIAL, "/v2/contacts", "{$not: {$has: {first_name: Annabel}}}", ""),
    ],
)
def test_a_value_that_stands_at_another_key(
    account: Path, path: str, json: str, message: str, tmp_path: Path
) -> None:
    text = "JOIN" if account == CORDIAL else "SUMMER"
    found = told(tmp_path, text, path, json, account)
    assert found == ([message] if message else [])


@pytest.mark.parametrize(
    ("path", "json"),
    [
        ("/email:ann@example.com", "{channels: {$not: {sms: {address: '13125550123'}}}}"),
        ("", "{$not: {$has: {channels: {sms: {address: '13125550123'}}}}}"),
    ],
)
def test_a_contact_may_have_no_phone(path: str, json: str, tmp_path: Path) -> None:
    body = "{channels: {email: {address: ann@example.com}}}"
    call = f"{{method: GET, path: '/v2/contacts{path}'}}"
    steps = [
        f"request: {{method: POST, path: /v2/contacts, json: {body}}}",
        f"{{request: {call}, expect: {{response: {{json: {json}}}}}}}",
    ]
    assert "OPT706" not in [one.code for one in warned_in_run(tmp_path, steps, CORDIAL, ANN)]


@pytest.mark.parametrize(
    ("excluded", "is_told"),
    [
        ("{person: {mobile_phone: {mdn: '+13125550123'}}}", True),
        ("{person: {mobile_phone: {mdn: '+13125550199'}}}", False),
        ("{callback_type: person_updated, person: {mobile_phone: {mdn: '+13125550123'}}}", False),
        ("{subscription: {person: {mobile_phone: {mdn: '+13125550199'}}}}", False),
    ],
)
def test_a_key_of_another_callback(excluded: str, *, is_told: bool, tmp_path: Path) -> None:
    expect = f"{{callbacks: {{$not: {{$has: {excluded}}}}}}}"
    steps = ["text: SUMMER", f"{{text: Y, expect: {expect}}}"]
    found = [one for one in warned_in_run(tmp_path, steps, head=ANN) if one.code == "OPT706"]
    message = "there is no 'person' here, and what is excluded stands in participant.person"
    assert [one.message for one in found] == [message] * is_told


def test_a_key_beside_the_one_that_is_nearly_it_is_meant(tmp_path: Path) -> None:
    json = "[{_id: {$any: true}, id: {$absent: true}}]"
    assert told(tmp_path, "JOIN", "/v2/contacts", json, CORDIAL) == []
    json = "[{id: {$absent: true}}]"
    assert told(tmp_path, "JOIN", "/v2/contacts", json, CORDIAL) != []


@pytest.mark.parametrize(
    ("name", "is_told"), [("my_list", True), ("MyList", True), ("other", False)]
)
def test_a_key_that_differs_only_in_its_signs(name: str, *, is_told: bool, tmp_path: Path) -> None:
    call = "{method: PUT, path: /v2/contacts/13125550123, json: {my-list: true}}"
    expect = f"{{record: {{listJoinDate: {{{name}: {{$absent: true}}}}}}}}"
    steps = ["text: JOIN", f"{{request: {call}, expect: {expect}}}"]
    found = [one.message for one in warned_in_run(tmp_path, steps, LISTS, ANN)]
    assert (f"there is no {name!r} here, but 'my-list'" in found) == is_told


@pytest.mark.parametrize(
    ("name", "is_told"), [("X-RateLimit-Remaining", True), ("X-Request-Id", False)]
)
def test_a_header_that_differs_only_in_its_signs(
    name: str, *, is_told: bool, tmp_path: Path
) -> None:
    account = f"{{extends: {CORDIAL}, rate_limit: {{requests: 9}}}}"
    call = "{method: GET, path: /v2/contacts}"
    expect = f"{{response: {{headers: {{{name}: {{$absent: true}}}}}}}}"
    steps = ["text: JOIN", f"{{request: {call}, expect: {expect}}}"]
    found = [one.code for one in warned_in_run(tmp_path, steps, account)]
    assert ("OPT706" in found) == is_told
