"""A platform's state machine as lines of text: states, transitions, the current state.

Reads the platform's table. Knows the names of styles, and no widgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.consent import Rule, Trigger
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
