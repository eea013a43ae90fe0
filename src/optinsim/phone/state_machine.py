"""A platform's state machine as lines of text: states, transitions, the current state.

Reads the platform's table. Knows the names of styles, and no widgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.values import value
from optinsim.phone.item_list import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.consent import Rule
    from optinsim.phone.selection import Line

STYLES = frozenset(
    {
        "machine--title",
        "machine--state",
        "machine--current",
        "machine--edge",
        "machine--taken",
    }
)


_MEANING = {
    Trigger.JOIN: "the keyword, or the API",
    Trigger.SUBSCRIBE: "the same, no answer wanted",
    Trigger.CONFIRM: "the answer that is asked for",
    Trigger.DECLINE: "the answer no",
    Trigger.STOP: "a stop word",
    Trigger.EXPIRE: "no answer in time",
    Trigger.REMOVE: "the brand takes you off",
    Trigger.ADD: "the brand adds you, unasked",
    Trigger.FOLLOW: "by a campaign of the same list",
}
"""In words, for the legend."""


@value
class LastTransition:
    """The last transition of a subscriber in a campaign."""

    before: Consent
    trigger: Trigger
    after: Consent


def draw_state_machine(
    table: Iterable[Rule], current: Consent, last: LastTransition | None, width: int
) -> list[Line]:
    """The state machine; ▶ marks the current state, a heavy line the last transition."""
    edges: dict[Consent, dict[Consent, list[Trigger]]] = {}
    for rule in table:
        for source in rule.sources:
            edges.setdefault(source, {}).setdefault(rule.target, []).append(rule.trigger)
    known = edges.keys() | {target for targets in edges.values() for target in targets}
    lines: list[Line] = []
    for state in Consent:
        if state in known:
            here = state is current
            style = "machine--current" if here else "machine--state"
            lines.append([("▶ " if here else "  ", style), (f" {state} ", style)])
            lines += _edges(state, edges.get(state, {}), last, width)
    used = {
        trigger for targets in edges.values() for listed in targets.values() for trigger in listed
    }
    lines.append([])
    for trigger in Trigger:
        if trigger in used:
            words = wrap(f"{trigger:<9} {_MEANING[trigger]}", width - 2)
            lines += [[(f"  {line}", "machine--edge")] for line in words]
    return lines


def _edges(
    state: Consent, targets: dict[Consent, list[Trigger]], last: LastTransition | None, width: int
) -> Iterator[Line]:
    widest = max((len(str(target)) for target in Consent), default=0)
    for i, (target, triggers) in enumerate(targets.items()):
        corner = "└" if i == len(targets) - 1 else "├"
        taken = last is not None and last.before is state and last.after is target
        dash, style = ("━", "machine--taken") if taken else ("─", "machine--edge")
        names = ", ".join(f"*{t}*" if taken and last and last.trigger is t else t for t in triggers)
        start = f"    {corner}{dash} {names} "
        goal = "itself" if target is state else str(target)
        dashes = dash * max(min(width, 56) - len(start) - widest - 3, 1)
        yield [(f"{start}{dashes}▶ {goal}", style)]
