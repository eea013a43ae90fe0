"""`optinsim run` and its reports, as somebody at a shell or a build server meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from optinsim.cli import main
from optinsim.scenarios.running import parallel
from tests.report.runs import ACCOUNT, BROKEN, JOIN, WRONG

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = ("--json", "--junit", "--tap", "--html")
BEGINNINGS = {
    "--json": '{\n "optinsim": ',
    "--junit": '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="optinsim" ',
    "--tap": "TAP version 14\n1..",
    "--html": "<!doctype html>\n",
}


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run `optinsim run` in a folder with two scenario files, of which one fails."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"account": ACCOUNT, "good": JOIN, "wrong": WRONG}.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["optinsim", "run", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(str(ended.value.code or 0)), captured.out, captured.err)

    return run


def test_all_reports_of_one_run(cli: Callable[..., Ran]) -> None:
    ran = cli(".", *(part for form in FORMS for part in (form, f"out{form}")))

    assert ran.code == 1
    assert ran.out.endswith("1 passed, 2 failed\n")
    for form in FORMS:
        assert Path(f"out{form}").read_text(encoding="utf-8").startswith(BEGINNINGS[form])
    assert ET.parse("out--junit").getroot().attrib["failures"] == "2"  # noqa: S314  (it is ours)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_on_standard_output_stands_there_alone(cli: Callable[..., Ran], form: str) -> None:
    ran = cli("good.yaml", form, "-")
    assert ran.out.startswith(BEGINNINGS[form])
    assert ran.err == "PASS  good.yaml:1  Ann joins  [our test plan]\n1 passed, 0 failed\n"


def test_what_passes_keeps_its_steps_for_the_reports_that_show_them(
    cli: Callable[..., Ran],
) -> None:
    for form in ("--json", "--html"):
        assert "Acme: Y, HELP, STOP? Msg & data rates" in cli("good.yaml", form, "-").out


def test_two_reports_cannot_have_one_place(cli: Callable[..., Ran]) -> None:
    ran = cli("good.yaml", "--json", "-", "--tap", "-")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "two reports cannot both be written to standard output\n"
    ran = cli("good.yaml", "--junit", "a.xml", "--html", "./a.xml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "two reports cannot both be written to ./a.xml\n"
    Path("here").symlink_to(".")
    ran = cli("good.yaml", "--json", "a.xml", "--junit", "here/a.xml")
    assert ran.err == "two reports cannot both be written to here/a.xml\n"
    assert not Path("a.xml").exists()


@pytest.mark.parametrize("form", FORMS)
def test_no_report_takes_the_place_of_a_scenario_or_an_account(
    cli: Callable[..., Ran], form: str
) -> None:
    Path("plain").write_text(JOIN, encoding="utf-8")
    Path("link").symlink_to("plain")
    # An account that nothing of this run names, and with no name of one.
    Path("account.txt").write_text(f"\ufeff{ACCOUNT}", encoding="utf-8")
    for path, file in [
        ("good.yaml", "good.yaml"),
        ("good.yaml:1", "./good.yaml"),
        (".", "account.yaml"),
        ("plain", "link"),
        ("plain:1", "plain"),
        ("good.yaml", "account.txt"),
    ]:
        before = Path(file).read_text(encoding="utf-8")
        ran = cli(path, form, file)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"{file} is a file to run: the report would take its place\n"
        assert Path(file).read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("form", "processes"), [*((form, "1") for form in FORMS), ("--json", "2")])
def test_no_report_takes_the_place_of_an_account_whatever_it_is_called(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, form: str, processes: str
) -> None:
    monkeypatch.setattr(parallel, "MIN_PARALLEL_SIZE", 0)
    monkeypatch.setattr(parallel, "MIN_TASK_SIZE", 300)
    account = json.dumps({"platform": "vibes", "name": "Acme", "number": "84237"})
    Path("account.json").write_text(account, encoding="utf-8")
    text = "scenario: A\naccount: account.json\nsteps: [{text: A, expect: {reading: unmatched}}]\n"
    Path("one.yaml").write_text(text, encoding="utf-8")
    many = [text.replace("steps:", f"seed: {i}\nsteps:") for i in range(15)]
    Path("many.yaml").write_text("---\n".join(many), encoding="utf-8")
    ran = cli("one.yaml", "many.yaml", "-n", processes, form, "account.json")
    assert ran.code == 2
    told = "account.json is an account of a scenario: the report would take its place\n"
    assert ran.err == told
    assert Path("account.json").read_text(encoding="utf-8") == account


def test_an_earlier_report_is_replaced(cli: Callable[..., Ran]) -> None:
    for _ in range(2):
        assert cli("good.yaml", "--tap", "out.tap").code == 0
    assert Path("out.tap").read_text(encoding="utf-8").count("TAP version") == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("file", ["/nowhere/report", "."])
def test_a_report_that_cannot_be_written_is_2_and_the_others_are_written(
    cli: Callable[..., Ran], form: str, file: str
) -> None:
    other = "--tap" if form != "--tap" else "--json"
    ran = cli("good.yaml", form, file, other, "written")
    assert ran.code == 2
    assert "cannot be written: " in ran.err
    assert Path("written").read_text(encoding="utf-8").startswith(BEGINNINGS[other])


# GitHub


def test_in_a_job_of_github_the_lines_are_marked_and_the_page_is_written(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("page.md").write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")

    ran = cli("wrong.yaml")

    assert ran.code == 1
    summary, _, *marks = ran.out.splitlines()[-4:]
    assert summary == "0 passed, 2 failed"
    assert [mark[:37] for mark in marks] == ["::error file=wrong.yaml,line=8,col=17"] * 2
    page = Path("page.md").read_text(encoding="utf-8")
    assert page.startswith("before\n### ❌ optinsim: 0 passed, 2 failed\n")
    assert cli("wrong.yaml", "--no-github").out.endswith("0 passed, 2 failed\n")
    assert Path("page.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--coverage-fail-under", "99"), "⚠️ coverage is "),
        (("--junit", "/nowhere/report"), "⚠️ a report could not be written"),
    ],
)
def test_the_page_of_a_job_that_fails_says_why(
    cli: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    complaint: str,
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    assert cli("good.yaml", "--github", *options).code > 0
    page = Path("page.md").read_text(encoding="utf-8")
    assert page.startswith(f"### ❌ optinsim: 1 passed, 0 failed\n\n{complaint}")


@pytest.mark.parametrize("form", FORMS)
def test_a_report_to_an_output_that_is_closed_is_2(cli: Callable[..., Ran], form: str) -> None:
    words = f"'{sys.executable}' -m optinsim run good.yaml {form} - >&-"
    ran = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=False)  # noqa: S603
    assert cli("good.yaml").code == 0
    assert ran.returncode == 2
    assert "standard output: cannot be written: it is closed" in ran.stderr


def test_a_text_that_looks_like_a_command_is_none_to_github(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = WRONG.replace("data rates <soon>", "a\\n::add-mask::e\\nb")
    account = ACCOUNT.replace("data rates <now>", "A\\n::add-mask::e\\nB")
    Path("wrong.yaml").write_text(text, encoding="utf-8")
    Path("account.yaml").write_text(account, encoding="utf-8")
    words = []
    for run in ("1", "2", "2"):
        monkeypatch.setenv("GITHUB_RUN_ID", run)
        lines = cli("wrong.yaml", "--github").out.splitlines()
        stopped, word = lines[0].rsplit("::", 1)
        assert stopped == "::stop-commands"
        obeyed = lines[lines.index(f"::{word}::") :]
        hushed = [line for line in lines if line.lstrip().startswith("::") and line not in obeyed]
        assert [line.strip() for line in hushed[1:]] == ["::add-mask::e"]
        assert not [line for line in obeyed if "add-mask" in line and not line.startswith("::err")]
        words.append(word)
    assert words[0] != words[1] == words[2]


def test_commands_are_resumed_however_it_ends(cli: Callable[..., Ran]) -> None:
    stopped, told, resumed = cli("good.yaml", "--github", "--dry-run").err.splitlines()
    assert told == "--dry-run is for --update"
    assert resumed == f"::{stopped.rpartition('::')[2]}::"


def test_elsewhere_github_marks_need_the_option(cli: Callable[..., Ran]) -> None:
    assert "::error" not in cli("wrong.yaml").out
    assert "::error file=wrong.yaml,line=8" in cli("wrong.yaml", "--github").out


def test_marks_go_where_the_lines_for_people_go(cli: Callable[..., Ran]) -> None:
    ran = cli("wrong.yaml", "--github", "--json", "-")
    assert json.loads(ran.out)["summary"]["failed"] == 2
    assert ran.err.count("::error file=") == 2


def test_suspicions_are_marked_as_warnings(cli: Callable[..., Ran]) -> None:
    text = JOIN.replace("{state: pending}", "{replies: [$contains: e]}")
    Path("odd.yaml").write_text(text, encoding="utf-8")
    ran = cli("odd.yaml", "--github")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("::warning file=odd.yaml,line=8,")


def test_a_report_that_cannot_be_written_leaves_the_old_one_whole(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    Path("old.json").write_text("old", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        ran = cli("good.yaml", "--json", "old.json", "--tap", "new.tap")
    assert ran.code == 2
    assert "old.json: cannot be written: No space left on device" in ran.err
    assert Path("old.json").read_text(encoding="utf-8") == "old"
    assert not Path("new.tap").exists()
    assert not [name for name in Path().iterdir() if name.suffix == ".new"]


def test_a_page_that_cannot_be_written_is_2(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nowhere/page.md")
    ran = cli("good.yaml", "--github")
    assert ran.code == 2
    assert "/nowhere/page.md: cannot be written" in ran.err


def test_the_command_that_a_failure_prints_fails_alone(cli: Callable[..., Ran]) -> None:
    Path("wrong.yaml").write_text(f"{JOIN}---\n{WRONG}---\n{BROKEN}", encoding="utf-8")
    (_, rerun) = [line for line in cli("wrong.yaml").out.splitlines() if line[:6] == "rerun:"]
    assert rerun == "rerun: optinsim run wrong.yaml:10@2"
    ran = cli("wrong.yaml:10@2")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "0 passed, 1 failed"
