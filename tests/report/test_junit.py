"""The JUnit report: valid, and with all that the console says."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.files.problems import Problem
from optinsim.report.console import ConsoleReport
from optinsim.report.junit import junit_xml
from optinsim.report.plain import MOST_TOLD
from optinsim.report.screen import Screen
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.report.runs import BROKEN, FILES, JOIN, NASTY, WRONG, run_files

SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


def parsed(result: RunResult) -> ET.Element:
    """The report as XML, which the schema holds for valid."""
    text = junit_xml(result)
    SCHEMA.validate(text)
    return ET.fromstring(text)  # noqa: S314  (it is ours)


def test_warnings_are_counted_and_reported_in_the_suite_of_their_file(tmp_path: Path) -> None:
    text = "scenario: T\naccount: account.yaml\nvars: {a: b}\nsteps: [{text: Hi}]\n"
    (suite,) = parsed(run_files(tmp_path, {"s.yaml": text}, "s.yaml"))
    assert [one.attrib for one in suite.iter("property")] == [{"name": "warnings", "value": "2"}]
    told = suite.findtext("system-out") or ""
    assert "s.yaml:1:11: warning: nothing is expected in this scenario" in told
    assert "s.yaml:3:11: warning: ${a} is used nowhere" in told


def test_a_suite_is_a_file_and_a_test_case_a_scenario_with_an_example(tmp_path: Path) -> None:
    root = parsed(run_files(tmp_path, FILES))

    assert root.attrib == {
        "name": "optinsim",
        "tests": "5",
        "failures": "2",
        "errors": "2",
        "time": "0",
    }
    assert [(s.attrib["file"], [c.attrib["name"] for c in s]) for s in root] == [
        ("a/join.yaml", ["Ann joins"]),
        (
            "a/wrong.yaml",
            [
                'The word SUMMER & more {"word": "SUMMER"}',
                'The word WINTER & more {"word": "WINTER"}',
                "Nobody can run this",
            ],
        ),
        ("bad.yaml", ["can be read"]),
    ]
    assert root[1].attrib == {
        "name": "a/wrong.yaml",
        "tests": "3",
        "failures": "2",
        "errors": "1",
        "skipped": "0",
        "time": "0",
        "file": "a/wrong.yaml",
    }
    assert root[1][2].attrib == {
        "name": "Nobody can run this",
        "classname": "a.wrong",
        "time": "0",
        "file": "a/wrong.yaml",
        "line": "10",
    }


def test_a_failure_says_what_the_console_says(tmp_path: Path) -> None:
    result = run_files(tmp_path, FILES, "a/wrong.yaml:1@1")
    stream = StringIO()
    ConsoleReport(Screen(stream), verbose=False).case(result.cases[0])

    failure = parsed(result)[0][0][0]

    assert failure.tag == "failure"
    assert failure.text
    assert stream.getvalue().splitlines()[1:-1] == failure.text.splitlines()
    assert failure.text.endswith("rerun: optinsim run a/wrong.yaml:1@1\n")
    assert failure.attrib["message"].startswith(
        'a/wrong.yaml:8: replies[0]: expected "Acme: Y, HELP, STOP? Msg & data rates <soon>", got'
    )


def test_what_cannot_be_run_or_read_is_an_error_that_says_why(tmp_path: Path) -> None:
    root = parsed(run_files(tmp_path, FILES))

    broken, unread = root[1][2][0], root[2][0][0]
    assert (broken.tag, broken.attrib["type"]) == ("error", "not runnable")
    assert broken.attrib["message"] == "a/wrong.yaml:12: unknown key 'stps' [OPT101]"
    assert "did you mean 'steps'?" in (broken.text or "")
    assert (unread.tag, unread.attrib["type"]) == ("error", "not readable")
    assert root[2][0].attrib["line"] == "1"
    assert "bad.yaml:1:5: bad YAML" in (unread.text or "")


def test_a_path_that_is_not_there_is_an_error_without_a_line(tmp_path: Path) -> None:
    root = parsed(run_files(tmp_path, FILES, "nowhere"))
    assert root[0][0].attrib == {
        "name": "can be read",
        "classname": "nowhere",
        "time": "0",
        "file": "nowhere",
    }


def test_what_was_left_out_is_skipped(tmp_path: Path) -> None:
    root = parsed(run_files(tmp_path, {"s.yaml": f"{WRONG}---\n{JOIN}"}, "s.yaml", stop=True))
    assert [[inner.tag for inner in case] for case in root[0]] == [
        ["failure"],
        ["skipped"],
        ["skipped"],
    ]
    assert root[0].attrib["skipped"] == "2"


def test_no_two_test_cases_of_a_file_have_one_name(tmp_path: Path) -> None:
    again = JOIN.replace("steps", "examples: [{}, {}]\nsteps")
    root = parsed(run_files(tmp_path, {"s.yaml": f"{JOIN}---\n{JOIN}---\n{again}"}, "s.yaml"))
    assert [case.attrib["name"] for case in root[0].iter("testcase")] == [
        "Ann joins",
        "Ann joins (line 10)",
        "Ann joins {}",
        "Ann joins {} (line 19)",
    ]
    triple = again.replace("{}, {}", "{}, {}, {}")
    suite = parsed(run_files(tmp_path, {"s.yaml": triple}, "s.yaml"))[0]
    names = [case.attrib["name"] for case in suite.iter("testcase")]
    assert len(set(names)) == 3


def test_of_many_problems_some_are_reported() -> None:
    problems = tuple(Problem("a.yaml", f"wrong {i}", code="NO1") for i in range(MOST_TOLD + 3))
    case = CaseResult("T", "s.yaml", 1, Outcome.ERROR, problems=problems)
    text = parsed(RunResult([case], list(problems)))[0][0][0].text or ""
    assert text.splitlines()[-2:] == ["… (3 more problems)", "rerun: optinsim run s.yaml:1"]
    assert f"wrong {MOST_TOLD - 1} [NO1]\n" in text
    assert f"wrong {MOST_TOLD} " not in text


@pytest.mark.parametrize("files", [{"s.yaml": NASTY}, FILES, {"s.yaml": BROKEN}, {}])
def test_the_same_run_gives_the_same_bytes(tmp_path: Path, files: dict[str, str]) -> None:
    texts = {junit_xml(run_files(tmp_path, files)) for _ in range(2)}
    assert len(texts) == 1


def test_texts_that_xml_cannot_hold_are_escapes(tmp_path: Path) -> None:
    case = next(parsed(run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml")).iter("testcase"))
    assert "]]> </script>" in case.attrib["name"]
    assert "\\x1b[31m \\u202e \\x00 `` \\ufffe" in case.attrib["name"]


@given(st.text(), st.text(min_size=1), st.text())
@example("", "x", "")
def test_any_text_makes_a_valid_report(title: str, file: str, message: str) -> None:
    problem = Problem(file, message, code="NO1")
    unread = Problem(f"another {file}", message, code="NO1")  # equal problems are told once
    cases = [
        CaseResult(title, file, 1, outcome, {title: message}, problems=(problem,))
        for outcome in Outcome
    ]
    root = parsed(RunResult(cases, [problem, unread]))
    assert root.attrib["tests"] == "5"
