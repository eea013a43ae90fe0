"""Finds expected keys that no body, record or answer of a platform has.

Such a key under `$absent` checks nothing. Knows expectations, and the keys that a platform lists.
Does not know which key a body has when.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from optinsim.files.problems import nearest
from optinsim.scenarios.reading.operators import DESTINATION, is_operators, literal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.adapter import KnownKeys, Place
    from optinsim.scenarios.reading.model import Expectation

Tree = dict[str, Any]
"""The keys of a mapping, each with those of the mapping behind it; `*` means any key."""

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

    def unknown(self, expect: Expectation) -> Iterator[tuple[Place, str, list[str]]]:
        """The unknown keys of an expectation: the place, the key, and the known keys."""
        yield from _entries(expect.callbacks, ("callbacks",), self._by_name, self._every)
        yield from _unknown(expect.record, ("record",), self._record)
        if expect.response is not None:
            yield from _unknown(expect.response.json_, ("response", "json"), self._responses)
            for name in expect.response.headers:
                # Any header may be expected not to be there, unless it is nearly one of these.
                if name.lower() not in map(str.lower, self._headers) and nearest(
                    name, self._headers
                ):
                    yield ("response", "headers", name), name, list(self._headers)


def _tree(paths: Iterable[str]) -> Tree:
    """The paths as a tree."""
    tree: Tree = {}
    for path in paths:
        node = tree
        for part in path.split("."):
            node = node.setdefault(part, {})
    return tree


def _entries(
    expected: Any, at: Place, by_name: Mapping[str, Tree], every: Tree
) -> Iterator[tuple[Place, str, list[str]]]:
    """What is unknown in callbacks: each entry that names its callback has the keys of that one."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _entries(item, (*at, i), by_name, every)
    elif is_operators(expected):
        for name in _ENTRIES:
            if name in expected:
                yield from _entries(expected[name], (*at, name), by_name, every)
    elif isinstance(expected, dict):
        named = (
            by_name[item] for item in expected.values() if isinstance(item, str) and item in by_name
        )
        body = expected
        if DESTINATION in expected:
            body = {key: item for key, item in expected.items() if key != DESTINATION}
        yield from _unknown(body, at, next(named, every))


def _unknown(expected: Any, at: Place, tree: Tree) -> Iterator[tuple[Place, str, list[str]]]:
    """What is unknown in a value; one whose keys are not listed may have any."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _unknown(item, (*at, i), tree)
    elif is_operators(expected):
        for name in _ENTRIES:
            if name in expected:
                yield from _unknown(expected[name], (*at, name), tree)
    elif isinstance(expected, dict) and tree:
        for key, item in expected.items():
            inner = tree.get(literal_key(key), tree.get("*"))
            if inner is None:
                yield (*at, key), literal_key(key), list(tree)
            elif inner and not isinstance(item, str):
                yield from _unknown(item, (*at, key), inner)
