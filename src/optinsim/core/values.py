"""How this package makes its values: small, comparable, and never changed once they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make a class of values: a dataclass with slots that nobody may assign to.

    The type checker holds that, not Python: a dataclass frozen at run time takes three times as
    long to make, and a text makes half a dozen values.
    """
    return dataclass(slots=True)(cls)
