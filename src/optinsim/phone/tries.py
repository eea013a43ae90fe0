"""The played trials of an account, and the transitions that were seen.

Forgets everything when the account changes. Does not know the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.events import TransitionTaken
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.phone.session import Session
from optinsim.phone.trials import trials_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import Account
    from optinsim.core.consent import Consent, Trigger
    from optinsim.phone.trials import Trial
    from optinsim.simulator import Turn

Transition = tuple["Consent", "Trigger", "Consent"]
"""The state before, the trigger, the state after."""


@value
class Result:
    """The result of a trial."""

    session: Session
    difference: str
    """The difference from the expected end; empty: it went as expected."""


class Tries:
    """The trials of the present account, with their results."""

    def __init__(self) -> None:
        self._account: Account | None = None
        self.trials: tuple[Trial, ...] = ()
        self.results: dict[int, Result] = {}
        """By the trial's index."""
        self._seen: dict[str, set[Transition]] = {}
        self._turns: list[Turn] | None = None
        """The turns of the followed session; going back makes a new list."""
        self._followed = 0

    def follow(self, session: Session) -> None:
        """Follow a session: its account, and the transitions that were seen in it."""
        if session.account is not self._account:
            self._account = session.account
            zip_code = session.subscribers[0].zip_code
            self.trials = trials_of(session.account.setup, zip_code)
            self.results, self._seen, self._turns = {}, {}, None
        if session.turns is not self._turns:
            self._turns, self._followed = session.turns, 0
        self._see(session.turns[self._followed :])
        self._followed = len(session.turns)

    def seen(self, campaign: str) -> frozenset[Transition]:
        """The transitions of any subscriber that were seen in a campaign, by id."""
        return frozenset(self._seen.get(campaign, ()))

    def play(self, index: int, beside: Session) -> Result:
        """Play a trial in a fresh world; a refusal is a difference, too.

        Args:
            index: of the trial.
            beside: the followed session; the trial has its seed, start and landlines.
        """
        trial = self.trials[index]
        session = Session(
            beside.account, seed=beside.seed, start=beside.start, landlines=beside.landlines
        )
        try:
            trial.play(session)
            difference = trial.difference(session)
        except CommandError as error:
            difference = str(error)
        self._see(session.turns)
        self.results[index] = Result(session, difference)
        return self.results[index]

    @property
    def untried(self) -> list[int]:
        """The indices of the trials that were not played."""
        return [i for i in range(len(self.trials)) if i not in self.results]

    @property
    def as_expected(self) -> list[int]:
        """The indices of the trials that went as expected."""
        return sorted(i for i, result in self.results.items() if not result.difference)

    @property
    def different(self) -> list[int]:
        """The indices of the trials with a difference."""
        return sorted(i for i, result in self.results.items() if result.difference)

    def _see(self, turns: Iterable[Turn]) -> None:
        for turn in turns:
            for event in turn.events:
                if isinstance(event, TransitionTaken):
                    moved = event.before, event.trigger, event.after
                    self._seen.setdefault(event.campaign.id, set()).add(moved)
