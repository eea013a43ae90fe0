"""Whether callbacks of another kind would meet what a step expects of its callbacks.

`callbacks: {$length: 1}` is met by `subscription_added`, and by `unmatched_message_received`, which
comes of a text that is not understood. Knows the callbacks of an account, with their keys. Does not
know which callback a step means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.scenarios.judging.expect import matches

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.adapter import Callback
    from optinsim.scenarios.reading.cases import Case
    from optinsim.simulator import Turn


def fits_other_callbacks(case: Case, turn: Turn, expected: Any) -> bool:
    """Whether callbacks of another name would do for those that a step has brought about.

    False if the step expects none.
    """
    known, surface = case.account.known_keys, case.account.platform.surface(case.account.file)
    if known is None or surface is None or not turn.callbacks or matches(expected, []):
        return False
    own = {callback.name for callback in turn.callbacks}
    return any(
        matches(expected, [_as(name, known.callbacks.get(name, ()), c) for c in turn.callbacks])
        for name in surface.callbacks
        if name not in own
    )


def _as(name: str, paths: Collection[str], callback: Callback) -> Any:
    """The body of a callback if it had another name, with the keys that both can have."""

    def of_other(item: Any, above: str = "") -> Any:
        if isinstance(item, dict):
            return {
                key: of_other(inner, f"{above}{key}.")
                for key, inner in item.items()
                if not {f"{above}{key}", f"{above}*"}.isdisjoint(paths)
            }
        return name if item == callback.name else item

    return of_other(callback.body)
