"""A variable that is written as other tools write them stays as it is, and is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.load import Loader

ACCOUNT = Path(__file__).parents[3] / "docs/examples/shop/account.yaml"
HEAD = f"scenario: T\naccount: {ACCOUNT}\npeople: {{ann: {{mdn: +13125550123}}}}\n"
USED = "  - text: ${answer} ${other}\n    expect: {state: none}\n"


def warned(folder: Path, rest: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_text(HEAD + rest, encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    return [f"{one.message.split(chr(39))[1]} > {one.expected}" for one in loaded.warnings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{answer}}", "${answer}"),
        ("${answer} {{answer}}", "${answer}"),
        ("well, {{ answer }}!", "${answer}"),
        ("{{Answer}}", "${answer}"),
        ("{{anwser}}", "${answer}"),
        ("{{ann.first_name}}", "${ann.first_name}"),
        ("{answer}", "${answer}"),
        ("<answer>", "${answer}"),
        ("$answer", "${answer}"),
        ("$(answer)", "${answer}"),
        ("%(answer)s", "${answer}"),
        ("%answer%", "${answer}"),
        ("$ann.mdn", "${ann.mdn}"),
    ],
)
def test_a_form_of_another_tool(text: str, expected: str, tmp_path: Path) -> None:
    steps = f"steps:\n{USED}  - text: '{text}'\n    expect: {{state: none}}\n"
    [told] = warned(tmp_path, f"vars: {{answer: Y, other: N}}\n{steps}")
    assert told.endswith(f" > {expected}")


@pytest.mark.parametrize(
    "text",
    [
        "${answer}",
        "${answer}, and {answer} or $answer",
        "$${answer}",
        "answer",
        "{question}",
        "<question>",
        "$answers",
        "$5 for {0}",
        "%answer",
        "{{first}}",
        "ann.mdn",
        "(answer)",
    ],
)
def test_a_text_that_names_no_variable_so(text: str, tmp_path: Path) -> None:
    steps = f"steps:\n{USED}  - text: '{text}'\n    expect: {{state: none}}\n"
    assert warned(tmp_path, f"vars: {{answer: Y, other: N}}\n{steps}") == []


def test_it_is_told_wherever_a_value_stands(tmp_path: Path) -> None:
    rest = """examples: [{word: "SUMMER {{answer}}"}]
vars: {answer: Y, other: "<answer>"}
steps:
  - text: ${answer} ${other} ${word}
    expect: {replies: [{text: "{answer}"}]}
  - request: {method: POST, path: "/a?{{answer}}=1", headers: {A: $answer}, json: [{a: "%(word)s"}]}
    expect: {response: {json: {a: "{{answer}}"}}}
"""
    told = [one.partition(" > ")[0] for one in warned(tmp_path, rest) if "${" in one]
    forms = ["{answer}", "{{answer}}", "$answer", "%(word)s", "{{answer}}", "<answer>"]
    assert sorted(told) == sorted([*forms, "{{answer}}"])


def test_a_variable_in_a_key_is_told(tmp_path: Path) -> None:
    body = '{"${answer}": 1, "${nothing}": 2, "${ann.mdn}": 3}'
    steps = f"  - request: {{method: POST, path: /a, json: {body}}}\n    expect: {{state: none}}\n"
    told = warned(tmp_path, f"vars: {{answer: Y, other: N}}\nsteps:\n{USED}{steps}")
    assert told == ["${answer} > the key", "${ann.mdn} > the key"]


def test_a_captured_name_counts(tmp_path: Path) -> None:
    rest = """steps:
  - text: SUMMER
    expect: {record: {person_key: {$capture: key}}}
  - request: {method: GET, path: "/persons/${key}?x={{key}}"}
    expect: {response: {status: 404}}
"""
    assert "{{key}} > ${key}" in warned(tmp_path, rest)


def test_a_parameter_of_a_group_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    group = "[{text: '${word}', expect: {state: pending}}, {text: '{{word}}'}, {text: '${word}'}]"
    (tmp_path / "optinsim.yaml").write_text(f"steps: {{join: {group}}}\n", encoding="utf-8")
    rest = "steps:\n  - {use: join, with: {word: SUMMER}}\n  - {text: Y, expect: {state: none}}\n"
    assert warned(tmp_path, rest) == ["{{word}} > ${word}"]


@pytest.mark.parametrize(
    ("text", "expect", "told"),
    [
        ("HELP", "callbacks: {$not: {$has: {person: {mdn: bob.mdn}}}}", True),
        ("HELP", "replies: [{$not: {$contains: bob.first_name}}]", True),
        ("HELP", "record: {$one_of: [{a: bob.nick}, null]}", True),
        ("HELP", 'callbacks: {$not: {$has: {person: {mdn: "${bob.mdn}"}}}}', False),
        ("HELP", "callbacks: {$not: {$has: {message: bob.smith}}}", False),
        ("HELP", "callbacks: {$not: {$has: {message: call bob.mdn}}}", False),
        ("bob.mdn", "callbacks: {$not: {$has: {message: bob.mdn}}}", False),
    ],
)
def test_a_bare_name_where_a_value_is_expected(
    text: str, expect: str, *, told: bool, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    head = f"scenario: T\naccount: {ACCOUNT}\npeople: {{ann: {{}}, bob: {{fields: {{nick: B}}}}}}\n"
    path.write_text(f"{head}steps:\n  - {{text: {text}, expect: {{{expect}}}}}\n", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    assert ("OPT715" in [one.code for one in loaded.warnings]) is told
