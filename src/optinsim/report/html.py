"""The report as a page: one file that a browser opens without any other.

The page contains the JSON report as data. Texts of scenarios and accounts never become HTML: the
page's script, the only one that may run, writes text nodes and no markup. (The coverage, which is
made here, has its names escaped.) The page's style and script are in page/.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from optinsim.report.console import counts, difference
from optinsim.report.coverage import coverage_html
from optinsim.report.json_report import run_json
from optinsim.report.plain import MOST_TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import JSON
    from optinsim.scenarios.coverage import Coverage
    from optinsim.scenarios.running.results import RunResult
    from optinsim.simulator import Turn


def html_page(result: RunResult, coverage: Coverage | None = None) -> str:
    """A whole run, with the steps of all cases if the result kept them.

    Args:
        result: the run.
        coverage: of the run; None: not counted.
    """
    report = run_json(result)
    places = {problem: i for i, problem in enumerate(result.problems)}
    steps = []
    for case, shown in zip(result.cases, report["scenarios"], strict=True):
        shown["problems"] = [places[p] for p in case.problems[:MOST_TOLD] if p in places]
        shown_steps = shown.pop("steps")
        for step, step_shown in zip(case.steps, shown_steps, strict=True):
            step_shown.update(for_people(step.turn))
            for failure, failure_shown in zip(step.failures, step_shown["failures"], strict=True):
                failure_shown["difference"] = list(difference(failure.expected, failure.actual))
        steps.append(shown_steps)
    return page(counts(result), report, steps, "" if coverage is None else coverage_html(coverage))


def page(title: str, report: JSON, steps: Iterable[JSON], coverage: str = "") -> str:
    """The page of a report.

    Args:
        title: the verdict, in a line.
        report: the result of `run_json`, its scenarios without steps, and with `problems`: the
            indexes of their problems.
        steps: of each scenario, with the additions of `for_people`.
        coverage: HTML, or empty.
    """
    script = _file("conversation.js") + _file("list.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        "title": html.escape(title),
        "script-hash": f"sha256-{digest}",
        "style": common_style() + _file("page.css"),
        "coverage": coverage,
        "script": script,
        "report": _data(report),
        # A line for each scenario, so that the page parses only opened scenarios.
        "steps": "\n".join(map(_data, steps)),
    }
    return re.sub(r"\{\{([a-z-]+)\}\}", lambda match: parts[match[1]], _file("page.html"))


def common_style() -> str:
    """The CSS that the page of a report and a sign-off sheet share."""
    return _file("common.css")


def for_people(turn: Turn) -> dict[str, JSON]:
    """The data that the JSON of a turn leaves out: times, and names of callbacks."""
    return {
        "times": [f"{reply.at:%Y-%m-%dT%H:%M:%SZ}" for reply in turn.replies],
        "names": [callback.name for callback in turn.callbacks],
    }


def _file(name: str) -> str:
    return (files("optinsim.report") / "page" / name).read_text(encoding="utf-8")


def _data(item: Any) -> str:
    """JSON in which no text can end the script element around it."""
    return json.dumps(item, separators=(",", ":"), default=str).replace("<", "\\u003c")
