"""Verdicts on whole steps: what a scenario may say of them, and what passes for no wrong reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Tell = Callable[..., tuple[str, list[str]]]

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
api: {username: qa, password: secret}
subscription_lists: [{id: 1234, name: Alerts}]
campaigns:
  - {acquisition_id: SALE, description: Sale, keywords: [SUMMER], subscription_list: 1234,
     confirmation: double, accepts: [yes],
     messages: {prompt: Reply Y, welcome: Welcome, declined: Bye}}
callbacks:
  - {callback_type: ack_participant_added, ack_participant_added: {campaign_id: SALE},
     destination: {url: "https://crm.example/hook"}}
"""
PEOPLE = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}\n"
ADD = (
    "request: {method: POST, path: /companies/acme/campaigns/acquisition/%s/participants, "
    'headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: "${bob.mdn}"}}}'
)
REFUSED = ADD % "SUMER"


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Run steps, and tell the outcome and all that is said."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "account.yaml").write_text(ACCOUNT, encoding="utf-8")

    def tell(steps: str, head: str = "", people: str = PEOPLE) -> tuple[str, list[str]]:
        text = f"scenario: T\naccount: account.yaml\n{people}{head}steps:\n{steps}"
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        said: list[str] = []
        result = run(
            ["a.yaml"],
            CaseFilter(),
            keep_steps=True,
            on_problems=lambda found: said.extend(p.message for p in found),
        )
        [case] = result.cases
        said += [f"{f.path}: {f.message}" for step in case.steps for f in step.failures]
        return str(case.outcome), said

    return tell


@pytest.mark.parametrize(
    ("expect", "outcome"),
    [
        ("{callbacks: []}", "failed"),
        ("{state: none, record: null}", "failed"),
        ("{response: {status: {$any: true}}, callbacks: []}", "failed"),
        ("{response: {json: {$any: true}}}", "failed"),
        ("{response: {headers: {Content-Type: {$any: true}}}}", "failed"),
        ("{response: {status: {$gt: 0}}}", "failed"),
        ("{response: {status: {$not: 200}}}", "failed"),
        ("{response: {json: {}}}", "failed"),
        ("{response: {json: {$not: {shoe: 2}}}}", "failed"),
        ("{response: {json: {id: {$absent: true}}}}", "failed"),
        ("{response: {status: {$capture: status}}}", "failed"),
        ("{response: {json: {$length: 1}}}", "failed"),
        ("{response: {json: {$one_of: [[], {$length: 1}]}}}", "failed"),
        ("{response: {json: {errors: {$any: true}}}}", "failed"),
        ("{response: {json: {errors: {$capture: errors}}}}", "failed"),
        ("{response: {json: {errors: {$not: []}}}}", "failed"),
        ("{response: {json: {errors: {$has: {message: {$contains: a}}}}}}", "passed"),
        ("{response: {status: {$one_of: [201, 404]}}}", "passed"),
        ("{response: {status: 404}}", "passed"),
        ("{response: {status: {$gte: 400}}}", "passed"),
        ("{response: {json: {errors: {$length: 1}}}}", "passed"),
    ],
)
def test_a_refused_request_fails_unless_the_step_says_which_answer(
    tell: Tell, expect: str, outcome: str
) -> None:
    found, said = tell(f"- {REFUSED}\n  expect: {expect}\n")
    assert found == outcome
    told = "the request was refused with 404, so nothing came of it"
    assert any(told in line for line in said) is (outcome == "failed")


def test_a_refused_request_fails_also_where_nothing_is_expected(tell: Tell) -> None:
    assert tell(f"- {REFUSED}\n- text: SUMMER\n  expect: {{state: pending}}\n")[0] == "failed"


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        ("Reply Y", "passed"),
        ("{text: Reply Y, to: bob}", "passed"),
        ("{to: ann}", "failed"),
        ("{}", "passed"),
        ("{to: (312) 555-0124, from: 84237, purpose: prompt}", "passed"),
        ("{to: {$one_of: [ann, bob]}, segments: 1, encoding: GSM-7}", "passed"),
        ("{to: {$not: bob}}", "failed"),
        ("{purpose: welcome}", "failed"),
        ("{segments: 2}", "failed"),
        ("{segments: {$lt: 2}, text: {$contains: Y}}", "passed"),
        ("{encoding: UCS-2}", "failed"),
        ("{purpos: prompt}", "error"),
        ("{to: bobb}", "error"),
        ("{to: {$not: bobb}}", "error"),
        ("{purpose: promt}", "error"),
        ("{from: 84238}", "error"),
        ("{encoding: GSM7}", "error"),
    ],
)
def test_an_entry_of_replies_says_who_gets_a_text_and_with_what(
    tell: Tell, entry: str, outcome: str
) -> None:
    for replies in (f"[{entry}]", f"{{$has: {entry}}}", f"{{$unordered: [{entry}]}}"):
        step = f"- text: SUMMER\n  from: bob\n  expect: {{replies: {replies}}}\n"
        assert tell(step)[0] == outcome


@pytest.mark.parametrize(
    ("destination", "outcome"),
    [
        ("https://crm.example/hook", "passed"),
        ("https://crm.example/hooks", "failed"),
        ("{url: {$contains: crm}, method: POST, content_type: application/json}", "passed"),
        ("{method: PUT}", "failed"),
        ("{$regex: '/hook$'}", "passed"),
        ("{$absent: true}", "failed"),
        ("{uri: x}", "error"),
        ("5", "error"),
    ],
)
def test_a_callback_says_where_it_goes(tell: Tell, destination: str, outcome: str) -> None:
    entry = f"{{callback_type: ack_participant_added, $destination: {destination}}}"
    step = f"- text: SUMMER\n  expect: {{callbacks: [{entry}]}}\n"
    assert tell(step)[0] == outcome


def test_a_destination_stands_in_an_entry_of_callbacks_only(tell: Tell) -> None:
    for expect in (
        "callbacks: {$destination: x}",
        "callbacks: [{participant: {$destination: x}}]",
        "record: {$destination: x}",
    ):
        assert tell(f"- text: SUMMER\n  expect: {{{expect}}}\n")[0] == "error"


@pytest.mark.parametrize(
    "expect",
    [
        "{replies: {$not: {$contains: x}}}",
        "{callbacks: {$not: x}}",
        "{state: {$not: pendng}}",
        "{state: {$not: {SALES: pending}}}",
        "{state: {SALE: {$not: pendng}}}",
        "{state: {$not: {$equals: {SALE: pendng}}}}",
        "{reading: {$not: keywrd}}",
    ],
)
def test_a_mistake_behind_not_is_reported(tell: Tell, expect: str) -> None:
    assert tell(f"- text: SUMMER\n  expect: {expect}\n")[0] == "error"


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (
            "from: ann, expect: {state: none, response: {status: 201}, replies: {$length: 1}",
            "failed",
        ),
        ("from: ann, expect: {response: {status: 201}, replies: {$length: 1}", "failed"),
        (
            "from: bob, expect: {state: pending, response: {status: 201}, replies: {$length: 1}",
            "passed",
        ),
    ],
)
def test_strict_does_not_pass_with_the_wrong_person(tell: Tell, step: str, outcome: str) -> None:
    found, said = tell(
        f"- {{{ADD % 'SALE'}, {step}, callbacks: {{$length: 1}}}}}}\n", head="strict: true\n"
    )
    assert found == outcome
    if outcome == "failed":
        assert any("+13125550124: SALE went from none to pending (strict" in line for line in said)


@pytest.mark.parametrize("number", ["+13125550123", "(312) 555-0123"])
def test_two_people_with_one_number_are_an_error(tell: Tell, number: str) -> None:
    people = f'people: {{ann: {{mdn: +13125550123}}, bob: {{mdn: "{number}"}}}}\n'
    outcome, said = tell("- text: SUMMER\n", people=people)
    assert outcome == "error"
    assert said == [f"{number} is the number of ann too"]
