"""The errors of the Cordial API, in Cordial's bodies.

OAS2 and RB are in facts/cordial.md, A1 and A2: a 401 has an `error` of text, every other body a
truth value and an `errorKey`. The wording of field errors follows RB's recordings; the words
themselves are ours unless a source is named beside them.
"""

from __future__ import annotations

from optinsim.http_api import ApiError

GENERIC = "GENERIC_ERROR_KEY"
RECORD_NOT_FOUND = "RECORD_NOT_FOUND"
CONTACT_NOT_FOUND = "CONTACTS_CONTACT_NOT_FOUND"
"""Of PUT contacts: a Zendesk client creates the contact only on this key (facts/cordial.md, A2)."""

_NOT_FOUND_TEXT = "record not found"
SHARED = {"errorKey": (GENERIC, RECORD_NOT_FOUND), "message": (_NOT_FOUND_TEXT,)}
"""The texts that refusals for several reasons share, by key."""

NO_ADDRESS = "Address not exists"
"""OAS2."""
BAD_SEARCH_FIELD = "Search field is not correct"
"""OAS2."""
BAD_SUPPRESS_TRIGGERS = "Incorrect value for suppressTriggers"
"""OAS2."""
NO_SUCH_CHANNEL = "Channel doesn't exist"
"""OAS2."""


def api_error(status: int, message: str, key: str | None = None) -> ApiError:
    """A refusal in the body of every status but 401 (OAS2)."""
    return ApiError(status, {"error": True, "errorKey": key or GENERIC, "message": message})


class Problems:
    """All errors of one call, by field, collected before the call is refused (RB)."""

    def __init__(self) -> None:
        self._by_field: dict[str, list[str]] = {}

    def add(self, field: str, message: str) -> None:
        """Add an error of a field."""
        self._by_field.setdefault(field, []).append(message)

    def required(self, field: str) -> None:
        """Add that the field is missing (RB: a missing field of an activity)."""
        self.add(field, f"The {field.rpartition('.')[2]} field is required.")

    def unknown(self, field: str) -> None:
        """Add that the account defines no such key (RB: an attribute of that kind)."""
        self.add(field, f"key {field} is not part of the schema for this resource")

    def not_valid(self, field: str, expected: str) -> None:
        """Add that the value is not valid."""
        self.add(field, f"The {field.rpartition('.')[2]} must be {expected}.")

    def check(self) -> None:
        """Refuse the call if there are errors.

        Raises:
            ApiError: 422 with everything.
        """
        if self._by_field:
            raise ApiError(
                422,
                {
                    "error": True,
                    "errorKey": GENERIC,
                    "messages": {"validationErrors": self._by_field},
                },
            )


def refused(field: str, message: str) -> ApiError:
    """422 with one error."""
    messages = {"validationErrors": {field: [message]}}
    return ApiError(422, {"error": True, "errorKey": GENERIC, "messages": messages})


def unauthorized() -> ApiError:
    """401 (OAS2); a key that is not allowed from an address would get the same (C18)."""
    return ApiError(401, {"error": "Access Denied: Authentication Failure"})


def not_found(key: str = RECORD_NOT_FOUND) -> ApiError:
    """404 (OAS2); OAS2's message in every 404 is ours."""
    return api_error(404, _NOT_FOUND_TEXT, key)
