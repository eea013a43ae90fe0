"""Groups of steps: using one is writing its steps in place, and what fails names both lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.report.github import Place, marks
from optinsim.report.json_report import run_json
from optinsim.report.junit import junit_xml
from optinsim.report.plain import account_of
from optinsim.report.tap import tap
from optinsim.scenarios.reading import load
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.groups import DEEPEST_GROUP
from tests.scenarios.sharing import PROJECT, outcomes, ran, told, write

if TYPE_CHECKING:
    from optinsim.scenarios.running.results import RunResult


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"optinsim.yaml": PROJECT})
    return tmp_path


def used(steps: str, project: str = PROJECT, head: str = "") -> str:
    """A scenario file of these steps, beside a project file."""
    write_here({"optinsim.yaml": project, "a.yaml": f"scenario: A\n{head}steps:\n{steps}"})
    return "a.yaml"


def write_here(files: dict[str, str]) -> None:
    write(Path.cwd(), files)


JOIN = "  - use: joined\n    with: {word: SUMMER}\n"


def test_the_steps_of_a_group_stand_in_place_of_its_use() -> None:
    result = ran(used(JOIN + "  - text: STOP\n    expect: {state: unsubscribed}\n"))
    assert outcomes(result) == ["a.yaml:1 passed"]
    steps = result.cases[0].steps
    assert [step.line for step in steps] == [3, 3, 5]
    assert [step.group.line if step.group else None for step in steps] == [7, 9, None]


def test_the_person_of_a_use_is_that_of_its_steps_unless_they_name_one() -> None:
    project = PROJECT + "  both:\n    - use: joined\n      with: {word: SUMMER}\n    - text: HELP\n"
    project += "      from: ann\n"
    result = ran(used("  - use: both\n    from: +13125550129\nstrict: false\n", project))
    assert [step.mdn for step in result.cases[0].steps] == ["+13125550129"] * 2 + ["+13125550123"]


def test_parameters_are_values_whole_or_characters_and_win_over_vars() -> None:
    project = """\
    account: accounts/us.yaml
    vars: {word: HELP}
    steps:
      said:
        - text: ${word}
          expect: ${expected}
        - text: "$${word} x${word}"
    """
    steps = "  - use: said\n    with: {word: SUMMER, expected: {state: pending}}\n"
    result = ran(used(steps, project))
    assert outcomes(result) == ["a.yaml:1 passed"]
    assert "${word} xSUMMER" in str(result.cases[0].steps[1].turn.command)


def test_a_parameter_may_be_made_of_examples_people_and_captures() -> None:
    project = """\
    account: accounts/us.yaml
    people: {ann: {mdn: +13125550123}}
    steps:
      said: [{text: "${what}"}]
    """
    steps = "  - text: SUMMER\n    expect: {state: {$capture: was}}\n"
    steps += '  - use: said\n    with: {what: "${ann.mdn} ${was} ${word}"}\n'
    result = ran(used(steps, project, "examples: [{word: one}, {word: two}]\n"))
    said = [str(case.steps[1].turn.command) for case in result.cases]
    assert "+13125550123 pending one" in said[0]
    assert "+13125550123 pending two" in said[1]


FAILING = "  - text: HELP\n" + JOIN.replace("SUMMER", "HELP")


def test_a_failure_in_a_group_names_the_line_in_the_group_and_that_of_its_use() -> None:
    result = ran(used(FAILING))
    both = "optinsim.yaml:8 (used in a.yaml:4)"
    assert f"{both}: state: expected" in account_of(result.cases[0])
    assert f'message="{both}: state: expected' in junit_xml(result)
    annotation = marks(result, [], Place())
    assert annotation.startswith("::error file=optinsim.yaml,line=8,col=")
    assert "(used in a.yaml:4)" in annotation
    assert '"file": "optinsim.yaml", "used": "a.yaml:4"' in tap(result)
    step = run_json(result)["scenarios"][0]["steps"][1]
    assert step["line"] == 4
    assert step["group"] == {"name": "joined", "file": "optinsim.yaml", "line": 7}
    assert (step["failures"][0]["file"], step["failures"][0]["line"]) == ("optinsim.yaml", 8)


def test_a_report_has_no_more_keys_where_nothing_is_shared() -> None:
    steps = "steps:\n  - text: A\n    expect: {state: declined}\n"
    text = f"scenario: A\naccount: ../accounts/us.yaml\n{steps}"
    write_here({"own/.git": "", "own/b.yaml": text})
    case = run_json(ran("own/b.yaml"))["scenarios"][0]
    assert not {"project", "account"} & case.keys()
    assert "group" not in case["steps"][0]
    assert "file" not in case["steps"][0]["failures"][0]


@pytest.mark.parametrize(
    ("steps", "message", "more"),
    [
        ("  - use: joind\n", "a.yaml:3: there is no group 'joind' in optinsim.yaml", "'joined'"),
        (
            "  - use: joined\n    with: {wrod: SUMMER}\n",
            "a.yaml:4: group 'joined' does not use 'wrod'",
            "'word'",
        ),
        (
            "  - use: joined\n",
            "optinsim.yaml:7: there is no variable ${word} (used in a.yaml:3)",
            "",
        ),
        (
            "  - use: joined\n    text: A\n",
            "a.yaml:4: a step that uses a group has no 'text' of its own",
            "",
        ),
        ("  - use:\n", "a.yaml:3: use: nothing stands here", ""),
        (JOIN + "    form: ann\n", "a.yaml:5: unknown key 'form' in steps[0]", "'from'"),
        (JOIN + "    from: bob\n", "a.yaml:5: there is no person 'bob'", ""),
        ("  - text: A\n    with: {a: 1}\n", "a.yaml:4: parameters are for a step that uses", ""),
    ],
)
def test_what_is_wrong_in_a_use(steps: str, message: str, more: str) -> None:
    result = ran(used(steps))
    assert [line for line in told(result) if line.startswith(message)], told(result)
    assert more in "".join(map(str, result.problems))
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("use", "messages"),
    [
        (
            "  - use: joind\n    wiht: {}\n",
            [
                "a.yaml:3: there is no group 'joind' in optinsim.yaml",
                "a.yaml:4: unknown key 'wiht' in steps[0]",
            ],
        ),
        (
            "  - use: joined\n    with: {wrod: A}\n",
            ["a.yaml:4: group 'joined' does not use 'wrod'"],
        ),
        (
            "  - use: joined\n    with: A\n",
            ["a.yaml:4: with: 'A' is no mapping"],
        ),
    ],
)
def test_a_mistake_in_a_use_hides_no_other_and_what_follows_from_it_is_not_told(
    use: str, messages: list[str]
) -> None:
    """The group might capture `code`, and `word` is mistyped."""
    result = ran(used(use + "  - text: ${code}\n  - text: A\n    from: bob\n"))
    last = use.count("\n") + 5
    assert told(result) == [*messages, f"a.yaml:{last}: there is no person 'bob'"]


def test_a_group_in_a_variable_is_a_problem_and_no_scenario_that_passes() -> None:
    head = "vars: {step: {use: joined}}\n"
    result = ran(used("  - ${step}\n", head=head))
    assert told(result) == ["a.yaml:4: a step that uses a group stands in the file, in no variable"]


def test_without_a_project_file_there_are_no_groups(folder: Path) -> None:
    used(JOIN, head="account: accounts/us.yaml\n")
    (folder / "optinsim.yaml").unlink()
    assert told(ran("a.yaml")) == [
        "a.yaml:4: there is no group 'joined': no optinsim.yaml has been found"
    ]


@pytest.mark.parametrize(
    ("step", "who", "times"),
    [
        ("{text: HELP, from: ann}", "+13125550129", 1),
        ("{text: HELP, from: ann}", "ann", 0),
        ("{text: HELP}", "+13125550129", 0),
        ("{use: joined, with: {word: SUMMER}}", "+13125550129", 0),
    ],
)
def test_a_from_beside_use_that_no_step_of_the_group_takes_is_a_warning(
    step: str, who: str, times: int
) -> None:
    project = f"{PROJECT}  mine:\n    - text: HELP\n      from: ann\n    - wait: 1h\n    - {step}\n"
    result = ran(used(f"  - use: mine\n    from: {who}\nstrict: false\n", project))
    found = [one.message for one in result.warnings if one.code == "OPT708"]
    assert found == ["from has no effect: the steps of group 'mine' say who it is"] * times


def test_a_parameter_that_a_group_does_not_use_is_a_warning() -> None:
    result = ran(used("  - use: joined\n    with: {word: SUMMER, colour: red}\n"))
    assert told(result) == ["a.yaml:4: group 'joined' does not use 'colour'"]
    assert result.exit_code == 0


GROUPS = """\
account: accounts/us.yaml
steps:
  a: [{use: b}]
  b: [{text: A}, {use: c}]
  c: [{use: a}]
  d: [{use: d}]
  e: [{use: aa}]
  f: [{use: joind}]
"""


def test_groups_that_use_each_other_in_a_circle_are_told_with_the_way() -> None:
    assert told(ran(used("  - use: a\n", GROUPS))) == [
        "optinsim.yaml:5: groups use each other in a circle: a → b → c → a",
        "optinsim.yaml:6: groups use each other in a circle: d → d",
        "optinsim.yaml:7: there is no group 'aa'",
        "optinsim.yaml:8: there is no group 'joind'",
    ]


def test_groups_use_each_other_no_deeper_than_a_limit() -> None:
    chain = (
        "".join(f"  g{i}: [{{use: g{i + 1}}}]\n" for i in range(5000)) + "  g5000: [{text: A}]\n"
    )
    found = told(ran(used("  - use: g0\n", f"account: accounts/us.yaml\nsteps:\n{chain}")))
    assert found[0].endswith(f"groups use each other more than {DEEPEST_GROUP} deep")


def test_a_small_project_file_makes_no_large_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MOST_STEPS", 1000)  # not 100,000, which takes seconds
    double = "".join(f"  g{i}: [{{use: g{i + 1}}}, {{use: g{i + 1}}}]\n" for i in range(19))
    project = f"account: accounts/us.yaml\nsteps:\n{double}  g19: [{{text: A}}]\n"
    found = told(ran(used("  - use: g0\n", project)))
    assert any("groups add more than 1,000 steps" in line for line in found)


def test_parameters_make_no_large_text_of_a_small_file() -> None:
    double = "".join(
        f'  g{i}: [{{use: g{i + 1}, with: {{a: "${{a}}${{a}}"}}}}]\n' for i in range(19)
    )
    project = f'account: accounts/us.yaml\nsteps:\n{double}  g19: [{{text: "${{a}}"}}]\n'
    found = told(ran(used(f"  - use: g0\n    with: {{a: {'x' * 100}}}\n", project)))
    assert any("variables make this larger than" in line for line in found)


def test_check_finds_in_a_group_what_it_finds_in_a_scenario() -> None:
    project = PROJECT.replace("{state: pending}", "{state: pendin}")
    used(JOIN, project)
    found = [str(problem) for problem in check_files(["a.yaml"])[1]]
    assert found[0].startswith("optinsim.yaml:8:23: 'pendin' is not known (used in a.yaml:3)")


# Using a group is writing its steps in place

WORDS = st.sampled_from(
    ["SUMMER", "Y", "N", "STOP", "HELP", "60601", "hello", "${v}", "$${v}", "${p}"]
)
EXPECTED: st.SearchStrategy[dict[str, Any] | None] = st.sampled_from(
    [None, {"state": "pending"}, {"state": "${s}"}, {"replies": {"$length": 1}}, {"callbacks": []}]
)


@st.composite
def step(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = draw(
        st.one_of(
            st.builds(lambda word: {"text": word}, WORDS),
            st.builds(lambda word: {"text": f"{word} please"}, WORDS),
            st.just({"wait": "${w}"}),
        )
    )
    if draw(st.booleans()):
        made["from"] = draw(st.sampled_from(["ann", "bob"]))
    expect = draw(EXPECTED)
    return made if expect is None else {**made, "expect": expect}


def filled(value: Any, given: dict[str, str]) -> Any:
    """The value with the parameters written in place, by hand."""
    if isinstance(value, dict):
        return {key: filled(item, given) for key, item in value.items()}
    if isinstance(value, str) and "$${" not in value:
        for name, text in given.items():
            value = value.replace("${" + name + "}", text)
    return value


def seen(result: RunResult) -> Any:
    """All that a run reports, but where things stand."""

    def bare(item: Any) -> Any:
        if isinstance(item, dict):
            places = ("line", "column", "group", "file", "project", "rerun")
            return {key: bare(inner) for key, inner in item.items() if key not in places}
        return [bare(inner) for inner in item] if isinstance(item, list) else item

    return [bare(case) for case in run_json(result)["scenarios"]]


@given(
    st.lists(step(), min_size=1, max_size=4),
    st.lists(step(), min_size=1, max_size=3),
    st.sampled_from([None, "ann", "bob"]),
    st.fixed_dictionaries(
        {
            "p": st.sampled_from(["SUMMER", "Y", "${v}", "hello"]),
            "s": st.sampled_from(["pending", "subscribed", "none"]),
            "w": st.sampled_from(["1h", "25h"]),
        }
    ),
    st.booleans(),
)
def test_using_a_group_is_writing_its_steps_in_place(
    group: list[dict[str, Any]],
    own: list[dict[str, Any]],
    person: str | None,
    given: dict[str, str],
    strict: bool,  # noqa: FBT001  (drawn)
) -> None:
    own = [filled(one, given) for one in own]
    use: dict[str, Any] = {"use": "outer", "with": given}
    in_place = [filled(one, given) for one in group]
    if person is not None:
        use["from"] = person
        in_place = [{"from": person, **one} for one in in_place]
    inner = {"use": "inner", "with": {name: "${" + name + "}" for name in given}}
    head = {
        "scenario": "A",
        "strict": strict,
        "vars": {"v": "SUMMER"},
        "people": {"ann": {"mdn": "+13125550123"}, "bob": {"mdn": "+13125550124"}},
    }
    account = {"account": "accounts/us.yaml"}
    project = account | {"steps": {"outer": [inner], "inner": group}}
    write_here({"optinsim.yaml": json.dumps(project)})
    write_here({"a.yaml": json.dumps(head | {"steps": [*own, use, *own]})})
    write_here({"b.yaml": json.dumps(head | account | {"steps": [*own, *in_place, *own]})})
    used_result, written = ran("a.yaml"), ran("b.yaml")
    ours, theirs = seen(used_result), seen(written)
    for case in ours:
        case.pop("account", None)
    assert ours == theirs
    messages = [
        sorted(p.message.partition(" (used")[0] for p in r.problems) for r in (used_result, written)
    ]
    assert messages[0] == messages[1]
