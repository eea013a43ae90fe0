"""The open sessions: a list to switch between them, and which of them are saved.

A session that is replayed with a changed account stays the same session: it has the same list of
operations. Does not know files (session_files.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.phone.session import StepAdded
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.session import Session

_MOST_TEXTS = 4
"""The most texts in the description of a session."""
_MOST_NAMES = 3
"""Sessions that the question before leaving names."""


@dataclass
class OpenSession:
    """An open session."""

    session: Session
    saved: int = 0
    """How many of its operations were saved as a scenario."""
    trial_operations: int = 0
    """How many of its operations a trial played: the user can repeat a trial at any time."""
    draft: str = ""
    """The unsent text, while another session is shown."""

    @property
    def unsaved_steps(self) -> int:
        """The steps that were played since the last save."""
        news = self.session.operations[max(self.saved, self.trial_operations) :]
        return sum(isinstance(one, StepAdded) for one in news)

    @property
    def is_trial(self) -> bool:
        """Whether only a trial was played in it."""
        return bool(self.trial_operations) and not self.unsaved_steps and not self.saved

    def is_begun_by(self, other: OpenSession) -> bool:
        """Whether the other's operations are the first ones of this session."""
        ours, theirs = self.session, other.session
        return (
            ours.opened == theirs.opened
            and ours.operations[: len(theirs.operations)] == theirs.operations
        )

    @property
    def name(self) -> str:
        """The session in a line."""
        session = self.session
        opened = session.opened
        name = session.account.file.name if opened is None else f"«{opened.title}»"
        texts = [
            step.command.text for step in session.steps if isinstance(step.command, ReceiveText)
        ]
        played = ", ".join(texts[:_MOST_TEXTS]) + ("…" if len(texts) > _MOST_TEXTS else "")
        at = f"step {session.position} of {len(session.steps)}"
        return one_line(" · ".join(filter(None, (name, at, played))))


class OpenSessions:
    """All sessions of one phone, in the order of opening."""

    def __init__(self) -> None:
        self.all: list[OpenSession] = []

    def of(self, session: Session) -> OpenSession:
        """The entry of a session, which is added if it is new."""
        for one in self.all:
            if one.session.operations is session.operations:
                one.session = session
                return one
        self.all.append(OpenSession(session))
        return self.all[-1]

    def leave(self, session: Session) -> None:
        """Forget a session without steps or a draft."""
        is_empty = not session.operations and not session.steps
        self.all = [
            one
            for one in self.all
            if one.session is not session or one.draft or not (is_empty or one.is_trial)
        ]

    def forget(self, session: Session) -> None:
        """Forget a session that is over."""
        self.all = [one for one in self.all if one.session is not session]

    @property
    def unsaved(self) -> list[OpenSession]:
        """The sessions with steps that are neither saved nor the beginning of a later session.

        (A kept future begins with all of the session that it comes from.)
        """
        return [
            one
            for i, one in enumerate(self.all)
            if one.unsaved_steps and not any(later.is_begun_by(one) for later in self.all[i + 1 :])
        ]

    def describe(self) -> list[str]:
        """The sessions, a line each, and whether they are saved."""
        unsaved = {id(one) for one in self.unsaved}
        return [f"{one.name} · not saved" if id(one) in unsaved else one.name for one in self.all]

    def describe_unsaved(self) -> str:
        """A clause about sessions that are not saved as scenarios; empty: all are saved."""
        counts = [one.unsaved_steps for one in self.unsaved]
        if not counts:
            return ""
        steps = "1 step is" if sum(counts) == 1 else f"{sum(counts)} steps are"
        where = f" in {len(counts)} sessions" if len(counts) > 1 else ""
        return f"{steps} not saved as a scenario{where}"

    def name_unsaved(self) -> list[str]:
        """The unsaved sessions, a line each, if several are open; else empty."""
        names = [f"- {one.name}" for one in self.unsaved]
        if len(self.all) == 1:
            return []
        more = len(names) - _MOST_NAMES
        return [*names[:_MOST_NAMES], *([f"and {more} more"] if more > 0 else [])]
