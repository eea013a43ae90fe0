"""A number or id that nothing has is told where nothing is expected to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

ANN = "{ann: {mdn: +13125550123}, bob: {mdn: +13125550124, external_id: EX1}}"
FIRST = "{text: SUMMER}"
NOTHING = "expect: {response: {status: 404}}"
PERSON = "mobiledb/persons?mdn=%%2B131255501%s"


def told(folder: Path, *steps: str, on: str = "acme-vibes", more: str = f"people: {ANN}") -> str:
    """The warnings of these codes in a scenario with these steps."""
    warnings = warned_on_reading(folder, steps, ACCOUNTS / f"{on}.yaml", more)
    return "; ".join(w.message for w in warnings if w.code in ("OPT720", "OPT715"))


def get(path: str) -> str:
    return f'request: {{method: GET, path: "/companies/acme/{path}"}}'


@pytest.mark.parametrize(
    ("json", "is_told"),
    [
        ("{$length: {$lt: 1}}", True),
        ("{$length: {$lte: 0}}", True),
        ("{$unordered: []}", True),
        ("{$not: {$has: {language: en_US}}}", True),
        ("{items: {$length: 0}}", True),
        ("{$length: {$lt: 2}}", False),
        ("{$not: {language: en_US}}", False),
    ],
)
def test_a_list_of_nothing_is_written_in_many_ways(
    json: str, *, is_told: bool, tmp_path: Path
) -> None:
    step = f"{{{get(PERSON % 32)}, expect: {{response: {{json: {json}}}}}}}"
    assert ("+13125550132" in told(tmp_path, FIRST, step)) == is_told


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("{text: STOP, from: +13125550142, expect: {reading: stop}}", "+13125550142"),
        ("{text: STOP, from: +13125550124, expect: {reading: stop}}", ""),
        ("{text: STOP, from: bob, expect: {reading: stop}}", ""),
        (f"{{{get(PERSON % 32)}, {NOTHING}}}", "+13125550132"),
        (f"{{{get(PERSON % 24)}, {NOTHING}}}", ""),
        (
            f"{{{get(PERSON % 32)}, expect: {{response: {{json: []}}}}}}",
            "+13125550132",
        ),
        # A new person is made on purpose.
        (
            f"{{{get(PERSON % 32)}, expect: {{response: {{json: {{}}}}}}}}",
            "",
        ),
        # The step says who is meant.
        (
            f"{{{get(PERSON % 32)}, from: bob, expect: {{response: {{status: 200}}}}}}",
            "+13125550132",
        ),
        (
            f"{{{get(PERSON % 24)}, from: bob, expect: {{response: {{status: 200}}}}}}",
            "",
        ),
    ],
)
def test_a_number_of_nobody(step: str, number: str, tmp_path: Path) -> None:
    message = f"no person of this scenario has the number {number}" if number else ""
    assert told(tmp_path, FIRST, step) == message


def test_numbers_as_cordial_writes_them(tmp_path: Path) -> None:
    step = f"{{request: {{method: GET, path: /v2/contacts/13125550132}}, {NOTHING}}}"
    message = "no person of this scenario has the number +13125550132"
    assert told(tmp_path, FIRST, step, on="acme-cordial") == message
    items = "{request: {method: GET, path: /v2/contacts/13125550132}, expect: {response: {json: "
    assert told(tmp_path, FIRST, items + "{items: []}}}}", on="acme-cordial") == message


def test_a_number_without_its_country_code(tmp_path: Path) -> None:
    step = "{request: {method: GET, path: /v2/contacts/%s}, expect: {response: {status: 404}}}"
    message = "the number of ann stands here without its country code"
    assert told(tmp_path, FIRST, step % "3125550123", on="acme-cordial") == message
    assert told(tmp_path, FIRST, step % "13125550123", on="acme-cordial") == ""
    assert told(tmp_path, FIRST, f"{{{get(PERSON.replace('%%2B1', '') % 23)}, {NOTHING}}}") == ""


@pytest.mark.parametrize(
    ("key", "is_told"),
    [
        ("1312555123", True),
        ("131255550123", True),
        ("sms:131255550123", True),
        ("312555123", True),
        ("13125550123", False),
        ("12345", False),
        ("1312555999", False),  # another step names it
    ],
)
def test_a_number_with_a_digit_missing_or_added(key: str, *, is_told: bool, tmp_path: Path) -> None:
    other = "{request: {method: POST, path: /v2/contacts, json: {x: '1312555999'}}}"
    step = f"{{request: {{method: GET, path: '/v2/contacts/{key}'}}, {NOTHING}}}"
    found = told(tmp_path, FIRST, other, step, on="acme-cordial")
    number = key.removeprefix("sms:")
    message = f"{number!r} has a digit too few or too many to be the number of ann"
    assert found == (message if is_told else "")


def test_an_external_id_where_another_key_stands(tmp_path: Path) -> None:
    step = f"{{{get('mobiledb/persons/%sEX1/subscriptions')}, {NOTHING}}}"
    message = "'EX1' is a person's external id, and this call takes another key"
    assert told(tmp_path, FIRST, step % "") == message
    assert told(tmp_path, FIRST, step % "external/") == ""


def test_a_stranger_is_asked_for_on_purpose(tmp_path: Path) -> None:
    step = f"{{{get(PERSON % 32)}, {NOTHING}}}"
    assert told(tmp_path, step) == ""  # the first step
    assert told(tmp_path, FIRST, step, step) == ""
    assert told(tmp_path, FIRST, step, "{text: Hi, from: +13125550132}") == ""
    stranger = ANN.replace("bob", "cy: {mdn: +13125550132}, bob")
    assert told(tmp_path, FIRST, step, more=f"people: {stranger}") == ""
    examples = 'examples: [{n: "+13125550132"}, {n: "+13125550124"}]'
    text = '{text: Hi, from: "${n}", expect: {replies: []}}'
    assert told(tmp_path, FIRST, step, text, more=f"people: {ANN}\n{examples}") == ""


def test_without_people_a_text_comes_from_any_number(tmp_path: Path) -> None:
    step = "{text: STOP, from: +13125550142}"
    assert told(tmp_path, step, more="tags: [a]") == ""
    assert told(tmp_path, step, more="people: {ann: {}}") == ""


@pytest.mark.parametrize(
    ("path", "got"),
    [
        ("mobiledb/subscription_lists/1243", "1243"),
        ("mobiledb/subscription_lists/1234", ""),
        ("mobiledb/subscription_lists/99", ""),
        ("mobiledb/persons/external/EXI", "EXI"),
        ("mobiledb/persons/external/EX1", ""),
        ("mobiledb/persons?external_person_id=EXI", "EXI"),
        ("campaigns/acquisition/ACQ1243", "ACQ1243"),
        ("../acne/config/callbacks", "acne"),
    ],
)
def test_an_id_of_nothing(path: str, got: str, tmp_path: Path) -> None:
    message = f"nothing in this scenario has the id {got!r}" if got else ""
    assert told(tmp_path, FIRST, f"{{{get(path)}, {NOTHING}}}") == message
    assert told(tmp_path, f"{{{get(path)}, {NOTHING}}}") == ""


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("13125550123/unsubscribe/sns", "the platform has no channel 'sns'"),
        ("emial:ann@example.com", "the platform has no key 'emial'"),
    ],
)
def test_a_channel_or_key_is_no_id(path: str, message: str, tmp_path: Path) -> None:
    call = f"request: {{method: {'PUT' if '/' in path else 'GET'}, path: '/v2/contacts/{path}'}}"
    step = f"{{{call}, {NOTHING}}}"
    assert told(tmp_path, "{text: JOIN}", step, on="acme-cordial") == message


def test_an_id_that_another_step_names(tmp_path: Path) -> None:
    step = f"{{{get('mobiledb/persons/external/EXI')}, {NOTHING}}}"
    assert told(tmp_path, FIRST, step, step) == ""


def test_a_name_that_is_not_filled_in(tmp_path: Path) -> None:
    first = "{text: SUMMER, expect: {record: {person_key: {$capture: key}}}}"
    step = f"{{{get('mobiledb/persons/%s')}, {NOTHING}}}"
    assert told(tmp_path, first, step % "key") == "'key' is not filled in, and stays as it is"
    assert told(tmp_path, first, step % "${key}") == ""


def test_a_step_that_takes_its_shape_from_a_captured_value(tmp_path: Path) -> None:
    first = "{text: SUMMER, expect: {record: {person_key: {$capture: key}}}}"
    assert told(tmp_path, first, '{request: "${key}"}') == ""


def stored(body: str) -> str:
    return f"{{request: {{method: POST, path: /v2/contacts, json: {{{body}}}}}}}"


@pytest.mark.parametrize(
    ("path", "got"),
    [
        ("/v2/contacts/ann@exmaple.com", "no step stores 'ann@exmaple.com'"),
        ("/v2/contacts/ann@example.com", ""),
        ("/v2/contacts/bob@example.com", ""),
        ("/v2/contacts?first_name=ann", "no step stores 'ann'"),
        ("/v2/contacts?first_name=Ann", ""),
        ("/v2/contacts?first_name=Bob", ""),
        ("/v2/contacts?last_name=Leeson4", ""),  # a digit may make another id
        (
            "/v2/contacts/channels.sms.adress:13125550123",
            "the platform has no key 'channels.sms.adress'",
        ),
        ("/v2/contacts/sms:13125550123", ""),
    ],
)
def test_what_is_a_slip_away_from_what_was_stored(path: str, got: str, tmp_path: Path) -> None:
    first = stored(
        "first_name: Ann, last_name: Leeson3, channels: {email: {address: ann@example.com}}"
    )
    step = f'{{request: {{method: GET, path: "{path}"}}, {NOTHING}}}'
    found = told(tmp_path, first, step, on="acme-cordial")
    assert found.endswith(got)
    assert bool(found) == bool(got)


def test_a_refused_call_may_name_something_mistyped(tmp_path: Path) -> None:
    step = "{request: {method: PUT, path: /v2/contacts/13125550123/unsubscribe/%s}, expect: {%s}}"
    refused = "response: {status: 422}"
    assert told(tmp_path, FIRST, step % ("sns", refused), on="acme-cordial").endswith("'sns'")
    assert told(tmp_path, FIRST, step % ("push", refused), on="acme-cordial") == ""
    why = "response: {status: 422, json: {messages: {validationErrors: {channel: [x]}}}}"
    assert told(tmp_path, FIRST, step % ("sns", why), on="acme-cordial") == ""


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("my-lst", True), ("my-list", False), ("vap", True), ("sale", False)],
)
def test_a_name_that_is_nearly_one_of_the_account(
    name: str, *, is_told: bool, tmp_path: Path
) -> None:
    step = f'{{request: {{method: GET, path: "/v2/accountlists?name={name}"}}, {NOTHING}}}'
    message = f"the account has no name {name!r}"
    assert told(tmp_path, FIRST, step, on="acme-cordial-lists") == message * is_told
    assert told(tmp_path, step, on="acme-cordial-lists") == ""  # the first step
    made = f"{{request: {{method: POST, path: /v2/accountlists, json: {{name: {name}}}}}}}"
    assert told(tmp_path, FIRST, step, made, on="acme-cordial-lists") == ""


@pytest.mark.parametrize(
    ("campaign", "expect", "is_told"),
    [
        ("ACQ1243", "{status: 401}", True),
        ("ACQ1234", "{status: 401}", False),
        ("NOPE", "{status: 401}", False),
        ("ACQ1243", "{status: 401, json: {errors: [{message: Unauthorized}]}}", False),
        ("ACQ1243", "{status: 404}", False),  # the first step may ask for a stranger
    ],
)
def test_an_id_that_nobody_looks_at_without_a_password(
    campaign: str, expect: str, *, is_told: bool, tmp_path: Path
) -> None:
    call = get(f"campaigns/acquisition/{campaign}/participants").replace("GET", "POST, auth: none")
    message = f"nothing in this scenario has the id {campaign!r}"
    step = f"{{{call}, expect: {{response: {expect}}}}}"
    assert told(tmp_path, step) == message * is_told
