"""The keys and texts in nested values: an expectation, the body of a call or of an answer.

Knows mappings and lists. Does not know the meaning of a key, nor operators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def values_by_key(nested: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """The values at any depth that are no mappings or lists, each with the last key above it.

    `key` is the root's.
    """
    if isinstance(nested, dict):
        for name, item in nested.items():
            yield from values_by_key(item, name)
    elif isinstance(nested, list):
        for item in nested:
            yield from values_by_key(item, key)
    else:
        yield key, nested


def texts_by_key(nested: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts at any depth, each with the last key above it; `key` is the root's."""
    return ((name, item) for name, item in values_by_key(nested, key) if isinstance(item, str))


def keys_and_values(nested: Any) -> Iterator[Any]:
    """The keys, and the values that are no mappings or lists, at any depth, in their order."""
    if isinstance(nested, dict):
        for key, item in nested.items():
            yield key
            yield from keys_and_values(item)
    elif isinstance(nested, list | tuple):
        for item in nested:
            yield from keys_and_values(item)
    else:
        yield nested
