"""A conversation judged by the laws as it goes, from its turns and without a search.

Knows where each person stood and what each wished, from the turns that it was shown. Judges by the
laws about steps and about the account; those about all conversations need the explorer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.events import TransitionTaken
from optinsim.core.values import value
from optinsim.laws.law import Law, Step, Violation
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        self._laws = [law for law in pack.laws if law.applies is None or law.applies(account)]
        self._of_step = [(law, law.of_step) for law in self._laws if law.of_step is not None]
        self._nowhere = dict.fromkeys(account.setup.by_id, Consent.NONE)
        self._states: dict[str, Mapping[str, Consent]] = {}
        """By MDN; who is not in it stands nowhere."""
        self._wishes: dict[str, Wishes] = {}
        self._is_reconfigured = False

    def account(self) -> Iterator[Finding]:
        """What is broken by the account itself."""
        for law in self._laws:
            for broken in law.of_account(self._account) if law.of_account else ():
                yield Finding(law, broken)

    def turn(self, turn: Turn) -> list[Finding]:
        """What a turn breaks, for each person whom it is about, in the order of the laws."""
        command = turn.command
        api = ""
        if isinstance(command, Request):
            api = f"{command.method} {command.path}"
        concerned = dict.fromkeys(sent.mdn for sent in turn.replies)
        if isinstance(command, ReceiveText):
            concerned = {command.mdn: None, **concerned}
        moved: dict[str, dict[str, Consent]] = {}
        for event in turn.events:
            if isinstance(event, TransitionTaken) and event.person.mdn is not None:
                mdn = event.person.mdn
                before = self._states.get(mdn, self._nowhere)
                moved.setdefault(mdn, dict(before))[event.campaign.id] = event.after
                concerned.setdefault(mdn)
        found: list[Finding] = []
        for mdn in concerned:
            found += self._judged(turn, mdn, api, moved.get(mdn))
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

    def _judged(
        self, turn: Turn, mdn: str, api: str, moved: Mapping[str, Consent] | None
    ) -> Iterator[Finding]:
        setup, command = self._account.setup, turn.command
        before = self._states.get(mdn, self._nowhere)
        after = before if moved is None else moved
        wished = wishes = self._wishes.get(mdn, NOTHING)
        if isinstance(command, ReceiveText) and command.mdn == mdn:
            wishes = wishes_after(wished, setup, command.text, turn)
        self._states[mdn], self._wishes[mdn] = after, wishes
        step = Step(setup, mdn, before, after, wished, wishes, turn, api, self._is_reconfigured)
        for law, judge in self._of_step:
            for broken in judge(step):
                yield Finding(law, broken, mdn)


_REFUSED = 400
_READING = frozenset({"GET", "HEAD"})
