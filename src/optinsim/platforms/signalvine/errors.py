"""The refusals of the Signal Vine API.

D3 knows one text, Unauthorized. The body around it, and every other text, is ours (V2, V3, V15).
"""

from __future__ import annotations

from optinsim.http_api import ApiError


def api_error(status: int, message: str) -> ApiError:
    """A refusal."""
    return ApiError(status, {"error": message})


def not_found(what: str) -> ApiError:
    """404: there is no such thing."""
    return api_error(404, f"{what} not found")
