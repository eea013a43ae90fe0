"""What a request names and no call reads is told, also where a refusal is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.load import Loader
from tests.scenarios.warned import warned_on_reading

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
CODES = ("OPT714", "OPT737", "OPT738")
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
IMPORT = "/v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants"
OPTIONS = "new: add, mode: row, existing: ignore, absent: ignore"


def told(folder: Path, on: str, call: str, expect: str = "status: 422", more: str = "") -> str:
    """What the warnings about a request propose, or else what they expect."""
    path = folder / "s.yaml"
    step = f"  - {{{call}, expect: {{response: {{{expect}}}}}}}\n"
    text = f"scenario: T\naccount: {ACCOUNTS / on}.yaml\nsteps:\n{more}{step}"
    path.write_text(text, encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    found = [one for one in loaded.warnings if one.code in CODES]
    return ", ".join(one.suggestion or one.expected for one in found)


def contact(body: str) -> str:
    return f"request: {{method: POST, path: /v2/contacts, json: {{{body}}}}}"


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("chanels: {sms: {}}", "channels"),
        ("channels: {sms: {adress: '1'}}", "address"),
        ("channels: {smss: {address: '1'}}", "sms"),
        ("frist_name: Ann", "first_name"),
        ("firstName: Ann", "first_name"),
        ("channels: {sms: {programs: {cordialtreads: {}}}}", "cordialthreads"),
        ("channels: {sms: {address: '1', keyword: JOIN}}", "it in channels.sms.programs"),
        ("subscribeStatus: subscribed", "it in channels.sms"),
        ("channels: {sms: {forceSubscribe: true}}", "it at the top of the body"),
        ("channels: {sms: {subscribeStatus: unsubscibed}}", "unsubscribed"),
        # What is not nearly known may be meant.
        ("shoe_size: 9", ""),
        ("channels: {sms: {carrier: x}}", ""),
        ("channels: {sms: {subscribeStatus: maybe}}", ""),
        ("first_name: Ann, channels: {email: {address: a}}", ""),
    ],
)
def test_a_refusal_may_be_for_a_mistyped_key(body: str, near: str, tmp_path: Path) -> None:
    assert told(tmp_path, "acme-cordial", contact(body)).startswith(near)
    assert bool(told(tmp_path, "acme-cordial", contact(body))) == bool(near)


@pytest.mark.parametrize(
    ("json", "near"),
    [
        ("{messages: {validationErrors: {chanels: {$any: true}}}}", "channels"),
        ("{messages: {validationErrors: {chanels: [{$contains: schema}]}}}", ""),
        ("{error: true}", "channels"),
        ("{errorKey: GENERIC_ERROR_KEY}", "channels"),
    ],
)
def test_a_step_that_says_why_it_is_refused_means_it(json: str, near: str, tmp_path: Path) -> None:
    expect = f"status: 422, json: {json}"
    assert told(tmp_path, "acme-cordial", contact("chanels: {}"), expect) == near


def test_a_list_that_a_call_has_made_is_a_key(tmp_path: Path) -> None:
    made = "  - request: {method: POST, path: /v2/accountlists, json: {name: VIPS}}\n"
    call = contact("VIPS: true, channels: {sms: {address: '13125550123'}}")
    assert told(tmp_path, "acme-cordial-lists", call, "status: 201", made) == ""
    assert told(tmp_path, "acme-cordial-lists", call, "status: 201") == "vip"


def test_what_a_web_page_sends_is_read_too(tmp_path: Path) -> None:
    call = "listener: {auth: {sms: '13125550123'}, contact: {frist_name: Ann}}"
    assert told(tmp_path, "acme-cordial", call) == "first_name"


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("json: {mobile_phone: {mdm: '1'}}", "mdn"),
        ("json: {mdn: '1'}", "it in mobile_phone"),
        ("json: {first_name: Ann}", "it in custom_fields"),
        ("json: {custom_fields: {fisrt_name: Ann}}", "first_name"),
        ("json: {custom_fields: {shoe_size: 38}}", ""),
        ("body: '{\"mobil_phone\": 1}'", "mobile_phone"),
        ("body: no JSON", ""),
    ],
)
@pytest.mark.parametrize("status", ["400", "201", "{$one_of: [400, 422]}"])
def test_a_key_that_is_passed_over(body: str, near: str, status: str, tmp_path: Path) -> None:
    call = f"request: {{method: POST, path: {PARTICIPANTS}, headers: {{X-API-Version: 2}}, {body}}}"
    assert told(tmp_path, "acme-vibes", call, f"status: {status}") == near


@pytest.mark.parametrize(
    ("options", "near"),
    [
        (OPTIONS, ""),
        (OPTIONS.replace("existing", "exisiting"), "existing"),
        (OPTIONS.replace("row", "rows"), "row"),
        (OPTIONS.replace("row", "bulk"), ""),
    ],
)
def test_options_of_an_import(options: str, near: str, tmp_path: Path) -> None:
    json = f"{{program: x, options: {{{options}}}, participants: ''}}"
    call = f"request: {{method: POST, path: {IMPORT}, json: {json}}}"
    assert told(tmp_path, "bigstate-signalvine", call, "status: 400") == near


@pytest.mark.parametrize(
    ("on", "path", "status", "near"),
    [
        ("acme-vibes", "mobiledb/persons/x/subscriptions?active_only=fales", 200, "false"),
        (
            "acme-vibes",
            "mobiledb/persons/x/subscriptions?active_only=0",
            200,
            "one of: true, false",
        ),
        ("acme-vibes", "mobiledb/persons/x/subscriptions?active_only=False", 200, ""),
        ("acme-cordial", "/v2/contacts?sort_dir=dsc", 200, "desc"),
        ("acme-cordial", "/v2/contacts?sort_dir=${me.zip}", 200, "one of: asc, desc"),
        # A parameter of another call.
        ("acme-vibes", "mobiledb/persons?external_person_id=EX1", 404, "mdn"),
        ("acme-vibes", "mobiledb/persons/x/subscriptions/1?active_only=true", 404, "no parameter"),
        ("acme-vibes", "mobiledb/subscription_lists?mdn=1", 200, ""),  # not listed
        ("bigstate-signalvine", "/v1/accounts/x/messages?active=all", 200, "one of: message_type"),
        ("bigstate-signalvine", "/v1/accounts/x/participants?active=al", 400, "all"),
        ("bigstate-signalvine", "/v1/accounts/x/participants?active=some", 400, ""),
    ],
)
def test_a_value_of_a_parameter(on: str, path: str, status: int, near: str, tmp_path: Path) -> None:
    path = path if path[0] == "/" else f"/companies/acme/{path}"
    call = f'request: {{method: GET, path: "{path}"}}'
    found = told(tmp_path, on, call, f"status: {status}")
    assert found.startswith(near)
    assert bool(found) == bool(near)


@pytest.mark.parametrize(
    ("on", "path", "near"),
    [
        ("acme-cordial", "/v3/contacts", "/v2/contacts"),
        ("acme-cordial", "/v2/contcts/13125550123", "/v2/contacts/13125550123"),
        ("acme-cordial", "/v2/contactlists", ""),
        ("acme-cordial", "/V2/contacts", "/v2/contacts"),
        ("acme-vibes", "/companies/acme/mobiledb/person/x", "/companies/acme/mobiledb/persons/x"),
        ("acme-vibes", "/companies/acme/mobiledb/imports", ""),
        ("bigstate-signalvine", "/v2/accounts/x/messages", "/v1/accounts/x/messages"),
        ("bigstate-signalvine", "/v1/programs/x/messages/", ""),
    ],
)
def test_a_path_that_is_nearly_one(on: str, path: str, near: str, tmp_path: Path) -> None:
    call = f"request: {{method: GET, path: {path}}}"
    assert told(tmp_path, on, call, "status: 501") == near
    said = "status: 501, json: {error: {$contains: does not emulate}}"
    assert told(tmp_path, on, call, said) == ""


@pytest.mark.parametrize(
    ("json", "times"), [("{mdn: '+13125550123'}", 1), ("{who: ann}", 0), ("[]", 0)]
)
def test_parameters_in_the_body_of_a_call_that_has_none(
    json: str, times: int, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    request = f"{{method: GET, path: /companies/acme/mobiledb/persons, json: {json}}}"
    step = f"steps:\n  - {{request: {request}, expect: {{response: {{status: 404}}}}}}\n"
    account = f"account: {ACCOUNTS / 'acme-vibes'}.yaml"
    path.write_text(f"scenario: T\n{account}\n{step}", encoding="utf-8")
    found = [one.expected for one in Loader().load(path, "s.yaml").warnings]
    assert found == ["the parameters in the query of the path"] * times


JOIN_BY_CALL = "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '+13125550123'}}"


@pytest.mark.parametrize(
    ("account", "call", "more", "told_of"),
    [
        (
            "acme-vibes",
            f"POST {PARTICIPANTS}?external_person_id=EX1",
            JOIN_BY_CALL,
            "it in the body",
        ),
        (
            "acme-vibes",
            f"POST {PARTICIPANTS}?mdn=%2B13125550123",
            JOIN_BY_CALL,
            "it in mobile_phone",
        ),
        ("acme-vibes", f"POST {PARTICIPANTS}", JOIN_BY_CALL, ""),
        (
            "acme-cordial",
            "DELETE /v2/contacts/13125550123?email=ann@example.com",
            "",
            "no parameter",
        ),
        ("acme-cordial", "PUT /v2/contacts/13125550123/unsubscribe/sms?mcID=1", "", ""),
        # A call that is not emulated may read it.
        ("acme-cordial", "POST /v2/orders?email=ann@example.com", "json: {}", ""),
    ],
)
def test_a_parameter_of_a_call_that_reads_none(
    account: str, call: str, more: str, told_of: str, tmp_path: Path
) -> None:
    method, path = call.split()
    whole = f"request: {{method: {method}, path: '{path}', {more}}}"
    assert told(tmp_path, account, whole, "status: 201") == told_of


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("""json: '{"mobile_phone": {"mdn": "312"}}'""", True),
        ("""json: '[{"mdn": "312"}]'""", True),
        ("""body: '{"mobile_phone": {"mdn": "312"}}'""", False),
        ("""json: '${ann.mdn}'""", False),
        ("""json: 'no mapping'""", False),
        ("""json: {mobile_phone: {mdn: "312"}}""", False),
    ],
)
def test_a_body_in_quotes(body: str, *, told: bool, tmp_path: Path) -> None:
    call = f"{{method: POST, path: {PARTICIPANTS}, headers: {{X-API-Version: 2}}, {body}}}"
    steps = [f"{{request: {call}, expect: {{response: {{status: 400}}}}}}"]
    head = "people: {ann: {mdn: +13125550123}}"
    found = warned_on_reading(tmp_path, steps, ACCOUNTS / "acme-vibes.yaml", head)
    assert [one.code for one in found if one.code == "OPT723"] == ["OPT723"] * told
