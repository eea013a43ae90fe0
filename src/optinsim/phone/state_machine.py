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
    from collections.abc import Set as AbstractSet

    from optinsim.core.consent import Rule
    from optinsim.phone.selection import Line
    from optinsim.phone.tries import Transition

STYLES = frozenset(
    {
        "machine--title",
        "machine--state",
        "machine--current",
        "machine--edge",
        "machine--taken",
        "machine--seen",
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
"""The meanings of the words, for the legend."""


@value
class LastTransition:
    """The last transition of a subscriber in a campaign."""

    before: Consent
    trigger: Trigger
    after: Consent


def count_seen(table: Iterable[Rule], seen: AbstractSet[Transition]) -> tuple[int, int]:
    """How many transitions of a table were seen, and how many it has."""
    all_of_them = {(source, rule.trigger, rule.target) for rule in table for source in rule.sources}
    return len(all_of_them & seen), len(all_of_them)


def draw_state_machine(
    table: Iterable[Rule],
    current: Consent,
    last: LastTransition | None,
    width: int,
    seen: AbstractSet[Transition] = frozenset(),
) -> list[Line]:
    """The state machine.

    ▶ marks the current state, a heavy line the last transition, ✓ each that was seen.
    """
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
            lines += _edges(state, edges.get(state, {}), last, seen, width)
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
    state: Consent,
    targets: dict[Consent, list[Trigger]],
    last: LastTransition | None,
    seen: AbstractSet[Transition],
    width: int,
) -> Iterator[Line]:
    widest = max((len(str(target)) for target in Consent), default=0)
    for i, (target, triggers) in enumerate(targets.items()):
        corner = "└" if i == len(targets) - 1 else "├"
        taken = last is not None and last.before is state and last.after is target
        known = [t for t in triggers if (state, t, target) in seen]
        dash, style = "─", "machine--seen" if known else "machine--edge"
        if taken:
            dash, style = "━", "machine--taken"
        names = ", ".join(
            (f"*{t}*" if taken and last and last.trigger is t else t) + "✓" * (t in known)
            for t in triggers
        )
        start = f"    {corner}{dash} {names} "
        goal = "itself" if target is state else str(target)
        dashes = dash * max(min(width, 56) - len(start) - widest - 3, 1)
        yield [(f"{start}{dashes}▶ {goal}", style)]
