"""A session as files that people keep: a scenario that passes, and a transcript.

Knows sessions, where files go and what keeps them whole. How a scenario is written, scenario/ and
report/ know.
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
from optinsim.phone.as_steps import PlayedAgain
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
"""Characters of a title that nobody wrote."""
_LONGEST_WORD = 20
_LONGEST_NAME = 60


@value
class Saved:
    """A scenario that was saved, and run."""

    path: Path
    result: CaseResult | None
    """How it ended; None where it could not be read."""
    problems: tuple[Problem, ...]
    """Why it could not be read, or not be run to its end."""

    @property
    def passes(self) -> bool:
        """Whether `optinsim run` passes on it."""
        return self.result is not None and self.result.outcome is Outcome.PASSED

    def __str__(self) -> str:
        if self.passes:
            return f"saved as {self.path}, and it passes"
        failures = [f for step in (self.result.steps if self.result else ()) for f in step.failures]
        reason = str(self.problems[0]) if self.problems else ""
        if failures:
            reason = f"line {failures[0].line}: {failures[0].message}"
        return f"saved as {self.path}, but it does not pass: {reason}"


def scenario_of(session: Session, title: str, *, account: Path | None, folder: Path) -> str:
    """The text of a scenario that does what was played so far, and expects all that came of it.

    Args:
        session: up to where it stands; what lies ahead is left out.
        title: what the scenario shows; empty: the default one.
        account: the account file; None: there is none.
        folder: where the scenario will be; the account's path in it is relative to that.

    Raises:
        OptinsimError: nothing was played, there is no account file to name, or there is something
            that no file can say.
    """
    if account is None:
        message = "it has no account file: its account stands in the scenario that was opened"
        raise OptinsimError(message)
    if not session.position:
        message = "there is nothing to save yet: nothing was played"
        raise OptinsimError(message)
    again = PlayedAgain(session)
    steps = list(again.steps())
    scenario = WrittenScenario(
        " ".join(title.split()) or default_title(session),
        _relative(account, folder),
        again.people(),
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
) -> Saved:
    """Write the session as a scenario, whole or not at all; then read the file and run it.

    Args:
        session: what to save; see `scenario_of`.
        path: the file; folders that are missing are made.
        account: the account file.
        title: what the scenario shows; empty: the default one.
        overwrite: whether it may take the place of a file.

    Raises:
        OptinsimError: it was not saved; the text says why.
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
    return _tried(path)


def write_whole(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file, or leave what was there; folders that are missing are made.

    Raises:
        OptinsimError: there is one already, and it may not be overwritten.
        OSError: it cannot be written; what was there is still there.
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
    """The conversation so far as people read it, and where everybody stands at its end.

    Callbacks are named, and their bodies left out: whoever wants those saves a scenario.
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
    screen.line(f"  {session.simulator.now:%Y-%m-%d %H:%M:%S}Z")
    names = {subscriber.mdn: subscriber.name for subscriber in session.subscribers}
    for mdn, states in session.states().items():
        listed = ", ".join(f"{campaign} {state}" for campaign, state in states.items())
        screen.line(f"  {mdn}  ", one_line(f"{names[mdn]}: {listed}"))
    return stream.getvalue()


def default_title(session: Session) -> str:
    """What was texted and where it led: SUMMER, Y: pending, subscribed."""
    texts = (turn.command.text for turn in session.turns if isinstance(turn.command, ReceiveText))
    states = (str(change.after) for turn in session.turns for change in turn.changes)
    said = _listed(texts, LONGEST_TITLE // 2) or "Played on the phone"
    became = _listed(states, LONGEST_TITLE - 2 - len(said))
    return f"{said}: {became}" if became else said


def default_file_name(title: str) -> str:
    """A name for the file of a scenario: summer-y-pending-subscribed.yaml."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    name = "-".join(words)[:_LONGEST_NAME].strip("-")
    return f"{name or 'scenario'}.yaml"


def _tried(path: Path) -> Saved:
    loaded = Loader().load(path, str(path))
    case = next((entry for entry in loaded.entries if isinstance(entry, Case)), None)
    if case is None:
        return Saved(path, None, tuple(loaded.problems))
    result, problems = run_case(case)
    return Saved(path, result, tuple(problems))


def _relative(account: Path, folder: Path) -> str:
    account, folder = account.resolve(), folder.resolve()
    try:
        return Path(os.path.relpath(account, folder)).as_posix()
    except ValueError:  # another drive
        return account.as_posix()


def _counts(session: Session) -> str:
    """3 texts, 1 wait, 0 calls; 4 replies, 2 callbacks."""
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
    return f"{', '.join(_counted(done))}; {', '.join(_counted(come)) or 'nothing came of it'}"


def _counted(amounts: tuple[tuple[int, str], ...]) -> Iterator[str]:
    for amount, noun in amounts:
        if amount:
            several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
            yield f"{amount} {noun if amount == 1 else several}"


def _listed(texts: Iterator[str], room: int) -> str:
    """As many of the texts as there is room for, each in one line and none of them long."""
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
