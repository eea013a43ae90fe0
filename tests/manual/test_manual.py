"""Every code and every law has its page, and the example of each page does what the page says."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from optinsim import manual
from optinsim.codes import Code
from optinsim.laws.packs import LAWS
from optinsim.manual import CHAPTERS, Page, chapter, page, pages, plain
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from tests.shell import typed

PAGES = list(pages())
CODES = [one for one in PAGES if one.name.startswith("OPT")]
OF_A_PLATFORM = {
    "stop-ends-all",
    "consent-before-messages",
    "consent-is-for-one-campaign",
    "expired-prompt-is-over",
}
"""Laws that no account breaks: tests/explore/test_planted_faults.py has an example of each."""
WITHOUT_EXAMPLE = {
    Code.LOST_PROCESS,
    Code.IMPOSSIBLE_STEP,
    Code.MISNAMED_PROJECT,
    *OF_A_PLATFORM,
}
"""A process that crashes is tried in tests/scenarios/running/test_parallel.py, no file that passes
the check has an impossible step, and a file's name is no line of it."""
WRITE = "DOCS_WRITE" in os.environ


def files_of(example: str, sign: str) -> dict[str, str]:
    """The files of an example, with the lines that have the sign and those that have none."""
    found: dict[str, list[str]] = {}
    name = "example.yaml"
    for line in example.splitlines():
        if line.startswith("@@ "):
            name = line.removeprefix("@@ ")
        elif not line.startswith("$ "):
            assert line[:2] in {"  ", "- ", "+ ", "-", "+", ""}, line
            lines = found.setdefault(name, [])
            if line[:1] in {" ", sign, ""}:
                lines.append(line[2:])
    return {name: "".join(f"{line}\n" for line in lines) for name, lines in found.items()}


def lay_out(one: Page, sign: str, folder: Path) -> None:
    """Write the files of an example, in a folder that ends the search for a project file."""
    (folder / ".git").mkdir(parents=True)
    for name, text in files_of(one.example, sign).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def drawn(one: Page, sign: str, folder: Path) -> bool:
    """Whether the example draws the code, or breaks the law, with the lines of a sign."""
    lay_out(one, sign, folder)
    command = re.search(r"^\$ (.*)$", one.example, re.MULTILINE)
    if command is None:
        return one.name in [problem.code for problem in check_files([str(folder)])[1]]
    return one.name in typed(command[1], folder)


def test_every_code_and_every_law_has_a_page() -> None:
    assert [one.name for one in PAGES] == [*Code, *(law.replace("_", "-") for law in LAWS)]


def test_a_chapter_has_the_codes_of_its_hundred() -> None:
    firsts = [{one.name[:4] for one in chapter(name)[1]} for name in CHAPTERS[:-1]]
    assert firsts == [{f"OPT{hundred}"} for hundred in range(9)]


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_a_page_says_what_why_and_how_to_mend(one: Page) -> None:
    parts = [name for name, _ in one.parts]
    assert parts[-2:] == ["Why", "Mend"] or parts == [
        "What",
        "Why",
        "Source",
        "Holds",
        "Breaks",
        "Mend",
    ]
    assert one.title
    assert bool(one.example) is (one.name not in WITHOUT_EXAMPLE)


@pytest.mark.no_cover  # whole runs and searches, which their own tests cover
@pytest.mark.parametrize(
    "one", [one for one in PAGES if one.is_difference], ids=lambda one: one.name
)
def test_the_wrong_lines_of_an_example_draw_it_and_the_right_ones_do_not(
    one: Page, tmp_path: Path
) -> None:
    assert drawn(one, "-", tmp_path / "wrong")
    assert not drawn(one, "+", tmp_path / "right")


@pytest.mark.parametrize(
    "one",
    [one for one in CODES if one.is_difference and "$ optinsim import" not in one.example],
    ids=lambda one: one.name,
)
def test_the_right_lines_of_an_example_are_right(
    one: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader may copy them."""
    lay_out(one, "+", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert check_files(["."])[1] == []
    result = run(["."], CaseFilter())
    failures = [f for case in result.cases for step in case.steps for f in step.failures]
    assert failures == []
    assert {case.outcome for case in result.cases} <= {Outcome.PASSED}


@pytest.mark.parametrize(
    "one", [one for one in CODES if one.example and not one.is_difference], ids=lambda one: one.name
)
def test_a_shell_example_prints_what_the_page_shows(one: Page, tmp_path: Path) -> None:
    lines = [line for line in one.example.splitlines() if line[:1] in {"$", ">"}]
    shown = one.example.replace("".join(f"{line}\n" for line in lines), "")
    said = typed("\n".join(line[2:] for line in lines), tmp_path)
    if WRITE and said != shown:
        for path in Path(manual.__file__).parent.glob("*.md"):
            text = path.read_text(encoding="utf-8")
            new = one.example.replace(shown, said)
            path.write_text(text.replace(one.example, new), encoding="utf-8")
        return
    assert said == shown
    assert one.name in shown


@pytest.mark.parametrize("typed", ["OPT012", "opt012", "[OPT012]", "opt12", "12", " OPT012 "])
def test_a_code_is_known_however_it_is_written(typed: str) -> None:
    found = page(typed)
    assert found is not None
    assert found.name == "OPT012"


def test_a_law_is_known_by_the_name_of_its_module_too() -> None:
    assert plain("stop_is_read") == plain("Stop-Is-Read") == "stop-is-read"
