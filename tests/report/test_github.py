"""What GitHub is told: marks that its runner understands, and a page that shows texts as texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from optinsim.files.problems import Mark, Problem
from optinsim.report import github
from optinsim.report.github import MOST_MARKS, Place, marks, summary
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.report.runs import ACCOUNT, FILES, JOIN, NASTY, WRONG, run_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")
HERE = Place()


class Marked(NamedTuple):
    level: str
    properties: dict[str, str]
    message: str


def read(text: str) -> list[Marked]:
    """The commands of a text, as the runner reads them; every line has to be one."""
    found = []
    for line in text.splitlines():
        match = _COMMAND.fullmatch(line)
        assert match
        pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append(Marked(match[1], {k: unquote(v) for k, v in pairs.items()}, unquote(match[3])))
    return found


def test_the_line_of_the_expectation_is_marked_and_every_problem(tmp_path: Path) -> None:
    told = read(marks(run_files(tmp_path, FILES), (), HERE))

    assert [(m.level, m.properties["file"], m.properties["line"]) for m in told] == [
        ("error", "bad.yaml", "1"),
        ("error", "a/wrong.yaml", "12"),
        ("error", "a/wrong.yaml", "8"),
        ("error", "a/wrong.yaml", "8"),
    ]
    assert told[-2].properties == {
        "file": "a/wrong.yaml",
        "line": "8",
        "col": "17",
        "title": 'The word SUMMER & more {"word": "SUMMER"}',
    }
    lines = told[-2].message.splitlines()
    assert lines[0].startswith(
        'replies[0]: expected "Acme: Y, HELP, STOP? Msg & data rates <soon>", got'
    )
    assert "+ Acme: Y, HELP, STOP? Msg & data rates <now>" in lines
    assert lines[-1] == "rerun: optinsim run a/wrong.yaml:1@1"
    assert told[1].message.endswith("did you mean 'steps'?")


def test_what_is_suspicious_is_a_warning(tmp_path: Path) -> None:
    warnings: list[Problem] = []
    suspicious = JOIN.replace("{state: pending}", "{replies: [$contains: Acme]}")
    account = ACCOUNT.replace("welcome: Hi", "welcome: Acme")
    files = {"account.yaml": account, "s.yaml": suspicious}
    result = run_files(tmp_path, files, "s.yaml", warnings=warnings)

    (told,) = read(marks(result, warnings, HERE))

    assert (told.level, told.properties["file"], told.properties["line"]) == (
        "warning",
        "s.yaml",
        "8",
    )
    assert told.message.startswith("'Acme' stands in several messages")


def test_a_file_is_named_from_the_repositorys_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run_files(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    above, elsewhere = Place(str(tmp_path.parent)), Place(str(tmp_path / "other"))
    assert f"file={tmp_path.name}/bad.yaml," in marks(result, (), above)
    assert "file=bad.yaml," in marks(result, (), elsewhere)
    assert Place.of({}) == HERE
    environment = {
        "GITHUB_WORKSPACE": str(tmp_path.parent),
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/texts",
        "GITHUB_SHA": "abc",
    }
    page = summary(result, Place.of(environment))
    address = f"https://github.com/acme/texts/blob/abc/{tmp_path.name}/bad.yaml#L1"
    assert f'<a href="{address}"><code>bad.yaml:1</code></a>' in page


def test_a_file_outside_of_the_repository_has_no_link(tmp_path: Path) -> None:
    place = Place("", "https://github.com/acme/texts/blob/abc/")
    result = run_files(tmp_path, {}, "../nowhere", "here")
    page = summary(result, place)
    assert "<code>../nowhere</code>" in page
    assert f'<a href="{place.blob}here"><code>here</code></a>' in page
    assert page.count("<a ") == 1


def test_of_many_marks_the_first_are_made() -> None:
    problems = [
        Problem(f"f{i}.yaml", "wrong", Mark(i + 1, 1), code="NO1") for i in range(MOST_MARKS + 1)
    ]
    warnings = [Problem("w.yaml", "odd", code="OPT601")] * (MOST_MARKS + 1)
    told = read(marks(RunResult([], problems), warnings, HERE))
    assert [m.level for m in told] == ["error"] * MOST_MARKS + ["warning"] * MOST_MARKS


@given(st.text(), st.text(min_size=1), st.text())
def test_no_text_is_a_command_or_a_line_of_its_own(title: str, file: str, message: str) -> None:
    problem = Problem(file, message, Mark(1, 1), expected=title, suggestion=title, code="NO1")
    result = RunResult([CaseResult(title, file, 1, Outcome.ERROR, problems=(problem,))], [problem])
    (told,) = read(marks(result, (), HERE))
    assert set(told.properties) == {"file", "line", "col"}
    page = summary(result, HERE)
    head, details = page.split("\n\n", 1)
    assert "\n" not in head
    assert details.count("\n\n</details>\n\n") == 1


def test_nasty_texts_are_texts(tmp_path: Path) -> None:
    result = run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml")
    assert len(read(marks(result, (), HERE))) == 2
    page = summary(result, HERE)
    before, _, fenced = page.partition("\n\n```")
    assert "<script" not in before
    assert "&lt;script&gt;" in before
    assert "<b>" not in before
    assert fenced.startswith("`text\n")


def test_the_page_counts_and_folds_what_did_not_pass(tmp_path: Path) -> None:
    page = summary(run_files(tmp_path, FILES), HERE)

    assert page.startswith(
        "### ❌ optinsim: 1 passed, 2 failed, 1 not runnable, 1 not readable\n\n<details>"
    )
    assert page.count("<details><summary>❌ failed: <code>a/wrong.yaml:1</code>") == 2
    assert page.count("<details><summary>⚠️ not runnable: ") == 1
    assert page.count("<details><summary>⚠️ not readable: <code>bad.yaml:1</code>") == 1
    assert "rerun: optinsim run a/wrong.yaml:1@2\n```\n\n</details>" in page
    assert "Ann joins" not in page


def test_the_page_of_a_run_that_passes_is_a_line(tmp_path: Path) -> None:
    page = summary(run_files(tmp_path, {"s.yaml": JOIN}, "s.yaml"), HERE)
    assert page == "### ✅ optinsim: 1 passed, 0 failed\n\n"


def test_a_fence_is_longer_than_any_in_the_text(tmp_path: Path) -> None:
    page = summary(run_files(tmp_path, {"s.yaml": WRONG.replace("soon", "````")}, "s.yaml"), HERE)
    assert page.count("\n`````text\n") == 2


def test_the_page_stays_below_what_github_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github, "LARGEST_SUMMARY", 1500)
    page = summary(run_files(tmp_path, FILES), HERE)
    assert len(page.encode()) < 1600
    assert re.search(r"… and \d more: the log has them all\.\n\n$", page)
