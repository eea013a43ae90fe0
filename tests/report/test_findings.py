"""The laws that conversations and accounts break, in every report."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from optinsim.laws.law import Severity
from optinsim.report.console import ConsoleReport
from optinsim.report.github import Place, marks, summary
from optinsim.report.json_report import run_json
from optinsim.report.junit import junit_xml
from optinsim.report.screen import Screen
from optinsim.report.tap import tap
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.laws import LawOptions
from optinsim.scenarios.running.run import run
from tests.report.runs import ACCOUNT, JOIN

if TYPE_CHECKING:
    from optinsim.scenarios.running.results import RunResult

GOES_ON = f"{JOIN}  - text: wrong number\n    expect: {{replies: []}}\n"
MEANT = GOES_ON.replace("tags:", "breaks: [stop-is-read]\ntags:")
HELPLESS = f'{ACCOUNT}messages: {{help: "Acme, STOP: call us"}}\n'
SAYS = "the platform goes on asking after 'wrong number', which it reads as unmatched"
LACKS = "the help message does not say a phone number, e-mail or web address"
CHANGE = (
    "have staff read unmatched texts, since no list can contain every wording; to make the "
    "platform read this one, write words: {stop: [STOP, STOPALL, STOP ALL, UNSUBSCRIBE, CANCEL, "
    "END, QUIT, OPTOUT, OPT OUT, REVOKE, wrong number]}"
)
ADD_CONTACT = "add to messages.help: a phone number, e-mail or web address"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ran(
    scenario: str = GOES_ON, account: str = HELPLESS, fail_on: Severity | None = None
) -> RunResult:
    Path("s.yaml").write_text(scenario, encoding="utf-8")
    Path("account.yaml").write_text(account, encoding="utf-8")
    return run(["s.yaml"], CaseFilter(), keep_steps=True, laws=LawOptions(fail_on=fail_on))


def text(result: RunResult, *, verbose: bool = False) -> list[str]:
    stream = StringIO()
    report = ConsoleReport(Screen(stream), verbose=verbose)
    for case in result.cases:
        report.case(case)
    report.summary(result)
    return stream.getvalue().splitlines()


def test_the_console_tells_a_finding_below_its_case_and_an_accounts_at_the_end() -> None:
    assert text(ran()) == [
        "PASS  s.yaml:1  Ann joins  [our test plan]",
        f"  law: line 9: stop-is-read (sev1): {SAYS}",
        f"  law: account.yaml: texts-say-what-they-must (sev2): {LACKS}",
        "1 passed, 0 failed, 2 findings of the laws",
    ]


def test_verbose_says_what_to_change() -> None:
    assert f"       change: {CHANGE}" in text(ran(), verbose=True)


def test_what_is_meant_is_only_in_the_reports_for_programs() -> None:
    result = ran(MEANT, ACCOUNT)
    assert text(result) == ["PASS  s.yaml:1  Ann joins  [our test plan]", "1 passed, 0 failed"]
    assert marks(result, [], Place()) == ""
    assert "#" not in tap(result)
    report = run_json(result)
    assert "findings" not in report["summary"]
    (finding,) = report["scenarios"][0]["findings"]
    assert finding["meant"] is True


def test_the_json_has_them_by_case_and_by_account() -> None:
    report = run_json(ran())
    assert report["summary"]["findings"] == 2
    assert report["scenarios"][0]["findings"] == [
        {
            "law": "stop-is-read",
            "severity": "sev1",
            "line": 9,
            "mdn": "+13125550123",
            "says": SAYS,
            "change": CHANGE,
            "meant": False,
            "failure": False,
        }
    ]
    assert report["findings"] == [
        {
            "law": "texts-say-what-they-must",
            "severity": "sev2",
            "account": "account.yaml",
            "says": LACKS,
            "change": ADD_CONTACT,
            "meant": False,
            "failure": False,
        }
    ]
    assert json.loads(json.dumps(report)) == report


def test_github_warns_at_the_line_of_the_step_and_in_the_account() -> None:
    of_case, of_account = marks(ran(), [], Place()).splitlines()
    assert of_case == (
        "::warning file=s.yaml,line=9,title=stop-is-read%3A Ann joins::"
        f"stop-is-read (sev1): {SAYS}%0Achange: {CHANGE}"
    )
    assert of_account == (
        "::warning file=account.yaml,title=texts-say-what-they-must::"
        f"texts-say-what-they-must (sev2): {LACKS}%0Achange: {ADD_CONTACT}"
    )
    assert "2 findings of the laws" in summary(ran(), Place())


def test_tap_has_them_in_comments() -> None:
    assert tap(ran()).splitlines() == [
        "TAP version 14",
        "1..1",
        "ok 1 - s.yaml:1 Ann joins",
        f"# line 9: stop-is-read (sev1): {SAYS}",
        f"#   change: {CHANGE}",
        f"# account.yaml: texts-say-what-they-must (sev2): {LACKS}",
        f"#   change: {ADD_CONTACT}",
    ]


def test_junit_has_those_of_a_case_in_its_output() -> None:
    root = ET.fromstring(junit_xml(ran()))  # noqa: S314  (it is ours)
    assert root.attrib["tests"] == "1"
    output = root.find("testsuite/testcase/system-out")
    assert output is not None
    assert output.text == f"line 9: stop-is-read (sev1): {SAYS}\n  change: {CHANGE}\n"


def test_from_a_severity_on_they_are_failures_everywhere() -> None:
    result = ran(fail_on=Severity.SEV2)
    assert result.exit_code == 1
    shown = text(result)
    assert shown[0] == "FAIL  s.yaml:1  Ann joins  [our test plan]"
    assert f"▸ s.yaml:9: laws: stop-is-read (sev1): {SAYS}; {CHANGE}" in shown
    assert "rerun: optinsim run s.yaml:1 --fail-on sev2" in shown
    assert [line.split(" ")[0] for line in marks(result, [], Place()).splitlines()] == [
        "::error",
        "::error",
    ]
    points = [line for line in tap(result).splitlines() if "ok " in line]
    assert points == ["not ok 1 - s.yaml:1 Ann joins", "not ok 2 - account.yaml keeps the laws"]
    root = ET.fromstring(junit_xml(result))  # noqa: S314  (it is ours)
    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "2")
    assert [case["failure"] for case in run_json(result)["findings"]] == [True]


def test_a_milder_finding_does_not_fail() -> None:
    result = ran(fail_on=Severity.SEV0)
    assert result.exit_code == 0
    assert text(result)[0].startswith("PASS")


def test_an_account_alone_can_fail_a_run() -> None:
    result = ran(MEANT, fail_on=Severity.SEV2)
    assert (result.cases[0].outcome, result.exit_code) == ("passed", 1)
