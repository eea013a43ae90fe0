"""A request that names one person, in a step whose state or record is another's, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, SHOP, warned_on_reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}"


def others(
    folder: Path, steps: Iterable[str], account: Path = SHOP, people: str = PEOPLE
) -> list[str]:
    """What is said of other people than a step is about."""
    warnings = warned_on_reading(folder, steps, account, people)
    return [one.message for one in warnings if one.code == "OPT713"]


@pytest.mark.parametrize(
    ("mdn", "rest", "told"),
    [
        ("${bob.mdn}", "expect: {state: none}", "bob"),
        ("${bob.mdn}", "expect: {record: {url: x}}", "bob"),
        ("+13125550199", "expect: {record: null}", "+13125550199"),
        ("+13125550199", "expect: {state: pending}", ""),
        ("${ann.mdn}", "expect: {state: none}", ""),
        ("${bob.mdn}", "expect: {state: none}, from: bob", ""),
        ("${bob.mdn}", "expect: {state: none}, from: ann", ""),
        ("${bob.mdn}", "expect: {replies: []}", ""),
    ],
)
def test_whose_state_is_expected(mdn: str, rest: str, told: str, tmp_path: Path) -> None:
    step = f"{{request: {{method: POST, path: /a, json: {{mdn: '{mdn}'}}}}, {rest}}}"
    message = f"the request names {told}, and this is about ann"
    assert others(tmp_path, [step]) == ([message] if told else [])


CORDIAL = ACCOUNTS / "acme-cordial.yaml"
PUT = "request: {method: PUT, path: '/v2/contacts/%s'}"
PAGE = "listener: {auth: {address: '${ann.mdn}'}, contact: {first_name: Ann}}"
OTHER = "from has no effect here: the request names ann, and not %s"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        # The request is about Ann, whatever stands beside it.
        (f"{PUT % '${ann.mdn}'}, from: bob, expect: {{response: {{status: 200}}}}", "bob"),
        (f"{PUT % '${ann.mdn}'}, from: bob, expect: {{replies: []}}", "bob"),
        (f"{PUT % '${ann.mdn}'}, from: bob", "bob"),
        (f"{PUT % 'EXANN'}, from: bob", "bob"),
        (f"{PUT % '${ann.mdn}'}, from: +13125550124", "+13125550124"),
        (f"{PAGE}, from: bob, expect: {{callbacks: []}}", "bob"),
        # It says whose state or record is expected.
        (f"{PUT % '${ann.mdn}'}, from: bob, expect: {{state: none}}", ""),
        (f"{PUT % '${ann.mdn}'}, from: bob, expect: {{record: null}}", ""),
        # The request names that person, alone or among others, or nobody of the scenario.
        (f"{PUT % '${bob.mdn}'}, from: bob, expect: {{replies: []}}", ""),
        (f"{PUT % '${ann.mdn}?to=${bob.mdn}'}, from: bob", ""),
        (f"{PUT % '${ann.mdn}'}, from: ann", ""),
        (f"{PUT % '${ann.mdn}'}", ""),
        (f"{PUT % 'x'}, from: bob", ""),
    ],
)
def test_a_from_that_has_no_effect(step: str, told: str, tmp_path: Path) -> None:
    steps = ["{text: JOIN, from: bob}", f"{{{step}}}"]
    people = PEOPLE.replace("123}", "123, external_id: EXANN}")
    assert others(tmp_path, steps, CORDIAL, people) == ([OTHER % told] if told else [])


def test_a_from_beside_use_is_for_the_texts_of_the_group(tmp_path: Path) -> None:
    group = f"steps: {{stored: [{{text: JOIN}}, {{{PUT % '${ann.mdn}'}}}]}}"
    (tmp_path / "optinsim.yaml").write_text(group, encoding="utf-8")
    assert others(tmp_path, ["{use: stored, from: bob}"], CORDIAL) == []


def test_a_header_names_nobody(tmp_path: Path) -> None:
    people = PEOPLE.replace("124}", "124, external_id: '2'}")
    request = "{method: GET, path: /a, headers: {X-API-Version: 2}}"
    step = f"{{request: {request}, expect: {{state: none}}}}"
    assert others(tmp_path, [step], people=people) == []


REQUEST = "{request: {method: POST, path: '/persons/%s'}, expect: {%s}}"
CREATED = "{request: {method: POST, path: /a, json: {mdn: '${bob.mdn}'}}, expect: {%s}}"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        # A value that was captured from what is bob's.
        (
            [
                CREATED % "response: {json: {id: {$capture: id}}}",
                REQUEST % ("${id}", "state: none"),
            ],
            "the request names bob",
        ),
        (
            [
                "{text: SUMMER, from: bob, expect: {record: {person_key: {$capture: id}}}}",
                REQUEST % ("${id}", "state: unsubscribed"),
            ],
            "the request names bob",
        ),
        (
            [
                "{text: SUMMER, expect: {record: {person_key: {$capture: id}}}}",
                REQUEST % ("${id}", "state: unsubscribed"),
            ],
            "",
        ),
        (
            [
                "{text: SUMMER, from: bob, expect: {record: {person_key: {$capture: id}}}}",
                "{from: bob, request: {method: POST, path: '/p/${id}'}, expect: {state: none}}",
            ],
            "",
        ),
        # A text of the first person, after another's.
        (["{text: SUMMER, from: bob}", "{text: STOP, expect: {state: none}}"], "bob has texted"),
        (["{text: SUMMER, from: bob}", "{text: STOP, from: ann, expect: {state: none}}"], ""),
        (["{text: SUMMER, from: bob}", "{text: SUMMER, expect: {state: pending}}"], ""),
        (["{text: HELP}", "{text: SUMMER, from: bob}", "{text: N, expect: {state: none}}"], ""),
        # An external id, and numbers as clients write them.
        ([REQUEST % ("EXBOB", "record: null")], "the request names bob"),
        ([REQUEST % ("EXBOBBY", "record: {url: x}")], ""),
        ([REQUEST % ("3125550124", "state: none")], "the request names bob"),
        ([REQUEST % ("13125550199", "state: none")], "the request names +13125550199"),
        ([REQUEST % ("+84237", "state: none")], ""),
        ([REQUEST % ("(312) 555-0124", "record: null")], "the request names bob"),
        # What befalls another person in a later step.
        ([CREATED % "replies: []", "{wait: 25h, expect: {state: none}}"], "bob was named by"),
        (
            [CREATED % "replies: []", "{wait: 25h, expect: {state: {$not: pending}}}"],
            "bob was named",
        ),
        (
            [CREATED % "replies: []", "{wait: 25h, expect: {state: {$one_of: [expired, none]}}}"],
            "bob was named by",
        ),
        ([CREATED % "replies: []", "{wait: 25h, expect: {state: {$not: none}}}"], ""),
        ([CREATED % "replies: []", "{wait: 25h, from: bob, expect: {state: none}}"], ""),
        (
            [
                "{text: HELP, expect: {state: none}}",
                "{text: SUMMER, from: bob}",
                "{wait: 25h, expect: {state: none}}",
            ],
            "bob has texted",
        ),
        (
            [
                "{text: SUMMER, expect: {state: pending}}",
                "{text: SUMMER, from: bob}",
                "{wait: 25h, expect: {state: {$not: pending}}}",
            ],
            "the last step before was bob's",
        ),
        (
            [
                "{text: SUMMER, expect: {state: pending}}",
                "{text: SUMMER, from: bob}",
                "{wait: 25h, from: ann, expect: {state: {$not: pending}}}",
                "{wait: 25h, expect: {state: {$not: pending}}}",
            ],
            "",
        ),
        (
            [
                "{text: STOP, from: bob}",
                "{text: SUMMER, expect: {state: pending}}",
                "{wait: 1h, expect: {state: pending}}",
            ],
            "",
        ),
        (
            [
                "{text: SUMMER, expect: {state: pending}}",
                "{text: SUMMER, from: +12025550187}",
                "{wait: 1h, expect: {state: pending}}",
            ],
            "",
        ),
        (
            [
                "{text: SUMMER, expect: {record: {url: {$capture: other}}}}",
                "{text: SUMMER, from: bob}",
                "{wait: 1h, expect: '${other}'}",
                "{wait: 1h, expect: {state: pending}}",
            ],
            "",
        ),
    ],
)
def test_whom_a_step_is_about(steps: list[str], told: str, tmp_path: Path) -> None:
    found = others(tmp_path, steps, people=PEOPLE.replace("124}", "124, external_id: EXBOB}"))
    assert len(found) == bool(told)
    assert all(message.startswith(told) for message in found)
