"""Warnings that only a run draws, as problems of a case's file.

Knows a case and its ignore comments. Does not know what is suspicious.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.files.composed import origin_of
from optinsim.files.ignores import without_ignored

if TYPE_CHECKING:
    from optinsim.adapter import Place
    from optinsim.codes import OfARun
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case


def warning(case: Case, at: Place, message: str, *, code: OfARun, **more: Any) -> list[Problem]:
    """A warning at a place of a case; none if a comment silences it."""
    found = case.document.problem(at, message, code=code, **more)
    document = origin_of(case.document, at).document
    return without_ignored([found], document.lines, document.file, is_whole=False)
