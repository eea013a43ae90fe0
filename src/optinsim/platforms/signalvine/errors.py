"""What the Signal Vine API answers where it refuses a call.

D3 knows one text, Unauthorized. The body around it, and every other text, is ours (V2, V3, V15).
"""

from __future__ import annotations

from optinsim.adapter import Response


class ApiError(Exception):
    """What makes a route answer with an error; raised before anything is changed."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message

    def response(self) -> Response:
        """The error as a response."""
        return Response(self.status, {"error": self.message})


def not_found(what: str) -> ApiError:
    """404: there is no such thing."""
    return ApiError(404, f"{what} not found")
