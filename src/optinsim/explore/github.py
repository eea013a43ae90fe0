"""What a search found, as marks on the account file in a job of GitHub Actions.

Knows levels. Workflow commands are written by report/github.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.explore.playing import said
from optinsim.explore.summary import for_whom
from optinsim.laws.law import Severity
from optinsim.report.github import MOST_MARKS, command

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.explore.exploration import Exploration, Found
    from optinsim.report.github import Place


def marks(
    result: Exploration,
    account: str,
    place: Place,
    fail_on: Severity | None,
    meant: Collection[str] = (),
) -> str:
    """The workflow commands that mark the account, a line for each finding.

    Args:
        result: what was found.
        account: the account file, as the user named it.
        place: where the job runs.
        fail_on: the severity from which a finding is an error; None: none is.
        meant: the laws that may be broken.
    """
    lines = []
    for found in result.found[:MOST_MARKS]:
        where = {"title": f"{found.law.name} ({found.law.severity})"}
        told = [
            found.broken.says,
            f"change: {found.broken.remedy}",
            for_whom(result, found.audience),
            *_conversation(found),
        ]
        lines.append(command(_level(found, fail_on, meant), place.path(account), where, told))
    return "".join(f"{line}\n" for line in lines)


def _level(found: Found, fail_on: Severity | None, meant: Collection[str]) -> str:
    if found.fails(fail_on, meant):
        return "error"
    return "notice" if found.law.severity is Severity.INFO else "warning"


def _conversation(found: Found) -> list[str]:
    moves = " / ".join(said(found.path))
    return [f"the shortest conversation: {moves}"] if moves else []
