"""The laws in a run: which laws judge a case, and which findings fail it.

Knows options, and the laws that a scenario means to break. Does not know the laws (laws/).
"""

from __future__ import annotations

import os
from dataclasses import field
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.files.composed import origin_of
from optinsim.laws.judge import Judge
from optinsim.laws.packs import LawChoice
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.reading.cases import Broken
from optinsim.scenarios.running.results import LawFinding, StepFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from optinsim.laws.judge import Finding
    from optinsim.laws.law import Severity
    from optinsim.laws.packs import Pack
    from optinsim.scenarios.reading.cases import Case
    from optinsim.simulator import Turn


@value
class LawOptions:
    """The options of a run about laws."""

    choice: LawChoice = field(default_factory=LawChoice)
    fail_on: Severity | None = None
    """The severity from which a finding fails a case, or the run; None: no finding does."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of a command line with the same meaning."""
        said, fail_on = self.choice.said, self.fail_on
        return (
            *(() if said is None else ("--laws", said)),
            *(() if fail_on is None else ("--fail-on", str(fail_on))),
        )

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of that severity is a failure."""
        return self.fail_on is not None and severity.is_as_bad_as(self.fail_on)


class CaseLaws:
    """Judges the turns of one case."""

    def __init__(self, case: Case, pack: Pack, options: LawOptions) -> None:
        self._case = case
        self._options = options
        self._judge = Judge(case.account, pack)
        self._pack = pack
        self.findings: list[LawFinding] = []
        """The findings of the turns so far; of several equal ones, the first."""

    def turn(self, index: int, turn: Turn) -> Iterator[StepFailure]:
        """Judge the turn of a step; the findings that fail the case."""
        for one in self._judge.turn(turn):
            if any((one.law.name, one.broken.says) == (f.law, f.says) for f in self.findings):
                continue
            line = self._case.steps[index].line
            is_meant = one.law.name in self._case.file.breaks
            is_failure = not is_meant and self._options.fails(one.law.severity)
            found = _finding(one, line=line, is_meant=is_meant, is_failure=is_failure)
            self.findings.append(found)
            if is_failure:
                yield StepFailure(
                    "laws", MISSING, MISSING, f"{found.text}; {found.change}", line, 1
                )

    def unbroken(self) -> Iterator[StepFailure]:
        """The laws that the scenario means to break, and has not broken.

        Empty if it runs several times: all its cases are judged together (unbroken.py).
        """
        case = self._case
        if len(case.file.examples) > 1 or case.sharing.account_name is not None:
            return
        yield from unbroken(case, self.names - {one.law for one in self.findings})

    @property
    def names(self) -> set[str]:
        """The names of the laws that judge the case."""
        return {law.name for law in self._pack.laws}


def unbroken(case: Case, laws: set[str], what: str = "step") -> Iterator[StepFailure]:
    """The failures of a case whose scenario means to break some of these unbroken laws.

    Args:
        case: the case.
        laws: by which it was judged, and that nothing has broken.
        what: could have broken them.
    """
    document = case.document
    for i, name in enumerate(case.file.breaks):
        if name in laws:
            mark = document.mark(("breaks", i))
            file = origin_of(document, ("breaks", i)).document.file
            yield StepFailure(
                f"breaks[{i}]",
                MISSING,
                MISSING,
                f"no {what} breaks {name}",
                mark.line,
                mark.column,
                None if file == document.file else file,
            )


def laws_of(case: Case, options: LawOptions | None) -> CaseLaws | None:
    """The judge of a case by the laws; None: the run does not judge by laws."""
    pack = None if options is None else options.choice.pack(case.account, case.file.start)
    return None if pack is None or options is None else CaseLaws(case, pack, options)


def findings_of_accounts(entries: Iterable[Case | Broken], options: LawOptions) -> list[LawFinding]:
    """The laws that the accounts of some cases break, apart from any conversation."""
    found: dict[tuple[str, str, str], LawFinding] = {}
    seen: set[tuple[int, datetime]] = set()
    for case in entries:
        if isinstance(case, Broken):
            continue
        account, start = case.account, case.file.start
        if (id(account), start) in seen:
            continue
        seen.add((id(account), start))
        pack = options.choice.pack(account, start)
        if pack is None:
            continue
        for one in Judge(account, pack).account():
            is_failure = options.fails(one.law.severity)
            finding = _finding(one, account=_shown(case), is_failure=is_failure)
            found.setdefault(finding.key, finding)
    return list(found.values())


def _finding(one: Finding, **more: Any) -> LawFinding:
    law, broken = one.law, one.broken
    return LawFinding(law.name, law.severity, broken.says, broken.remedy, mdn=one.mdn, **more)


def _shown(case: Case) -> str:
    """The account file of a case in reports; for an account in a scenario, the scenario's file."""
    if case.sharing.account is not None:
        return case.sharing.account
    file, account = case.document.file, case.document.tree.get("account")
    if not isinstance(account, str):
        return file
    return os.path.normpath(os.path.join(os.path.dirname(file), account))  # noqa: PTH118, PTH120
