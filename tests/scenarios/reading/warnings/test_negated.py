"""What `$not` excludes and what cannot come in any case draws a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.adapter import KnownKeys
from optinsim.platforms import load_platform
from tests.scenarios.warned import SHOP, warned_on_reading

WITH_FIELDS = """
  platform: vibes
  name: Acme
  number: 84237
  messages: {help: "${brand}: hi ${first_name}. Reply STOP to cancel."}
"""
KNOWN = KnownKeys(
    callbacks={"person_added": ("callback_type",), "person_removed": ("callback_type",)},
    record=(),
    responses=(),
)


def warned(folder: Path, expect: str, account: Path | str = SHOP) -> list[str]:
    step = f"{{text: SUMMER, expect: {{{expect}}}}}"
    return [warning.message for warning in warned_on_reading(folder, [step], account)]


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("replies: {$not: {$has: {$contains: replyY}}}", "contains 'replyY'"),
        ("replies: [{$not: {$contains: 'Acme: reply N'}}]", "contains 'Acme: reply N'"),
        ("replies: [{$not: {$contains: 'Acme: reply'}}]", ""),
        ("replies: [{text: {$not: {$regex: '^reply'}}}]", "matches '^reply'"),
        ("replies: [{text: {$not: {$regex: '^Acme'}}}]", ""),
        ("replies: {$not: {$has: 'Acme: reply Y'}}", "is 'Acme: reply Y'"),
        ("replies: {$not: {$has: {text: Hello}}}", "is 'Hello'"),
        ("replies: {$not: {$has: {purpose: help}}}", ""),
        ("replies: [{$contains: anything}]", ""),
        # A guard against texts of a kind.
        ("replies: [{text: {$not: {$contains: http}}}]", ""),
        ("replies: [{text: {$not: {$contains: 'https://'}}}]", ""),
        ("replies: [{text: {$not: {$regex: 'https?://'}}}]", ""),
        ("replies: [{text: {$not: {$contains: $}}}]", ""),
        ("replies: [{text: {$not: {$contains: httpx}}}]", "contains 'httpx'"),
    ],
)
def test_a_text_that_no_message_has(expect: str, told: str, tmp_path: Path) -> None:
    found = warned(tmp_path, expect)
    expected = [f"no message of the account {told}: $not is met in any case"] if told else []
    assert found == expected


@pytest.mark.parametrize(
    ("excluded", "told"),
    [
        ("{$contains: Welcome}", "contains 'Welcome'"),
        ("{$contains: reply stop}", "contains 'reply stop'; only in another case: 'Reply STOP'"),
        ("'Acme: hi Ann'", "is 'Acme: hi Ann'"),
        ("'Acme: Hi Ann. Reply STOP to cancel.'", "is 'Acme: Hi Ann. Reply STOP to cancel.'"),
        ("'Acme: hi Ann. Reply STOP to cancel.'", ""),
        ("{$contains: 'hi Ann. Reply'}", ""),
        ("{$contains: 'hi Bob. Reply'}", "contains 'hi Bob. Reply'"),
        ("{$contains: 'hi . Reply'}", ""),
        ("{$contains: Ann}", ""),
        ("{$contains: Bob}", "contains 'Bob'"),
        ("{$contains: Acme}", ""),
        ("{$regex: '^Welcome'}", "matches '^Welcome'"),
        ("{$regex: '^Acme: .*Reply STOP'}", ""),
        ("{$regex: 'hi (Bob|Ann)'}", ""),  # no plain text
    ],
)
def test_a_field_of_a_message_has_what_the_scenario_sends(
    excluded: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: None)
    steps = [
        "request: {method: POST, path: /a, json: {custom_fields: {first_name: Ann}}}",
        f"{{text: HELP, expect: {{replies: {{$not: {{$has: {excluded}}}}}}}}}",
    ]
    account = WITH_FIELDS.replace("messages", "custom_fields: [first_name]\n  messages")
    warnings = warned_on_reading(tmp_path, steps, account)
    found = [one.message for one in warnings if one.code == "OPT711"]
    assert found == ([f"no message of the account {told}: $not is met in any case"] * bool(told))


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("^(?!.*replyY)", "matches 'replyY'"),
        ("^(?!.*acme: reply)", "matches 'acme: reply'; only in another case: 'Acme: reply'"),
        ("(?s)^(?!.*Y E S).*$", "matches '(?s)Y E S'"),
        ("^(?:(?!replyY).)*$", "matches 'replyY'"),
        ("^(?=.*Acme)(?!.*replyY)", "matches 'replyY'"),
        # A message has it; the flag; what stands before the lookahead is expected.
        ("^(?!.*subscribed)", ""),
        ("(?i)^(?!.*SUBSCRIBED)", ""),
        ("reply Y(?!ES)", ""),
        ("^Acme", ""),
    ],
)
def test_what_a_pattern_excludes_and_no_message_has(
    pattern: str, told: str, tmp_path: Path
) -> None:
    found = warned(tmp_path, f"replies: [{{$regex: '{pattern}'}}]")
    found = [one for one in found if "no message" in one]
    expected = [f"no message of the account {told}: (?!…) is met in any case"] if told else []
    assert found == expected


@pytest.mark.parametrize(
    ("expect", "times"),
    [
        ("replies: {$not: [{$contains: 'Acme: reply'}]}", 1),
        ("callbacks: {$not: {$unordered: [{callback_type: subscription_added}]}}", 1),
        ("callbacks: {$not: {$has: {callback_type: subscription_added}}}", 0),
        ("replies: {$not: []}", 0),
    ],
)
def test_a_list_with_an_entry_more_is_another_list(expect: str, times: int, tmp_path: Path) -> None:
    message = "a longer or shorter list meets this, whatever its entries are"
    assert warned(tmp_path, expect) == [message] * times


@pytest.mark.parametrize(
    ("expect", "times"),
    [
        ("record: {custom_fields: {$not: {$equals: {zip_code: ''}}}}", 1),
        ("callbacks: {$not: {$has: {$equals: {callback_type: subscription_added}}}}", 1),
        ("record: {custom_fields: {$not: {$equals: {}}}}", 0),
        ("record: {url: {$not: {$equals: x}}}", 0),
        ("record: {url: {$not: {$equals: {$one_of: [x]}}}}", 0),
    ],
)
def test_a_mapping_with_a_key_more_is_another_mapping(
    expect: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: None)
    message = "a mapping with one key more meets this, whatever its values are"
    assert warned(tmp_path, expect) == [message] * times


def test_an_excluded_recipient_is_no_text(tmp_path: Path) -> None:
    assert warned(tmp_path, "replies: [{to: {$not: '+13125550123'}}], state: none") == [
        "no person of this scenario has the number '+13125550123': $not is met in any case"
    ]


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("callbacks: {$not: {$has: {callback_type: person_add}}}", ["person_add"]),
        ("callbacks: {$has: {callback_type: {$regex: person}}}", []),
        ("callbacks: [{callback_type: {$not: person_remved}}]", ["person_remved"]),
        ("callbacks: {$not: {$has: {callback_type: person_added}}}", []),
    ],
)
def test_a_mistyped_name_of_a_callback(
    expect: str, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: KNOWN)
    assert warned(tmp_path, expect) == [f"no callback is called {name!r}" for name in told]


@pytest.mark.parametrize(
    ("expect", "is_told"),
    [
        ("record: {$not: {external_person_id: EX1, created_at: x}}", True),
        ("record: {mobile_phone: {$not: {mdn: x, carrier_code: y}}}", True),
        ("record: {$not: {mobile_phone: {mdn: x, carrier_code: y}}}", True),
        ("record: {$not: {$one_of: [{external_person_id: EX1, created_at: x}]}}", True),
        ("replies: [{$not: {to: me, purpose: welcome}}]", True),
        ("callbacks: {$has: {$not: {callback_type: person_added, event_id: 1}}}", True),
        ("callbacks: {$not: {$has: {callback_type: person_added, event_id: 1}}}", False),
        ("record: {external_person_id: {$not: EX1}, created_at: {$not: x}}", False),
        ("record: {$not: {external_person_id: EX1}}", False),
        ("record: {mobile_phone: {$not: {mdn: x}}}", False),
        ("callbacks: {$length: {$not: {$gte: 2, $lte: 3}}}", False),
        ("record: {$not: null}", False),
    ],
)
def test_keys_that_are_excluded_only_together(
    expect: str, *, is_told: bool, tmp_path: Path
) -> None:
    message = "what differs in one of these keys meets this, whatever the others are"
    assert (message in warned(tmp_path, expect)) is is_told


def test_states_that_are_excluded_only_together(tmp_path: Path) -> None:
    account = Path(__file__).parents[4] / "scenarios/accounts/acme-vibes-many.yaml"
    expect = "state: {$not: {ACQSUMMER: pending, ACQWINTER: subscribed}}"
    [message] = warned(tmp_path, expect, str(account))
    assert message.startswith("what differs in one of these keys")


@pytest.mark.parametrize(
    ("expect", "is_told"),
    [
        ("callbacks: {$has: {callback_type: {$not: person_added}}}", True),
        ("callbacks: {$has: {participant: {status: {$not: PENDING}}}}", True),
        ("replies: {$has: {$not: {$contains: Acme}}}", True),
        ("replies: {$has: {text: {$not: Acme}, purpose: {$not: help}}}", True),
        ("callbacks: {$has: {callback_type: x, participant: {status: {$not: PENDING}}}}", False),
        ("callbacks: {$has: {participant: {status: {$any: true}}}}", False),
        ("callbacks: {$not: {$has: {callback_type: {$not: person_added}}}}", False),
        ("callbacks: [{callback_type: {$not: person_added}}]", False),
        ("record: {profile: {$has: {name: {$not: major}}}}", True),
        # … and something that is there.
        ("callbacks: {$has: {participant: {$not: null}}}", False),
        ("callbacks: {$has: {participant: {$not: {$absent: true}}}}", False),
        ("record: {tags: {$has: {name: {$not: ''}}}}", False),
    ],
)
def test_an_entry_that_is_only_not_something(expect: str, *, is_told: bool, tmp_path: Path) -> None:
    message = "any other entry meets this, also beside one that is excluded"
    assert (message in warned(tmp_path, expect)) is is_told


@pytest.mark.parametrize(
    ("status", "is_told"),
    [
        ("{$not: 201}", True),
        ("{$not: {$one_of: [200, 201]}}", True),
        ("{$not: 404}", False),
        ("{$not: {$one_of: [200, 404]}}", False),
        ("{$not: {$gte: 400}}", False),
        ("201", False),
    ],
)
def test_a_success_that_is_excluded(status: str, *, is_told: bool, tmp_path: Path) -> None:
    step = f"{{request: {{method: GET, path: /a}}, expect: {{response: {{status: {status}}}}}}}"
    found = [one.code for one in warned_on_reading(tmp_path, [step])]
    assert found == (["OPT722"] if is_told else [])


@pytest.mark.parametrize(
    ("request_", "status", "told"),
    [
        ("{method: GET, path: /a, json: {a: b}}", 200, "no GET of the platform reads a body"),
        ("{method: DELETE, path: /a, body: a}", 204, "no DELETE of the platform reads a body"),
        ("{method: GET, path: /a, json: {a: b}}", 404, ""),
        ("{method: GET, path: /a}", 200, ""),
        ("{method: POST, path: /a, body: a}", 200, ""),
    ],
)
def test_a_body_that_no_call_reads(request_: str, status: int, told: str, tmp_path: Path) -> None:
    step = f"{{request: {request_}, expect: {{response: {{status: {status}}}}}}}"
    warnings = warned_on_reading(tmp_path, [step])
    found = [one.message for one in warnings if one.code == "OPT723"]
    assert found == ([told] if told else [])
