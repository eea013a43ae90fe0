"""Laws that a scenario of several cases means to break, and that none of its cases has broken.

One example or account may break a law that others keep, so they are judged together, and only if
all of them have run. Knows the results of cases. (laws.py judges a scenario of one case.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.running.laws import laws_of, unbroken
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.scenarios.reading.cases import Broken
    from optinsim.scenarios.running.laws import LawOptions
    from optinsim.scenarios.running.results import CaseResult


class Unbroken:
    """Sees the results of a file's cases, and fails the last case of such a scenario.

    Args:
        entries: all of the file, chosen or not.
        options: which laws judge a case.
    """

    def __init__(self, entries: Iterable[Case | Broken], options: LawOptions) -> None:
        self._options = options
        lines = (entry.document.start.line for entry in entries if isinstance(entry, Case))
        self._counts = Counter(lines)
        self._passed: dict[int, list[tuple[Case, CaseResult]]] = {}
        """By first line, the cases of scenarios that mean to break a law."""

    def judged(self, case: Case, result: CaseResult) -> CaseResult:
        """The result of a case, as a failure if it is the last and a law is unbroken."""
        count = self._counts[result.line]
        if not case.file.breaks or count == 1 or result.outcome is not Outcome.PASSED:
            return result
        passed = self._passed.setdefault(result.line, [])
        passed.append((case, result))
        if len(passed) < count:
            return result
        judges = (laws_of(other, self._options) for other, _ in passed)
        laws = {name for judge in judges if judge is not None for name in judge.names}
        laws -= {one.law for _, other in passed for one in other.findings}
        what = "example" if case.sharing.account_name is None else "case"
        failures = tuple(unbroken(case, laws, what))
        if not failures or not result.steps:
            return result
        last = replace(result.steps[-1], failures=failures)
        return replace(result, outcome=Outcome.FAILED, steps=(*result.steps[:-1], last))
