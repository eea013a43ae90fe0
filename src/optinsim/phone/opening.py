"""Opens a scenario as a session, to play it step by step.

Runs the scenario first, to its end even if a step fails. Its steps then lie ahead in a session,
each with its failed expectations. Knows cases and sessions. Does not know the format of a scenario.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import LARGEST_FILE
from optinsim.phone.session import (
    OpenedScenario,
    PlayedStep,
    Session,
    Subscriber,
    made_up_for,
)
from optinsim.report.screen import one_line
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader, has_key
from optinsim.scenarios.running.case_run import CaseRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.codec import Command
    from optinsim.scenarios.reading.model import Auth
    from optinsim.scenarios.running.results import StepResult


def scenarios_in(path: Path) -> list[Case]:
    """The cases of a file: each scenario with each of its examples.

    Raises:
        FileError: the file has problems.
    """
    loaded = Loader().load(path, str(path))
    if loaded.problems:
        raise FileError(loaded.problems)
    return [entry for entry in loaded.entries if isinstance(entry, Case)]


class NotChosenError(Exception):
    """A file has several scenarios."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(titles)
        self.titles = titles


def open_target(path: Path, seed: int, number: int | None = None) -> tuple[Path, Session]:
    """A new session with an account file, or with a scenario; and the file of its account.

    Args:
        path: the account file, or the scenario.
        seed: of a session with an account; a scenario has its own.
        number: the index of the scenario, if the file has several.

    Raises:
        FileError: the file has problems.
        NotChosenError: it has several scenarios, and `number` is missing.
    """
    if not has_key(path, "scenario"):
        return path, Session(load_account(path), seed=seed)
    digest = digest_of(path)
    cases = scenarios_in(path)
    if number is None and len(cases) > 1:
        raise NotChosenError([describe_case(case) for case in cases])
    session = open_one_of(cases, number or 0, path, digest)
    account = None if session.opened is None else session.opened.account
    return account or path, session


def describe_case(case: Case) -> str:
    """A case in a list to choose from."""
    example = "" if case.example is None else f" {json.dumps(case.example, ensure_ascii=False)}"
    return one_line(f"{case.title}{example}")


def open_scenario(path: Path, number: int = 0) -> Session:
    """Read a file, and open one scenario of it: see `open_one_of`."""
    digest = digest_of(path)
    return open_one_of(scenarios_in(path), number, path, digest)


def open_one_of(cases: list[Case], number: int, path: Path, digest: str) -> Session:
    """A session without played steps, in which all steps of a scenario lie ahead.

    Its requests have no authentication: the account adds that when they are played.

    Args:
        cases: the result of `scenarios_in`.
        number: the index of the scenario in them.
        path: the file.
        digest: of the file, before it was read.

    Raises:
        FileError: the file has no such case.
    """
    if not 0 <= number < len(cases):
        raise FileError(
            [Problem(str(path), f"has no scenario {number + 1}", code=Code.UNKNOWN_CASE)]
        )
    case = cases[number]
    run = CaseRun(case)
    results: list[StepResult] = []
    asked: list[tuple[Command, Auth]] = []
    while (result := run.step()) is not None and run.asked is not None:
        results.append(result)
        asked.append(run.asked)
    session = Session(
        case.account,
        seed=case.file.seed,
        start=case.file.start,
        landlines=case.people.landlines,
        subscribers=_subscribers(case, results),
    )
    session.steps = [
        PlayedStep(command, result.mdn, auth, result.line, result.failures)
        for (command, auth), result in zip(asked, results, strict=True)
    ]
    account, shared = case.document.tree["account"], case.sharing.account
    own = path.parent / account if isinstance(account, str) else None
    session.opened = OpenedScenario(
        path,
        number,
        case.title,
        digest,
        own if shared is None else Path(shared),
        tuple(run.problems),
    )
    return session


def digest_of(path: Path) -> str:
    """SHA-256 of the file's content; empty if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return sha256(stream.read(LARGEST_FILE)).hexdigest()
    except (OSError, ValueError):  # ValueError: a path with a NUL in it
        return ""


def _subscribers(case: Case, results: list[StepResult]) -> Iterator[Subscriber]:
    """The people of the scenario, and other numbers that text in it."""
    people = [(one.name, one.mdn, one.given.zip or "") for one in case.people.members]
    known = {one.mdn for one in case.people.members}
    strangers = dict.fromkeys(result.mdn for result in results if result.mdn not in known)
    people += [(mdn, mdn, "") for mdn in strangers]
    for i, (name, mdn, zip_code) in enumerate(people):
        made_up = made_up_for(case.account, case.file.seed, i)
        yield Subscriber(name, mdn, made_up, zip_code)
