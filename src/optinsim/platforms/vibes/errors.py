"""The errors of the Vibes API, in Vibes' error body.

RP-technical-details: `{"errors": [{"message": …, "code": …}]}`, all errors of a call at once. D0 is
vendor-docs/000. No table of codes is published, so these numbers, and every text but the tokens of
D0, are ours.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from optinsim.http_api import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable


class ErrorCode(IntEnum):
    """Our numbers for the kinds of errors."""

    UNAUTHORIZED = 1
    NOT_FOUND = 2
    BAD_REQUEST = 3
    BAD_MDN = 4
    ALREADY_SUBSCRIBED = 5
    CONFIRMATION_BLOCK = 6
    NO_PROVISIONED_CARRIER = 7
    EXTERNAL_PERSON_ID_MISMATCH = 8
    UNPROCESSABLE = 9
    UNKNOWN_CUSTOM_FIELD = 10
    MDN_CONFLICT = 11
    CALLBACK_CONFLICT = 12
    TOO_MANY_REQUESTS = 13
    NOT_EMULATED = 501


SHARED = {
    "code": (
        ErrorCode.NOT_FOUND,
        ErrorCode.BAD_REQUEST,
        ErrorCode.UNPROCESSABLE,
        ErrorCode.UNKNOWN_CUSTOM_FIELD,
    )
}
"""The codes that several reasons share: any object not found, any unknown field."""

REFUSALS = {429: ErrorCode.TOO_MANY_REQUESTS, 501: ErrorCode.NOT_EMULATED}
"""The codes of refusals that any call can get, by status."""

CONFIRMATION_BLOCK = "MDNHASCONFIRMATIONBLOCK"
EXTERNAL_PERSON_ID_MISMATCH = "EXTERNALPERSONIDMISMATCH"
UNPROCESSABLE = "UNPROCESSABLE ENTITY"
"""The tokens, spelled as in every copy of D0."""

UNDERSCORED = {
    CONFIRMATION_BLOCK: "MDN_HAS_CONFIRMATION_BLOCK",
    EXTERNAL_PERSON_ID_MISMATCH: "EXTERNAL_PERSON_ID_MISMATCH",
    UNPROCESSABLE: "UNPROCESSABLE_ENTITY",
}
"""The tokens if the page lost their underscores: an assumption that an account can switch on."""


def api_error(status: int, message: str, code: ErrorCode) -> ApiError:
    """A refusal with one message."""
    return _with_errors(status, [(message, code)])


def _with_errors(status: int, errors: Iterable[tuple[str, ErrorCode]]) -> ApiError:
    """A refusal in Vibes' error body."""
    body = [{"message": message, "code": int(code)} for message, code in errors]
    return ApiError(status, {"errors": body})


class Errors:
    """All errors of one call, collected before the call is refused (RP-technical-details)."""

    def __init__(self) -> None:
        self._all: list[tuple[int, str, ErrorCode]] = []

    def add(self, status: int, message: str, code: ErrorCode = ErrorCode.UNPROCESSABLE) -> None:
        """Add an error, with the status that it would have alone."""
        self._all.append((status, message, code))

    def check(self) -> None:
        """Refuse the call if there are errors.

        Raises:
            ApiError: with the lowest of the statuses, because the contract checks for a 400 before
                it checks for a 422.
        """
        if self._all:
            status = min(status for status, _, _ in self._all)
            raise _with_errors(status, [(message, code) for _, message, code in self._all])


def not_found(what: str) -> ApiError:
    """404: there is no such thing."""
    return api_error(404, f"{what} not found", ErrorCode.NOT_FOUND)
