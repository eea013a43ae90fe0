"""What becomes of an expectation that was not met, and how it is written."""

from __future__ import annotations

import re
from textwrap import indent
from typing import Any

import pytest

from optinsim.scenarios.writing.update.changes import Replace, matching
from tests.scenarios.writing.update.rewriting import ACCOUNT, PROMPT, ROOT, scenario, update

WELCOME = "Acme: welcome to Summer Sale! Reply HELP for help, STOP to cancel."


def step(expect: str, text: str = "SUMMER") -> str:
    return f"  - text: {text}\n    expect:\n{indent(expect, ' ' * 6)}\n"


def rewritten(expect: str, text: str = "SUMMER", head: str = "") -> str:
    """What becomes of the expectation of a keyword."""
    before = scenario(step("<>", text), head)
    start, end = before.split("      <>")
    updated = update(scenario(step(expect, text), head))
    assert updated.failed is None, str(updated.failed)
    assert not updated.left, [str(problem) for problem in updated.left]
    assert updated.after.startswith(start)
    assert updated.after.endswith(end)
    lines = updated.after.removeprefix(start).removesuffix(end).splitlines()
    return "\n".join(line[6:] for line in lines)


LEAVES = {
    "an unquoted word": ("state: expired", "state: pending"),
    "a word in single quotes": ("state: 'expired'  # so", "state: 'pending'  # so"),
    "a word in double quotes": ('state:   "expired"', 'state:   "pending"'),
    "an operator that fails": ("state: {$one_of: [expired, none]}", "state: pending"),
    "an operator in lines": ("state:  # here\n  $regex: ^exp", "state: pending  # here"),
    "operators of which one holds": (
        "replies: [{$contains: reply Y, $length: 3}]",
        "replies: [{$contains: reply Y, $length: 104}]",
    ),
    "a text in single quotes": ("replies: ['it''s']", f"replies: ['{PROMPT}']"),
    "a text in lines": (
        "replies:\n  - |\n    Hello\n\n    you\n  # next",
        f"replies:\n  - |-\n    {PROMPT}\n  # next",
    ),
    "a folded text": ("replies:\n- >+\n   Hello\n   you", f"replies:\n- >-\n   {PROMPT}"),
    "a text in lines with a remark": (
        "replies:\n  - | # remark\n    Hello",
        f"replies:\n  # remark\n  - |-\n    {PROMPT}",
    ),
    "an unquoted text over two lines": (
        "replies:\n  - Hello\n    you",
        f'replies:\n  - "{PROMPT}"',
    ),
    "what is not there": ("record: {shoe: 7}", "record: {shoe: {$absent: true}}"),
    "what should not be there": (
        "record: {timezone: {$absent: true}}",
        "record: {timezone: US/Pacific}",
    ),
    "the details of a reply": (
        "replies: [{text: Hello, to: me, segments: 2, purpose: prompt}]",
        f'replies: [{{text: "{PROMPT}", to: me, segments: 1, purpose: prompt}}]',
    ),
    "a number": ("replies: {$length: 0}", "replies: {$length: 1}"),
    "the whole of a value": (
        "record: {mobile_phone: {$equals: {mdn: '1'}}}",
        "record: {mobile_phone: {$equals: {mdn: '+19165550174', carrier_code: \"102\"}}}",
    ),
    "the whole of a value, in lines": (
        "record:\n  mobile_phone:\n    $equals:\n      mdn: '1' # one\n  # more\n  status: 1",
        (
            "record:\n  mobile_phone:\n    $equals:\n      mdn: '+19165550174' # one\n"
            '      carrier_code: "102"\n  # more\n  status: {$absent: true}'
        ),
    ),
    "a list where there is a mapping": (
        "record:\n  mobile_phone:\n  - 1",
        'record:\n  mobile_phone:\n    mdn: "+19165550174"\n    carrier_code: "102"',
    ),
    "a value where there is a mapping": (
        "record:\n  mobile_phone: 1",
        'record:\n  mobile_phone: {mdn: "+19165550174", carrier_code: "102"}',
    ),
    "what is captured": (
        "record: {timezone: {$capture: zone, $regex: Mars}}",
        "record: {timezone: {$capture: zone, $equals: US/Pacific}}",
    ),
    "an empty mapping": (
        "record: {custom_fields: {first_name: Ann}}",
        "record: {custom_fields: {first_name: null}}",
    ),
}


@pytest.mark.parametrize("what", LEAVES)
def test_a_value_gives_way_to_what_came(what: str) -> None:
    before, after = LEAVES[what]
    assert rewritten(before) == after


def test_a_long_mapping_gets_a_line_for_each_key() -> None:
    found = rewritten("record: null # none\nstate: pending")
    assert re.fullmatch(r"record:\n(  \w+: .*\n)+(  \w+: .*) # none\nstate: pending", found)


ADDED = "callback_type: subscription_added"
LISTS = {
    "one too many at the end": (
        f"callbacks: [{{{ADDED}}}, {{x: 1}}, 2 ] # two",
        f"callbacks: [{{{ADDED}}} ] # two",
    ),
    "one too many at the beginning": (
        f"callbacks: [1, {{{ADDED}}},]",
        f"callbacks: [{{{ADDED}}},]",
    ),
    "one too many in lines": (
        f"callbacks:\n  # first\n  - {ADDED}  # it\n  - x: 1  # other\n    y: 2  # another",
        f"callbacks:\n  # first\n  - {ADDED}  # it\n  # other\n  # another",
    ),
}


@pytest.mark.parametrize("what", LISTS)
def test_an_entry_that_did_not_come_goes(what: str) -> None:
    before, after = LISTS[what]
    joined = scenario(f"  - text: SUMMER\n{step(before, 'Y')}")
    assert update(joined).after == scenario(f"  - text: SUMMER\n{step(after, 'Y')}")


def test_entries_of_a_list_that_begins_behind_a_dash_go() -> None:
    expect = "callbacks:\n  $unordered:\n    - {}\n    - x: 1\n"
    found = rewritten(expect)
    assert found == "callbacks:\n  $unordered: []"


def test_what_came_too_gets_an_entry_of_its_own_where_it_came() -> None:
    requests = scenario(
        """\
  - request:
      method: GET
      path: /companies/acme/config/callbacks
    expect:
      response:
        json:
          - callback_type: subscription_removed   # the second
            destination: {method: POST}
"""
    )
    after = update(requests).after
    before_it, it = after.split("          - callback_type: subscription_removed   # the second\n")
    assert it == "            destination: {method: POST}\n"
    assert "          - callback_id: " in before_it
    assert "\n            callback_type: subscription_added\n" in before_it
    assert update(after).count == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[{callback_type: b}, {callback_type: a}]", "[{callback_type: a}, {callback_type: b}]"),
        (
            "\n- callback_type: b # it\n  # in\n  callback_id: {$any: true}\n- callback_type: a",
            "\n# it\n- callback_type: a\n- callback_type: b # it\n  # in",
        ),
    ],
)
def test_an_entry_at_another_place_moves_as_it_stands(before: str, after: str) -> None:
    kinds = {"a": "subscription_added", "b": "subscription_removed"}
    for short, name in kinds.items():
        before = before.replace(f"type: {short}", f"type: {name}")
        after = after.replace(f"type: {short}", f"type: {name}")
    indented = indent(before, " " * 12) if before.startswith("\n") else f" {before}"
    text = scenario(
        "  - request: {method: GET, path: /companies/acme/config/callbacks}\n"
        f"    expect:\n      response:\n          json:{indented}\n"
    )
    updated = update(text)
    assert updated.failed is None
    assert updated.count == 1
    assert updated.after == text.replace(before, after) or before.startswith("\n")
    assert update(updated.after).count == 0
    assert updated.after.count("# it") == text.count("# it")


def test_text_that_looks_like_something_else_is_written_so_that_it_is_read_back() -> None:
    request = "/companies/acme/campaigns/acquisition/SUMMER1"
    text = scenario(
        f"  - request: {{method: GET, path: {request}}}\n"
        "    expect: {response: {json: {sourcecode: 84237, keywords: 1, status: {$equals: 'x'}}}}\n"
    )
    after = update(text).after
    assert 'sourcecode: "84237"' in after
    assert "status: {$equals: 'active'}" in after


STRICT = "strict: true\n"


def test_a_strict_scenario_gets_what_it_left_out() -> None:
    found = rewritten("reading: keyword", head=STRICT)
    assert found == f'reading: keyword\nreplies:\n  - "{PROMPT}"\nstate: pending'


def test_a_strict_step_without_expectations_gets_some() -> None:
    text = scenario("  - text: SUMMER  # join\n    from: me\n  # end\n  - {text: Y}\n", STRICT)
    after = update(text).after
    assert after.startswith(
        scenario(
            "  - text: SUMMER  # join\n    from: me\n    expect:\n"
            f'      replies:\n        - "{PROMPT}"\n      state: pending\n  # end\n'
            f'  - {{text: Y, expect: {{replies: ["{WELCOME}"], callbacks: [{{event_id: ',
            STRICT,
        )
    )
    assert after.endswith("state: subscribed}}\n")


def test_only_steps_without_expectations_are_filled_where_that_is_asked() -> None:
    text = scenario("  - text: SUMMER\n    expect: {state: none}\n  - text: what?\n  - wait: 2d")
    assert update(text, missing=True).after == scenario(
        "  - text: SUMMER\n    expect: {state: none}\n  - text: what?\n    expect:\n"
        "      reading: unmatched\n      replies: []\n      callbacks: []\n      state: pending\n"
        "  - wait: 2d\n    expect:\n      replies: []\n      callbacks: []\n      state: expired"
    )


def test_a_request_gets_its_answer() -> None:
    text = scenario("  - request: {method: GET, path: /companies/acme/config/callbacks/X}\n")
    after = update(text, missing=True).after
    assert "\n      response:\n        status: 404\n" in after or "response: {status: 404" in after


def test_a_refused_request_is_expected_to_be_refused() -> None:
    call = "request: {method: GET, path: /companies/acme/mobiledb/persons/none}"
    updated = update(scenario(f"  - {call}\n    expect: {{callbacks: []}}\n"))
    assert updated.failed is None
    assert "expect: {callbacks: [], response: {status: 404}}" in updated.after


def test_a_call_that_is_not_emulated_has_no_answer_to_expect() -> None:
    text = scenario("  - request: {method: GET, path: /companies/acme/sourcecode}\n")
    updated = update(text, missing=True)
    assert updated.after == text
    assert [problem.message for problem in updated.left] == [
        "steps[0] is left as it is: the call is not emulated"
    ]


LEFT = {
    "${word}": ("state: ${word}", "state", "it is made of a variable"),
    "part of a text": ('replies: ["${word} x"]', "replies[0]", "it is made of a variable"),
    "a list from a variable": ("replies: ${texts}", "replies", "it is made of a variable"),
    "in an operator": ("state: {$regex: '${word}'}", "state", "it is made of a variable"),
    "of a captured value": (
        "record: {timezone: {x: {$capture: zone}}}",
        "record.timezone",
        "a later step needs what is captured here",
    ),
    "captured and not there": (
        "record: {shoe: {$capture: shoe}}",
        "record.shoe",
        "a later step needs what is captured here",
    ),
    "captured in an entry": (
        "replies: [{$capture: one}, {$capture: two}]",
        "replies[1]",
        "a later step needs what is captured here",
    ),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_cannot_be_rewritten_where_it_stands_is_left_and_reported(what: str) -> None:
    expect, path, why = LEFT[what]
    text = scenario(step(expect), "vars: {word: expired, texts: [one]}\n")
    updated = update(text)
    assert updated.after == text
    [problem] = updated.left
    assert problem.message == f"steps[0].expect.{path} is left as it is: {why}"
    assert problem.mark is not None
    assert problem.mark.line == 7


def test_a_variable_that_holds_stays() -> None:
    text = scenario(
        step("replies: ['${me.mdn}', {$any: true}]\nstate: ${s}"), "vars: {s: pending}\n"
    )
    assert "state: ${s}" in update(text).after


def test_what_an_alias_repeats_is_left() -> None:
    text = scenario(
        "  - text: SUMMER\n    expect: &e {state: none, record: &r {shoe: 7}}\n"
        "  - text: SUMMER\n    expect: *e\n"
        "  - text: SUMMER\n    expect: {reading: help, record: *r}\n"
    )
    updated = update(text)
    assert updated.after == text.replace("help", "keyword")
    assert [str(p.mark.line) for p in updated.left if p.mark] == ["5", "5", "7", "9"]
    assert all("alias" in problem.message for problem in updated.left)


def test_an_unused_anchor_stays_before_the_new_value() -> None:
    assert rewritten("state: &s expired") == "state: &s pending"


def test_what_is_captured_reaches_later_steps_that_were_wrong_before() -> None:
    text = scenario(
        step("record: {person_key: {$capture: key, $regex: nope}}")
        + "  - request: {method: GET, path: '/companies/acme/mobiledb/persons/${key}'}\n"
        "    expect: {response: {status: 404}}\n"
    )
    after = update(text).after
    assert "{$capture: key, $equals: " in after
    assert "{response: {status: 200}}" in after


EXAMPLES = "examples: [{word: STOP}, {word: ' stop! '}, {word: HELP}]\n"
SAME = "examples: [{word: STOP}, {word: ' stop! '}]\n"


def test_examples_that_agree_are_updated() -> None:
    text = scenario(step("{reading: help, state: none}", "${word}"), SAME)
    assert update(text).after == text.replace("help", "stop")


def test_where_examples_differ_nothing_is_updated_and_the_rest_is() -> None:
    text = scenario(
        step("reading: help\nreplies: [a, b]\ncallbacks: [{x: 1}]\nstate: expired", "${word}"),
        EXAMPLES,
    )
    updated = update(text)
    assert updated.after == text.replace("[{x: 1}]", "[]").replace("expired", "none")
    assert [problem.message for problem in updated.left] == [
        "steps[0].expect.reading is left as it is: the examples or accounts differ",
        "steps[0].expect.replies is left as it is: the examples or accounts differ",
    ]


def test_one_example_that_is_meant_takes_the_others_with_it() -> None:
    text = scenario(step("reading: help", "${word}"), EXAMPLES)
    only = update(text, takes=lambda case: case.example == {"word": "STOP"})
    assert only.after == text
    assert len(only.left) == 1


def test_scenarios_that_are_not_meant_stay() -> None:
    text = scenario(step("state: none"))
    both = f"{text}---\n{text}"
    assert update(both, takes=lambda case: case.document.start.line > 1).after == (
        f"{text}---\n{text.replace('none', 'pending')}"
    )
    assert update(both, takes=lambda _: False).after == both


def test_a_file_with_something_broken_stays() -> None:
    text = scenario(step("state: none"))
    assert update(f"{text}---\nscenario: 1\n").after == f"{text}---\nscenario: 1\n"
    assert update("platform: vibes\n").after == "platform: vibes\n"
    assert update("a: [\n").failed is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("\ud800", "half a surrogate pair, \\ud800, cannot be written"),
        ("nonsense", "what would be written cannot be run"),
        ("none", "what would be written is not met"),
    ],
)
def test_what_cannot_be_met_is_not_handed_on(value: str, why: str) -> None:
    def choose(proposal: Any) -> Replace:
        return Replace(proposal.change.at, value)

    updated = update(scenario(step("state: expired")), choose=choose)
    assert updated.after == updated.before
    assert (
        str(updated.failed) == f"made.yaml: cannot be updated, and stays as it is: {why} [OPT511]"
    )
    assert updated.count == 0


def test_what_is_refused_stays_and_is_not_asked_again() -> None:
    asked = []

    def choose(proposal: Any) -> Any:
        asked.append((proposal.path, proposal.before, proposal.after))
        return None if "state" in proposal.path else proposal.change

    text = scenario(step("state: expired\nreading: stop"))
    updated = update(text, choose=choose)
    assert updated.after == text.replace("stop", "keyword")
    assert asked == [
        ("steps[0].expect.reading", "stop", "keyword"),
        ("steps[0].expect.state", "expired", "pending"),
    ]


def answer(expect: str, head: str = "") -> str:
    """A scenario with the answer to a request for a campaign."""
    request = "{method: GET, path: /companies/acme/campaigns/acquisition/SUMMER1}"
    lines = indent(f"json: {expect}", " " * 8)
    return scenario(f"  - request: {request}\n    expect:\n      response:\n{lines}\n", head)


KEYWORDS = "{acquisition_campaign: {keywords: <>}}"
ANSWERS = {
    "[SUMR]": "[SUMMER, SUMR]",
    "[SUMMER]": "[SUMMER, SUMR]",
    "['SUMR']": "['SUMMER', 'SUMR']",
    "[SUMR, SUMMER]": "[SUMMER, SUMR]",
    "[x, y, SUMR]": "[SUMMER, SUMR]",
    "[x, y, z, SUMMER, a, b, SUMR, c, d]": "[SUMMER, SUMR]",
    "[SUMMER, SUMR, SUMR]": "[SUMMER, SUMR]",
    "{$unordered: []}": "{$unordered: [SUMMER, SUMR]}",
    "{$unordered: [SUMR, y, x]}": "{$unordered: [SUMR, SUMMER]}",
    "{$unordered: [x, y, z]}": "{$unordered: [SUMMER, SUMR]}",
    "{$unordered: [x]}": "{$unordered: [SUMMER, SUMR]}",
    "{$unordered: [SUMR, SUMMER], $length: 3}": "{$unordered: [SUMR, SUMMER], $length: 2}",
    "{$unordered: [x, SUMMER], $length: 3}": "[SUMMER, SUMR]",
    "{$equals: {}}": "{$equals: [SUMMER, SUMR]}",
}


@pytest.mark.parametrize("before", ANSWERS)
def test_a_list_in_brackets_becomes_what_came(before: str) -> None:
    text = answer(KEYWORDS.replace("<>", before))
    updated = update(text)
    assert updated.failed is None
    assert updated.after == answer(KEYWORDS.replace("<>", ANSWERS[before]))


LINES = {
    "\n- SUMR # b": "\n- SUMMER\n- SUMR # b",
    "\n- SUMMER # a": "\n- SUMMER # a\n- SUMR",
    "\n# top\n- SUMR # b\n# mid\n- SUMMER # a": "\n# top\n# b\n# mid\n- SUMMER # a\n- SUMR",
    "\n- 'x' # b\n- y: 1 # c\n  z: 2 # d": "\n- 'SUMMER' # b\n# c\n- SUMR # d",
    "\n- - x # b\n- SUMR": "\n- SUMMER # b\n- SUMR",
    "\n- $equals:\n  - x\n- SUMR": "\n- $equals: SUMMER\n- SUMR",
    "\n- x # x\n- y # y\n- SUMMER": "\n# x\n# y\n- SUMMER\n- SUMR",
    "\n  $unordered:\n  - x # x\n  - y\n  - z\n  - SUMR": (
        "\n  $unordered:\n  - SUMMER # x\n  - SUMR"
    ),
}


@pytest.mark.parametrize("before", LINES)
def test_a_list_in_lines_becomes_what_came(before: str) -> None:
    def written(items: str) -> str:
        deeper = indent(items.lstrip("\n"), "    ")
        return answer(f"\n  acquisition_campaign:\n    keywords:\n{deeper}")

    updated = update(written(before))
    assert updated.failed is None
    assert updated.after == written(LINES[before])


def test_what_is_added_to_an_empty_mapping_stands_within_its_braces() -> None:
    after = update(answer("{campaign_type: {$equals: {}}}")).after
    assert after == answer("{campaign_type: {$equals: {code: ACQUISITION}}}")


def test_a_long_mapping_stands_behind_the_dash_of_what_it_replaces() -> None:
    text = scenario(f"  - text: SUMMER\n{step('callbacks:', 'Y')[:-1]}\n      -   5  # it\n")
    after = update(text).after
    assert "\n      -   event_id: " in after
    assert "\n          callback_type: subscription_added\n" in after
    assert update(after).count == 0


def test_an_answer_from_a_variable_is_left() -> None:
    text = answer("{}").replace("        json: {}\n", "").replace("response:", "response: ${r}")
    text = text.replace("steps:", "vars: {r: {status: 404}}\nsteps:")
    updated = update(text)
    assert updated.after == text
    assert [p.message for p in updated.left] == [
        "steps[0].expect.response is left as it is: it is made of a variable"
    ]


def test_a_key_that_is_an_alias_is_left() -> None:
    text = scenario(step("reading: &k keyword\nrecord: {*k : 7}"))
    updated = update(text)
    assert updated.after == text
    assert ["alias" in problem.message for problem in updated.left] == [True]


def test_an_entry_that_is_repeated_elsewhere_is_left() -> None:
    text = scenario(
        step("replies: [{$any: true}, &x one]\nrecord: {timezone: {$one_of: [*x, US/Pacific]}}")
    )
    updated = update(text)
    assert updated.after == text
    assert ["alias" in problem.message for problem in updated.left] == [True]


def test_a_strict_step_behind_an_alias_gets_nothing() -> None:
    text = scenario(step("&e {reading: keyword}") + "  - text: SUMMER\n    expect: *e\n", STRICT)
    updated = update(text)
    assert updated.after == text
    assert {problem.mark.line for problem in updated.left if problem.mark} == {7, 9}


def test_a_strict_scenario_names_the_campaigns_that_moved() -> None:
    account = ROOT / "scenarios/accounts/acme-vibes-many.yaml"
    text = scenario(
        step("state: {ACQWINTER: none}\nreplies: {$any: true}\ncallbacks: {$any: true}"), STRICT
    ).replace(str(ACCOUNT), str(account))
    updated = update(text)
    assert updated.after == text.replace("R: none}", "R: none, ACQSUMMER: pending}")


def test_in_a_strict_scenario_another_person_who_moves_frees_the_others() -> None:
    text = scenario(
        step("replies: {$any: true}") + "    from: ann\n"
        "  - wait: 2d\n    expect: {callbacks: []}\n",
        "people: {bob: {}, ann: {}}\nstrict: true\n",
    )
    updated = update(text)
    assert updated.after == text.replace(
        "{$any: true}", "{$any: true}\n      state: pending"
    ).replace("{callbacks: []}", "{callbacks: [], state: none}")


def test_nothing_but_expectations_can_be_changed() -> None:
    def choose(_: Any) -> Replace:
        return Replace(("steps", 0, "request", "path"), "/other")

    updated = update(answer("{status: x}"), choose=choose)
    why = f"made.yaml:{updated.before[: updated.before.index('- request')].count(chr(10)) + 1}:5: "
    why += "more than expectations would change"
    assert (
        str(updated.failed) == f"made.yaml: cannot be updated, and stays as it is: {why} [OPT511]"
    )


@pytest.mark.parametrize("steps", ["steps: [text: SUMMER]\n", "steps:\n  - text: |\n      SUMMER"])
def test_a_step_that_cannot_be_written_differently_is_named(steps: str) -> None:
    text = scenario("  - text: HELP\n").replace("steps:\n  - text: HELP\n", steps)
    updated = update(text, missing=True)
    assert updated.after == text
    line = text[: text.index("text: ")].count("\n") + 1
    assert f": made.yaml:{line}:" in str(updated.failed)
    assert str(updated.failed).endswith(": more than expectations would change [OPT511]")


def test_what_is_filled_in_has_to_be_met_too() -> None:
    def choose(proposal: Any) -> Any:
        return matching(proposal.change, "$length", 99)

    updated = update(scenario("  - text: SUMMER\n"), missing=True, choose=choose)
    why = "what would be written is not met"
    assert (
        str(updated.failed) == f"made.yaml: cannot be updated, and stays as it is: {why} [OPT511]"
    )


def test_an_account_without_campaigns_has_no_states() -> None:
    text = scenario("  - text: SUMMER\n").replace(
        str(ACCOUNT), "{platform: vibes, name: A, number: 84237, company_key: a}"
    )
    after = update(text, missing=True).after
    assert "      replies: []\n" in after
    assert "state:" not in after


def test_a_byte_order_mark_stays() -> None:
    text = "\ufeff" + scenario(step("state: none"))
    assert update(text).after == text.replace("none", "pending")
