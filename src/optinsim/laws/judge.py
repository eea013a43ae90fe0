"""A conversation judged by the laws as it goes, from its turns and without a search.

Knows where each person stood and what each wished, from the turns that it was shown. Judges by the
laws about steps and about the account; those about all conversations need the explorer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.events import MessageSent, TransitionTaken
from optinsim.core.values import value
from optinsim.laws.law import Law, Step, Violation
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.laws.packs import Pack
    from optinsim.simulator import Turn


@value
class Finding:
    """A law that a person's conversation, or the account itself, breaks."""

    law: Law
    broken: Violation
    mdn: str | None = None
    """Whose conversation; None: the account by itself."""


class Judge:
    """Judges one world of an account, turn after turn, from its beginning."""

    def __init__(self, account: Account, pack: Pack) -> None:
        self._account = account
        self._pack = pack
        self._of_step = _of_step(account, pack)
        self._nowhere = dict.fromkeys(account.setup.by_id, Consent.NONE)
        self._states: dict[str, Mapping[str, Consent]] = {}
        """By MDN; who is not in it stands nowhere."""
        self._wishes: dict[str, Wishes] = {}
        self._is_reconfigured = False

    def account(self) -> Iterator[Finding]:
        """What is broken by the account itself."""
        for law in _laws(self._account, self._pack):
            for broken in law.of_account(self._account) if law.of_account else ():
                yield Finding(law, broken)

    def turn(self, turn: Turn) -> list[Finding]:
        """What a turn breaks, for each person whom it is about, in the order of the laws."""
        command = turn.command
        # Most turns are about one person: a text, or a call for one.
        concerned: dict[str, dict[str, Consent] | None] = {}
        if isinstance(command, ReceiveText):
            concerned[command.mdn] = None
        for event in turn.events:
            if isinstance(event, MessageSent):
                concerned.setdefault(event.mdn)
            elif isinstance(event, TransitionTaken) and event.person.mdn is not None:
                mdn = event.person.mdn
                moved = concerned.get(mdn)
                if moved is None:
                    moved = concerned[mdn] = dict(self._states.get(mdn, self._nowhere))
                moved[event.campaign.id] = event.after
        found: list[Finding] = []
        for mdn, moved in concerned.items():
            self._judge(turn, mdn, moved, found)
        response = turn.response
        if (
            isinstance(command, Request)
            and command.method not in _READING
            and not turn.events
            and response is not None
            and response.status < _REFUSED
        ):
            self._is_reconfigured = True
        return found

    def _judge(
        self, turn: Turn, mdn: str, moved: Mapping[str, Consent] | None, found: list[Finding]
    ) -> None:
        command = turn.command
        before = self._states.get(mdn, self._nowhere)
        after = before if moved is None else moved
        wished = wishes = self._wishes.get(mdn, NOTHING)
        if isinstance(command, ReceiveText) and command.mdn == mdn:
            wishes = wishes_after(wished, self._account.setup, command.text, turn)
        self._states[mdn], self._wishes[mdn] = after, wishes
        api = f"{command.method} {command.path}" if isinstance(command, Request) else ""
        setup, is_reconfigured = self._account.setup, self._is_reconfigured
        step = Step(setup, mdn, before, after, wished, wishes, turn, api, is_reconfigured)
        for law, of_step in self._of_step:
            for broken in of_step(step):
                found.append(Finding(law, broken, mdn))  # noqa: PERF401  (most steps break nothing)


@lru_cache(maxsize=64)
def _laws(account: Account, pack: Pack) -> tuple[Law, ...]:
    """The laws that say anything of an account: the same for all of its conversations."""
    return tuple(law for law in pack.laws if law.applies is None or law.applies(account))


@lru_cache(maxsize=64)
def _of_step(
    account: Account, pack: Pack
) -> tuple[tuple[Law, Callable[[Step], Iterable[Violation]]], ...]:
    return tuple(
        (law, judge)
        for law in _laws(account, pack)
        for judge in (law.of_step, law.of_moment)
        if judge is not None
    )


_REFUSED = 400
_READING = frozenset({"GET", "HEAD"})
