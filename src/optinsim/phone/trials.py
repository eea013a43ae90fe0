"""Trials: short conversations to try with an account, and their expected results.

Reads the account: its words, its campaigns and the platform's table, from which the results follow.
Does not know the screen, nor which trials were played (tries.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.inbound import Kind, normalise
from optinsim.core.values import value
from optinsim.phone.timeline import format_timespan
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.setup import Campaign, Setup
    from optinsim.phone.session import Session

MOST_CAMPAIGNS = 10
"""The most campaigns of an account with trials: people have to read the list."""
_LONGEST = 30
"""Characters of a text in a title."""
_SHORTEST_MISTYPED = 3
"""The least letters of a keyword for a trial with a typing error."""
_LATE = timedelta(days=30)
"""The delay of the late answer to a prompt that never expires."""
_ASKED = "while pending"
_WHERE = {
    Consent.NONE: "from a stranger",
    Consent.PENDING: _ASKED,
    Consent.SUBSCRIBED: "when subscribed",
    Consent.DECLINED: "after a no",
    Consent.EXPIRED: "after expiry",
    Consent.UNSUBSCRIBED: "after STOP",
}


@value
class Trial:
    """Some texts and waits in a fresh world, and their expected end."""

    title: str
    campaign: Campaign
    moves: tuple[str | timedelta, ...]
    """The subscriber's texts, and the waits between them."""
    state: Consent
    """The expected state in the campaign, at the end."""
    kind: Kind | None = None
    """The expected kind of the last text's reading; None: any kind."""

    def play(self, session: Session) -> None:
        """Play the moves in a session without played steps.

        Raises:
            CommandError: a move is refused.
        """
        for move in self.moves:
            if isinstance(move, str):
                session.text(move, self.campaign.number)
            else:
                session.wait(move)

    def difference(self, session: Session) -> str:
        """The difference of its session from the expected end; empty: there is none."""
        state = session.world.states(session.current.mdn)[self.campaign.id]
        reading = session.turns[-1].reading
        found = []
        if state is not self.state:
            found.append(f"{state}, not {self.state}")
        if self.kind is not None and reading is not None and reading.kind is not self.kind:
            found.append(f"read as {reading.kind}, not {self.kind}")
        return "; ".join(found)


def trials_of(setup: Setup, zip_code: str) -> tuple[Trial, ...]:
    """The trials of an account: those of each campaign that has a keyword, in its order.

    Args:
        setup: the account.
        zip_code: of the subscriber.
    """
    campaigns = [one for one in setup.campaigns if one.keywords][:MOST_CAMPAIGNS]
    return tuple(
        trial for one in campaigns for trial in _Trials(setup, one, zip_code).all(len(campaigns))
    )


class _Trials:
    """The trials of one campaign."""

    def __init__(self, setup: Setup, campaign: Campaign, zip_code: str) -> None:
        self._setup = setup
        self._campaign = campaign
        self._zip = zip_code
        self._keyword = campaign.keywords[0]
        self._answers = tuple(self._find_answers())
        self._ways = self._find_ways()
        """The moves that lead to each state, if texts and waits lead there."""

    def all(self, campaigns: int) -> Iterator[Trial]:
        """All trials, with the keyword in the title if there are several campaigns."""
        found = [*self._joining(), *self._answering(), *self._asking(), *self._in_every_state()]
        for trial in found:
            about = f"{one_line(self._keyword)[:_LONGEST]}: " if campaigns > 1 else ""
            yield Trial(about + trial.title, trial.campaign, trial.moves, trial.state, trial.kind)

    def _joining(self) -> Iterator[Trial]:
        keyword = self._keyword
        joined = self._after(Consent.NONE, self._campaign.join)
        yield self._trial("The keyword", (keyword,), joined, Kind.KEYWORD)
        small = f" {keyword.lower()}. "
        yield self._trial("In small letters, full stop", (small,), joined, Kind.KEYWORD)
        yield self._trial("With an emoji", (f"{keyword} 🎉",), joined, Kind.KEYWORD)
        if mistyped := self._mistyped():
            title = f"A typing error: {_shown(mistyped)}"
            yield self._trial(title, (mistyped,), Consent.NONE, Kind.UNMATCHED)
        for _, answer in self._answers[:1]:
            unasked = joined if self._joins(answer) else Consent.NONE
            yield self._trial(f"{_shown(answer)} when nobody asked", (answer,), unasked)

    def _answering(self) -> Iterator[Trial]:
        """Answers to the prompt, in time and late."""
        asked = self._ways.get(Consent.PENDING)
        if asked is None:
            return
        confirmed = self._after(Consent.PENDING, Trigger.CONFIRM)
        for kind, answer in self._answers:
            title = f"{_shown(answer)} {_ASKED}"
            yield self._trial(title, (*asked, answer), confirmed, kind)
        if Kind.ZIP in self._campaign.accepts and self._setup.country == "US":
            yield self._trial(f"ZIP+4 {_ASKED}", (*asked, f"{self._zip}-1234"), confirmed, Kind.ZIP)
        yield self._trial(f"👍 {_ASKED}", (*asked, "👍"), Consent.PENDING, Kind.UNMATCHED)
        for no in self._setup.words.no[:1]:
            declined = self._after(Consent.PENDING, Trigger.DECLINE)
            yield self._trial(f"{_shown(no)} {_ASKED}", (*asked, no), declined, Kind.NO)
        late = self._ways.get(Consent.EXPIRED)
        if late is not None:
            yield self._trial("No answer in time", late, Consent.EXPIRED)
        for kind, answer in self._answers[:1]:
            if late is not None:
                again = self._after(Consent.EXPIRED, self._campaign.join)
                state = again if self._joins(answer) else Consent.EXPIRED
                yield self._trial(f"{_shown(answer)} after expiry", (*late, answer), state)
            else:
                title = f"{_shown(answer)} after {format_timespan(_LATE)}"
                yield self._trial(title, (*asked, _LATE, answer), confirmed, kind)

    def _asking(self) -> Iterator[Trial]:
        """Answers to the campaign's questions."""
        joined = self._ways.get(Consent.SUBSCRIBED)
        for question in self._campaign.questions if joined is not None else ():
            asked = (*(joined or ()), question.after)
            for answer in question.answers.values():
                title = f"{_shown(answer.word)} to {_shown(question.id)}"
                moves = (*asked, answer.word)
                yield self._trial(title, moves, Consent.SUBSCRIBED, Kind.ANSWER)

    def _in_every_state(self) -> Iterator[Trial]:
        """HELP, STOP and the keyword, in every state that texts and waits lead to."""
        words = self._setup.words
        for state, way in self._ways.items():
            for word in words.help[:1]:
                yield self._trial(f"{_shown(word)} {_WHERE[state]}", (*way, word), state, Kind.HELP)
            stopped = self._after(state, Trigger.STOP)
            for word in words.stop[:1]:
                yield self._trial(
                    f"{_shown(word)} {_WHERE[state]}", (*way, word), stopped, Kind.STOP
                )
                if state is Consent.SUBSCRIBED:
                    polite = f"{word.capitalize()}. Thank you!"
                    yield self._trial(_shown(polite), (*way, polite), stopped, Kind.STOP)
            if state is not Consent.NONE:
                joined = self._after(state, self._campaign.join)
                title = f"{_shown(self._keyword)} {_WHERE[state]}"
                yield self._trial(title, (*way, self._keyword), joined, Kind.KEYWORD)

    def _trial(
        self,
        title: str,
        moves: tuple[str | timedelta, ...],
        state: Consent,
        kind: Kind | None = None,
    ) -> Trial:
        return Trial(title, self._campaign, moves, state, kind)

    def _find_answers(self) -> Iterator[tuple[Kind, str]]:
        """The answers that confirm, one of each kind, with its reading."""
        accepts, words = self._campaign.accepts, self._setup.words
        if Kind.YES in accepts:
            yield from ((Kind.YES, word) for word in words.yes[:1])
        if Kind.ZIP in accepts:
            yield Kind.ZIP, self._zip
        for word in self._campaign.confirming_keywords[:1]:
            if normalise(word) not in map(normalise, words.yes):
                yield Kind.KEYWORD, word

    def _joins(self, word: str) -> bool:
        """Whether an answer without a pending opt-in joins, as the keyword does."""
        return normalise(word) in map(normalise, self._campaign.confirming_keywords)

    def _find_ways(self) -> dict[Consent, tuple[str | timedelta, ...]]:
        words, campaign = self._setup.words, self._campaign
        ways: dict[Consent, tuple[str | timedelta, ...]] = {Consent.NONE: ()}

        def lead(before: Consent, trigger: Trigger, *moves: str | timedelta) -> None:
            if before in ways and moves and self._setup.machine.allows(before, trigger):
                ways.setdefault(self._after(before, trigger), (*ways[before], *moves))

        lead(Consent.NONE, campaign.join, self._keyword)
        lead(Consent.PENDING, Trigger.CONFIRM, *(answer for _, answer in self._answers[:1]))
        lead(Consent.PENDING, Trigger.DECLINE, *words.no[:1])
        if campaign.expires_after is not None:
            lead(Consent.PENDING, Trigger.EXPIRE, campaign.expires_after)
        lead(Consent.SUBSCRIBED, Trigger.STOP, *words.stop[:1])
        return ways

    def _after(self, state: Consent, trigger: Trigger) -> Consent:
        """The next state by the table; without a row, the same state."""
        taken = self._setup.machine.fire(state, trigger)
        return state if taken is None else taken[0]

    def _mistyped(self) -> str:
        """The keyword with a slip that is unmatched here; empty: there is none."""
        word = self._keyword
        if len(word) < _SHORTEST_MISTYPED:
            return ""
        lexicon = self._setup.lexicons[self._campaign.number]
        middle = len(word) // 2
        slips = (
            word[:middle] + word[middle + 1 :],
            word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :],
            word + word[-1],
        )
        unread = (
            slip
            for slip in slips
            if lexicon.read(slip, pending=False, zip_awaited=False).kind is Kind.UNMATCHED
        )
        return next(unread, "")


def _shown(text: str) -> str:
    return one_line(text)[:_LONGEST]
