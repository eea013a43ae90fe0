"""`optinsim explore`: exit codes, and what goes where."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from optinsim.cli import command_line
from optinsim.explore.steps import Steps
from tests.explore.test_planted_faults import CORDIAL, VIBES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer.testing import Result

    from optinsim.explore.steps import Edge, Standing


def explored(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(["explore"]), ["explore", *arguments])


@pytest.fixture
def account(tmp_path: Path) -> str:
    path = tmp_path / "acme.yaml"
    path.write_text(VIBES, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("options", "code"), [((), 1), (("--fail-on", "sev0"), 1), (("--fail-on", "never"), 0)]
)
def test_the_exit_code_follows_from_the_severity(
    account: str, options: tuple[str, ...], code: int
) -> None:
    result = explored(account, "--calls", "0", *options)
    assert result.exit_code == code
    assert "complete within these bounds" in result.stdout
    assert "stop-is-read" in result.stdout


def test_a_law_that_may_be_broken_fails_nothing_and_one_that_nothing_breaks_does(
    account: str,
) -> None:
    found = json.loads(explored(account, "--calls", "0", "--json", "-").stdout)["findings"]
    meant = [f"--breaks={name}" for name in {one["law"] for one in found}]
    assert explored(account, "--calls", "0", *meant).exit_code == 0
    result = explored(account, "--calls", "0", *meant, "--breaks", "pending-ends")
    assert result.exit_code == 1
    assert "no conversation breaks pending-ends: leave --breaks pending-ends out" in result.stderr


@pytest.mark.parametrize("options", [("--fail-on", "bad"), ("--laws", "xx"), ("--breaks", "xx")])
def test_a_wrong_option_says_what_was_expected(account: str, options: tuple[str, ...]) -> None:
    result = explored(account, *options)
    assert result.exit_code == 2
    assert "expected" in result.stderr


def test_a_mistyped_law_draws_the_nearest_one(account: str) -> None:
    result = explored(account, "--breaks", "nothing-afterstop")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'nothing-after-stop'?" in result.stderr


def test_two_people_are_searched_if_asked_for(account: str) -> None:
    report = json.loads(explored(account, "--people", "2", "--calls", "0", "--json", "-").stdout)
    assert report["bounds"]["people"] == 2
    assert report["bounds"]["people_meet"] is False
    assert report["alone"]["states"] < report["states"]
    assert explored(account, "--people", "3").exit_code == 2


def test_json_on_standard_output_is_all_that_is_there(account: str) -> None:
    report = json.loads(explored(account, "--states", "4", "--json", "-").stdout)
    assert report["complete"] is False
    assert report["ended"] == "after 4 states"


def test_several_processes_print_what_one_prints(account: str) -> None:
    assert explored(account, "-n", "2").stdout == explored(account).stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("-n", "many"), "-n many: neither auto nor a number"),
        (("-n", "2", "--cluster", "tcp://127.0.0.1:1"), "-n does not go with --cluster"),
    ],
)
def test_an_option_about_workers_that_is_wrong_says_so(
    account: str, options: tuple[str, ...], says: str
) -> None:
    result = explored(account, *options)
    assert result.exit_code == 2
    assert says in result.stderr


def test_without_the_extra_a_cluster_says_how_to_get_it(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = explored(account, "--cluster", "tcp://127.0.0.1:1")
    assert 'pip install "optinsim[cluster]"' in str(result.exception)


def test_json_and_scenarios_are_written(account: str, tmp_path: Path) -> None:
    files = tmp_path / "report.json", tmp_path / "found", tmp_path / "report.sarif"
    written = ("--json", str(files[0]), "--save", str(files[1]), "--sarif", str(files[2]))
    explored(account, "--calls", "0", *written)
    (found,) = json.loads(files[2].read_text(encoding="utf-8"))["runs"]
    assert [one["level"] for one in found["results"]] == ["error", "error"]
    assert {rule["id"] for rule in found["tool"]["driver"]["rules"]} == {
        "nothing-after-stop",
        "stop-is-read",
    }
    assert json.loads(files[0].read_text(encoding="utf-8"))["complete"] is True
    assert sorted(path.name for path in files[1].iterdir()) == [
        "01-stop-is-read.yaml",
        "02-nothing-after-stop.yaml",
    ]


def test_in_a_job_of_github_the_account_is_marked(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    shown = explored(account, "--calls", "0", "--fail-on", "sev0").stdout.splitlines()
    assert shown[0].startswith("::stop-commands::")
    marks = [line.split(" file=")[0] for line in shown if " file=" in line]
    assert set(marks) == {"::error", "::warning"}
    (told,) = [line for line in shown if "title=stop-is-read (sev1)" in line]
    assert told.startswith(f"::warning file={account},title=")
    assert "change: have staff read" in told
    assert told.endswith("%0Athe shortest conversation: SALE / I don't want your texts")


def test_nothing_is_marked_elsewhere(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "::" not in explored(account, "--states", "9").stdout


def test_the_page_has_each_finding_with_its_conversation(account: str, tmp_path: Path) -> None:
    page = tmp_path / "found.html"
    assert explored(account, "--calls", "0", "--html", str(page)).exit_code == 1
    text = page.read_text(encoding="utf-8")
    report = json.loads(text.split('id="report">')[1].split("</script>")[0])
    lines = text.split('id="steps">')[1].split("</script>")[0].splitlines()
    steps = [json.loads(line) for line in lines]
    assert len(steps) == len(report["scenarios"]) == report["summary"]["scenarios"]
    (place,) = [i for i, one in enumerate(report["scenarios"]) if "stop-is-read" in one["tags"]]
    assert [step["input"]["text"] for step in steps[place]] == ["SALE", "I don't want your texts"]
    assert report["scenarios"][place]["outcome"] == "failed"
    assert "complete within these bounds" in text


def test_a_report_that_cannot_be_written_is_told(account: str, tmp_path: Path) -> None:
    result = explored(account, "--states", "9", "--html", str(tmp_path / "no/page.html"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_laws_cannot_be_off(account: str) -> None:
    assert explored(account, "--laws", "off").exit_code == 2


def test_the_first_ctrl_c_ends_the_search_and_shows_what_was_found(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = Steps.leave

    def interrupted(steps: Steps, standing: Standing) -> Iterable[Edge]:
        signal.raise_signal(signal.SIGINT)
        return leave(steps, standing)

    monkeypatch.setattr(Steps, "leave", interrupted)
    result = explored(account)
    assert result.exit_code == 130
    assert "NOT complete: by Ctrl+C" in result.stdout


LEAVE = """  stop: "${brand}: you get no more messages. Send LEAVE to leave."
"""


def test_what_check_warns_of_is_told_before_the_findings_and_changes_no_exit_code(
    account: str,
) -> None:
    path = Path(account)
    path.write_text(VIBES + LEAVE, encoding="utf-8")
    checked = CliRunner().invoke(command_line(["check"]), ["check", account]).stdout
    assert "which is no word here [OPT607]" in checked
    result = explored(account, "--calls", "0", "--fail-on", "never", "--json", "-")
    assert result.exit_code == 0
    assert checked in result.stderr.partition("To change in the account")[0]
    assert " 1 warning about the account, and 2 findings" in " ".join(result.stderr.split())
    (warning,) = json.loads(result.stdout)["warnings"]
    assert (warning["code"], warning["line"], warning["severity"]) == ("OPT607", 12, "warning")
    silenced = LEAVE.replace("\n", "  # optinsim: ignore OPT607\n")
    path.write_text(VIBES + silenced, encoding="utf-8")
    assert "warning" not in explored(account, "--states", "9").stdout


def test_findings_without_a_scenario_are_told(account: str, tmp_path: Path) -> None:
    path = Path(account)
    path.write_text(VIBES + '  stop: "Acme: bye"\n', encoding="utf-8")
    result = explored(account, "--calls", "0", "--save", str(tmp_path / "found"))
    left_out, written = result.stderr.splitlines()
    assert left_out == (
        "no scenario for finding 2, texts-say-what-they-must: it is about the account, not about a"
        " conversation"
    )
    assert written.startswith("2 scenarios written to ")


def test_every_report_says_who_can_mend_a_finding(
    account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    files = {form: tmp_path / f"found.{form}" for form in ("json", "sarif", "html")}
    options = [part for form, file in files.items() for part in (f"--{form}", str(file))]
    shown = explored(account, "--calls", "0", *options).stdout
    texts = {form: file.read_text(encoding="utf-8") for form, file in files.items()}
    report = json.loads(texts["json"])
    assert report["file"] == account
    assert [one["for"] for one in report["findings"]] == ["account", "api"]
    (run,) = json.loads(texts["sarif"])["runs"]
    assert [one["properties"]["for"] for one in run["results"]] == ["account", "api"]
    for phrase in ("to change in the account", "for callers of the Vibes API"):
        assert phrase in texts["html"]
        assert f"%0A{phrase}%0A" in shown


def test_what_is_to_be_asked_is_so_in_every_report(
    account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    double = CORDIAL.replace("opt_in: single", "opt_in: double")
    Path(account).write_text(double, encoding="utf-8")
    sarif, html = tmp_path / "found.sarif", tmp_path / "found.html"
    written = ("--sarif", str(sarif), "--html", str(html))
    shown = explored(account, "--calls", "0", "--people", "1", *written).stdout
    (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
    assert run["results"][-1]["properties"]["for"] == "vendor"
    assert "to ask the vendor about" in html.read_text(encoding="utf-8")
    assert "%0Ato ask the vendor about%0A" in shown
