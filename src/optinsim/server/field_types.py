"""Which types a field of a value may have, by its annotation.

Reads annotations as text, because their names are not imported when the program
runs. Reads no value.
"""

from __future__ import annotations

import ast
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from optinsim.core.values import VALUE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUILT_IN: dict[str, frozenset[type]] = {
    "str": frozenset({str}),
    "int": frozenset({int}),
    "float": frozenset({float, int}),
    "bool": frozenset({bool}),
    "bytes": frozenset({bytes}),
    "datetime": frozenset({datetime}),
    "timedelta": frozenset({timedelta}),
    "tuple": frozenset({tuple}),
    "frozenset": frozenset({frozenset}),
    "list": frozenset({list}),
    "dict": frozenset({dict}),
    "Mapping": frozenset({dict}),
}


def allowed_types(annotation: Any) -> frozenset[type] | None:
    """The types that a field may have by its annotation; None: the annotation does not say.

    Args:
        annotation: as `dataclasses.Field.type` has it: text, or a class if the module evaluates
            its annotations.
    """
    if isinstance(annotation, type):
        return _BUILT_IN.get(annotation.__name__, frozenset({annotation}))
    return _types(_parsed(annotation)) if isinstance(annotation, str) else None


@cache
def _parsed(annotation: str) -> ast.expr:
    return ast.parse(annotation, mode="eval").body


def _types(node: ast.expr) -> frozenset[type] | None:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            both = _types(left), _types(right)
            return None if both[0] is None or both[1] is None else both[0] | both[1]
        case ast.Constant(value=None):
            return frozenset({type(None)})
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=choices)):
            return frozenset(type(one.value) for one in choices if isinstance(one, ast.Constant))
        case ast.Subscript(value=container):
            return _types(container)
        case ast.Name(id=name):
            return _BUILT_IN.get(name) or _named(name)
        case _:
            return None


def _named(name: str) -> frozenset[type] | None:
    """The classes of values and enumerations with that name, in any module."""
    every = [*VALUE_CLASSES.values(), *enumerations()]
    return frozenset(kind for kind in every if kind.__name__ == name) or None


def enumerations() -> list[type[Enum]]:
    """All enumerations of the packages that have classes of values."""
    packages = {name.partition(".")[0] for name in VALUE_CLASSES}
    return [one for one in _below(Enum) if one.__module__.partition(".")[0] in packages]


def _below(kind: type[Enum]) -> Iterator[type[Enum]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
