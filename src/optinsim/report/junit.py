"""The report that build servers read: JUnit's XML.

Of its many dialects, this is the first version of Jenkins' junit-10.xsd, with a `file` and a
`line` for each test case, which GitLab and the reporters for GitHub use. Does not judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from optinsim.files.problems import visible
from optinsim.report.plain import (
    account_of,
    cause,
    failures_by_account,
    findings_text,
    name,
    problems_text,
)
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import CaseResult, LawFinding, RunResult


def junit_xml(result: RunResult) -> str:
    """A whole run: a suite for each file, a test case for each scenario and example.

    A file without a scenario that could be run is a test case too, with an error, and so is an
    account that fails the run by the laws that it breaks. `time` is always
    0: some programs require it, and the same run gives the same bytes.
    """
    by_file: dict[str, list[CaseResult]] = {}
    for case in result.cases:
        by_file.setdefault(case.file, []).append(case)
    unreadable = result.unread
    warnings: dict[str, list[Problem]] = {}
    for warning in result.warnings:
        warnings.setdefault(warning.file, []).append(warning)
    suites = [
        _suite(file, by_file.get(file, ()), unreadable.get(file, []), warnings.get(file, []))
        for file in dict.fromkeys((*by_file, *unreadable, *warnings))
    ]
    suites += [_account(*each) for each in failures_by_account(result).items()]
    root = ET.Element("testsuites", {"name": "optinsim", **_sums(suites), "time": "0"})
    root.extend(suites)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(
    file: str, cases: Iterable[CaseResult], unread: list[Problem], warnings: list[Problem]
) -> ET.Element:
    tests = [_unread(file, unread)] if unread else []
    names: set[str] = set()
    for case in cases:
        test = _test(case)
        if test.attrib["name"] in names:  # a program would take the two for the same case
            test.attrib["name"] += f" (line {case.line})"
        if test.attrib["name"] in names:
            test.attrib["name"] += f" ({len(names) + 1})"
        names.add(test.attrib["name"])
        tests.append(test)
    suite = _suite_of(file, tests)
    if warnings:
        properties = ET.Element("properties")
        ET.SubElement(properties, "property", name="warnings", value=str(len(warnings)))
        suite.insert(0, properties)
        ET.SubElement(suite, "system-out").text = problems_text(warnings)
    return suite


def _suite_of(file: str, tests: list[ET.Element]) -> ET.Element:
    shown = visible(file)
    counts = {
        "tests": len(tests),
        "failures": _holding(tests, "failure"),
        "errors": _holding(tests, "error"),
        "skipped": _holding(tests, "skipped"),
    }
    texts = {key: str(number) for key, number in counts.items()}
    suite = ET.Element("testsuite", {"name": shown, **texts, "time": "0", "file": shown})
    suite.extend(tests)
    return suite


def _account(account: str, findings: list[LawFinding]) -> ET.Element:
    test = _element("keeps the laws", account, None)
    inner = ET.SubElement(test, "failure", type="law", message=visible(findings[0].text))
    inner.text = findings_text(findings)
    return _suite_of(account, [test])


def _test(case: CaseResult) -> ET.Element:
    test = _element(name(case), case.file, case.line)
    if case.outcome is Outcome.FAILED:
        inner = ET.SubElement(test, "failure", type="expectation", message=visible(cause(case)))
        inner.text = account_of(case)
    elif case.outcome is Outcome.ERROR:
        inner = ET.SubElement(test, "error", type="not runnable", message=visible(cause(case)))
        inner.text = account_of(case)
    elif case.outcome is Outcome.SKIPPED:
        ET.SubElement(test, "skipped", message="an earlier scenario did not pass")
    if case.told:
        ET.SubElement(test, "system-out").text = findings_text(case.told)
    return test


def _unread(file: str, problems: list[Problem]) -> ET.Element:
    line = next((problem.mark.line for problem in problems if problem.mark), None)
    test = _element("can be read", file, line)
    message = visible(problems[0].coded_message)
    inner = ET.SubElement(test, "error", type="not readable", message=message)
    inner.text = problems_text(problems)
    return test


def _element(title: str, file: str, line: int | None) -> ET.Element:
    # Programs group by the part before the last dot: the folder.
    stem = file.rpartition(".")[0] if "." in file.rpartition("/")[2] else file
    classname = ".".join(part for part in stem.split("/") if part.strip("."))
    test = ET.Element("testcase", name=visible(title), classname=visible(classname), time="0")
    test.attrib["file"] = visible(file)
    if line is not None:
        test.attrib["line"] = str(line)
    return test


def _holding(tests: list[ET.Element], tag: str) -> int:
    return sum(test.find(tag) is not None for test in tests)


def _sums(suites: list[ET.Element]) -> dict[str, str]:
    return {
        key: str(sum(int(suite.attrib[key]) for suite in suites))
        for key in ("tests", "failures", "errors")
    }
