"""Every code is used by the program, and has its example: a small file that draws it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optinsim import codes
from optinsim.codes import Code, severity_of
from optinsim.scenarios.reading.checkup import check_files

SOURCES = Path(codes.__file__).parent
BAD = Path(__file__).parent.parent / "bad"

ACCOUNT = "platform: vibes\nname: Acme\nnumber: 84237\nsubscription_lists: [{id: 1}]\n"
CORDIAL = "platform: cordial\nname: Acme\nnumber: 84237\n"
VINE = "platform: signalvine\nname: Acme\nnumber: '84237'\n"
PROGRAM = "programs: [{id: p, name: P, phone: +13035550142, %s}]\n"
CALLBACK = "callbacks: [{callback_type: unmatched_message_received, %s}]\n"
CAMPAIGN = "campaigns: [{acquisition_id: A, subscription_list: 1, messages: {prompt: %s}}]\n"
SCENARIO = "scenario: t\naccount: {platform: vibes, name: Acme, number: 84237}\n"
EXAMPLES = {
    Code.UNUSED_IGNORE: ACCOUNT + "country: US # optinsim: ignore OPT601\n",
    Code.BAD_CHANNEL_KEY: CORDIAL + "sms_channel: 'a:b'\n",
    Code.RESERVED_ATTRIBUTE: CORDIAL + "attributes: [channels]\n",
    Code.BAD_FIELD_NAME: VINE + PROGRAM % "fields: [{name: 1a, type: String}]",
    Code.DOUBLED_FIELD: VINE
    + PROGRAM % "fields: [{name: a, type: String}, {name: a, type: String}]",
    Code.UNKNOWN_FIELD: VINE
    + PROGRAM % "questions: [{id: q, text: A?, after: 1h, field: no, answers: [{word: a}]}]",
    Code.DOUBLED_ANSWER: VINE
    + PROGRAM % "questions: [{id: q, text: A?, after: 1h, answers: [{word: a}, {word: a}]}]",
    Code.STOP_AS_ANSWER: VINE
    + PROGRAM % "questions: [{id: q, text: A?, after: 1h, answers: [{word: stop}]}]",
    Code.BAD_URL: ACCOUNT + CALLBACK % "destination: {url: nowhere}",
    Code.END_BEFORE_START: ACCOUNT
    + CALLBACK
    % "start_date: 2026-01-02T00:00Z, end_date: 2026-01-01T00:00Z, destination: {url: x}",
    Code.NO_CALLBACK_SCOPE: ACCOUNT + CALLBACK % "destination: {url: 'https://a.example'}",
    Code.NO_LISTENER: SCENARIO + "steps: [listener: {contact: {}}]\n",
    Code.MISPLACED_TO: SCENARIO + "steps: [{wait: 1h, to: '84237'}]\n",
    Code.TWO_BODIES: SCENARIO + "steps: [request: {method: POST, path: /a, json: {}, body: a}]\n",
    Code.DOUBLED_VARIABLE: SCENARIO
    + "vars: {a: b}\nsteps: [{text: x, expect: {replies: [$capture: a]}}]\n",
    Code.NOTHING_EXPECTED: SCENARIO + "steps: [{text: x, expect: {}}]\n",
    Code.IMPOSSIBLE_ABSENCE: SCENARIO + "steps: [{text: x, expect: {record: {$absent: true}}}]\n",
    Code.WHICH_CAMPAIGN: SCENARIO + "steps: [{text: x, expect: {state: none}}]\n",
    Code.CAPTURE_OF_NOTHING: SCENARIO
    + "steps: [{text: x, expect: {record: {$one_of: [{$capture: a}]}}}]\n",
    Code.DOUBLED_MDN: SCENARIO
    + "people: {a: {mdn: +13125550123}, b: {mdn: +13125550123}}\nsteps: [text: x]\n",
    Code.IMPOSSIBLE_CONDITION: SCENARIO
    + "steps: [{text: x, expect: {record: {a: {$not: {$any: true}}}}}]\n",
    Code.UNCHECKED_STEPS: SCENARIO + "steps: [text: x]\n",
    Code.ANYTHING_MEETS: SCENARIO + "steps: [{text: x, expect: {replies: {$any: true}}}]\n",
    Code.NEGATED_LIST: SCENARIO + "steps: [{text: x, expect: {replies: {$not: [y]}}}]\n",
    Code.NOT_OF_NOTHING: SCENARIO + "steps: [{text: x, expect: {replies: {$not: {$has: y}}}}]\n",
    Code.UNKNOWN_CALLBACK_NAME: SCENARIO
    + "steps: [{text: x, expect: {callbacks: [{callback_type: {$not: person_add}}]}}]\n",
    Code.OTHER_PERSON: SCENARIO
    + "people: {a: {mdn: +13125550123}, b: {mdn: +13125550124}}\nsteps:\n"
    "  - {request: {method: GET, path: '/a?mdn=%2B13125550124'}, expect: {record: null}}\n",
    Code.UNREAD_NAME: SCENARIO
    + "steps:\n  - {request: {method: GET, path: '/a?mdm=1'}, expect: {response: {status: 501}}}\n",
    Code.FOREIGN_VARIABLE: SCENARIO
    + "vars: {a: b}\nsteps: [{text: '${a} {{a}}', expect: {reading: help}}]\n",
    Code.NEGATED_MAPPING: SCENARIO
    + "steps: [{text: x, expect: {record: {$not: {$equals: {url: x}}}}}]\n",
    Code.SWALLOWED_TEXT: SCENARIO + "steps:\n  - text: x #1\n    expect: {reading: help}\n",
    Code.LITERAL_ESCAPE: SCENARIO + "steps:\n  - text: x\\n\n    expect: {reading: help}\n",
    Code.SHORT_WAIT: SCENARIO
    + "start: 2026-01-05T15:00:00Z\nsteps: [wait_until: '2026-01-05T15:00:00Z']\n",
    Code.EQUAL_EXAMPLES: SCENARIO
    + "examples: [{a: x}, {a: x}]\nsteps: [{text: '${a}', expect: {reading: help}}]\n",
    Code.NEGATED_KEYS: SCENARIO
    + "steps: [{text: x, expect: {record: {$not: {timezone: x, language: y}}}}]\n",
    Code.STRANGE_TAG: SCENARIO + "tags: [a b]\nsteps: [{text: x, expect: {reading: help}}]\n",
    Code.UNKNOWN_TARGET: SCENARIO + "people: {a: {mdn: 312-555-0123}}\n"
    "steps: [{text: x, from: +13125550142, expect: {reading: help}}]\n",
    Code.NEGATED_ENTRY: SCENARIO
    + "steps: [{text: x, expect: {replies: {$has: {purpose: {$not: stop}}}}}]\n",
    Code.NEGATED_STATUS: SCENARIO + "steps:\n  - request: {method: GET, path: /a}\n"
    "    expect: {response: {status: {$not: 201}}}\n",
    Code.UNREAD_BODY: SCENARIO
    + "steps:\n  - request: {method: GET, path: /a, json: {}}\n    expect: {replies: []}\n",
    Code.MISTYPED_VALUE: SCENARIO
    + "steps:\n  - request: {method: GET, path: '/a?active_only=fales'}\n"
    "    expect: {response: {status: 501}}\n",
    Code.MISTYPED_PATH: SCENARIO
    + "steps:\n  - request: {method: GET, path: /companies/acme/sourcecode}\n"
    "    expect: {response: {status: 501}}\n",
    Code.NO_BRAND: ACCOUNT + CAMPAIGN % "Hi",
    Code.NO_RATES: ACCOUNT + CAMPAIGN % "Hi",
    Code.NO_HELP: ACCOUNT + CAMPAIGN % "Hi",
    Code.NO_STOP: ACCOUNT + CAMPAIGN % "Hi",
    Code.FOREIGN_NUMBER: ACCOUNT + "landlines: [+2025550123]\n",
    Code.EMPTY_PROMISE: ACCOUNT + "messages: {help: 'Acme: reply START to return'}\n",
    Code.MISTYPED_PLACE: ACCOUNT + "messages: {help: 'Acme: {number}'}\n",
    Code.READS_BADLY: ACCOUNT + "messages: {help: 'Acme: hi ${first_name}!'}\n",
    Code.NO_EFFECT: ACCOUNT + "words: {help: []}\nmessages: {help: 'Acme helps'}\n",
    Code.LONG_MESSAGE: ACCOUNT + f"messages: {{help: 'Acme {'x' * 160}'}}\n",
}
SHARING = {
    Code.UNKNOWN_GROUP: ("strict: true\n", "steps: [use: joined]\n"),
    Code.CIRCULAR_GROUPS: ("steps: {a: [use: a]}\n", "steps: [use: a]\n"),
    Code.MISPLACED_USE: ("strict: true\n", "steps: [{text: x, with: {a: b}}]\n"),
    Code.UNKNOWN_PARAMETER: (
        "steps: {a: [text: '${word}']}\n",
        "steps: [{use: a, with: {wrod: x}}]\n",
    ),
    Code.TWO_ACCOUNTS: ("strict: true\n", "accounts: [a.yaml]\nsteps: [text: x]\n"),
    Code.DOUBLED_ACCOUNT: ("accounts: [a/us.yaml, b/us.yaml]\n", "steps: [text: x]\n"),
    Code.UNKNOWN_ACCOUNT: (
        "accounts: [us.yaml]\n",
        "steps: [{text: x, expect: {$on: {uk: {reading: help}}}}]\n",
    ),
    Code.MISPLACED_ON: (
        "strict: true\n",
        "steps: [{text: x, expect: {$on: {us: {reading: help}}}}]\n",
    ),
    Code.UNUSED_PARAMETER: ("steps: {a: [text: x]}\n", "steps: [{use: a, with: {colour: x}}]\n"),
    Code.UNUSED_IN_PROJECT: ("vars: {a: b}\n", "steps: [text: x]\n"),
}
"""A project file, and the end of a scenario beside it."""
ELSEWHERE = {
    Code.NOT_THERE,
    Code.NO_YAML_FILE,
    Code.MANY_DESTINATIONS,
    Code.DOUBLED_CALLBACK,
    Code.IMPOSSIBLE_STEP,
    Code.UNKNOWN_CASE,
    Code.LOST_PROCESS,
    Code.UNKNOWN_NAME_CHOSEN,
    Code.UNASKED_RESULT,
    Code.NOT_UNDERSTOOD,
    Code.UNCLEAR_REFUSAL,
    Code.EMPTY_CAPTURE,
    Code.OTHER_NUMBER,
    Code.UNSAID_WORD,
    Code.LOOSE_STATE,
    Code.LOST_VAR,
    Code.MISNAMED_PROJECT,
    Code.FREE_ACCOUNT,  # takes two account files
    Code.NOT_UPDATED,
    Code.UNKNOWN_PLATFORM_KEY,  # once a platform lists its keys
    Code.BAD_LOG,
    Code.UNCLEAR_BRAND_NUMBER,
    Code.MISSING_COLUMN,
    Code.DOUBLED_COLUMN,
    Code.LEFT_OUT_ROW,
    Code.ASSUMED_OF_LOG,
    Code.STALE_APPROVAL,
    Code.STALE_SHEET,
    Code.ALTERED_SHEET,
}
"""Not of a file alone: arguments, a run, an update, an import or a sheet's account draw them, and
have their tests."""


def test_every_code_is_used_and_every_used_code_is_in_the_table() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path != SOURCES / "codes.py"
    )
    used = set(re.findall(r"\bCode\.([A-Z][A-Z0-9_]+)", sources))
    assert used >= {code.name for code in Code}
    assert not re.findall(r'"OPT[0-9]{3}"', sources)


def test_a_code_is_short_and_has_a_heading() -> None:
    for code in Code:
        assert re.fullmatch("OPT[0-9]{3}", code)
        assert code.heading
        assert severity_of(code) == code.severity
    assert severity_of("ACME1") == "error"


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_of_a_code_draws_it(code: Code, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLES[code], encoding="utf-8")
    assert code in [problem.code for problem in check_files([str(path)])[1]]


@pytest.mark.parametrize("code", SHARING)
def test_the_example_of_a_code_of_what_scenarios_share_draws_it(code: Code, tmp_path: Path) -> None:
    project, end = SHARING[code]
    (tmp_path / ".git").mkdir()
    (tmp_path / "optinsim.yaml").write_text(project, encoding="utf-8")
    head = "scenario: t\n" if "accounts" in project else SCENARIO
    (tmp_path / "example.yaml").write_text(head + end, encoding="utf-8")
    assert code in [problem.code for problem in check_files([str(tmp_path)])[1]]


def test_every_code_has_its_example() -> None:
    catalogue = "".join(path.read_text(encoding="utf-8") for path in BAD.glob("*.txt"))
    shown = set(re.findall(r"\[(OPT[0-9]{3})\]$", catalogue, re.MULTILINE))
    assert set(map(str, Code)) == shown | set(EXAMPLES) | set(SHARING) | ELSEWHERE
