"""Writes a session as files for users: a scenario that passes, and a transcript.

Knows sessions, paths, and how to write a file atomically. Does not know the formats
(scenarios/writing and report/).
"""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.files.save import create_bytes, replace_bytes
from optinsim.phone.session_steps import SessionSteps
from optinsim.report.screen import Screen, one_line
from optinsim.report.transcript import write_turn
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.case_run import run_case
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.writing.record import WrittenScenario, scenario_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.files.problems import Problem
    from optinsim.phone.session import Session
    from optinsim.scenarios.running.results import CaseResult

LONGEST_TITLE = 100
"""Characters of a default title."""
_LONGEST_WORD = 20
_LONGEST_NAME = 60


@value
class SaveResult:
    """A scenario that was saved, and the result of running it."""

    path: Path
    result: CaseResult | None
    """None: the file could not be read."""
    problems: tuple[Problem, ...]
    """Why it could not be read, or run to its end."""

    @property
    def passes(self) -> bool:
        """Whether `optinsim run` passes with it."""
        return self.result is not None and self.result.outcome is Outcome.PASSED

    def __str__(self) -> str:
        if self.passes:
            return f"saved as {self.path}, and it passes"
        failures = [f for step in (self.result.steps if self.result else ()) for f in step.failures]
        reason = str(self.problems[0]) if self.problems else ""
        if failures:
            reason = f"{failures[0].where}: {failures[0].message}"
        return f"saved as {self.path}, but it does not pass: {reason}"


def scenario_of(session: Session, title: str, *, account: Path | None, folder: Path) -> str:
    """The text of a scenario with the played steps, which expects all their results.

    Args:
        session: the session; its steps up to its position are written.
        title: of the scenario; empty: the default one.
        account: the account file; None: there is none.
        folder: of the scenario; the account's path in it is relative to that.

    Raises:
        OptinsimError: no step was played, there is no account file, or a text cannot be
            written in YAML.
    """
    if account is None:
        message = (
            "it has no account file here: its account is inside the opened scenario, or a server's"
        )
        raise OptinsimError(message)
    if not session.position:
        message = "there is nothing to save yet: nothing was played"
        raise OptinsimError(message)
    written = SessionSteps(session)
    steps = list(written.steps())
    scenario = WrittenScenario(
        " ".join(title.split()) or default_title(session),
        relative_path(account, folder),
        written.people(),
        steps,
        session.seed,
        session.start,
        (f"Played on the phone: {_counts(session)}.",),
    )
    try:
        return scenario_text(scenario)
    except ValueError as error:
        message = f"it cannot be written: {error}"
        raise OptinsimError(message) from None


def save(
    session: Session,
    path: Path,
    *,
    account: Path | None,
    title: str = "",
    overwrite: bool = False,
) -> SaveResult:
    """Write the session as a scenario, atomically; then read the file and run it.

    Args:
        session: see `scenario_of`.
        path: the file; missing folders are created.
        account: the account file.
        title: of the scenario; empty: the default one.
        overwrite: whether an existing file may be replaced.

    Raises:
        OptinsimError: it was not saved, and why.
    """
    try:
        path = path.resolve()
        if account is not None and path == account.resolve():
            message = f"{path} is the account: choose another file"
            raise OptinsimError(message)
        text = scenario_of(session, title, account=account, folder=path.parent)
        write_whole(path, text, overwrite=overwrite)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{one_line(str(path))} cannot be written: {reason.lower()}"
        raise OptinsimError(message) from None
    return _run_saved(path)


def write_whole(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file whole, or leave the old one; missing folders are created.

    Raises:
        OptinsimError: it exists, and may not be overwritten.
        OSError: it cannot be written; the old file is unchanged.
    """
    data = text.encode()
    try:
        create_bytes(path, data)
    except FileExistsError:
        if not overwrite:
            message = f"{path} is there already"
            raise OptinsimError(message) from None
        replace_bytes(path, path.read_bytes(), data)


def transcript_of(session: Session) -> str:
    """The conversation so far as readable text, with every subscriber's states at the end.

    Callbacks have their names without their bodies, which are in a saved scenario.
    """
    stream = StringIO()
    screen = Screen(stream)
    file = session.account.file
    screen.line(one_line(f"{file.name}, {file.number} ({file.platform})"))
    for subscriber in session.subscribers:
        screen.line(f"  {subscriber.mdn}  ", one_line(subscriber.name))
    screen.line()
    screen.line(f"  {session.start:%Y-%m-%d %H:%M:%S}Z")
    for turn in session.turns:
        write_turn(screen, turn, bodies=False)
    screen.line()
    screen.line(f"  {session.world.now:%Y-%m-%d %H:%M:%S}Z")
    names = {subscriber.mdn: subscriber.name for subscriber in session.subscribers}
    for mdn, states in session.states().items():
        listed = ", ".join(f"{campaign} {state}" for campaign, state in states.items())
        screen.line(f"  {mdn}  ", one_line(f"{names[mdn]}: {listed}"))
    return stream.getvalue()


def default_title(session: Session) -> str:
    """Texts and states, such as SUMMER, Y: pending, subscribed."""
    texts = (turn.command.text for turn in session.turns if isinstance(turn.command, ReceiveText))
    states = (str(change.after) for turn in session.turns for change in turn.changes)
    sent = _listed(texts, LONGEST_TITLE // 2) or "Played on the phone"
    reached = _listed(states, LONGEST_TITLE - 2 - len(sent))
    return f"{sent}: {reached}" if reached else sent


def default_file_name(title: str) -> str:
    """A file name, such as summer-y-pending-subscribed.yaml."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    name = "-".join(words)[:_LONGEST_NAME].strip("-")
    return f"{name or 'scenario'}.yaml"


def _run_saved(path: Path) -> SaveResult:
    loaded = Loader().load(path, str(path))
    case = next((entry for entry in loaded.entries if isinstance(entry, Case)), None)
    if case is None:
        return SaveResult(path, None, tuple(loaded.problems))
    result, problems = run_case(case)
    return SaveResult(path, result, tuple(problems))


def relative_path(account: Path, folder: Path) -> str:
    """The path of an account file from a folder; absolute if it is on another drive."""
    account, folder = account.resolve(), folder.resolve()
    try:
        return Path(os.path.relpath(account, folder)).as_posix()
    except ValueError:  # another drive
        return account.as_posix()


def _counts(session: Session) -> str:
    """Such as 3 texts, 1 wait; 4 replies, 2 callbacks."""
    texts = waits = calls = 0
    for turn in session.turns:
        if isinstance(turn.command, ReceiveText):
            texts += 1
        elif turn.response is None:
            waits += 1
        else:
            calls += 1
    replies = sum(len(turn.replies) for turn in session.turns)
    callbacks = sum(len(turn.callbacks) for turn in session.turns)
    done = ((texts, "text"), (waits, "wait"), (calls, "call"))
    come = ((replies, "reply"), (callbacks, "callback"))
    return f"{', '.join(_counted(done))}; {', '.join(_counted(come)) or 'no replies, no callbacks'}"


def _counted(amounts: tuple[tuple[int, str], ...]) -> Iterator[str]:
    for amount, noun in amounts:
        if amount:
            several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
            yield f"{amount} {noun if amount == 1 else several}"


def _listed(texts: Iterator[str], room: int) -> str:
    """As many of the texts as fit into the room, each in one line and shortened."""
    listed = ""
    for text in texts:
        shown = "".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST_WORD])
        shown = " ".join(shown.split())
        if len(shown) > _LONGEST_WORD:
            shown = f"{shown[: _LONGEST_WORD - 1].rstrip()}…"
        if not shown:
            continue
        longer = f"{listed}, {shown}" if listed else shown
        if len(longer) > room - 3:  # the ", …" that may follow
            return f"{listed}, …"
        listed = longer
    return listed
