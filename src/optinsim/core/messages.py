"""The words of an outbound message: a template with `${name}` places.

Knows which names a message uses and how to fill them. Does not know who gets the message or when.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACE = re.compile(r"\$\{([^{}]*)\}")


class Message:
    """One message of an account, ready to be filled in."""

    __slots__ = ("_parts", "names", "template")

    def __init__(self, template: str) -> None:
        self.template = template
        self._parts = _PLACE.split(template)
        """Alternating: text, name, text, …"""
        self.names = frozenset(self._parts[1::2])

    @property
    def pieces(self) -> tuple[str, ...]:
        """The texts before, between and behind the names."""
        return tuple(self._parts[::2])

    def fill(self, known: Mapping[str, object]) -> str:
        """The text. An unknown name, or one whose value is no text or number, is empty."""
        return "".join(self._filled(known)) if self.names else self.template

    def gaps(self, known: Mapping[str, object]) -> tuple[tuple[int, str], ...]:
        """The names that `fill` leaves empty, each with its offset in the text."""
        found, at = [], 0
        for i, part in enumerate(self._filled(known)):
            if i % 2 and not part.strip():
                found.append((at, self._parts[i]))
            at += len(part)
        return tuple(found)

    def _filled(self, known: Mapping[str, object]) -> list[str]:
        parts = self._parts[:]
        for i in range(1, len(parts), 2):
            value = known.get(parts[i])
            # bool is a subclass of int.
            shown = isinstance(value, str | int | float) and not isinstance(value, bool)
            parts[i] = str(value) if shown else ""
        return parts

    def with_known(self, known: Mapping[str, str]) -> Message:
        """The same message with the names in `known` already filled in."""
        if self.names.isdisjoint(known):
            return self
        return Message(_PLACE.sub(lambda m: known.get(m[1], m[0]), self.template))


def known_messages(
    templates: Iterable[tuple[str, str | None]], known: Mapping[str, str]
) -> dict[str, Message]:
    """The messages that are set, by purpose, with the names in `known` already filled in."""
    return {
        purpose: Message(template).with_known(known)
        for purpose, template in templates
        if template is not None
    }
