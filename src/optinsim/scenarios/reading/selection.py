"""Case selection: the cases that a command line names, as `join.yaml:12` or `join.yaml:12[ca]@2`.

Knows the form of a case's name, and finds the case among those of its file. Does not read files
and does not run cases.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.paths import is_file, is_folder, is_there, location_of
from optinsim.files.problems import Problem, nearest, one_of
from optinsim.scenarios.reading.cases import Broken, Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAMED = re.compile(
    r"(?P<file>.+):(?P<line>[0-9]{1,9})(?:\[(?P<account>[^\[\]]+)\])?(?:@(?P<example>[0-9]{1,9}))?",
    re.DOTALL,
)


def name_of(file: str, line: int, number: int | None, account: str | None = None) -> str:
    """The name of a case: its file, its line, its account and its example.

    Args:
        file: the file's name.
        line: the first line of the scenario.
        number: the index of the example, from 0; None: there are no examples.
        account: the account's name, if the scenario has several.
    """
    # A name that begins with a dash would be taken for an option.
    file = f"./{file}" if file.startswith("-") else file
    place = f"{file}:{line}" if account is None else f"{file}:{line}[{account}]"
    return place if number is None else f"{place}@{number + 1}"


def name_after(path: str, moved: Mapping[str, Mapping[int, int]]) -> str:
    """The name that a case has after its file was rewritten.

    Args:
        path: the name: of a case, or of a file or folder, which keeps it.
        moved: for each file, the former and the present line of each scenario.
    """
    file, case = _parsed(path)
    starts = moved.get(file)
    if case is None or not starts:
        return path
    start = max((line for line in starts if line <= case.line), default=min(starts))
    number = None if case.example is None else case.example - 1
    return name_of(file, starts[start], number, case.account)


@value
class NamedCase:
    """One scenario of a file, or one of its examples."""

    line: int
    """Any line from the scenario's first to the last before the next one."""
    example: int | None
    """From 1; None for all of them."""
    account: str | None = None
    """The account's name; None for all accounts."""


class CaseSelection:
    """The files and folders, and cases of files, that a command line names."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Parse the names. A name that is also that of a file or folder means the file or folder.

        A path that is given twice, also in different spellings, counts once, by its first name.
        """
        names: dict[str, str] = {}
        self._cases: dict[str, list[NamedCase] | None] = {}
        """By file or folder; None: all cases."""
        for path in paths:
            file, case = _parsed(path)
            file = names.setdefault(location_of(file), file)
            if case is None:
                self._cases[file] = None
            elif (known := self._cases.setdefault(file, [])) is not None:
                known.append(case)
        folders = [location for location, name in names.items() if is_folder(name)]
        for location, name in names.items():
            if any(Path(location).is_relative_to(folder) for folder in folders):
                self._cases[name] = None  # its folder was named, too

    @property
    def paths(self) -> list[str]:
        """The files and folders, each once."""
        return list(self._cases)

    def cases_of(self, file: str) -> list[NamedCase] | None:
        """The named cases of a file; None: all cases."""
        return self._cases.get(file)

    def has_cases_of(self, file: str) -> bool:
        """Whether cases of the file were named, and not all of it."""
        return self._cases.get(file) is not None

    def replace_cases(self, file: str, cases: list[NamedCase]) -> None:
        """Select other cases of a file from now on."""
        self._cases[file] = cases

    def select(
        self, file: str, entries: Sequence[Case | Broken]
    ) -> tuple[Sequence[Case | Broken], list[Problem]]:
        """The named entries of a file, and a problem for each name without an entry."""
        cases = self._cases.get(file)
        if cases is None or not entries:
            return entries, []
        return find_cases(file, cases, entries)


def find_cases(
    file: str, cases: Sequence[NamedCase], entries: Sequence[Case | Broken]
) -> tuple[list[Case | Broken], list[Problem]]:
    """The named cases among a file's entries, and a problem for each name without an entry."""
    problems: list[Problem] = []
    chosen: set[int] = set()
    for case in cases:
        found, problem = _find(file, case, entries)
        chosen.update(found)
        problems += [problem] if problem else []
    return [entry for i, entry in enumerate(entries) if i in chosen], problems


def _parsed(path: str) -> tuple[str, NamedCase | None]:
    match = _NAMED.fullmatch(path)
    if match is None or is_there(path) or not is_file(match["file"]):
        return path, None
    example = match["example"]
    number = int(example) if example else None
    return match["file"], NamedCase(int(match["line"]), number, match["account"])


def _find(
    file: str, case: NamedCase, entries: Sequence[Case | Broken]
) -> tuple[list[int], Problem | None]:
    """The indexes of a named case among the entries, and a problem if there is none."""
    lines = len(entries[0].document.lines)
    if not 1 <= case.line <= lines:
        return [], Problem(
            file, f"has no line {case.line}: it ends at {lines}", code=Code.UNKNOWN_CASE
        )
    starts = [entry.document.start.line for entry in entries]
    # Lines before the first scenario (comments, mostly) count as part of it.
    start = max((s for s in starts if s <= case.line), default=starts[0])
    here = [i for i, at in enumerate(starts) if at == start]
    accounts = list(dict.fromkeys(filter(None, (_account(entries[i]) for i in here))))
    if case.account is not None:
        here = [i for i in here if _is_on(entries[i], case.account)]
        if not here:
            message = f"has no account {case.account!r:.60} at line {start}"
            near = nearest(case.account, accounts)
            expected = one_of(accounts) or "a scenario with accounts"
            return [], Problem(
                file, message, expected=expected, suggestion=near, code=Code.UNKNOWN_CASE
            )
    if case.example is None:
        return here, None
    found = [i for i in here if _is_example(entries[i], case.example)]
    if found:
        return found, None
    has = (
        "none"
        if _example(entries[here[0]]) is None
        else str(len({_example(entries[i]) for i in here}))
    )
    message = f"has no example {case.example} at line {start}: there are {has}"
    return [], Problem(file, message, code=Code.UNKNOWN_CASE)


def _account(entry: Case | Broken) -> str | None:
    return entry.sharing.account_name if isinstance(entry, Case) else None


def _is_on(entry: Case | Broken, account: str) -> bool:
    # A broken scenario is broken on all of its accounts.
    return isinstance(entry, Broken) or _account(entry) == account


def _is_example(entry: Case | Broken, wanted: int) -> bool:
    # A broken scenario is broken in all of its examples.
    return isinstance(entry, Broken) or _example(entry) == wanted


def _example(entry: Case | Broken) -> int | None:
    if isinstance(entry, Case) and entry.example is not None:
        return entry.number + 1
    return None
