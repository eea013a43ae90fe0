"""A session as the steps and the people of a scenario.

Knows the differences between a scenario and a session: senders, names, authentication. Writes
no file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.fields import LONGEST_DURATION
from optinsim.phone.turn_steps import steps_of_turn
from optinsim.phone.world import new_world
from optinsim.scenarios.running.case_run import authenticated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.codec import Command
    from optinsim.phone.session import PlayedStep, Session
    from optinsim.scenarios.writing.record import WrittenStep


class SessionSteps:
    """The played steps of a session, which are replayed for their results."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._world = new_world(session.account, session.seed, session.start, session.landlines)
        self._names: dict[str, str] = {}
        """The people's names by MDN, in the order of the scenario."""
        self._taken: dict[str, int] = {}
        """The used names, and the last number that was appended to each."""
        self._name_people()

    def people(self) -> dict[str, dict[str, str]]:
        """The people by name; the first is the sender of steps without `from`.

        Complete once `steps` is exhausted.
        """
        landlines = self._session.landlines
        return {
            name: {"mdn": mdn, **({"line": "landline"} if mdn in landlines else {})}
            for mdn, name in self._names.items()
        }

    def steps(self) -> Iterator[WrittenStep]:
        """The steps, each expecting all its results."""
        played = self._session.steps[: self._session.position]
        for step in played:
            command = authenticated(self._world, step.command, step.auth)
            turn = self._world.handle(command)
            changed = [
                change.person.mdn for change in turn.changes if change.person.mdn is not None
            ]
            for mdn in changed:
                self._name(mdn)
            states = {mdn: self._world.states(mdn) for mdn in (step.mdn, *changed)}
            first, *others = steps_of_turn(
                turn, self._without_default_number(step.command), step.mdn, states, self._names
            )
            yield replace(first, stimulus=self._stimulus(first.stimulus, step, turn.at))
            yield from others

    def _stimulus(
        self, stimulus: Mapping[str, Any], step: PlayedStep, at: datetime
    ) -> dict[str, Any]:
        """The stimulus, if a session's differs from that of `steps_of_turn`."""
        found = dict(stimulus)
        if isinstance(step.command, AdvanceTime) and step.command.until - at > LONGEST_DURATION:
            del found["wait"]
            found = {"wait_until": f"{step.command.until:%Y-%m-%dT%H:%M:%SZ}", **found}
        if step.auth is not None and "request" in found:
            found["request"] = {**found["request"], "auth": step.auth}
        return found

    def _without_default_number(self, command: Command) -> Command:
        """The command; a text to the account's default number is without the number."""
        if isinstance(command, ReceiveText) and command.to == self._session.account.setup.number:
            return ReceiveText(command.mdn, command.text)
        return command

    def _name_people(self) -> None:
        """Name the people whose phones were played, in the session's order, and all landlines."""
        played = {step.mdn for step in self._session.steps[: self._session.position]}
        for subscriber in self._session.subscribers:
            if subscriber.mdn in played:
                self._name(subscriber.mdn)
        # Landlines matter for requests too.
        for mdn in (*sorted(played), *sorted(self._session.landlines)):
            self._name(mdn)

    def _name(self, mdn: str) -> None:
        """Give a person a unique name that a scenario allows."""
        if mdn in self._names:
            return
        known = (one.name for one in self._session.subscribers if one.mdn == mdn)
        shown = "".join(c if c.isprintable() else " " for c in next(known, ""))
        name = " ".join(_NOT_IN_NAMES.sub(" ", shown).split())[:_LONGEST_NAME].strip()
        if not name or parse_mdn(name, self._session.account.setup.country) is not None:
            name = "person"
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
