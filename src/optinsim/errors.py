"""The exceptions that optinsim raises on purpose.

* OptinsimError
  + FileError        an account or scenario file cannot be used  (.problems; in files.problems)
  + PlatformError    a platform is missing or broken             (.name, .installed)
  + CommandError     a command that no phone or clock could give (the text says why)

Any other exception that leaves this package is a bug of ours. A refusal by the *rules* (an API call
that the vendor answers with 409, a text that is not understood) is no exception: it is a response
or an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class OptinsimError(Exception):
    """The root of all exceptions that we raise on purpose; `str()` of it is for people."""


class PlatformError(OptinsimError):
    """A platform that is not installed, or that cannot be imported."""

    def __init__(self, name: str, installed: Sequence[str], reason: str = "") -> None:
        super().__init__(name, installed, reason)
        self.name = name
        self.installed = tuple(installed)
        self.reason = reason

    def __str__(self) -> str:
        if self.reason:
            return f"platform {self.name!r} cannot be loaded: {self.reason}"
        return f"unknown platform {self.name!r}; installed: {', '.join(self.installed) or 'none'}"


class CommandError(OptinsimError):
    """A command that cannot be carried out; nothing was changed."""
