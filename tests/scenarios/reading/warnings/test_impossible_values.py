"""A value behind `$not` that never comes draws a warning; one that can come draws none."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.adapter import KnownKeys
from optinsim.platforms import load_platform
from optinsim.scenarios.reading.load import Loader

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
VIBES, CORDIAL, VINE = "acme-vibes", "acme-cordial", "bigstate-signalvine"
PEOPLE = "people: {ann: {mdn: +13125550123, external_id: EXA}, bob: {mdn: +13125550124}}\n"


def warned(folder: Path, expect: str, *, on: str = VIBES, before: str = "") -> list[str]:
    """What is told of an expectation, in the last step of a scenario."""
    path = folder / "s.yaml"
    steps = f"steps:\n{before}  - text: JOIN\n    expect: {{{expect}}}\n"
    head = f"scenario: T\naccount: {ACCOUNTS / on}.yaml\n{PEOPLE}"
    path.write_text(head + steps, encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    about = [warning for warning in loaded.warnings if warning.code not in ("OPT701", "OPT720")]
    return [f"{w.message.partition(': $not')[0]} > {w.suggestion}" for w in about]


STATUS = "record: {channels: {sms: {programs: {cordialthreads: {subscribeStatus: {$not: %s}}}}}}"


@pytest.mark.parametrize(
    ("excluded", "told"),
    [
        ("pending", ["subscribeStatus is never 'pending' > pendingDOI"]),
        (
            "{$one_of: [subscribed, pending]}",
            ["subscribeStatus is never 'pending' > pendingDOI"],
        ),
        ("{$regex: '^pending$'}", ["no subscribeStatus meets $regex: '^pending$' > "]),
        ("{$contains: optin}", ["no subscribeStatus meets $contains: 'optin' > "]),
        ("pendingDOI", []),
        ("pendingdoi", []),  # the run itself says that only the case differs
        ("{$one_of: [subscribed, unsubscribed]}", []),
        ("{$contains: pending}", []),
        ("null", []),
    ],
)
def test_a_status_that_the_platform_does_not_have(
    excluded: str, told: list[str], tmp_path: Path
) -> None:
    assert warned(tmp_path, STATUS % excluded, on=CORDIAL) == told


@pytest.mark.parametrize(
    ("on", "expect", "told"),
    [
        (CORDIAL, "{action: subscription_added}", ["action is never 'subscription_added' > "]),
        (CORDIAL, "{action: optout}", []),
        (
            CORDIAL,
            "{properties: {program: cordialtreads}}",
            ["properties.program is never 'cordialtreads' > cordialthreads"],
        ),
        (CORDIAL, "{properties: {text: Welcom}}", ["no text and no message here is 'Welcom' > "]),
        (CORDIAL, "{properties: {text: JOIN}}", []),
        (VIBES, "{callback_type: joined}", ["callback_type is never 'joined' > "]),
        (VIBES, "{callback_type: device_added}", []),
        (
            VIBES,
            "{participant: {status: CONFIRMD}}",
            ["participant.status is never 'CONFIRMD' > CONFIRMED"],
        ),
        (VIBES, "{participant: {status: REJECTED}}", []),
        (
            VIBES,
            "{subscription: {subscription_list: {id: 1243}}}",
            ["subscription_list.id is never 1243 > 1234"],
        ),
        (VIBES, "{subscription: {subscription_list: {id: '1234'}}}", []),
        (VIBES, "{person: {external_person_id: EXB}}", []),
    ],
)
def test_a_value_in_no_callback(on: str, expect: str, told: list[str], tmp_path: Path) -> None:
    assert warned(tmp_path, f"callbacks: {{$not: {{$has: {expect}}}}}", on=on) == told


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (
            "record: {profile: {$not: {$has: {name: majr}}}}",
            ["profile.name is never 'majr' > major"],
        ),
        ("record: {profile: {$not: {$has: {name: major, value: Art}}}}", []),
        ("callbacks: {$not: {$has: {callback_type: x}}}", ["the platform has no callbacks > "]),
        ("callbacks: []", []),
    ],
)
def test_signal_vine(expect: str, told: list[str], tmp_path: Path) -> None:
    assert warned(tmp_path, expect, on=VINE) == told


@pytest.mark.parametrize(
    ("on", "state", "is_told"),
    [
        (VINE, "pending", True),
        (VINE, "declined", True),
        (VINE, "unsubscribed", False),
        (VINE, "none", False),
        (CORDIAL, "pending", False),
        (VIBES, "declined", False),
        # After a change of the account it may come; that nothing expires is a statement.
        (f"{CORDIAL}-single", "pending", False),
        (f"{VIBES}-single", "expired", False),
        (CORDIAL, "expired", False),
    ],
)
def test_a_state_to_which_the_platform_never_leads(
    on: str, state: str, *, is_told: bool, tmp_path: Path
) -> None:
    found = warned(tmp_path, f"state: {{$not: {state}}}", on=on)
    assert [one.partition(" >")[0] for one in found] == [f"state is never {state!r}"] * is_told


@pytest.mark.parametrize(("others", "count"), [("", 1), (f", {ACCOUNTS / VIBES}.yaml", 0)])
def test_of_several_accounts_another_one_may_come_to_the_state(
    others: str, count: int, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    vine = ACCOUNTS / f"{VINE}.yaml"
    head = f"accounts: [{vine}{others}]" if others else f"account: {vine}"
    step = "{text: JOIN, expect: {state: {$not: pending}}}"
    path.write_text(f"scenario: T\n{head}\nsteps: [{step}]\n", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    assert len(loaded.warnings) == count


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("state: {$not: {$regex: /pending/}}", ["no state meets $regex: '/pending/' > "]),
        ("state: {$not: {$contains: pend}}", []),
        ("reading: {$not: {$contains: stopp}}", ["no reading meets $contains: 'stopp' > "]),
    ],
)
def test_a_part_of_no_word(expect: str, told: list[str], tmp_path: Path) -> None:
    assert warned(tmp_path, expect) == told


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (
            "replies: {$not: {$has: {to: '+13125550125'}}}",
            "no person of this scenario has the number",
        ),
        ("replies: [{to: {$not: 312-555-0125}}]", "no person of this scenario has the number"),
        ("replies: [{to: {$not: {$contains: '555-0124'}}}]", "no number in this scenario contains"),
        ("replies: [{to: {$not: {$contains: '5550124'}}}]", ""),
        ("replies: {$not: {$has: {to: bob}}}", ""),
        ("replies: {$not: {$has: {to: '+13125550124'}}}", ""),
        ("replies: {$not: {$has: {to: '+13125550126'}}}", ""),  # of a step before
        ("replies: {$not: {$has: {to: '+13125550127'}}}", ""),
        ("replies: {$not: {$has: {purpose: {$contains: promt}}}}", "no purpose meets $contains"),
        ("record: {mobile_phone: {mdn: {$not: '+13125550125'}}}", "no person of this scenario has"),
        ("record: {mobile_phone: {mdn: {$not: '+13125550124'}}}", ""),
    ],
)
def test_a_number_that_nobody_has(expect: str, told: str, tmp_path: Path) -> None:
    before = "  - {text: HELP, from: +13125550126}\n"
    before += "  - {request: {method: POST, path: /a, json: {mdn: '(312) 555-0127'}}}\n"
    found = warned(tmp_path, expect, before=before)
    assert len(found) == bool(told)
    assert all(one.startswith(told) for one in found)


@pytest.mark.parametrize(
    ("on", "expect", "told"),
    [
        (VIBES, "record: {mobile_phone: {mdn: {$not: '+1312555123'}}}", True),
        (VIBES, "record: {mobile_phone: {mdn: {$not: '+131255550123'}}}", True),
        (VIBES, "record: {mobile_phone: {mdn: {$not: '+1312555012'}}}", True),  # a part of one
        (VINE, "record: {phone: {$not: '+1312555123'}}", True),
        (CORDIAL, "record: {channels: {sms: {address: {$not: '131255550123'}}}}", True),
        # A step sends it, it is a short code or no number at all.
        (VIBES, "record: {mobile_phone: {mdn: {$not: '+1312555999'}}}", False),
        (VIBES, "record: {mobile_phone: {mdn: {$not: '84237'}}}", False),
        (VIBES, "record: {mobile_phone: {mdn: {$not: 'unknown'}}}", False),
    ],
)
def test_a_number_with_a_digit_missing_or_too_many_is_told(
    on: str, expect: str, *, told: bool, tmp_path: Path
) -> None:
    before = "  - {request: {method: POST, path: /a, json: {mdn: '+1312555999'}}}\n"
    found = warned(tmp_path, expect, on=on, before=before)
    assert ["has too few or too many digits" in one for one in found] == [True] * told


@pytest.mark.parametrize(
    ("destination", "told"),
    [
        ("https://nowhere.example/in", ["$destination is never 'https://nowhere.example/in' > "]),
        ("https://crm.example/in", []),
        ("{method: PATCH}", ["$destination.method is never 'PATCH' > "]),
        ("{method: PUT, url: https://crm.example/in}", []),
    ],
)
def test_a_destination_that_nothing_names(
    destination: str, told: list[str], tmp_path: Path
) -> None:
    expect = f"callbacks: {{$not: {{$has: {{$destination: {destination}}}}}}}"
    body = "{destination: {url: 'https://crm.example/in'}}"
    before = f"  - {{request: {{method: POST, path: /a, json: {body}}}}}\n"
    found = warned(tmp_path, expect, before=before)
    assert [one.partition(" > ")[0] for one in found] == [one.partition(" > ")[0] for one in told]


@pytest.mark.parametrize(
    ("json", "told"),
    [
        ("{name: {$not: Acme Alrts}}", ["name is never 'Acme Alrts' > Acme Alerts"]),
        ("{acquisition_id: {$not: ACQ12345}}", ["acquisition_id is never 'ACQ12345' > ACQ1234"]),
        ("{acquisition_id: {$not: ACQ1234}}", []),
        (
            "{$not: {$has: {subscription_added: {list_id: '1243'}}}}",
            ["list_id is never '1243' > 1234"],
        ),
        ("{$not: {$has: {subscription_added: {list_id: '1234'}}}}", []),
        (
            "{$not: {$has: {destination: {url: 'https://crm.example'}}}}",
            ["destination.url is never 'https://crm.example' > "],
        ),
        ("{external_person_id: {$not: EXB}}", []),
        ("{custom_fields: {last_name: {$not: Lee}}}", []),
    ],
)
def test_a_value_in_no_answer(json: str, told: list[str], tmp_path: Path) -> None:
    before = "  - request: {method: GET, path: /a}\n"
    before += f"    expect: {{response: {{json: {json}}}}}\n"
    assert warned(tmp_path, "state: none", before=before) == told


def test_a_field_may_have_the_name_of_a_key_with_few_values(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    base = (ACCOUNTS / f"{VIBES}.yaml").read_text(encoding="utf-8")
    account.write_text(base.replace("[first_name, ", "[status, first_name, "), encoding="utf-8")
    path = tmp_path / "s.yaml"
    steps = "steps: [{text: JOIN, expect: {record: {custom_fields: {status: {$not: gold}}}}}]\n"
    path.write_text(f"scenario: T\naccount: {account}\n{steps}", encoding="utf-8")
    assert Loader().load(path, "s.yaml").warnings == []


def test_a_captured_value_can_be_any(tmp_path: Path) -> None:
    before = "  - {text: HELP, expect: {replies: [{$capture: x}]}}\n"
    excluded = "{participant: {status: '${x}', person: {mobile_phone: {mdn: '${x}'}}}}"
    expect = f"callbacks: {{$not: {{$has: {excluded}}}}}, state: {{$not: {{$contains: '${{x}}'}}}}"
    assert warned(tmp_path, expect, before=before) == []


def test_every_example_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    expect = STATUS % '"${status}"'
    path.write_text(
        f"scenario: T\naccount: {ACCOUNTS / CORDIAL}.yaml\n"
        "examples: [{status: subscribed}, {status: pending}, {status: pnding}]\n"
        f"steps:\n  - text: JOIN\n    expect: {{{expect}}}\n",
        encoding="utf-8",
    )
    told = [warning.message for warning in Loader().load(path, "s.yaml").warnings]
    assert told == ["subscribeStatus is never 'pending': $not is met in any case"]


def test_a_platform_that_lists_no_values_draws_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect = "callbacks: {$not: {$has: {a: b}}}, record: {mdn: {$not: '+13125550199'}}"
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: None)
    assert warned(tmp_path, expect) == []
    known = KnownKeys({"c": ("a",)}, ("mdn",), ("a",))
    monkeypatch.setattr(load_platform("vibes"), "known_keys", lambda _: known)
    assert warned(tmp_path, expect) == []


@pytest.mark.parametrize(
    ("on", "excluded", "told"),
    [
        # Values that are nearly the name of a callback, and stand where no name does.
        (VIBES, "{participant: {status: SUBSCRIBED}}", "participant.status is never 'SUBSCRIBED'"),
        (CORDIAL, "{properties: {subscribeStatus: optedOut}}", "subscribeStatus is never"),
        (CORDIAL, "{properties: {subscribeStatus: unsubscribed}}", ""),
        # A part counts in its case.
        (VIBES, "{message: {$contains: join}}", "no message meets $contains: 'join'; only in"),
        (VIBES, "{message: {$contains: JOIN}}", ""),
        (
            VIBES,
            "{participant: {acquisition_campaign: {description: {$contains: summer}}}}",
            "no acquisition_campaign.description meets $contains: 'summer'; only in another case",
        ),
        (VIBES, "{participant: {acquisition_campaign: {description: Summer Sale}}}", ""),
        (CORDIAL, "{properties: {text: {$contains: reply yes}}}", "no text meets $contains"),
        (CORDIAL, "{properties: {text: {$contains: Reply YES}}}", ""),
        # What the account does not register.
        (f"{VIBES}-callbacks", "{callback_type: person_updated}", "callback_type is never"),
        (f"{VIBES}-callbacks", "{callback_type: person_added}", ""),
        (VIBES, "{callback_type: person_updated}", ""),
    ],
)
def test_what_no_callback_says(on: str, excluded: str, told: str, tmp_path: Path) -> None:
    found = warned(tmp_path, f"callbacks: {{$not: {{$has: {excluded}}}}}", on=on)
    assert len(found) == bool(told)
    assert all(message.startswith(told) for message in found)


def test_a_callback_that_a_step_registers(tmp_path: Path) -> None:
    before = (
        "  - request: {method: POST, path: /companies/acme/config/callbacks, "
        "json: {callback_type: person_updated}}\n"
    )
    expect = "callbacks: {$not: {$has: {callback_type: person_updated}}}"
    assert warned(tmp_path, expect, on=f"{VIBES}-callbacks", before=before) == []


@pytest.mark.parametrize(
    ("name", "before", "told"),
    [
        ("VIPs", "", True),
        ("my-list", "", False),
        (
            "VIPs",
            "  - request: {method: POST, path: /v2/accountlists, json: {name: VIPs}}\n",
            False,
        ),
    ],
)
def test_a_list_that_the_account_does_not_have(
    name: str, before: str, *, told: bool, tmp_path: Path
) -> None:
    account = tmp_path / "lists.yaml"
    account.write_text(f"extends: {ACCOUNTS / CORDIAL}.yaml\nlists: [my-list]\n", encoding="utf-8")
    expect = f"record: {{lists: {{$not: {{$has: {name}}}}}}}"
    found = warned(tmp_path, expect, on=str(account.with_suffix("")), before=before)
    assert [one.partition(" is")[0] for one in found] == (["lists"] if told else [])


@pytest.mark.parametrize(
    ("on", "expect", "proposed"),
    [
        (VIBES, "{subscription: {subscription_list: {id: '12345'}}}", "1234"),
        (VIBES, "{participant: {acquisition_campaign: {id: ACQ123}}}", "ACQ1234"),
        (CORDIAL, "{properties: {keyword: STOP}}", "one of: JOIN, SIGNUP, YES, Y, OPTIN, OPT-IN"),
        (CORDIAL, "{properties: {text: STOP}}", ""),
    ],
)
def test_what_is_proposed_is_of_the_account_and_named_once(
    on: str, expect: str, proposed: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    steps = f"steps:\n  - text: JOIN\n    expect: {{callbacks: {{$not: {{$has: {expect}}}}}}}\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNTS / on}.yaml\n{steps}", encoding="utf-8")
    (warning,) = [one for one in Loader().load(path, "s.yaml").warnings if one.code == "OPT711"]
    assert warning.expected == proposed


@pytest.mark.parametrize(
    ("on", "json", "is_told"),
    [
        (VINE, "items: {$not: {$has: {text: {$contains: to orientatoin}}}}", True),
        (VINE, "items: {$not: {$has: {text: Nobody says this}}}", True),
        (VINE, "items: {$not: {$has: {name: Big Stata}}}", True),
        (CORDIAL, "{$not: {$has: {name: VPI}}}", True),
        # A message has it, or a person texts it, or a step makes it.
        (VINE, "items: {$not: {$has: {text: {$contains: STOP to cancel}}}}", False),
        (VINE, "items: {$not: {$has: {text: JOIN}}}", False),
        (VINE, "items: {$not: {$has: {text: {$regex: '^JO'}}}}", False),
        (VINE, "items: {$not: {$has: {text: {$contains: hello}}}}", False),
        (VINE, "items: {$not: {$has: {name: Big State}}}", False),
        (CORDIAL, "{$not: {$has: {name: fall-sale}}}", False),
    ],
)
def test_a_text_or_name_in_no_listing(on: str, json: str, *, is_told: bool, tmp_path: Path) -> None:
    if not json.startswith("{"):
        json = f"{{{json}}}"
    make = "  - request: {method: POST, path: /v2/accountlists, json: {name: fall-sale}}\n"
    before = "  - text: well hello\n" + make
    ask = f"  - request: {{method: GET, path: /a}}\n    expect: {{response: {{json: {json}}}}}\n"
    assert bool(warned(tmp_path, "state: none", on=on, before=before + ask)) is is_told


@pytest.mark.parametrize(
    ("pattern", "is_told"), [("^well", False), ("hello$", False), ("^hello", True), ("bye", True)]
)
def test_a_pattern_of_a_text_in_no_listing(pattern: str, *, is_told: bool, tmp_path: Path) -> None:
    account = "{platform: signalvine, name: A, number: 84237, messages: {help: 'A: STOP ends'}}"
    path = tmp_path / "s.yaml"
    json = f"{{items: {{$not: {{$has: {{text: {{$regex: '{pattern}'}}}}}}}}}}"
    steps = (
        "steps:\n  - text: well hello\n"
        f"  - request: {{method: GET, path: /a}}\n    expect: {{response: {{json: {json}}}}}\n"
    )
    path.write_text(f"scenario: T\naccount: {account}\n{steps}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    assert ("OPT711" in [one.code for one in loaded.warnings]) is is_told
