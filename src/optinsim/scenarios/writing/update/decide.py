"""Decides how a step's expectations change, so that they match the actual values.

Changes as little as possible: in a mapping the value that differs, in a list the entry. An
operator that is met stays. Knows expectations, and which of them cannot be rewritten in place.
Does not know the text of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import NOT_EMULATED
from optinsim.core.consent import Trigger
from optinsim.files.layout import Node, NodeKind, path_of
from optinsim.scenarios.judging.align import align
from optinsim.scenarios.judging.expect import as_mapping, assign, matches, value_of
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.judging.judge import refusal, sides
from optinsim.scenarios.reading.operators import captures, is_operators, literal_key
from optinsim.scenarios.reading.variables import names_variable
from optinsim.scenarios.writing.update.changes import (
    AddKey,
    Decision,
    Insert,
    Left,
    Move,
    Remove,
    Replace,
    as_expectation,
)

if TYPE_CHECKING:
    from optinsim.adapter import Place
    from optinsim.scenarios.judging.judge import Seen
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.writing.update.changes import Change

_VARIABLE = "it is made of a variable"
_ALIAS = "it stands behind an alias, or an alias repeats it"
_CAPTURE = "a later step needs what is captured here"


def decide(root: Node, index: int, expect: Expectation, seen: Seen, *, strict: bool) -> Decision:
    """The changes of the expectations of a step that has failed.

    Args:
        root: the document.
        index: the index of the step.
        expect: its expectations, variables filled in.
        seen: its results.
        strict: whether the scenario is strict.
    """
    refused = refusal(seen.turn, expect)
    if refused == NOT_EMULATED:
        return Decision(left=(Left(("steps", index), "the call is not emulated"),))
    decider = _Decider(root, ("steps", index, "expect"))
    for at, expected, actual in sides(expect, seen, strict=strict):
        decider.mend(at, expected, actual)
    if strict:
        for at, key, state in _unexpected_states(expect, seen):
            decider.add(at, key, state)
    if refused is not None:
        if expect.response is None:
            decider.add((), "response", {"status": refused})
        else:
            decider.add(("response",), "status", refused)
    return Decision(tuple(decider.changes), tuple(decider.left))


def fill(root: Node, index: int, seen: Seen) -> Decision:
    """All results of a step without expectations, as expectations, without the record."""
    if refusal(seen.turn) == NOT_EMULATED:
        return Decision(left=(Left(("steps", index), "the call is not emulated"),))
    decider = _Decider(root, ("steps", index, "expect"))
    if seen.turn.reading is not None:
        decider.add((), "reading", str(seen.turn.reading.kind))
    decider.add((), "replies", [reply.text for reply in seen.turn.replies])
    decider.add((), "callbacks", [as_expectation(c.body) for c in seen.turn.callbacks])
    if seen.after:
        decider.add((), "state", _states(seen))
    if seen.turn.response is not None:
        response: dict[str, Any] = {"status": seen.turn.response.status}
        if seen.turn.response.json is not None:
            response["json"] = as_expectation(seen.turn.response.json)
        decider.add((), "response", response)
    return Decision(tuple(decider.changes), tuple(decider.left))


def _states(seen: Seen) -> Any:
    """A word if the account has one campaign, else the states by campaign."""
    states = {campaign: str(state) for campaign, state in seen.after.items()}
    return next(iter(states.values())) if len(states) == 1 else states


def _unexpected_states(expect: Expectation, seen: Seen) -> list[tuple[Place, str, Any]]:
    """The states that a strict scenario has to expect because they changed: place, key, value."""
    given = "state" in expect.model_fields_set
    moved = {
        change.campaign.id: str(seen.after[change.campaign.id])
        for change in seen.turn.changes
        if change.person.mdn == seen.mdn and change.trigger is not Trigger.FOLLOW
    }
    if not given:
        someone = any(change.person.mdn != seen.mdn for change in seen.turn.changes)
        changed = any(seen.before[campaign] != state for campaign, state in seen.after.items())
        return [((), "state", _states(seen))] if moved or someone or changed else []
    if not isinstance(expect.state, dict) or is_operators(expect.state):
        return []
    return [(("state",), id_, to) for id_, to in moved.items() if id_ not in expect.state]


class _Decider:
    """Collects the changes of one step."""

    def __init__(self, root: Node, at: Place) -> None:
        self._root = root
        self._at = at
        self.changes: list[Change] = []
        self.left: list[Left] = []

    def mend(self, at: Place, expected: Any, actual: Any) -> None:
        """Mend one expectation of the step, present or left out."""
        if matches(expected, actual):
            return
        place = (*self._at, *at)
        path = path_of(self._root, place)
        hidden = _why_not(path[:-1]) or (len(path) <= len(place) and _why_not(path[-1:]))
        if hidden:
            self._leave(place[: len(path) - 1], hidden)
        elif len(path) <= len(place):
            self.add(at[:-1], str(at[-1]), as_expectation(actual))
        else:
            self._mend(path[-1], expected, actual, place, exact=False)

    def add(self, at: Place, key: str, expected: Any) -> None:
        """Add an expectation."""
        place = (*self._at, *at)
        path = path_of(self._root, place)
        if hidden := _why_not(path):
            self._leave(place[: len(path) - 1], hidden)
        else:
            self.changes.append(AddKey(place, key, expected))

    def _leave(self, at: Place, why: str) -> None:
        self.left.append(Left(at, why))

    def _mend(self, node: Node, expected: Any, actual: Any, at: Place, *, exact: bool) -> None:
        if matches(expected, actual, exact=exact):
            return
        if hidden := _why_not([node]):
            self._leave(at, hidden)
        elif is_operators(expected):
            self._operators(node, expected, actual, at, exact=exact)
        elif isinstance(expected, dict) and isinstance(as_mapping(actual), dict):
            self._mapping(node, expected, as_mapping(actual), at, exact=exact)
        elif isinstance(expected, list) and isinstance(actual, list | tuple):
            self._list(node, expected, actual, at, exact=exact)
        else:
            self._replace(node, expected, actual, at, exact=exact)

    def _replace(self, node: Node, expected: Any, actual: Any, at: Place, *, exact: bool) -> None:
        """Expect the actual value; `{$absent: true}` if there is none."""
        if any(captures(expected)):
            self._leave(at, _CAPTURE)
        elif hidden := _why_not(node.walk()):
            self._leave(at, hidden)
        elif actual is MISSING:
            self.changes.append(Replace(at, {"$absent": True}))
        else:
            self.changes.append(Replace(at, as_expectation(actual, exact=exact)))

    def _operators(
        self, node: Node, expected: dict[str, Any], actual: Any, at: Place, *, exact: bool
    ) -> None:
        failing = [k for k, v in expected.items() if not matches({k: v}, actual, exact=exact)]
        first = failing[0]
        place, inner = (*at, first), node.child(first)
        if len(failing) == 1 and inner is not None and actual is not MISSING:
            if first == "$equals":
                self._mend(inner, expected[first], actual, place, exact=True)
                return
            if first == "$unordered" and isinstance(actual, list | tuple):
                self._unordered(inner, expected[first], actual, place, exact=exact)
                return
            if first == "$length" and isinstance(actual, str | list | tuple | dict):
                self._replace(inner, None, len(actual), place, exact=exact)
                return
        if "$capture" in expected and actual is not MISSING and not _why_not(node.walk()):
            kept = {"$capture": expected["$capture"], "$equals": as_expectation(actual, exact=True)}
            self.changes.append(Replace(at, kept))
        else:
            self._replace(node, expected, actual, at, exact=exact)

    def _mapping(
        self,
        node: Node,
        expected: dict[str, Any],
        actual: dict[str, Any],
        at: Place,
        *,
        exact: bool,
    ) -> None:
        for key, item in expected.items():
            inner, found = node.child(key), value_of(actual, key)
            if inner is not None:
                self._mend(inner, item, found, (*at, key), exact=exact)
            elif not matches(item, found, exact=exact):  # the key itself is an alias
                self._leave(at, _ALIAS)
        if exact:
            known = {literal_key(key) for key in expected}
            for key, found in actual.items():
                if key not in known:
                    name = f"${key}" if key.startswith("$") else key
                    self.changes.append(AddKey(at, name, as_expectation(found, exact=True)))

    def _list(
        self, node: Node, expected: list[Any], actual: Any, at: Place, *, exact: bool
    ) -> None:
        found = align(expected, actual, lambda i, j: matches(expected[i], actual[j], exact=exact))
        kept = sorted((j, i) for i, j in (*found.same, *found.differing))
        if not kept:
            self._replace(node, expected, list(actual), at, exact=exact)
            return
        for i, j in found.differing:
            self._mend(node.items[i], expected[i], actual[j], (*at, i), exact=exact)
        for i in found.missing:
            self._remove(node, expected, i, at)
        new: dict[int, Any] = dict.fromkeys(found.unexpected, MISSING)
        new.update({j: i for i, j in found.moved})
        for j in sorted(new):
            before = next((i for at_j, i in kept if at_j > j), len(expected))
            if new[j] is MISSING:
                item = as_expectation(actual[j], exact=exact)
                self.changes.append(Insert(at, before, item))
            else:
                self.changes.append(Move((*at, new[j]), before))

    def _unordered(
        self, node: Node, expected: list[Any], actual: Any, at: Place, *, exact: bool
    ) -> None:
        fits = [
            [j for j, item in enumerate(actual) if matches(wanted, item, exact=exact)]
            for wanted in expected
        ]
        owner, unmet = assign(fits)
        free = [j for j in range(len(actual)) if j not in owner]
        both = min(len(unmet), len(free))
        if len(unmet) == len(expected) > both:
            self._replace(node, expected, list(actual), at, exact=exact)
            return
        for i, j in zip(unmet[:both], free[:both], strict=True):
            self._mend(node.items[i], expected[i], actual[j], (*at, i), exact=exact)
        for i in unmet[both:]:
            self._remove(node, expected, i, at)
        for j in free[both:]:
            item = as_expectation(actual[j], exact=exact)
            self.changes.append(Insert(at, len(expected), item))

    def _remove(self, node: Node, expected: list[Any], i: int, at: Place) -> None:
        if any(captures(expected[i])):
            self._leave((*at, i), _CAPTURE)
        elif any(inner.shared for inner in node.items[i].walk()):
            self._leave((*at, i), _ALIAS)
        else:
            self.changes.append(Remove((*at, i)))


def _why_not(nodes: Any) -> str:
    """Why the values of these nodes cannot be rewritten in place; empty if they can."""
    for node in nodes:
        if node.kind is NodeKind.ALIAS or node.shared:
            return _ALIAS
        if node.kind is NodeKind.SCALAR and names_variable(node.text):
            return _VARIABLE
    return ""
