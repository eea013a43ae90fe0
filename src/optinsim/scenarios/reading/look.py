"""What can be told of a step by its text alone, found out once.

The same step stands in many scenarios, and is then the same tree (files/repeated.py). Knows what
may be kept of one for the next scenario that says it, and not what that is good for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optinsim.files.tree import YamlMapping

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.scenarios.reading.model import StepFile


@dataclass(slots=True)
class Look:
    """A step as it stands in a file; as long as nobody has looked, it may have anything."""

    is_plain: bool = False
    """Whether it surely has no operator, no variable and no empty mapping, as most have none."""
    has_variables: bool = True
    """Whether it may have variables."""
    captures: bool = False
    """Whether it may capture values."""
    file: StepFile | None = None
    """The checked step; None: it was not looked at, or hangs on variables, or is not right."""
    right_for: Account | None = None
    """An account with which it is right, whoever takes part and whatever the time is."""


def look_at(tree: Any) -> Look:
    """Look at a step, or remember."""
    if isinstance(tree, YamlMapping) and tree.look is not None:
        found: Look = tree.look
        return found
    shown = repr(tree)  # far faster to look through than the tree, see tree.mentions
    look = Look(not ("$" in shown or "{}" in shown), "${" in shown, "$capture" in shown)
    if isinstance(tree, YamlMapping):
        tree.look = look
    return look
