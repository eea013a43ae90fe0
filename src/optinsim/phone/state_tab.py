"""The tab «State»: the platform's state machine, for each campaign.

Knows the current states and the last transitions. Does not draw them (state_machine.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from optinsim.core.consent import Consent
from optinsim.core.events import TransitionTaken
from optinsim.core.values import value
from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.state_machine import STYLES, LastTransition, count_seen, draw_state_machine
from optinsim.phone.timeline import day_name, format_timespan, full_campaign_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from optinsim.core.consent import Rule
    from optinsim.core.setup import Campaign
    from optinsim.phone.selection import Line
    from optinsim.phone.session import Session
    from optinsim.phone.tries import Transition, Tries
    from optinsim.simulator import Turn


_CONTEXT = 6
"""Lines that should be visible from the current state on: the state and its transitions."""


@value
class CampaignState:
    """The current subscriber's state in a campaign."""

    campaign: Campaign
    state: Consent
    table: Sequence[Rule]
    now: datetime
    expires_at: datetime | None
    last: LastTransition | None
    seen: frozenset[Transition]
    """The transitions that were seen in this campaign, of any subscriber."""
    is_only: bool


class StateTab(ItemList[CampaignState]):
    """The campaigns; the highlighted one, or the last changed one, shows its state machine."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)

    def __init__(self, tries: Tries) -> None:
        super().__init__(id="states")
        self._tries = tries
        self._opened: int | None = None
        """The index of the campaign whose state machine is drawn. (It follows `highlighted` with
        the message, so a frame may be drawn in between.)"""

    def follow(self, session: Session) -> None:
        """Show the current subscriber's present states."""
        last = last_transitions(
            session.turns, session.current.mdn, len(session.account.setup.by_id)
        )
        self.items = campaign_states(session, last, self._tries)
        ids = list(session.account.setup.by_id)
        newest = ids.index(next(iter(last))) if last else 0
        self.open(newest if ids else None)

    def open(self, index: int | None) -> None:
        """Draw the state machine of a campaign."""
        self.highlighted = self._opened = index
        self._measure()
        self.call_after_refresh(self.settle)

    def settle(self, top: int = 0) -> None:
        """Scroll only far enough to show the current state and its transitions.

        The position before does not matter.
        """
        lines = [line for i in range(len(self.items)) for line in self.draw(i, self._width)]
        marked = [i for i, line in enumerate(lines) if line and line[0][1] == "machine--current"]
        height = self.size.height
        top = marked[0] + _CONTEXT - height if marked and len(lines) > height else 0
        self.scroll_to(y=max(min(top, marked[0] if marked else 0), 0), animate=False)

    def on_item_list_highlighted(self, event: ItemList.Highlighted) -> None:
        """Open the campaign that was highlighted."""
        event.stop()
        self.open(event.index)

    def text_of(self, index: int) -> str:
        """The campaign and the state."""
        item = self.items[index]
        return f"{full_campaign_name(item.campaign)}: {_describe_state(item)}"

    def draw(self, index: int, width: int) -> list[Line]:
        """A campaign's name and state, and its state machine if it is open."""
        item = self.items[index]
        is_open = index == self._opened
        mark = "" if item.is_only else "▾ " if is_open else "▸ "
        lines: list[Line] = [
            *(
                [(part, "machine--title")]
                for part in wrap(f"{mark}{full_campaign_name(item.campaign)}", width)
            ),
            *([(f"  {part}", "machine--edge")] for part in wrap(_describe_state(item), width - 2)),
        ]
        if is_open:
            seen, most = count_seen(item.table, item.seen)
            done = " ✓" if seen == most else ""
            lines.append([(f"  seen {seen} of {most} transitions{done}", "machine--seen")])
            lines += [[], *draw_state_machine(item.table, item.state, item.last, width, item.seen)]
        return [*lines, []]


def campaign_states(
    session: Session, last: Mapping[str, LastTransition], tries: Tries
) -> list[CampaignState]:
    """The current subscriber's state in every campaign."""
    setup, world, mdn = session.account.setup, session.world, session.current.mdn
    states, expiries = world.states(mdn), world.expiries(mdn)
    return [
        CampaignState(
            campaign,
            states[campaign.id],
            setup.table,
            world.now,
            expiries.get(campaign.id),
            last.get(campaign.id),
            tries.seen(campaign.id),
            len(setup.campaigns) == 1,
        )
        for campaign in setup.campaigns
    ]


def _describe_state(item: CampaignState) -> str:
    """The state, and when a pending one expires."""
    if item.state is not Consent.PENDING:
        return str(item.state)
    if item.expires_at is None:
        return f"{item.state} · never expires"
    at = item.expires_at
    left = format_timespan(at - item.now)
    return f"{item.state} · expires in {left} ({day_name(at)} {at:%H:%M})"


def last_transitions(turns: Sequence[Turn], mdn: str, most: int) -> dict[str, LastTransition]:
    """The last transition of a phone in each campaign, by id, newest first."""
    found: dict[str, LastTransition] = {}
    for turn in reversed(turns):
        for event in reversed(turn.events):
            if isinstance(event, TransitionTaken) and event.person.mdn == mdn:
                last = LastTransition(event.before, event.trigger, event.after)
                found.setdefault(event.campaign.id, last)
        if len(found) == most:
            break
    return found
