"""What was played, as the steps and the people of a scenario that is to be written.

Knows what a scenario says in another way than a phone: who texts, names that may stand in a file,
whose authentication a request has. Writes no file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.fields import LONGEST_DURATION
from optinsim.phone.recording import recorded
from optinsim.scenarios.running.case_run import authenticated
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.codec import Command
    from optinsim.phone.session import Session, Step
    from optinsim.scenarios.writing.record import WrittenStep


class PlayedAgain:
    """The steps of a session up to where it stands, played once more."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._simulator = Simulator(
            session.account,
            seed=session.seed,
            start=session.start,
            landlines=session.landlines,
        )
        self._names: dict[str, str] = {}
        """By MDN; who begins stays the first."""
        self._taken: dict[str, int] = {}
        """The names, and the last number that each was given."""
        self._name_players()

    def people(self) -> dict[str, dict[str, str]]:
        """Those who took part, by name; the first texts where a step does not say who does.

        Complete once all steps were taken.
        """
        landlines = self._session.landlines
        return {
            name: {"mdn": mdn, **({"line": "landline"} if mdn in landlines else {})}
            for mdn, name in self._names.items()
        }

    def steps(self) -> Iterator[WrittenStep]:
        """What was played, step by step, each with all that came of it."""
        played = self._session.steps[: self._session.position]
        for step in played:
            command = authenticated(self._simulator, step.command, step.auth)
            turn = self._simulator.handle(command)
            moved = [change.person.mdn for change in turn.changes if change.person.mdn is not None]
            for mdn in moved:
                self._name(mdn)
            states = {mdn: self._simulator.states(mdn) for mdn in (step.mdn, *moved)}
            first, *others = recorded(
                turn, self._shown(step.command), step.mdn, states, self._names
            )
            yield replace(first, stimulus=self._stimulus(first.stimulus, step, turn.at))
            yield from others

    def _stimulus(self, stimulus: Mapping[str, Any], step: Step, at: datetime) -> dict[str, Any]:
        """What is done, where a scenario says it in another way than `recorded` does."""
        done = dict(stimulus)
        if isinstance(step.command, AdvanceTime) and step.command.until - at > LONGEST_DURATION:
            del done["wait"]
            done = {"wait_until": f"{step.command.until:%Y-%m-%dT%H:%M:%SZ}", **done}
        if step.auth is not None and "request" in done:
            done["request"] = {**done["request"], "auth": step.auth}
        if isinstance(step.command, ReceiveText) and step.mdn in self._session.landlines:
            # By its name, a scenario lets no landline text.
            done["from"] = step.mdn
        return done

    def _shown(self, command: Command) -> Command:
        """A text to the account's own number, which needs not be said."""
        if isinstance(command, ReceiveText) and command.to == self._session.account.setup.number:
            return ReceiveText(command.mdn, command.text)
        return command

    def _name_players(self) -> None:
        """Name those whose phones were played with, in the session's order, and all landlines."""
        played = {step.mdn for step in self._session.steps[: self._session.position]}
        for subscriber in self._session.subscribers:
            if subscriber.mdn in played:
                self._name(subscriber.mdn)
        # Whoever cannot be texted is so for a request too.
        for mdn in (*sorted(played), *sorted(self._session.landlines)):
            self._name(mdn)

    def _name(self, mdn: str) -> None:
        """Name somebody as a scenario may, and differently from all others."""
        if mdn in self._names:
            return
        known = (one.name for one in self._session.subscribers if one.mdn == mdn)
        shown = "".join(c if c.isprintable() else " " for c in next(known, ""))
        name = " ".join(_NOT_IN_NAMES.sub(" ", shown).split())[:_LONGEST_NAME].strip()
        if not name or parse_mdn(name, self._session.account.setup.country) is not None:
            name = "somebody"
        number = self._taken.get(name, 1)
        numbered = name
        while numbered in self._taken:
            number += 1
            numbered = f"{name} {number}"
        self._taken[name] = number
        self._taken.setdefault(numbered, 1)
        self._names[mdn] = numbered


_NOT_IN_NAMES = re.compile(r"[.${}]")
_LONGEST_NAME = 50
