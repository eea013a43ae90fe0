"""An excluded value that is nearly one that comes at its key draws a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, SHOP, VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

VINE, CORDIAL = ACCOUNTS / "bigstate-signalvine.yaml", ACCOUNTS / "acme-cordial.yaml"
ANN = "people: {ann: {mdn: +13125550123, external_id: EX1}}"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
IMPORT = (
    f"request: {{method: POST, path: /v2/programs/{PROGRAM}/participants, json: {{program: "
    f"{PROGRAM}, options: {{new: add, mode: tx, existing: ignore, absent: ignore}}, participants: "
    '"customer_id,first_name,last_name,phone,group_list\\nC-12,Annabel,Lee,${ann.mdn},Dorm 7"}}'
)


def told(folder: Path, steps: list[str], account: Path = VIBES) -> list[str]:
    found = warned_in_run(folder, steps, account, ANN)
    return [one.message for one in found if one.code == "OPT711"]


@pytest.mark.parametrize(
    ("record", "comes"),
    [
        ("groups: {$not: {$has: Dorm7}}", "groups is 'Dorm 7'"),
        ("groups: {$not: {$has: 'Dorm 7 '}}", "groups is 'Dorm 7'"),
        ("groups: {$not: {$has: {$regex: Dorm7}}}", "groups is 'Dorm 7'"),
        ("customerId: {$not: C12}", "customerId is 'C-12'"),
        ("customerId: {$not: C-21}", "customerId is 'C-12'"),
        ("profile: {$not: {$has: {name: first_name, value: Anabel}}}", "value is 'Annabel'"),
        # Another group, participant and name; the number alone.
        ("groups: {$not: {$has: Dorm 8}}", ""),
        ("groups: {$not: {$has: Fall}}", ""),
        ("customerId: {$not: C-13}", ""),
        ("profile: {$not: {$has: {name: first_name, value: Robert}}}", ""),
    ],
)
def test_a_value_that_a_step_has_stored(record: str, comes: str, tmp_path: Path) -> None:
    steps = [IMPORT, f"{{wait: 2s, expect: {{record: {{{record}}}}}}}"]
    found = told(tmp_path, steps, VINE)
    assert len(found) == bool(comes)
    assert all(one.startswith(f"{comes}, and never ") for one in found)


@pytest.mark.parametrize(("text", "is_told"), [("Dorm7", False), ("Dorm", True)])
def test_a_value_that_a_step_sends_is_no_slip(text: str, *, is_told: bool, tmp_path: Path) -> None:
    expect = "{record: {groups: {$not: {$has: Dorm7}}}}"
    steps = [IMPORT, "wait: 2s", f"{{text: {text}, expect: {expect}}}"]
    assert len(told(tmp_path, steps, VINE)) == is_told


@pytest.mark.parametrize(
    ("token", "is_told"),
    [
        ("MDN_HAS_CONFIRMATION_BLOCK", True),
        ("MDNHASCONFIRMATIONBLOK", True),
        ("MDN_IS_MISSING", False),
        ("PARTICIPANT", False),
    ],
)
def test_a_reason_of_vibes(token: str, *, is_told: bool, tmp_path: Path) -> None:
    path = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
    body = "{mobile_phone: {mdn: '${ann.mdn}'}}"
    call = f"{{method: POST, path: {path}, headers: {{X-API-Version: 2}}, json: {body}}}"
    json = f"{{errors: {{$not: {{$has: {{message: {token}}}}}}}}}"
    expect = f"{{response: {{status: 422, json: {json}}}}}"
    steps = ["text: SUMMER", "text: N", f"{{request: {call}, expect: {expect}}}"]
    assert len(told(tmp_path, steps)) == is_told


@pytest.mark.parametrize(
    ("token", "is_told"), [("CONTACT_NOT_FOUND", True), ("GENERIC_ERROR_KEY", False)]
)
def test_a_reason_of_cordial(token: str, *, is_told: bool, tmp_path: Path) -> None:
    body = "{first_name: Bob}"
    call = f"{{method: PUT, path: '/v2/contacts/email:bob@example.com', json: {body}}}"
    expect = f"{{response: {{status: 404, json: {{errorKey: {{$not: {token}}}}}}}}}"
    steps = ["text: JOIN", f"{{request: {call}, expect: {expect}}}"]
    assert len(told(tmp_path, steps, CORDIAL)) == is_told


@pytest.mark.parametrize(
    ("excluded", "is_told"),
    [
        ("{opt_in_date: 01/05/2026}", True),
        ("{opt_in_date: '2026-01-05 15:00:0Z'}", True),
        ("{opt_in_date: '2026-01-06T15:00:00Z'}", False),
        ("{opt_in_date: 2026-01-06}", False),
        ("{person: {mobile_phone: {mdn: {$regex: '^13125550123$'}}}}", True),
        ("{person: {mobile_phone: {mdn: {$regex: '^\\+13125550199$'}}}}", False),
        ("{person: {mobile_phone: {mdn: {$regex: '555'}}}, opt_in_date: x}", False),
    ],
)
def test_a_form_that_never_comes(excluded: str, *, is_told: bool, tmp_path: Path) -> None:
    expect = f"{{callbacks: {{$not: {{$has: {{subscription: {excluded}}}}}}}}}"
    assert len(told(tmp_path, ["text: SUMMER", f"{{text: Y, expect: {expect}}}"])) == is_told


def test_a_number_that_a_check_tells_is_told_once(tmp_path: Path) -> None:
    steps = [IMPORT, "{wait: 2s, expect: {record: {phone: {$not: '+13125550132'}}}}"]
    (message,) = told(tmp_path, steps, VINE)
    assert message.startswith("no person of this scenario has the number")


@pytest.mark.parametrize(
    ("url", "is_told"),
    [("{$contains: 'http://'}", False), ("{$contains: 'crm example'}", True)],
)
def test_a_mark_that_is_excluded_is_a_guard(url: str, *, is_told: bool, tmp_path: Path) -> None:
    json = f"[{{destination: {{url: {{$not: {url}}}}}}}, {{destination: {{$any: true}}}}]"
    path = "/companies/acme/config/callbacks"
    call = f"{{method: GET, path: {path}, headers: {{X-API-Version: 2}}}}"
    steps = ["text: SUMMER", f"{{request: {call}, expect: {{response: {{json: {json}}}}}}}"]
    assert len(told(tmp_path, steps, SHOP)) == is_told
