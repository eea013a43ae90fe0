"""A refusal that is expected by its status alone, and is for more than one reason, is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run
from tests.scenarios.warned import warned_in_run

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
HELP = "  - {text: HELP, expect: {reading: help}}\n"
VERSION = "headers: {X-API-Version: 2}"


def told(folder: Path, on: str, request: str, expect: str, before: str = "") -> str:
    path = folder / "s.yaml"
    step = f"steps:\n{before}  - request: {{{request}}}\n    expect: {{response: {{{expect}}}}}\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNTS / on}.yaml\n{step}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    return "; ".join(one.message for one in result.warnings if one.code == "OPT739")


@pytest.mark.parametrize(
    ("body", "expect", "reasons"),
    [
        ("{mobile_phone: {mdn: '555'}, custom_fields: {shoe: 1}}", "status: 400", 2),
        ("{mobile_phone: {mdn: '555'}}", "status: 400", 0),
        (
            "{mobile_phone: {mdn: '555'}, custom_fields: {shoe: 1}}",
            "status: 400, json: {errors: {$has: {message: {$contains: '555'}}}}",
            0,
        ),
    ],
)
def test_one_of_several_reasons(body: str, expect: str, reasons: int, tmp_path: Path) -> None:
    request = f"method: POST, path: {PARTICIPANTS}, {VERSION}, json: {body}"
    message = told(tmp_path, "acme-vibes", request, expect)
    assert message.startswith("the request is refused for 2 reasons") == (reasons > 1)


@pytest.mark.parametrize(
    ("error", "is_told"),
    [
        ("{code: {$gt: 0}}", True),
        ("{message: {$contains: a}}", True),
        ("{message: {$regex: '.e'}}", True),
        ("{code: {$gte: 4, $lt: 5}}", False),
        ("{message: {$contains: mobile number}}", False),
        ("{message: {$contains: '5'}}", False),
    ],
)
def test_a_code_or_text_that_most_refusals_have(
    error: str, *, is_told: bool, tmp_path: Path
) -> None:
    request = (
        f"method: POST, path: {PARTICIPANTS}, {VERSION}, json: {{mobile_phone: {{mdn: '555'}}}}"
    )
    message = told(tmp_path, "acme-vibes", request, f"json: {{errors: [{error}]}}")
    assert message == "most refusals meet this; it is 400" * is_told


def test_the_fields_that_an_answer_names(tmp_path: Path) -> None:
    request = "method: POST, path: /v2/contacts, json: {shoe: 1, size: 2, channels: {sms: {}}}"
    assert told(tmp_path, "acme-cordial", request, "status: 422") == (
        "the request is refused for 2 reasons, and this fits any: shoe; size"
    )


@pytest.mark.parametrize(
    ("headers", "mdn", "times"),
    [
        ("{}", "+13125550123", 1),
        ("{X-API-Version: 1}", "+13125550123", 0),
        ("{X-API-Version: 2}", "3125550123", 0),
    ],
)
def test_a_header_that_the_answer_names(headers: str, mdn: str, times: int, tmp_path: Path) -> None:
    body = f"{{mobile_phone: {{mdn: '{mdn}'}}}}"
    request = f"method: POST, path: {PARTICIPANTS}, headers: {headers}, json: {body}"
    message = "the request is refused, and has no header X-API-Version, which the answer names"
    assert told(tmp_path, "acme-vibes", request, "status: 400") == message * times


@pytest.mark.parametrize(
    ("before", "keyword", "expect", "times"),
    [
        (HELP, "JION", "status: 422", 1),
        (HELP, "WINTER", "status: 422", 0),
        (HELP, "JION", "status: 422, json: {messages: {validationErrors: {%s: [%s]}}}", 0),
        ("", "JION", "status: 422", 0),  # nothing has happened that this could be about
    ],
)
def test_a_mistyped_keyword(
    before: str, keyword: str, expect: str, times: int, tmp_path: Path
) -> None:
    programs = f"{{cordialthreads: {{keyword: {keyword}, subscribeStatus: subscribed}}}}"
    contact = f"{{channels: {{sms: {{address: '13125550123', programs: {programs}}}}}}}"
    request = f"method: POST, path: /v2/contacts, json: {contact}"
    message = "the request is refused for 'JION', which is nearly the keyword 'JOIN'"
    if "%s" in expect:
        where = "channels.sms.programs.cordialthreads.keyword"
        expect %= where, "\"'JION' is no keyword of cordialthreads.\""
    assert told(tmp_path, "acme-cordial", request, expect, before) == message * times


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("status: {$gte: 400}", "refusals of several statuses meet this; it is 401"),
        ("status: {$one_of: [400, 401]}", "refusals of several statuses meet this; it is 401"),
        ("json: {errors: {$length: 1}}", "most refusals meet this; it is 401"),
        ("json: {error: {$absent: true}, errors: [{}]}", "most refusals meet this; it is 401"),
        ("status: 401", ""),
        ("status: {$one_of: [401]}", ""),
        ("status: {$gte: 400}, json: {errors: [{code: 1}]}", ""),
        ("json: {errors: [{code: 1}]}", ""),
        ("status: 401, json: {errors: {$length: 1}}", ""),
    ],
)
def test_a_refusal_of_any_kind(expect: str, message: str, tmp_path: Path) -> None:
    body = "json: {mobile_phone: {mdn: +13125550123}}"
    request = f"method: POST, path: {PARTICIPANTS}, {VERSION}, auth: wrong, {body}"
    assert told(tmp_path, "acme-vibes", request, expect) == message


@pytest.mark.parametrize(
    ("auth", "expect", "message"),
    [
        ("wrong", "status: {$one_of: [201, 401]}", "a success meets this, too; it is 401"),
        ("wrong", "status: {$one_of: [201, 401]}, json: {errors: [{code: 1}]}", ""),
        ("", "status: {$one_of: [201, 401]}", "a refusal meets this, too; it is 201"),
        ("", "status: {$one_of: [201, 401]}, json: {status: PENDING}", ""),
        ("", "status: {$one_of: [201, 401]}, json: {person: {}}", ""),
        ("", "status: {$one_of: [200, 201]}", ""),
        ("", "status: {$one_of: [201, {$gte: 400}]}", ""),  # this fails after a refusal
        ("", "status: {$lt: 500}", ""),  # so does this
        ("", "status: 201", ""),
    ],
)
def test_a_success_and_a_refusal(auth: str, expect: str, message: str, tmp_path: Path) -> None:
    body = "json: {mobile_phone: {mdn: +13125550123}}"
    auth = f"auth: {auth}, " if auth else ""
    request = f"method: POST, path: {PARTICIPANTS}, {VERSION}, {auth}{body}"
    assert told(tmp_path, "acme-vibes", request, expect) == message


def test_a_call_that_only_reads_has_no_effect_to_tell_of(tmp_path: Path) -> None:
    request = f"method: GET, path: /companies/acme/mobiledb/persons/none, {VERSION}"
    assert told(tmp_path, "acme-vibes", request, "status: {$one_of: [200, 404]}") == ""


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("json: {error: true}", "most refusals meet this; it is 404"),
        ("json: {errorKey: CONTACTS_CONTACT_NOT_FOUND}", ""),
    ],
)
def test_what_all_refusals_of_cordial_have(expect: str, message: str, tmp_path: Path) -> None:
    request = "method: PUT, path: /v2/contacts/13125550132, json: {first_name: Ann}"
    assert told(tmp_path, "acme-cordial", request, expect) == message


def test_a_comment_silences_it(tmp_path: Path) -> None:
    request = f"method: POST, path: {PARTICIPANTS}, json: {{mobile_phone: {{mdn: +13125550123}}}}"
    assert told(tmp_path, "acme-vibes", request, "status: 400") != ""
    path = tmp_path / "s.yaml"
    text = path.read_text(encoding="utf-8").rstrip()
    path.write_text(f"{text}  # optinsim: ignore OPT739 as old clients do\n", encoding="utf-8")
    assert run([str(path)], CaseFilter()).warnings == []


DECLINED = ["{text: SUMMER}", "{text: N, expect: {state: declined}}"]
BY_ID, BY_MDN = "{external_person_id: EX1}", "{mobile_phone: {mdn: '${ann.mdn}'}}"
OF_BOB = "{external_person_id: EX2}"
TOO_SHORT = "{mobile_phone: {mdn: '312'}}"


def join_by_call(body: str, expect: str = "status: 422") -> str:
    request = f"{{method: POST, path: {PARTICIPANTS}, {VERSION}, json: {body}}}"
    return f"{{request: {request}, expect: {{response: {{{expect}}}}}}}"


@pytest.mark.parametrize(
    ("steps", "is_told"),
    [
        ([*DECLINED, join_by_call(BY_ID)], True),
        # The confirmation block is the reason.
        ([*DECLINED, join_by_call(BY_MDN)], False),
        (
            [
                *DECLINED,
                join_by_call(
                    BY_ID, "status: 422, json: {errors: [{message: UNPROCESSABLE ENTITY}]}"
                ),
            ],
            False,
        ),
        # The same is shown of a person who has not declined.
        ([join_by_call(BY_ID), *DECLINED, join_by_call(BY_ID)], False),
        # The call is about nobody who has declined.
        ([*DECLINED, join_by_call(OF_BOB)], False),
        ([*DECLINED, join_by_call(TOO_SHORT, "status: 400")], False),
        ([join_by_call(BY_ID)], False),
    ],
)
def test_a_call_that_is_refused_whether_or_not_an_opt_in_has_ended(
    steps: list[str], *, is_told: bool, tmp_path: Path
) -> None:
    head = (
        "people: {ann: {mdn: +13125550123, external_id: EX1}, "
        "bob: {mdn: +13125550145, external_id: EX2}}"
    )
    account = ACCOUNTS / "acme-vibes.yaml"
    found = [
        one.message for one in warned_in_run(tmp_path, steps, account, head) if one.code == "OPT739"
    ]
    message = "the request is refused with the same answer before the opt-in has ended, too"
    assert found == [message] * is_told
