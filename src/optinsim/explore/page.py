"""What a search found as a page: each finding with its shortest conversation.

Knows how an exploration becomes a report of the page (report/html.py). Does not search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import optinsim
from optinsim.explore.playing import play
from optinsim.explore.summary import for_whom, verdict
from optinsim.laws.law import Severity
from optinsim.report.html import for_people, page
from optinsim.turn_json import turn_json

if TYPE_CHECKING:
    from optinsim.adapter import JSON
    from optinsim.explore.exploration import Exploration, Found


def as_html(result: Exploration, account: str) -> str:
    """The findings as a page.

    Args:
        result: what was found.
        account: the account file, as the user named it.
    """
    failed = sum(found.law.severity is not Severity.INFO for found in result.found)
    report: dict[str, JSON] = {
        "optinsim": optinsim.__version__,
        "summary": {
            "scenarios": len(result.found),
            "passed": len(result.found) - failed,
            "failed": failed,
            "errors": 0,
            "skipped": 0,
        },
        "scenarios": [_scenario(result, found, account) for found in result.found],
        "problems": [],
        "findings": [],
    }
    return page(verdict(result), report, [_steps(result, found) for found in result.found])


def _scenario(result: Exploration, found: Found, account: str) -> dict[str, JSON]:
    """A finding as the page shows a scenario: as failed, or as passed if it is for information."""
    law, broken = found.law, found.broken
    return {
        "scenario": broken.says,
        "file": account,
        "line": None,
        "example": None,
        "tags": [str(law.severity), law.name, for_whom(result, found.audience)],
        "cites": [],
        "outcome": "passed" if law.severity is Severity.INFO else "failed",
        "rerun": f"optinsim explore {account}",
        "problems": [],
        "findings": [
            {
                "law": law.name,
                "severity": str(law.severity),
                "account": account,
                "says": law.title,
                "change": broken.remedy,
                "meant": False,
                "failure": False,
            }
        ],
    }


def _steps(result: Exploration, found: Found) -> list[JSON]:
    """The shortest conversation; empty where the account alone breaks the law."""
    turns = play(result.account, found.path) if found.path else []
    return [{"line": None, **turn_json(turn), "failures": [], **for_people(turn)} for turn in turns]
