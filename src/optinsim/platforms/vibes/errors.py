"""The errors of the Vibes API, in Vibes' error body.

RP-technical-details: `{"errors": [{"message": …, "code": …}]}`, all errors of a call at once. D0 is
vendor-docs/000. No table of codes is published, so these numbers, and every text but the tokens of
D0, are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from optinsim.adapter import Response


class Code(IntEnum):
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
    NOT_EMULATED = 501


CONFIRMATION_BLOCK = "MDNHASCONFIRMATIONBLOCK"
EXTERNAL_PERSON_ID_MISMATCH = "EXTERNALPERSONIDMISMATCH"
UNPROCESSABLE = "UNPROCESSABLE ENTITY"
"""The tokens, spelled as in every copy of D0."""

UNDERSCORED = {
    CONFIRMATION_BLOCK: "MDN_HAS_CONFIRMATION_BLOCK",
    EXTERNAL_PERSON_ID_MISMATCH: "EXTERNAL_PERSON_ID_MISMATCH",
    UNPROCESSABLE: "UNPROCESSABLE_ENTITY",
}
"""The tokens if the web page lost their underscores: an assumption that an account can switch on."""


@dataclass(eq=False)
class ApiError(Exception):
    """What makes a route answer with an error; raised before anything is changed."""

    status: int
    errors: list[tuple[str, Code]]

    @classmethod
    def of(cls, status: int, message: str, code: Code) -> ApiError:
        """An error with one message."""
        return cls(status, [(message, code)])

    def response(self) -> Response:
        """Vibes' error body."""
        errors: list[dict[str, Any]] = [
            {"message": message, "code": int(code)} for message, code in self.errors
        ]
        return Response(self.status, {"errors": errors})


def not_found(what: str) -> ApiError:
    """404: there is no such thing."""
    return ApiError.of(404, f"{what} not found", Code.NOT_FOUND)


def bad_mdn(mdn: object, version: int, status: int = 400) -> ApiError:
    """The number is not in the form of the API version."""
    form = "an E.164 number such as +12995551234" if version > 1 else "10 digits"
    return ApiError.of(
        status,
        f"The MDN {mdn!s:.40} is not in proper mobile number format: expected {form}",
        Code.BAD_MDN,
    )
