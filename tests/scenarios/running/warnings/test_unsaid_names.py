"""A status, callback or campaign in the title is told if the case has nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123}}\n"
ADD = (
    "{request: {method: POST, path: /companies/acme/campaigns/acquisition/ACQ1234/participants, "
    "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '${ann.mdn}'}}}, "
    "expect: {response: {status: %s}}}"
)
TWICE = [ADD % 201, ADD % 200]
JOINED = ["{text: SUMMER}", "{text: Y, expect: {state: subscribed}}"]
REGISTERED = (
    "{request: {method: GET, path: /companies/acme/config/callbacks}, "
    "expect: {response: {status: 200}}}"
)


def told(
    folder: Path, title: str, steps: list[str], account: str = "acme-vibes", head: str = ""
) -> list[str]:
    found = warned_in_run(folder, steps, ACCOUNTS / f"{account}.yaml", f"{PEOPLE}{head}", title)
    return [one.message for one in found if one.code == "OPT742"]


@pytest.mark.parametrize(
    ("title", "steps", "status"),
    [
        ("A second add answers 409", TWICE, 409),
        ("409: a second add", TWICE, 409),
        ("A second add is answered with 422, and nothing happens", TWICE, 422),
        ("Adding answers 202 PENDING", [ADD % 201], 202),
        # A call answers it, or one of those that the title names.
        ("A second add answers 200", TWICE, 0),
        ("An add answers 201, and the second a 200", TWICE, 0),
        ("The second add answers 200, and 409 after a Y", TWICE, 0),
        ("Where others answer 409, this account says 200", TWICE, 0),
        # The title says that it does not come.
        ("A second add is no 409", TWICE, 0),
        ("A second add answers 200 and never a 409", TWICE, 0),
        ("A second add does not answer with 409", TWICE, 0),
        ("What was a 409 before is accepted", TWICE, 0),
        # It is no status.
        ("A title with 400 characters", TWICE, 0),
        ("The first of 500 people", TWICE, 0),
        ("By section 404.1 and +404 and ID-404", TWICE, 0),
        ("At most 429", TWICE, 0),
        ("A text is answered 409", JOINED, 0),
    ],
)
def test_a_status(title: str, steps: list[str], status: int, tmp_path: Path) -> None:
    message = f"the title names {status}, and no call answers it"
    assert told(tmp_path, title, steps) == ([message] if status else [])


def test_the_status_of_each_example(tmp_path: Path) -> None:
    head = "examples:\n  - {becomes: 201, body: '{}'}\n  - {becomes: 409, body: '{ }'}\n"
    by_body = (ADD % 201).replace("headers: {", "headers: {X-Note: '${body}', ")
    message = "the title names 409, and no call answers it"
    assert told(tmp_path, "An add answers ${becomes}", [by_body], head=head) == [message]
    # Another example may answer what the title names in all of them.
    assert told(tmp_path, "Added, or a 409 (${becomes})", [by_body], head=head) == [message]
    assert told(tmp_path, "Each add, but for a 409", [by_body], head=head) == []


@pytest.mark.parametrize(
    ("title", "steps", "name"),
    [
        ("person_updated tells of a Y", JOINED, "person_updated"),
        ("A Y brings no subscription_removed", JOINED, "subscription_removed"),
        ("subscription_added tells of a Y", JOINED, ""),
        ("No person_updated is posted", [*JOINED, "{wait: 1s, expect: {callbacks: []}}"], ""),
        ("No person_updated is posted", ["{text: HELP, expect: {callbacks: {$length: 0}}}"], ""),
        ("The person_added of the CRM is registered", [REGISTERED], ""),
    ],
)
def test_a_callback(title: str, steps: list[str], name: str, tmp_path: Path) -> None:
    message = f"the title names {name}, and no step expects callbacks"
    steps = [step.replace("state: subscribed", "state: {ACQ1234: subscribed}") for step in steps]
    assert told(tmp_path, title, steps, "acme-vibes-callbacks") == ([message] if name else [])


def test_a_strict_scenario_expects_callbacks(tmp_path: Path) -> None:
    steps = ["{text: HELP, expect: {replies: {$length: 1}}}"]
    assert told(tmp_path, "HELP posts no person_updated", steps, head="strict: true\n") == []


ASKED = "{text: %s, expect: {replies: {$length: 1}, state: {%s: pending}}}"


@pytest.mark.parametrize(
    ("title", "steps", "name"),
    [
        ("The Winter Sale asks for a confirmation", [ASKED % ("VIP", "ACQVIP")], "Winter Sale"),
        ("ACQLOCAL asks for a confirmation", [ASKED % ("VIP", "ACQVIP")], "ACQLOCAL"),
        ("The Winter Sale asks", [ASKED % ("WINTER", "ACQWINTER")], ""),
        ("VIP leaves the Winter Sale", ["{text: VIP, expect: {state: {ACQWINTER: none}}}"], ""),
        # The list of the Summer Sale is that of the Winter Sale.
        ("Y joins the Winter Sale", JOINED, ""),
        ("A winter sale asks", [ASKED % ("VIP", "ACQVIP")], ""),
        ("Who has not joined the Winter Sale is asked", [ASKED % ("VIP", "ACQVIP")], ""),
        ("Acme VIP asks", [ASKED % ("VIP", "ACQVIP")], ""),
    ],
)
def test_a_campaign(title: str, steps: list[str], name: str, tmp_path: Path) -> None:
    steps = [step.replace("state: subscribed", "state: {ACQSUMMER: subscribed}") for step in steps]
    message = f"the title names {name}, and no step is about it"
    assert told(tmp_path, title, steps, "acme-vibes-many") == ([message] if name else [])


def test_the_only_campaign_is_named_by_any_title(tmp_path: Path) -> None:
    steps = ["{text: HELP, expect: {replies: {$length: 1}}}"]
    assert told(tmp_path, "HELP before the Summer Sale", steps) == []
