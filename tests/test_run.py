"""Whole runs of small scenario files: what is green is meant, and what is red says why, and where.

A false green is the worst that this program can do, so every kind of expectation is seen to fail
here. The neighbours' defects of facts/peers.md 5 are among the tests, by number.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import pytest

from optinsim.adapter import Request, Response
from optinsim.core.commands import ReceiveText
from optinsim.core.world import DEFAULT_START
from optinsim.scenarios.judging.judge import Seen, judge
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.model import Expectation
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from optinsim.simulator import Turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.scenarios.running.results import CaseResult, RunResult

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
api: {username: qa, password: secret}
subscription_lists: [{id: 1234, name: Alerts}]
campaigns:
  - acquisition_id: ACQ1
    description: Sale
    keywords: [SUMMER]
    subscription_list: 1234
    confirmation: double
    accepts: [yes, zip]
    expires_after: 24h
    messages:
      prompt: Reply Y
      welcome: You are subscribed
      declined: Goodbye
messages: {stop: You are unsubscribed, help: Help}
"""
TWO = (
    ACCOUNT.replace("    subscription_list: 1234\n", "    subscription_list: 5678\n")
    .replace(
        "campaigns:\n",
        """campaigns:
  - {acquisition_id: ACQ2, description: Two, keywords: [TWO], subscription_list: 1234,
     confirmation: double, accepts: [yes], messages: {prompt: Two, welcome: Two, declined: Two}}
""",
    )
    .replace("lists: [", "lists: [{id: 5678, name: Other}, ")
)

NOT_COMPARABLE = (
    " (they cannot be compared: two numbers can, two numeric texts, and two times with their zones)"
)
FIRST = 4
"""The line of a step's first line in what `scenario` writes."""


class Failed(NamedTuple):
    line: int
    path: str
    message: str


class Ran:
    """A run and what was said of it."""

    def __init__(self, result: RunResult, shown: list[CaseResult], problems: list[str]) -> None:
        self.result = result
        self.shown = shown
        self.problems = problems

    @property
    def outcomes(self) -> list[str]:
        return [str(case.outcome) for case in self.result.cases]

    @property
    def failures(self) -> list[Failed]:
        return [
            Failed(failure.line, failure.path, failure.message)
            for case in self.shown
            for step in case.steps
            for failure in step.failures
        ]


Run = "Callable[..., Ran]"


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run scenario files, written side by side with the account."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")

    def go(
        *texts: str,
        words: str = "",
        tags: tuple[str, ...] = (),
        keep: bool = False,
        x: bool = False,
    ) -> Ran:
        names = []
        for i, text in enumerate(texts):
            names.append(f"s{i}.yaml")
            (tmp_path / names[-1]).write_text(text, encoding="utf-8")
        shown: list[CaseResult] = []
        problems: list[str] = []
        result = run(
            names,
            CaseFilter(words, tags),
            stop_at_failure=x,
            keep_steps=keep,
            on_case=shown.append,
            on_problems=lambda found: problems.extend(
                str(problem)
                for problem in found
                # Many of these scenarios are as short as can be.
                if "it passes whatever happens" not in problem.message
            ),
        )
        return Ran(result, shown, problems)

    return go


def scenario(steps: str, head: str = "", account: str = "account.yaml") -> str:
    """A scenario whose first step stands in line FIRST plus the lines of its head."""
    head = textwrap.dedent(head)
    return f"scenario: T\naccount: {account}\n{head}steps:\n{textwrap.dedent(steps).lstrip()}"


JOIN = "- {text: SUMMER}\n"


def person(path: str = "/companies/acme/campaigns/acquisition/ACQ1", more: str = "") -> str:
    return f"- request: {{method: GET, path: {path}{more}}}\n"


# What holds


def test_a_conversation_passes(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect:
            reading: keyword
            replies: [Reply Y]
            callbacks:
              - callback_type: person_added
              - {callback_type: ack_participant_added, participant: {status: PENDING}}
              - {}
            state: pending
            record: {mobile_phone: {mdn: "${me.mdn}"}}
        - wait: 23h59m59s
          expect: {replies: [], callbacks: [], state: pending}
        - wait: 1s
          expect: {replies: [], callbacks: [], state: expired}
        """)
    )

    assert (ran.outcomes, ran.failures, ran.problems) == (["passed"], [], [])
    assert ran.result.exit_code == 0


# What does not


@pytest.mark.parametrize(
    ("expect", "path", "message"),
    [
        ("reading: stop", "reading", 'expected "stop", got "keyword"'),
        ("replies: [Reply y]", "replies[0]", 'expected "Reply y", got "Reply Y"'),
        ("replies: []", "replies[0]", 'unexpected: "Reply Y"'),
        (
            "replies: [Reply Y, More]",
            "replies[1]",
            'expected "More", and nothing more came',
        ),
        ("replies: [[]]", "replies[0]", 'expected [], got "Reply Y"'),
        ("state: subscribed", "state", 'expected "subscribed", got "pending"'),
        ("state: {ACQ1: none}", "state.ACQ1", 'expected "none", got "pending"'),
        ("record: null", "record", "expected null, got {"),
        ("record: []", "record", "expected [], got {"),
        (
            "record: {mobile_phone: {mdn: '1'}}",
            "record.mobile_phone.mdn",
            'expected "1", got "+1',
        ),
        ("record: {shoe: 1}", "record.shoe", "'shoe' is missing; there are: "),
        ("callbacks: []", "callbacks[0]", "unexpected person_added"),
        ("callbacks: [{}, {}]", "callbacks[2]", "unexpected company_participant_added"),
        ("callbacks: [{}, {}, {}, {}]", "callbacks[3]", "expected {}, and nothing more came"),
        (
            "callbacks: [{}, {callback_type: person_added}, {}]",
            "callbacks[1].callback_type",
            'expected "person_added", got "ack_participant_added"',
        ),
        (
            "callbacks: [{}, {participant: {acquisition_campaign: {id: ACQ2}}}, {}]",
            "callbacks[1].participant.acquisition_campaign.id",
            'expected "ACQ2", got "ACQ1"',
        ),
        (
            "callbacks: [{}, {subscription_list: {id: '1234'}}, {}]",
            "callbacks[1].subscription_list.id",
            'expected "1234", got 1234 (text and a number: quotes make text)',
        ),
        (
            "callbacks: [{}, {subscription_list: {$$x: 1}}, {}]",
            "callbacks[1].subscription_list.$$x",
            "'$x' is missing; there are: id",
        ),
    ],
)
def test_an_expectation_that_is_not_met_fails_at_its_place(
    go: Callable[..., Ran], expect: str, path: str, message: str
) -> None:
    ran = go(scenario(f"- text: SUMMER\n  expect:\n    {expect}\n"))

    assert ran.outcomes == ["failed"]
    assert ran.result.exit_code == 1
    failure = next(failure for failure in ran.failures if failure.path == path)
    assert failure.line == FIRST + 2
    assert failure.message.startswith(message)


@pytest.mark.parametrize(
    ("operator", "message"),
    [
        ("$contains: reply", 'expected text that contains "reply", got "Reply Y"'),
        ("$regex: '^Y'", 'expected text that matches "^Y", got "Reply Y"'),
        ("$equals: Reply", 'expected "Reply", got "Reply Y"'),
        ("$length: 8", 'expected length 8, got "Reply Y" (length 7)'),
        ("$one_of: [a, b]", 'expected one of ["a", "b"], got "Reply Y"'),
        ("$gt: Reply Y", 'expected more than "Reply Y", got "Reply Y"' + NOT_COMPARABLE),
        ("$lt: Reply Y", 'expected less than "Reply Y", got "Reply Y"' + NOT_COMPARABLE),
        ("$gte: Reply Z", 'expected at least "Reply Z", got "Reply Y"' + NOT_COMPARABLE),
        ("$lte: Reply X", 'expected at most "Reply X", got "Reply Y"' + NOT_COMPARABLE),
        ("$length: {$gt: 7}", 'expected length {"$gt": 7}, got "Reply Y" (length 7)'),
        ("$not: Reply Y", 'expected anything but "Reply Y", got "Reply Y"'),
        ("$has: Reply Y", 'expected a list that has "Reply Y", got "Reply Y"'),
        ("$regex: 'Y\\n$'", 'expected text that matches "Y\\\\n$", got "Reply Y"'),
        ("$unordered: [a]", 'expected ["a"], got "Reply Y" (a list and text)'),
    ],
)
def test_an_operator_that_is_not_met_fails(
    go: Callable[..., Ran], operator: str, message: str
) -> None:
    ran = go(scenario(f"- text: SUMMER\n  expect:\n    replies:\n      - {operator}\n"))

    name = operator.partition(":")[0]
    assert ran.failures == [Failed(FIRST + 3, f"replies[0].{name}", message)]


@pytest.mark.parametrize("name", ["$any: true", "$capture: x", "$regex: x", "$length: 1"])
def test_an_operator_wants_its_key_to_be_there(go: Callable[..., Ran], name: str) -> None:
    ran = go(scenario(f"- text: SUMMER\n  expect: {{record: {{shoe: {{{name}}}}}}}\n"))

    assert [failure.path for failure in ran.failures] == ["record.shoe"]
    assert ran.failures[0].message.startswith("'shoe' is missing")


@pytest.mark.parametrize(
    ("response", "path", "message"),
    [
        ("status: 201", "response.status", "expected 201, got 200"),
        (
            "status: '200'",
            "response.status",
            'expected "200", got 200 (text and a number: quotes make text)',
        ),
        ("json: {acquisition_id: ACQ2}", "response.json.acquisition_id", 'expected "ACQ2"'),
        ("json: null", "response.json", "expected null, got {"),
        ("headers: {X-Nothing: a}", "response.headers.X-Nothing", "'X-Nothing' is missing"),
    ],
)
def test_a_response_that_is_not_met_fails(
    go: Callable[..., Ran], response: str, path: str, message: str
) -> None:
    ran = go(scenario(f"{person()}  expect:\n    response:\n      {response}\n"))

    assert [(f.line, f.path) for f in ran.failures] == [(FIRST + 3, path)]
    assert ran.failures[0].message.startswith(message)


@pytest.mark.parametrize(
    ("step", "failed"),
    [
        (
            "- text: SUMMER\n  expect: {callbacks: {$length: 3}, state: pending}\n",
            [("replies[0]", 'unexpected: "Reply Y"')],
        ),
        (
            "- text: SUMMER\n  expect: {replies: [Reply Y], state: pending}\n",
            [
                ("callbacks[0]", "unexpected person_added"),
                ("callbacks[1]", "unexpected ack_participant_added"),
                ("callbacks[2]", "unexpected company_participant_added"),
            ],
        ),
        (
            "- text: SUMMER\n  expect: {replies: [Reply Y], callbacks: {$length: 3}}\n",
            [("state", "ACQ1 went from none to pending (strict)")],
        ),
    ],
)
def test_in_a_strict_scenario_what_is_left_out_must_not_happen(
    go: Callable[..., Ran], step: str, failed: list[tuple[str, str]]
) -> None:
    ran = go(scenario(step, "strict: true\n"))

    assert [(failure.path, failure.message) for failure in ran.failures] == failed


def test_a_strict_step_answers_for_everybodys_state(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            """
            - text: SUMMER
              from: bob
              expect: {replies: [Reply Y], callbacks: {$length: 3}, state: pending}
            - wait: 24h
            """,
            """
            strict: true
            people: {ann: {}, bob: {mdn: +13125550123}}
            """,
        )
    )

    assert [(failure.path, failure.message) for failure in ran.failures] == [
        ("state", "+13125550123: ACQ1 went from pending to expired (strict)")
    ]


def test_a_strict_step_answers_for_the_campaigns_it_does_not_name(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            "- text: SUMMER\n"
            "  expect: {replies: {$length: 1}, callbacks: {$length: 3}, state: {ACQ2: none}}\n",
            "strict: true\n",
            "two.yaml",
        )
    )

    assert [failure.message for failure in ran.failures] == [
        "ACQ1 went from none to pending (strict)"
    ]


def test_of_two_campaigns_the_states_left_out_are_free(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- text: TWO\n  expect: {state: {ACQ2: pending}}\n", "", "two.yaml"))

    assert ran.outcomes == ["passed"]


def test_a_case_stops_at_its_first_failing_step_and_reports_all_of_it(
    go: Callable[..., Ran],
) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect: {reading: stop, state: none}
        - text: Y
          expect: {state: none}
        """)
    )

    assert [(failure.line, failure.path) for failure in ran.failures] == [
        (FIRST + 1, "reading"),
        (FIRST + 1, "state"),
    ]


# The neighbours' defects (facts/peers.md 5)


def test_1_a_part_of_a_reply_is_no_match(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("- text: SUMMER\n- text: Y\n- text: STOP\n  expect: {replies: [subscribed]}\n")
    )

    assert [f.message for f in ran.failures] == [
        'expected "subscribed", got "You are unsubscribed"'
    ]


def test_1_a_contains_that_fits_several_messages_draws_a_warning(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("- text: HELP\n- text: STOP\n  expect: {replies: [{$contains: subscribed}]}\n")
    )

    assert ran.outcomes == ["passed"]
    assert "warning: 'subscribed' stands in several messages: " in ran.problems[0]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("{$regex: subscribed}", "'subscribed' matches several messages: "),
        ("{$regex: 'subscribed(?!x)'}", ""),
        ("{purpose: stop, text: {$regex: subscribed}}", ""),
        ("{purpose: stop, text: {$contains: subscribed}}", ""),
        ("{purpose: {$any: true}, text: {$contains: subscribed}}", "'subscribed' stands in"),
        ("{text: {$not: {$regex: subscribed}}}", ""),
    ],
)
def test_1_a_pattern_that_fits_several_messages_draws_a_warning(
    reply: str, told: str, go: Callable[..., Ran]
) -> None:
    ran = go(scenario(f"- text: HELP\n  expect: {{replies: [{reply}]}}\n"))

    assert len(ran.problems) == bool(told)
    assert all(f"warning: {told}" in problem for problem in ran.problems)


def test_a_missing_header_says_that_there_is_none(go: Callable[..., Ran]) -> None:
    request = "- request: {method: GET, path: /companies/acme/config/callbacks}\n"
    ran = go(scenario(f"{request}  expect: {{response: {{headers: {{Location: x}}}}}}\n"))

    assert [f.message for f in ran.failures] == ["'Location' is missing; there are none"]


def test_an_empty_mapping_draws_a_warning_in_a_step_without_operators(
    go: Callable[..., Ran],
) -> None:
    ran = go(scenario("- {text: SUMMER, expect: {record: {mobile_phone: {}}}}\n"))
    assert ran.outcomes == ["passed"]
    assert "{} fits every mapping" in ran.problems[0]


def test_2_an_extra_reply_fails(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- text: STOP\n  expect: {replies: []}\n"))

    assert [f.message for f in ran.failures] == ['unexpected: "You are unsubscribed"']


def test_4_a_failure_names_the_line_of_its_document(go: Callable[..., Ran]) -> None:
    first = scenario(JOIN)

    ran = go(f"{first}---\n" + scenario("- text: SUMMER\n  expect:\n    state: none\n"))

    assert ran.outcomes == ["passed", "failed"]
    assert [f.line for f in ran.failures] == [first.count("\n") + 1 + FIRST + 2]
    assert [case.line for case in ran.result.cases] == [1, first.count("\n") + 2]


def test_5_a_mistyped_key_is_a_problem_with_its_place_and_the_others_run(
    go: Callable[..., Ran],
) -> None:
    ran = go(scenario(JOIN).replace("steps:", "stps:"), scenario(JOIN))

    assert ran.outcomes == ["error", "passed"]
    assert ran.result.exit_code == 2
    assert "s0.yaml:3:1: unknown key 'stps'" in "\n".join(ran.problems)
    assert "did you mean 'steps'?" in "\n".join(ran.problems)


@pytest.mark.parametrize(
    "typed", ["YES", "NO", "on", "02134", "00501", "12:30", "1_000", "~", "null", "1e3", "0x1F"]
)
def test_6_a_text_is_what_was_typed(go: Callable[..., Ran], typed: str) -> None:
    ran = go(scenario(f"- text: {typed}\n"), keep=True)

    (case,) = ran.result.cases
    (event, *_) = case.steps[0].turn.events
    assert getattr(event, "text", None) == typed


def test_7_every_scenario_and_every_example_starts_afresh(go: Callable[..., Ran]) -> None:
    steps = "- text: SUMMER\n  expect: {replies: [Reply Y], state: pending}\n- text: '${word}'\n"
    text = scenario(steps, "examples: [{word: Y}, {word: STOP}]\n")

    ran = go(f"{text}---\n{text}")

    assert ran.outcomes == ["passed"] * 4
    assert [case.example for case in ran.result.cases] == [{"word": "Y"}, {"word": "STOP"}] * 2


def test_8_time_passes_without_real_waiting(go: Callable[..., Ran]) -> None:
    ran = go(scenario(f"{JOIN}- wait_until: 2031-01-05T15:00:00Z\n  expect: {{state: expired}}\n"))

    assert ran.outcomes == ["passed"]


def test_9_a_number_as_a_title_is_a_title(go: Callable[..., Ran]) -> None:
    ran = go(scenario(JOIN).replace("scenario: T", "scenario: 7"))

    assert [case.title for case in ran.result.cases] == ["7"]


# Expectations that would check nothing are refused


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("expect: {}", "nothing is expected here"),
        ("expect: {replies: }", "replies: nothing stands here"),
        ("expect: {replies: Reply Y}", "replies are a list"),
        ("expect: {callbacks: null}", "callbacks are a list"),
        ("expect: {callbacks: {}}", "callbacks are a list"),
        ("expect: {state: {}}", "no state is expected here"),
        ("expect: {state: {ACQ1: {}}}", "a mapping can be no"),
        ("expect: {state: [pending]}", "a list can be no"),
        ("expect: {state: }", "state: nothing stands here"),
        ("expect: {state: pendign}", "'pendign' is not known"),
        ("expect: {state: {ACQ9: none}}", "there is no campaign 'ACQ9'"),
        ("expect: {reading: stopp}", "'stopp' is not known"),
        ("expect: {reading: {}}", "a mapping can be no"),
        ("expect: {response: {status: 200}}", "has a response"),
        ("expect: {record: {$absent: true}}", "record cannot be absent"),
        ("expect: {replies: [{$any: false}]}", "$any cannot take false"),
        ("expect: {record: {a: {$any: false}}}", "$any cannot take false"),
        ("expect: {record: {a: {$any: null}}}", "$any cannot take null"),
        ("expect: {record: {a: {$absent: false}}}", "$absent cannot take false"),
        ("expect: {record: {a: {$absent: 1}}}", "$absent cannot take 1"),
        ("expect: {replies: [{$contains: ''}]}", "$contains cannot take ''"),
        ("expect: {replies: [{$regex: ''}]}", "$regex cannot take ''"),
        ("expect: {replies: [{$regex: '('}]}", "no regular expression"),
        ("expect: {replies: [{$one_of: []}]}", "$one_of cannot take []"),
        ("expect: {replies: [{$one_of: a}]}", "$one_of cannot take 'a'"),
        ("expect: {replies: {$unordered: a}}", "$unordered cannot take 'a'"),
        ("expect: {replies: {$length: -1}}", "$length cannot take -1"),
        ("expect: {record: {a: {$gt: true}}}", "$gt cannot take true"),
        ("expect: {record: {a: {$capture: a b}}}", "$capture cannot take 'a b'"),
        (
            "expect: {record: {a: {$one_of: [{$capture: a}]}}}",
            "$capture in $one_of might capture nothing",
        ),
        ("expect: {replies: [{$contians: a}]}", "unknown operator '$contians'"),
        ("expect: {record: {a: {$any: true, b: 1}}}", "key 'b' stands beside an operator"),
        (
            "expect: {record: {a: {$equals: {b: [{$unordered: [{$x: 1}]}]}}}}",
            "unknown operator '$x'",
        ),
    ],
)
def test_an_expectation_that_nothing_or_everything_would_meet_is_a_problem(
    go: Callable[..., Ran], expect: str, message: str
) -> None:
    ran = go(scenario(f"- text: SUMMER\n  {expect}\n"))

    assert ran.outcomes == ["error"]
    assert ran.result.exit_code == 2
    (problem,) = ran.problems
    assert problem.startswith(f"s0.yaml:{FIRST + 1}:")
    assert message in problem


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{wait: 2h, expect: {reading: stop}}", "only a text is read"),
        ("{wait: 2h, to: 84237}", "only a text is sent to a number"),
        ("{wait: soon}", "wait: 'soon' is no duration"),
        ("{wait_until: 2026-01-05T14:59:59Z}", "time does not go back"),
        ("{from: me}", "this step does nothing"),
        ("{text: A, wait: 2h}", "a step does one thing, and this has text too"),
        ("{text: A, to: 84238}", "'84238' is no number of this account"),
        ("{text: A, from: em}", "there is no person 'em'"),
        ("{text: A, from: '12'}", "there is no person '12'"),
        ("{request: {method: GET, path: x}}", "'x' is no path"),
        ("{request: {method: GET, path: /x, json: 1, body: a}}", "a request has one body"),
        ("{request: {method: GET, path: /x}, expect: {response: {}}}", "nothing is expected here"),
        (
            "{request: {method: GET, path: /x}, expect: {response: {headers: {}}}}",
            "no header is expected here",
        ),
    ],
)
def test_a_step_that_cannot_be_is_a_problem(
    go: Callable[..., Ran], step: str, message: str
) -> None:
    ran = go(scenario(f"- {step}\n"))

    assert ran.outcomes == ["error"]
    (problem,) = ran.problems
    assert problem.startswith(f"s0.yaml:{FIRST}:")
    assert message in problem


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("examples: []\n", "at least one example, or the key left out"),
        ("people: {}\n", "at least one person, or the key left out"),
    ],
)
def test_an_empty_list_does_not_run_nothing(
    go: Callable[..., Ran], head: str, expected: str
) -> None:
    ran = go(scenario(JOIN, head))

    assert (ran.outcomes, ran.result.exit_code) == (["error"], 2)
    assert f"expected {expected}" in "\n".join(ran.problems)


def test_no_steps_are_a_problem(go: Callable[..., Ran]) -> None:
    ran = go("scenario: T\naccount: account.yaml\nsteps: []\n")

    assert ran.outcomes == ["error"]
    assert "expected at least one step" in "\n".join(ran.problems)


def test_of_two_campaigns_a_word_is_not_enough(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- text: TWO\n  expect: {state: pending}\n", "", "two.yaml"))

    assert "the account has 2 campaigns: say which one" in "\n".join(ran.problems)
    assert "expected {ACQ2: pending}" in "\n".join(ran.problems)


@pytest.mark.parametrize(
    "account",
    [
        "{platform: signalvine, name: Acme, number: '84237', programs: [{id: A}, {id: B}]}",
        "{platform: cordial, name: A, number: '84237', programs: {A: {keywords: [A]}, B: {}}}",
    ],
)
def test_a_program_is_called_so(go: Callable[..., Ran], account: str) -> None:
    steps = "- text: A\n  expect: {state: pending}\n- text: B\n  expect: {state: {C: none}}\n"
    ran = go(scenario(steps, "", account))

    told = "\n".join(ran.problems)
    assert "the account has 2 programs: say which one" in told
    assert "there is no program 'C'" in told


def test_a_number_in_an_expectation_of_text_does_not_compare_by_the_alphabet(
    go: Callable[..., Ran],
) -> None:
    """By the alphabet, `Reply Y` is more than 5, and `1000` less than `99`."""
    ran = go(scenario("- text: SUMMER\n  expect: {replies: [{$gt: 5}]}\n"))

    assert [f.message for f in ran.failures] == [
        'expected more than "5", got "Reply Y"' + NOT_COMPARABLE
    ]


# Variables and captures

PERSON = "- request: {method: GET, path: '/companies/acme/mobiledb/persons/${key}'}\n"


def test_a_captured_value_is_used_in_texts_paths_json_and_waits(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect: {record: {person_key: {$capture: key}, mobile_phone: {mdn: {$capture: mdn}}}}
        - request: {method: GET, path: "/companies/acme/mobiledb/persons/${key}"}
          expect: {response: {status: 200, json: {person_key: "${key}"}}}
        - text: "my key is ${key}, not $${key}"
          expect: {reading: unmatched}
        - request:
            method: POST
            path: /companies/acme/campaigns/acquisition/ACQ1/participants
            headers: {X-API-Version: 2}
            json: {mobile_phone: {mdn: "${mdn}"}}
          expect: {response: {status: {$capture: status}}}
        - wait: "${status}s"
        """),
        keep=True,
    )

    assert (ran.outcomes, ran.problems) == (["passed"], [])
    texts = [step.turn.command for step in ran.result.cases[0].steps]
    assert "not ${key}" in str(texts[2])
    assert "${" not in str(texts[1])


def test_a_captured_value_that_does_not_fit_is_an_error_with_its_place(
    go: Callable[..., Ran],
) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect: {record: {person_key: {$capture: key}}}
        - wait: "${key}"
        """)
    )

    assert (ran.outcomes, ran.result.exit_code) == (["error"], 2)
    assert ran.problems[0].startswith(f"s0.yaml:{FIRST + 2}:9: ")


@pytest.mark.parametrize(
    "step",
    [
        "text: '${gone}'",
        "text: A\n  from: '${gone}'",
        "text: A\n  expect: {replies: '${gone}'}",
        "text: A\n  expect: {callbacks: '${gone}'}",
        "text: A\n  expect: {state: '${gone}'}",
        "request: {method: GET, path: '${gone}'}",
        "request: {method: GET, path: /x}\n  expect: {response: '${gone}'}",
    ],
)
def test_a_captured_null_is_not_the_same_as_a_key_left_out(
    go: Callable[..., Ran], step: str
) -> None:
    ran = go(
        scenario(f"- text: A\n  expect: {{record: {{$capture: gone}}}}\n- {step}\n"),
    )

    assert ran.outcomes == ["error"]
    assert ran.result.exit_code == 2


@pytest.mark.parametrize(
    ("head", "expect", "message"),
    [
        ("", "[{a: {$capture: key}}, {b: {$capture: key}}]", "'key' is captured already"),
        ("vars: {key: 1}\n", "[{a: {$capture: key}}]", "'key' is a variable already"),
    ],
)
def test_a_name_is_captured_once(
    go: Callable[..., Ran], head: str, expect: str, message: str
) -> None:
    """Whoever captures a name twice may think that the values are compared."""
    ran = go(scenario(f"- text: SUMMER\n  expect: {{callbacks: {expect}}}\n", head))

    assert message in "\n".join(ran.problems)


def test_a_capture_stands_in_an_expectation_only(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            "- request: {method: POST, path: /x, json: {$capture: a}}\n- text: '${a}'\n",
        )
    )

    assert "there is no variable ${a}" in "\n".join(ran.problems)


def test_captures_in_an_unordered_list_belong_to_what_fits(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect:
            callbacks:
              $unordered:
                - {callback_type: company_participant_added, event_id: {$capture: company}}
                - {callback_type: person_added}
                - {callback_type: ack_participant_added, event_id: {$capture: ack}}
        - text: "${company} ${ack}"
        """),
        keep=True,
    )

    first, second = ran.result.cases[0].steps
    ids = [callback.body["event_id"] for callback in first.turn.callbacks]
    assert f"{ids[2]} {ids[1]}" in str(second.turn.command)


def test_variables_come_from_vars_examples_and_people(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            """
            - text: "${code} ${ann.mdn} ${ann.zip} ${ann.shoe} ${list} $${code}"
              expect: {reading: unmatched}
            - text: SUMMER
              expect: {replies: "${whole}", record: "${record}"}
            """,
            """
            vars:
              code: A
              list: [1, two]
              whole: [Reply Y]
              record: {mobile_phone: {mdn: "${ann.mdn}"}}
            examples: [{code: B}]
            people: {ann: {mdn: +13125550123, zip: 02134, fields: {shoe: 43}}}
            """,
        ),
        keep=True,
    )

    assert (ran.outcomes, ran.problems) == (["passed"], [])
    assert 'B +13125550123 02134 43 [1, "two"] ${code}' in str(
        ran.result.cases[0].steps[0].turn.command
    )


@pytest.mark.parametrize(
    ("written", "message", "suggestion"),
    [
        ("${an.mdn}", "there is no variable ${an.mdn}", "ann.mdn"),
        ("${ann.mnd}", "${ann.mnd} is no person's value", "ann.mdn"),
        ("${ann.sho}", "${ann.sho} is no person's value", "ann.shoe"),
        ("${ann}", "${ann} is a person: say which value", "ann.zip"),
        ("${coda}", "there is no variable ${coda}", "code"),
        ("${later}", "${later} is not captured yet", ""),
    ],
)
def test_a_variable_that_does_not_exist_is_a_problem(
    go: Callable[..., Ran], written: str, message: str, suggestion: str
) -> None:
    head = "vars: {code: A}\npeople: {ann: {fields: {shoe: 43}}}\n"

    ran = go(scenario(f"- text: '{written}'\n  expect: {{record: {{$capture: later}}}}\n", head))

    (problem,) = ran.problems
    assert message in problem
    assert problem.endswith(f"did you mean {suggestion!r}?") == bool(suggestion)


def test_a_stranger_may_text(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            "- text: SUMMER\n  from: (312) 555-0199\n  expect: {state: pending}\n"
            "- {wait: 1s, expect: {state: none}}\n"
            "- {wait: 1s, from: +13125550199, expect: {state: pending}}\n"
        )
    )

    assert ran.outcomes == ["passed"]


def test_a_request_is_signed_unless_the_step_says_otherwise(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario(
            f"{person()}  expect: {{response: {{status: 200}}}}\n"
            f"{person(more=', auth: none')}  expect: {{response: {{status: 401}}}}\n"
            f"{person(more=', auth: wrong')}  expect: {{response: {{status: 401}}}}\n"
        )
    )

    assert (ran.outcomes, ran.problems) == (["passed"], [])


def test_the_case_of_a_headers_name_does_not_count() -> None:
    request, response = Request("GET", "/"), Response(200, headers={"X-Api-Key": "1"})
    turn = Turn(request, DEFAULT_START, (), (), response)
    seen = Seen(turn, "", {}, {}, lambda: None)

    def judged(header: str) -> list[str]:
        expect = Expectation.model_validate({"response": {"headers": {header: "1"}}})
        return [failure.message for failure in judge(expect, seen, {}, strict=False)]

    assert judged("x-api-KEY") == []
    assert judged("X-Api-Kay") == ["'X-Api-Kay' is missing; there are: X-Api-Key"]


# The run


def test_a_bad_file_does_not_stop_the_others(go: Callable[..., Ran]) -> None:
    ran = go("a: [", scenario(JOIN), "")

    assert (ran.outcomes, ran.result.exit_code) == (["passed"], 2)
    assert [problem.partition(":")[0] for problem in ran.problems] == ["s0.yaml", "s2.yaml"]


@pytest.mark.parametrize("text", ["just text\n", "[a, list]\n"])
def test_what_is_no_mapping_is_no_scenario(go: Callable[..., Ran], text: str) -> None:
    ran = go(text)

    assert ran.outcomes == ["error"]
    assert "this is no scenario" in ran.problems[0]


def test_a_problem_of_a_shared_account_is_reported_once(go: Callable[..., Ran]) -> None:
    missing = scenario(JOIN, account="gone.yaml")

    ran = go(f"{missing}---\n{missing}", missing)

    assert ran.outcomes == ["error"] * 3
    assert sum("cannot be read" in problem for problem in ran.problems) == 1
    assert len(ran.problems) == len(set(ran.problems))


@pytest.mark.parametrize("account", ["''", "[]"])
def test_an_account_is_a_path_or_a_mapping(go: Callable[..., Ran], account: str) -> None:
    ran = go(scenario(JOIN, account=account))

    assert "an account is a path or a mapping" in ran.problems[0]


def test_an_account_may_stand_in_the_scenario(go: Callable[..., Ran]) -> None:
    ran = go(scenario(JOIN, account="\n" + textwrap.indent(ACCOUNT, "  ")))

    assert (ran.outcomes, ran.problems) == (["passed"], [])


def test_x_leaves_out_what_comes_after_a_failure(go: Callable[..., Ran]) -> None:
    failing = scenario("- text: SUMMER\n  expect: {state: none}\n")

    ran = go(scenario(JOIN), failing, scenario(JOIN, "cites: D1\n"), x=True)

    assert ran.outcomes == ["passed", "failed", "skipped"]
    assert ran.result.exit_code == 1
    assert ran.result.cases[2].cites == ("D1",)


def test_x_stops_at_what_cannot_be_run_too(go: Callable[..., Ran]) -> None:
    broken = scenario("- text: A\n  txt: B\n")

    ran = go(broken, broken, scenario(JOIN), x=True)

    assert ran.outcomes == ["error", "skipped", "skipped"]


def test_nothing_to_run_is_2(go: Callable[..., Ran]) -> None:
    assert go().result.exit_code == 2
    assert go(scenario(JOIN), words="other").result.exit_code == 2


def test_words_and_tags_choose(go: Callable[..., Ran]) -> None:
    text = scenario(JOIN, "tags: [smoke, slow]\n").replace("scenario: T", "scenario: Joins ONCE")

    assert go(text, words="once joins").outcomes == ["passed"]
    assert go(text, words="S0.YAML").outcomes == ["passed"]
    assert go(text, words="once twice").outcomes == []
    assert go(text, tags=("slow", "other")).outcomes == ["passed"]
    assert go(text, tags=("other",)).outcomes == []


def test_words_choose_by_the_title_with_its_example(go: Callable[..., Ran]) -> None:
    text = scenario(JOIN, "examples: [{word: STOP}, {word: END}]\n")

    ran = go(text.replace("scenario: T", "scenario: Says ${word}"), words="end")

    assert [case.title for case in ran.result.cases] == ["Says END"]


def test_what_was_not_chosen_need_not_be_right(go: Callable[..., Ran]) -> None:
    broken = scenario("- txt: A\n", "tags: [new]\n").replace("scenario: T", "scenario: Broken")
    text = f"{broken}---\n{scenario(JOIN, 'tags: [old]')}".replace("steps", "\nsteps", 2)

    for ran in (go(text, words="T"), go(text, tags=("old",))):
        assert ran.outcomes[-1:] == ["passed"]
    assert go(text, tags=("old",)).problems == []
    assert go(text, tags=("old",)).result.exit_code == 0
    assert go(text, words="broken").outcomes == ["error"]
    assert go(text, tags=("new",)).result.exit_code == 2


@pytest.mark.parametrize(
    ("title", "tags"), [("'${word}'", "[]"), ("[a]", "[]"), ("''", "[]"), ("T", "{a: b}")]
)
def test_what_cannot_be_chosen_from_stays_an_error(
    go: Callable[..., Ran], title: str, tags: str
) -> None:
    text = scenario("- txt: A\n", f"tags: {tags}\n").replace("scenario: T", f"scenario: {title}")
    words, wanted = ("t", ("other",)) if tags != "[]" else ("other", ())

    ran = go(text, words=words, tags=wanted)

    assert (ran.outcomes, ran.result.exit_code) == (["error"], 2)


def test_a_run_keeps_the_steps_of_what_passed_only_if_asked(go: Callable[..., Ran]) -> None:
    text = f"{scenario(JOIN)}---\n{scenario('- {text: STOP, expect: {state: pending}}')}"

    plain, kept = go(text), go(text, keep=True)

    assert [len(case.steps) for case in plain.shown] == [1, 1]
    assert [len(case.steps) for case in plain.result.cases] == [0, 1]
    assert [len(case.steps) for case in kept.result.cases] == [1, 1]


def test_a_landline_gets_nothing_and_cannot_text(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- {text: A, from: bob}\n", "people: {ann: {}, bob: {line: landline}}\n"))

    assert ran.outcomes == ["error"]
    assert "bob is a landline, and cannot text" in ran.problems[0]


def test_a_wait_beyond_the_calendar_is_an_error(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- wait: 36500d\n" * 100))

    assert ran.outcomes == ["error"]
    assert [ran.result.count(outcome) for outcome in Outcome] == [0, 0, 1, 0]
    assert ran.result.exit_code == 2


def test_a_body_may_be_any_text(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- request: {method: PUT, path: /x, body: ä}\n"), keep=True)

    command = ran.result.cases[0].steps[0].turn.command
    assert isinstance(command, Request)
    assert command.body == "ä".encode()


def test_a_folder_that_cannot_be_opened_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its scenarios would be left out in silence."""

    def scandir(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("os.scandir", scandir)

    result = run([str(tmp_path)], CaseFilter())

    assert [str(problem) for problem in result.problems] == [
        f"{tmp_path}: cannot be read: permission denied [OPT001]"
    ]
    assert result.exit_code == 2


def test_a_folder_gives_its_yaml_files_without_hidden_ones_and_accounts(
    go: Callable[..., Ran], tmp_path: Path
) -> None:
    go(scenario(JOIN))
    for name in ("b/.hidden.yaml", "b/x.yml", "b/notes.txt", ".git/y.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text = scenario(JOIN, account="../account.yaml")
        (tmp_path / name).write_text(text, encoding="utf-8")

    result = run(["."], CaseFilter())

    assert [case.file for case in result.cases] == ["s0.yaml", "b/x.yml"]
    assert result.problems == []


def test_a_folder_without_a_file_is_a_problem_beside_others(
    go: Callable[..., Ran], tmp_path: Path
) -> None:
    go(scenario(JOIN))
    (tmp_path / "empty/.hidden").mkdir(parents=True)
    (tmp_path / "empty/.hidden/s.yaml").write_text(scenario(JOIN), "utf-8")

    result = run(["s0.yaml", "empty"], CaseFilter())

    assert [str(problem) for problem in result.problems] == ["empty: has no YAML file [OPT004]"]
    assert result.exit_code == 2


def test_a_link_to_a_folder_is_the_folder_and_each_is_walked_once(
    go: Callable[..., Ran], tmp_path: Path
) -> None:
    go(scenario(JOIN))
    for name in ("suite/own", "shared/deep"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.yaml").write_text(
            scenario(JOIN, account=str(tmp_path / "account.yaml")), "utf-8"
        )
    (tmp_path / "suite/again").symlink_to("own")
    (tmp_path / "suite/linked").symlink_to("../shared")
    (tmp_path / "suite/own/round").symlink_to("..")

    result = run(["suite"], CaseFilter())

    assert [case.file for case in result.cases] == [
        "suite/again/x.yaml",
        "suite/linked/deep/x.yaml",
    ]
    assert result.problems == []


def test_an_account_that_is_named_is_no_scenario(go: Callable[..., Ran]) -> None:
    ran = go(ACCOUNT)

    assert [problem.message for problem in ran.result.problems] == [
        "this is an account, not a scenario"
    ]
    assert ran.result.exit_code == 2


def test_a_path_that_is_not_there_is_a_problem() -> None:
    result = run(["gone", "a\0b", "n" * 5000], CaseFilter())

    assert [problem.message for problem in result.problems] == ["is not there"] * 3


def test_an_impossible_time_is_found_before_anything_runs(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- {wait: 1h}\n- {wait_until: 2026-01-05T15:30:00Z}\n"))

    assert "it is 2026-01-05T16:00:00Z by then, and time does not go back" in ran.problems[0]


def test_a_captured_time_that_is_past_is_an_error(go: Callable[..., Ran]) -> None:
    ran = go(
        scenario("""
        - text: SUMMER
          expect: {record: {created_at: {$capture: then}}}
        - wait: 1h
        - wait_until: "${then}"
        """)
    )

    assert ran.outcomes == ["error"]
    assert "time does not go back" in ran.problems[0]


def test_a_wait_that_depends_on_a_capture_ends_with_the_calendar(go: Callable[..., Ran]) -> None:
    first = "- {text: SUMMER, expect: {record: {mobile_phone: {carrier_code: {$capture: n}}}}}\n"

    ran = go(scenario(first + "- wait: 36500${n}\n" + "- wait: 36500d\n" * 80))

    assert ran.outcomes == ["error"]
    assert ran.problems


def test_people_without_a_number_get_numbers_of_their_own(go: Callable[..., Ran]) -> None:
    people = ", ".join(f"p{i}: {{}}" for i in range(30))
    numbers = " ".join(f"${{p{i}.mdn}}" for i in range(30))

    ran = go(scenario(f"- text: '{numbers}'\n", f"people: {{{people}}}\n"), keep=True)

    command = ran.result.cases[0].steps[0].turn.command
    assert isinstance(command, ReceiveText)
    assert len(set(command.text.split())) == 30


def test_a_name_that_a_person_has_is_made_up_once(go: Callable[..., Ran]) -> None:
    text = "- text: '${me.first_name} ${me.last_name} ${me.first_name} ${me.external_id}'\n"

    ran = go(scenario(text), keep=True)

    command = ran.result.cases[0].steps[0].turn.command
    assert isinstance(command, ReceiveText)
    words = command.text.split()
    assert words[0] == words[-2]
    assert words[-1] == f"EX{command.mdn[-7:]}"


def test_variables_made_of_variables_are_bounded(go: Callable[..., Ran]) -> None:
    pairs = [f'v{i}: "${{v{i - 1}}}${{v{i - 1}}}"' for i in range(1, 40)]
    lists = [f'w{i}: ["${{w{i - 1}}}", "${{w{i - 1}}}"]' for i in range(1, 40)]
    for last, variables in (("v39", ["v0: aaaa", *pairs]), ("w39", ["w0: a", *lists])):
        steps = f"- text: ${{{last}}}\n"
        ran = go(scenario(steps, head=f"vars: {{{', '.join(variables)}}}\n"))
        assert ran.outcomes == ["error"]
        assert "larger than 1,000,000 characters" in ran.result.problems[0].message


def test_what_variables_may_add_is_bounded_for_a_file_and_reported_where_it_is_used(
    go: Callable[..., Ran],
) -> None:
    long = "x" * 90_000
    wanting = f"scenario: Long\naccount: account.yaml\nvars: {{a: {long}, b: '${{a}}'}}\n"
    plain = "scenario: Plain\naccount: account.yaml\nexamples: [{c: d}, {c: e}]\n"
    steps = "steps: [{text: SUMMER}]\n"
    ran = go("---\n".join([*[wanting + steps] * 13, plain + steps]))
    assert ran.outcomes[:11] == ["passed"] * 11
    assert ran.outcomes[11:] == ["error", "error", "passed", "passed"]
    assert len(ran.result.problems) == 2
    assert "variables make this larger than 1,000,000 characters" in ran.problems[0]


def test_a_call_that_is_not_emulated_fails_unless_that_is_expected(go: Callable[..., Ran]) -> None:
    """With a mistyped path nothing happens, which is all that many a step expects."""
    call = "request: {method: POST, path: /companies/acme/campaign/acquisition/X/participants}"
    quiet = "replies: [], callbacks: [], state: none"
    ran = go(scenario(f"- {call}\n  expect: {{{quiet}}}\n", head="strict: true\n"))
    assert ran.outcomes == ["failed"]
    (failure,) = ran.result.cases[0].steps[0].failures
    assert failure.path == "response"
    assert failure.message.startswith("this call is not emulated, so nothing came of it")
    for response, outcome in (
        ("{json: {}}", "failed"),
        ("{status: {$gte: 400}}", "failed"),
        ("{status: {$any: true}}", "failed"),
        ("{status: 501}", "passed"),
    ):
        ran = go(scenario(f"- {call}\n  expect: {{{quiet}, response: {response}}}\n"))
        assert ran.outcomes == [outcome]


def test_an_operator_in_place_of_all_headers_is_refused(go: Callable[..., Ran]) -> None:
    call = "request: {method: GET, path: /companies/acme/sourcecodes}"
    ran = go(scenario(f"- {call}\n  expect: {{response: {{headers: {{$any: true}}}}}}\n"))
    assert ran.outcomes == ["error"]
    assert [problem.message for problem in ran.result.problems] == [
        "an operator stands behind the name of a header"
    ]


def test_an_account_before_a_scenario_in_one_file_does_not_hide_it(go: Callable[..., Ran]) -> None:
    ran = go(f"{ACCOUNT}---\n{scenario(JOIN)}")

    assert ran.outcomes == ["error", "passed"]
    assert ran.result.exit_code == 2


def test_a_word_that_nothing_can_be_is_found_among_several(go: Callable[..., Ran]) -> None:
    ran = go(scenario("- {text: SUMMER, expect: {state: {$one_of: [pendding, pending]}}}\n"))

    assert ran.outcomes == ["error"]
    assert "'pendding' is not known" in ran.result.problems[0].message


def test_many_examples_take_their_time_but_not_its_square(go: Callable[..., Ran]) -> None:
    """Every example is checked by itself: a file of 3,000 loads as fast as 3,000 scenarios."""
    head = "examples:\n" + "  - {word: STOP}\n" * 3000
    ran = go(scenario("- {text: '${word}', expect: {reading: stop}}\n", head=head))

    assert ran.outcomes == ["passed"] * 3000
