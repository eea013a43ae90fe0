"""The keys that a platform lists, as trees; and expected keys that none of its bodies has.

Such a key under `$absent` checks nothing. Knows expectations, and the keys that a platform lists.
Does not know which key a body has when.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from optinsim.files.problems import nearest
from optinsim.scenarios.reading.operators import DESTINATION, is_operators, literal_key
from optinsim.scenarios.reading.warnings.paths import fits, path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from optinsim.adapter import JSON, KnownKeys, Place
    from optinsim.scenarios.reading.model import Expectation

T = TypeVar("T")
Tree = dict[str, Any]
"""The keys of a mapping, each with those of the mapping behind it; `*` means any key."""

Unknown = tuple["Place", str, list[str]]
"""The place of an unknown key, the key, and the known keys."""

_ENTRIES = ("$unordered", "$has", "$not", "$one_of", "$equals")
"""The operators whose argument is compared with the same value, or with its entries."""


class KeyTrees:
    """The known keys of an account, ready to be looked up."""

    def __init__(self, known: KnownKeys) -> None:
        self.known = known
        self._by_name = {name: _tree(paths) for name, paths in known.callbacks.items()}
        self._every = _tree(chain.from_iterable(known.callbacks.values()))
        self._record = _tree(known.record)
        self._responses = _tree(known.responses)
        self._headers = known.response_headers
        self._requests = {call: _tree(paths) for call, paths in known.requests.bodies.items()}

    def of_request(self, method: JSON, path: str) -> Tree | None:
        """The keys that a call reads in its body; None: it is not listed."""
        return _of_call(self._requests, method, path)

    def parameters_of(self, method: JSON, path: str) -> Collection[str] | None:
        """The parameters that a call reads; None: it is not listed."""
        return _of_call(self.known.requests.queries, method, path)

    def unknown(self, expect: Expectation) -> list[Unknown]:
        """The unknown keys of an expectation."""
        found: list[Unknown] = []
        _entries(expect.callbacks, ("callbacks",), self._by_name, self._every, found)
        _in_value(expect.record, ("record",), self._record, found)
        if expect.response is not None:
            _in_value(expect.response.json_, ("response", "json"), self._responses, found)
            # Any header may be expected not to be there, unless it is nearly one of these.
            found += [
                (("response", "headers", name), name, list(self._headers))
                for name in expect.response.headers
                if name.lower() not in map(str.lower, self._headers)
                and nearest(name, self._headers)
            ]
        return found


def _of_call(listed: Mapping[str, T], method: JSON, path: str) -> T | None:
    """What is listed for the call of a request."""
    route = path_of(path)
    for call, item in listed.items():
        own, _, template = call.partition(" ")
        if own == method and fits(route, template):
            return item
    return None


def _tree(paths: Iterable[str]) -> Tree:
    """The paths as a tree."""
    tree: Tree = {}
    for path in paths:
        node = tree
        for part in path.split("."):
            node = node.setdefault(part, {})
    return tree


def _entries(
    expected: Any, at: Place, by_name: Mapping[str, Tree], every: Tree, found: list[Unknown]
) -> None:
    """Find what is unknown in callbacks.

    Each entry that names its callback has the keys of that one.
    """
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            _entries(item, (*at, i), by_name, every, found)
    elif is_operators(expected):
        for name in _ENTRIES:
            if name in expected:
                _entries(expected[name], (*at, name), by_name, every, found)
    elif isinstance(expected, dict):
        keys = every
        for item in expected.values():
            if isinstance(item, str) and item in by_name:
                keys = by_name[item]
                break
        body = expected
        if DESTINATION in expected:
            body = {key: item for key, item in expected.items() if key != DESTINATION}
        _in_value(body, at, keys, found, every)


def _in_value(
    expected: Any, at: Place, tree: Tree, found: list[Unknown], others: Tree | None = None
) -> None:
    """Find what is unknown in a value; one whose keys are not listed may have any.

    Args:
        expected: the value.
        at: its place.
        tree: the keys that it can have.
        found: takes what is unknown.
        others: the keys of all bodies of its kind, which can be absent from this one.
    """
    others = others or {}
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            _in_value(item, (*at, i), tree, found, others)
    elif is_operators(expected):
        for name in _ENTRIES:
            if name in expected:
                _in_value(expected[name], (*at, name), tree, found, others)
    elif isinstance(expected, dict) and tree:
        any_key = tree.get("*")
        for key, item in expected.items():
            name = literal_key(key)
            inner = tree.get(name, any_key)
            if inner is None and not (name in others and _is_absent(item)):
                found.append(((*at, key), name, list(tree)))
            elif inner and not isinstance(item, str):
                _in_value(item, (*at, key), inner, found, others.get(name))


def _is_absent(expected: Any) -> bool:
    """Whether a key is expected not to be there."""
    return is_operators(expected) and expected.get("$absent") is True
