"""The page as a text: one file, the same bytes, and nobody's text in it is markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from optinsim.files.problems import Problem
from optinsim.report.html import html_page
from optinsim.report.json_report import run_json
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.report.runs import FILES, NASTY, run_files

if TYPE_CHECKING:
    from pathlib import Path


def data_of(page: str) -> tuple[Any, list[Any]]:
    """The report that stands in a page, and the steps of each scenario."""
    found = dict(
        re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', page, re.DOTALL)
    )
    lines = found["steps"].split("\n")
    return json.loads(found["report"]), [json.loads(line) for line in lines if line]


def test_the_page_holds_the_json_report(tmp_path: Path) -> None:
    result = run_files(tmp_path, FILES)
    report, steps = data_of(html_page(result))

    expected = run_json(result)
    for scenario, own in zip(expected["scenarios"], steps, strict=True):
        for step, shown in zip(scenario.pop("steps"), own, strict=True):
            assert {key: shown[key] for key in step if key != "failures"} == {
                key: step[key] for key in step if key != "failures"
            }
    problems = [scenario.pop("problems") for scenario in report["scenarios"]]
    assert report == expected
    assert [[report["problems"][i]["message"] for i in of] for of in problems] == [
        [],
        [],
        [],
        ["unknown key 'stps'"],
    ]
    assert steps[0][0]["times"] == ["2026-01-05T15:00:00Z"]
    assert (
        "+ Acme: Y, HELP, STOP? Msg & data rates <now>" in steps[1][0]["failures"][0]["difference"]
    )


def test_the_page_fetches_nothing_and_runs_its_own_script_alone(tmp_path: Path) -> None:
    page = html_page(run_files(tmp_path, FILES))

    assert not re.search(r"https?://|\b(src|href)=|@import|url\(", page.partition("</style>")[0])
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in page
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert len({html_page(run_files(tmp_path, FILES)) for _ in range(2)}) == 1


def tags(page: str) -> list[str]:
    return re.findall(r"<[!/a-zA-Z][^ >]*", page)


EMPTY = tags(html_page(RunResult()))


def test_nasty_texts_stay_in_the_data(tmp_path: Path) -> None:
    page = html_page(run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml"))
    assert tags(page) == EMPTY
    report, _ = data_of(page)
    assert "</script><script>alert(1)</script>" in report["scenarios"][0]["scenario"]


@given(st.text(), st.text(min_size=1), st.text())
def test_no_text_adds_an_element(title: str, file: str, message: str) -> None:
    problem = Problem(file, message, code="NO1")
    case = CaseResult(title, file, 1, Outcome.ERROR, {title: message}, (title,), (message,))
    page = html_page(RunResult([case], [problem]))
    assert tags(page) == EMPTY
    assert data_of(page)[0]["scenarios"][0]["scenario"] == title


def test_what_looks_like_a_place_to_fill_in_is_text() -> None:
    page = html_page(RunResult([CaseResult("{{script}}", "s.yaml", 1, Outcome.PASSED)]))
    assert data_of(page)[0]["scenarios"][0]["scenario"] == "{{script}}"
