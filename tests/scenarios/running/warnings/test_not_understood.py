"""A text that is not understood as it may be meant draws a warning, unless its step says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.run import run
from optinsim.scenarios.running.warnings.account_words import mistyped_word

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
LAST = "  - {wait: 1h, expect: {callbacks: []}}\n"


def told(
    folder: Path, steps: str, account: str = "acme-vibes", head: str = "", cases: int = 1
) -> list[str]:
    path = folder / "s.yaml"
    text = f"scenario: T\naccount: {ACCOUNTS / account}.yaml\n{head}steps:\n{steps}"
    path.write_text(text, encoding="utf-8")
    assert Loader().load(path, "s.yaml").problems == []
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"] * cases
    return [w.suggestion or "?" for w in result.warnings if w.code == "OPT718"]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("text: SUMER", ["SUMMER"]),
        ("text: hello", ["?"]),
        ("text: 'Y'", ["?"]),
        ("{text: SUMER, expect: {replies: []}}", ["SUMMER"]),
        ("{text: SOTP, expect: {state: none}}", ["STOP"]),
        ("{text: SUMER, expect: {state: {$capture: s}}}", ["SUMMER"]),
        ("{text: SUMER, expect: {replies: {$not: {$has: {purpose: prompt}}}}}", ["SUMMER"]),
        ("{text: hello, expect: {replies: []}}", []),
        ("{text: SUMER, expect: {state: none}}", ["SUMMER"]),
        ("{text: SUMER, expect: {state: {ACQ1234: none}, replies: []}}", ["SUMMER"]),
        ("{text: SMUMR, expect: {replies: []}}", ["SUMMER"]),
        ("{text: SUMER, expect: {reading: unmatched, state: none}}", []),
        ("{text: SUMER, expect: {reading: unmatched}}", []),
        ("{text: SUMER, expect: {callbacks: [{callback_type: unmatched_message_received}]}}", []),
        (
            "{text: SUMER, expect: {callbacks: {$has: {callback_type: unmatched_message_received}}}}",  # noqa: E501
            [],
        ),
        # What is expected is met because the text is not understood.
        ("{text: hello, expect: {state: {$not: subscribed}}}", ["?"]),
        ("{text: hello, expect: {state: {ACQ1234: {$one_of: [none, pending]}}}}", ["?"]),
        ("{text: hello, expect: {state: none}}", []),
        ("{text: 'Y', expect: {state: none}}", []),
        ("text: SUMMER", []),
        ("text: SUMER  # optinsim: ignore OPT718 as people type it", []),
    ],
)
def test_a_text_that_is_not_understood(step: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, f"  - {step}\n{LAST}") == expected


@pytest.mark.parametrize(
    ("step", "times"),
    [
        ("{text: JOIN, expect: {replies: {$length: 1}}}", 1),
        ("{text: JOIN, expect: {replies: [{to: me}]}}", 1),
        ("{text: JOIN, expect: {replies: {$has: {segments: 1}}}}", 1),
        ("{text: JOIN, expect: {replies: [{purpose: default_response}]}}", 0),
        ("{text: JOIN, expect: {replies: [{text: {$contains: what}}]}}", 0),
        ("{text: JOIN, expect: {replies: ['Acme: what?']}}", 0),
        ("{text: JOIN, expect: {replies: {$unordered: [{$regex: what}]}}}", 0),
        ("{text: JOIN, expect: {replies: {$length: 1}, state: none}}", 0),
        ("{text: JOIN, expect: {reading: unmatched, replies: {$length: 1}}}", 0),
        ("{text: Thanks!, expect: {state: subscribed}}", 0),
        ("{text: 'Y', expect: {state: subscribed}}", 1),
        ("{text: '60601', expect: {state: {SUMMER1: subscribed}}}", 1),
        ("{text: 'N', expect: {state: subscribed}}", 0),
    ],
)
def test_what_the_reply_to_any_text_or_the_state_before_meets(
    step: str, times: int, tmp_path: Path
) -> None:
    (tmp_path / "account.yaml").write_text(
        """\
platform: vibes
name: Acme
number: 84237
messages: {default_response: "Acme: what?"}
subscription_lists: [{id: 1234, name: Alerts}]
campaigns:
  - {acquisition_id: SUMMER1, keywords: [SUMMER], subscription_list: 1234, confirmation: none}
""",
        encoding="utf-8",
    )
    account = str(tmp_path / "account")
    before = "  - {text: SUMMER, expect: {state: subscribed}}\n" if "state: s" in step else ""
    before = before or ("  - text: SUMMER\n" if "SUMMER1" in step else "")
    assert told(tmp_path, f"{before}  - {step}\n", account) == ["?"] * times


def test_in_a_strict_scenario_a_text_may_do_nothing_but_not_by_a_slip(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        "  - text: hello\n  - text: SUMER\n",
        "acme-vibes-nothing-registered",
        "strict: true\n",
    ) == ["SUMMER"]


def test_an_answer_that_a_question_expects_is_a_word(tmp_path: Path) -> None:
    account = "bigstate-signalvine"
    assert told(tmp_path, "  - {text: JION, expect: {replies: []}}\n", account) == ["JOIN"]


@pytest.mark.parametrize(
    ("text", "state", "times"),
    [
        ("Y", "subscribed", 1),
        ("YES", "subscribed", 1),
        ("y!", "{$one_of: [subscribed, pending]}", 1),
        ("N", "{$not: declined}", 1),
        ("X", "subscribed", 0),
        ("Y", "{$one_of: [subscribed]}, reading: unmatched", 0),
    ],
)
def test_a_letter_that_confirms_elsewhere(
    text: str, state: str, times: int, tmp_path: Path
) -> None:
    steps = f"  - text: JOIN\n  - {{text: '{text}', expect: {{state: {state}}}}}\n"
    assert told(tmp_path, steps, "bigstate-signalvine") == ["?"] * times


@pytest.mark.parametrize(
    ("text", "expect", "times"),
    [
        ("HELP", "replies: {$length: 1}", 1),
        ("help!", "replies: [{to: me}]", 1),
        ("YES", "replies: {$length: 1}", 1),
        ("HELP", "replies: [{$contains: counselor}]", 0),
        ("HELP", "reading: answer, replies: {$length: 1}", 0),
        ("YES", "replies: {$length: 1}, record: {active: true}", 0),
        ("HELP", "state: subscribed", 0),
        ("green", "replies: {$length: 1}", 0),
    ],
)
def test_a_word_that_answers_a_question(text: str, expect: str, times: int, tmp_path: Path) -> None:
    (tmp_path / "account.yaml").write_text(
        """\
platform: signalvine
name: Big State
number: +13035550142
programs:
  - id: P
    keywords: [JOIN]
    questions:
      - id: q
        text: "Big State: how can we serve you?"
        after: 1h
        answers:
          - {word: help, reply: "Big State: a counselor will text you."}
          - {word: "yes", reply: "Big State: fine."}
          - {word: green, reply: "Big State: nice."}
""",
        encoding="utf-8",
    )
    steps = f"  - text: JOIN\n  - wait: 2h\n  - {{text: '{text}', expect: {{{expect}}}}}\n"
    assert told(tmp_path, steps, str(tmp_path / "account")) == ["?"] * times


AGAIN = "  - text: SUMMER\n  - {text: 'Y', expect: {state: subscribed}}\n"


@pytest.mark.parametrize(
    ("expect", "times"),
    [
        ("callbacks: {$length: 1}", 1),
        ("callbacks: [{}]", 1),
        ("callbacks: [{callback_type: {$any: true}}]", 1),
        ("callbacks: {$has: {callback_type: {$any: true}}}", 1),
        ("callbacks: {$not: []}", 1),
        ("callbacks: [{callback_type: {$one_of: [person_added, unmatched_message_received]}}]", 1),
        ("callbacks: [{callback_type: {$not: subscription_added}}]", 1),
        ("callbacks: {$has: {callback_type: {$any: true}}}, state: subscribed", 1),
        # It says which callback comes, or what does not come.
        ("callbacks: [{callback_type: unmatched_message_received}]", 0),
        ("callbacks: [{callback_type: {$contains: unmatched}}]", 0),
        ("callbacks: {$has: {message: 'Y'}}", 0),
        ("callbacks: [{participant: {mdn: {$any: true}}}]", 0),
        ("callbacks: {$not: {$has: {callback_type: subscription_added}}}", 0),
        ("callbacks: {$length: 1}, replies: []", 0),
        ("callbacks: {$length: 1}, reading: unmatched", 0),
        ("callbacks: {$length: 1}, record: {external_person_id: null}", 0),
    ],
)
def test_what_the_callback_of_any_text_meets(expect: str, times: int, tmp_path: Path) -> None:
    step = f"  - {{text: 'Y', expect: {{{expect}}}}}\n"
    assert told(tmp_path, AGAIN + step) == ["?"] * times


def test_where_no_other_callback_is_registered_its_number_says_which_comes(tmp_path: Path) -> None:
    account = (ACCOUNTS / "acme-vibes-nothing-registered.yaml").read_text(encoding="utf-8")
    registered = (
        "callbacks: [{callback_type: unmatched_message_received, unmatched_message_received:"
        " {source_code: 84237}, destination: {url: 'https://care.example.com/'}}]"
    )
    path = tmp_path / "account.yaml"
    path.write_text(account.replace("callbacks: []", registered), encoding="utf-8")
    again = AGAIN.replace("subscribed", "{ACQ1234: subscribed}")
    step = "  - {text: 'Y', expect: {callbacks: {$length: 1}}}\n"
    assert told(tmp_path, again + step, str(tmp_path / "account")) == []


@pytest.mark.parametrize(
    ("reading", "times"),
    [
        ("{$not: stop}", 1),
        ("{$one_of: [yes, unmatched]}", 1),
        ("{$not: yes}", 0),
        ("{$one_of: [unmatched]}", 0),
    ],
)
def test_a_reading_that_leaves_open_that_the_text_confirms(
    reading: str, times: int, tmp_path: Path
) -> None:
    step = f"  - {{text: 'Y', expect: {{reading: {reading}, state: subscribed}}}}\n"
    assert told(tmp_path, AGAIN + step) == ["?"] * times


@pytest.mark.parametrize(
    ("account", "steps", "record", "times"),
    [
        ("bigstate-signalvine", ["JOIN", "Y"], "{active: true}", 1),
        ("bigstate-signalvine", ["JOIN", "Y"], "{active: {$not: false}}", 0),
        ("bigstate-signalvine", ["JOIN", "Y"], "{groups: []}", 0),
        ("bigstate-signalvine", ["JOIN", "hello"], "{active: true}", 0),
        ("bigstate-signalvine", ["JOIN", "STOP", "Y"], "{active: false}", 0),
        ("acme-cordial", ["JOIN", "YES", "YES"], "{subscribeStatus: subscribed}", 1),
        ("acme-cordial", ["JOIN", "NO"], "{subscribeStatus: pendingDOI}", 0),
    ],
)
def test_a_record_from_before_that_shows_what_an_answer_is_meant_to_do(
    account: str, steps: list[str], record: str, times: int, tmp_path: Path
) -> None:
    *before, last = steps
    if "cordial" in account:
        record = f"{{channels: {{sms: {{programs: {{cordialthreads: {record}}}}}}}}}"
    lines = [f"  - text: '{text}'\n" for text in before]
    lines.append(f"  - {{text: '{last}', expect: {{record: {record}}}}}\n")
    assert told(tmp_path, "".join(lines), account) == ["?"] * times


ZIP_ONLY = """\
platform: vibes
name: Acme
number: 84237
messages: {default_response: "Acme: what?"}
words: {start: [START]}
subscription_lists: [{id: 1234, name: Alerts}]
campaigns: [{acquisition_id: A, keywords: [SUMMER], subscription_list: 1234, accepts: [zip]}]
"""


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        (["{text: 'Y'}"], 1),
        (["{text: 'Y', expect: {replies: {$length: 1}}}"], 1),
        (["{text: 'Y', expect: {callbacks: {$length: 1}}}"], 1),
        (["{text: 'Y', expect: {state: pending}}"], 0),
        (["{text: 'Y', expect: {reading: yes, replies: {$length: 1}}}"], 0),
        (["{text: 'Y', expect: {replies: [{purpose: default_response}]}}"], 0),
        (["{text: '60601'}", "{text: START, expect: {state: subscribed}}"], 1),
        (["{text: '60601'}", "{text: START, expect: {replies: {$length: 1}}}"], 1),
        (["{text: '60601'}", "{text: START, expect: {state: {A: subscribed}, reading: start}}"], 0),
        (["{text: '60601'}", "{text: STOP}", "{text: START, expect: {state: pending}}"], 0),
        (["{text: '60601'}", "{text: STOP}", "{text: START, expect: {replies: [{}]}}"], 0),
        # Another warning tells of a state with $not.
        (["{text: 'Y', expect: {state: {$not: declined}}}"], 0),
    ],
)
def test_a_word_that_has_no_effect_at_that_time(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    (tmp_path / "account.yaml").write_text(ZIP_ONLY, encoding="utf-8")
    lines = "".join(f"  - {step}\n" for step in ["text: SUMMER", *steps])
    last = "  - {wait: 1h, expect: {state: {$not: declined}}}\n"
    assert told(tmp_path, lines + last, str(tmp_path / "account")) == ["?"] * times


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        (["YES", "{text: 'YES', expect: {state: subscribed}}"], 1),
        (["YES", "{text: 'Y', expect: {callbacks: {$length: 1}}}"], 1),
        (["{text: 'NO', expect: {callbacks: {$length: 1}}}"], 1),
        (["YES", "{text: 'YES', expect: {reading: keyword, state: subscribed}}"], 0),
        (["YES", "{text: 'YES', expect: {callbacks: [{action: crdl_incoming_sms}]}}"], 0),
        (["YES", "{text: 'YES', expect: {replies: []}}"], 0),
        (["{text: 'NO', expect: {state: pending}}"], 0),
        (["{text: 'NO'}", "{text: 'YES', expect: {state: subscribed}}"], 0),
        # A keyword of a subscriber.
        (["YES", "{text: JOIN, expect: {state: subscribed}}"], 0),
    ],
)
def test_an_answer_that_cordial_takes_for_a_keyword_or_ignores(
    steps: list[str], times: int, tmp_path: Path
) -> None:
    texts = [step if step[0] == "{" else f"text: '{step}'" for step in ["JOIN", *steps]]
    lines = "".join(f"  - {text}\n" for text in texts)
    assert told(tmp_path, lines, "acme-cordial") == ["?"] * times


def test_a_step_of_a_group_is_told_in_the_group(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project = tmp_path / "optinsim.yaml"
    project.write_text("steps: {joined: [text: '${word}']}\n", encoding="utf-8")
    steps = f"  - {{use: joined, with: {{word: SUMER}}}}\n{LAST}"
    assert told(tmp_path, steps) == ["SUMMER"]


def test_each_example_is_told(tmp_path: Path) -> None:
    steps = f'  - text: "${{word}}"\n{LAST}'
    head = "examples: [{word: SUMER}, {word: SUMMER}, {word: SUMMR}]\n"
    assert told(tmp_path, steps, head=head, cases=3) == ["SUMMER", "SUMMER"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sotp", "STOP"),  # two letters have changed places
        ("STO", "STOP"),
        ("STOPP", "STOP"),
        ("STIP", "STOP"),
        ("TSOP", "STOP"),
        ("TOP", "STOP"),
        ("XSTOP", "STOP"),
        ("STPO", "STOP"),
        (" Sotp! ", "STOP"),
        ("STOP", ""),
        ("SPTO", ""),
        ("STOPPED", ""),
        ("", ""),
        ("A", ""),  # one slip away from any word of one letter
        ("SUMR", ""),
        ("SMUEMR", "SUMMER"),  # two slips in a long word
        ("SUMEER!", "SUMMER"),
        ("WINNER", ""),
    ],
)
def test_a_slip_of_the_finger(typed: str, meant: str) -> None:
    assert mistyped_word(typed, ["STOP", "Y", "SUMMER"]) == meant
