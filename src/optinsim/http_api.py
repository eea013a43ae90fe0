"""The base of every platform with an HTTP API: the common parts of the vendors' APIs.

Knows endpoints and their statuses, refusals, Basic credentials (RFC 7617), sizes of bodies, rate
limits, and our own 501. Knows no vendor: its authentication, the order of its checks and the form
of its errors are in the platform's folder.
"""

from __future__ import annotations

import base64
import hmac
import re
from abc import abstractmethod
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from optinsim.adapter import JSON, NOT_EMULATED, AnyAccount, Platform, Response, Route
from optinsim.core.values import value
from optinsim.rate_limits import HttpAccountFile, RateLimiter, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optinsim.adapter import Request
    from optinsim.core.values import Canonical

TOO_MANY_REQUESTS = 429


@value
class Call:
    """A request that has been accepted, with the variable parts of its path."""

    request: Request
    path: Mapping[str, str]
    """The parts of the path that vary, by name; percent-decoded."""


@value
class Endpoint:
    """A call of the vendor's API that is emulated."""

    method: str
    path: str
    """With a name in braces for each variable part: /v2/contacts/{key}."""
    statuses: tuple[int, ...]
    """The statuses that the platform's page lists for the call."""
    answer: Callable[[Any, Call], Response]
    """A function of the platform and the call; it may raise `ApiError`."""


class ApiError(Exception):
    """A refusal; raised before anything is changed, and answered in the vendor's own form."""

    def __init__(self, status: int, body: JSON) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


class HttpPlatform(Platform):
    """A platform whose API is called by HTTP."""

    vendor: ClassVar[str]
    """The vendor's name, as people know it."""
    largest_body: ClassVar[int] = 1_000_000
    """Bytes (ours), far more than a person's data has."""
    rate_limiter: RateLimiter | None = None
    """Counts the requests of the account; a platform without one has no limit."""

    @classmethod
    @abstractmethod
    def endpoints(cls) -> tuple[Endpoint, ...]:
        """The calls that are emulated: the first that fits a request answers it.

        A platform imports them in here, because most runs make no requests.
        """

    @classmethod
    def routes(cls, account: AnyAccount) -> tuple[Route, ...]:
        """The calls with their documented statuses; without authentication, a call gets a 401.

        With a rate limit, any call may get a 429.
        """
        listed = (Route(one.method, one.path, one.statuses) for one in cls.endpoints())
        is_limited = isinstance(account, HttpAccountFile) and account.rate_limit is not None
        return (*listed, Route("*", "*", (401, TOO_MANY_REQUESTS) if is_limited else (401,)))

    @abstractmethod
    def check(self, request: Request) -> None:
        """Check the credentials, size and headers of a request, in the vendor's order.

        Raises:
            ApiError: it is refused.
        """

    @abstractmethod
    def refusal(self, status: int, message: str) -> ApiError:
        """A refusal with the vendor's body, for a reason without a specific code."""

    def answer(self, endpoint: Endpoint, call: Call) -> Response:
        """Answer a call that was accepted.

        Raises:
            ApiError: it is refused.
        """
        return endpoint.answer(self, call)

    def limited_together(self, endpoint: Endpoint) -> str:  # noqa: ARG002  (platforms override it)
        """The name of the calls that share a rate limit: by default all calls of the account."""
        return "*"

    def rate_headers(self, room: Room) -> Mapping[str, str]:  # noqa: ARG002  (platforms override it)
        """The vendor's headers about the rest of a rate limit; by default none."""
        return {}

    def rate_limit_state(self) -> Canonical:
        """The counts of the rate limit, for `canonical_state`."""
        return () if self.rate_limiter is None else self.rate_limiter.canonical()

    def respond(self, request: Request) -> Response:
        """Answer a request; a refused one has changed only the counts of requests.

        Emulated calls with the right credentials count (ours).
        """
        headers: Mapping[str, str] = {}
        try:
            self.check(request)
            found = _find(type(self), request)
            if found is None:
                raise self.not_emulated(f"{request.method[:20]} {request.route[:200] or '/'}")
            limiter = self.rate_limiter
            room = limiter.count(self.limited_together(found[0])) if limiter is not None else None
            if room is not None:
                headers = self.rate_headers(room)
                if room.is_over:
                    raise self.refusal(TOO_MANY_REQUESTS, "Too Many Requests")
            response = self.answer(*found)
        except ApiError as error:
            response = Response(error.status, error.body)
        return replace(response, headers={**response.headers, **headers}) if headers else response

    def check_size(self, request: Request) -> None:
        """Refuse a body that is too large.

        Raises:
            ApiError: 413.
        """
        if len(request.body) > self.largest_body:
            raise self.refusal(413, "The body is too large")

    def not_emulated(self, what: str) -> ApiError:
        """501: the vendor has it, or may have it, and optinsim does not."""
        # A path may hold half a surrogate pair, which no answer can.
        shown = what.encode("ascii", "backslashreplace").decode()
        page = f"docs/platforms/{self.vendor.lower().replace(' ', '')}.md"
        message = f"optinsim does not emulate {shown}. No answer of {self.vendor}: see {page}"
        return self.refusal(NOT_EMULATED, message)


@cache
def _patterns(platform: type[HttpPlatform]) -> list[tuple[re.Pattern[str], Endpoint]]:
    return [
        (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.path)), one)
        for one in platform.endpoints()
    ]


def has_path(platform: type[Platform], request: Request) -> bool:
    """Whether a platform emulates any call with that path."""
    return issubclass(platform, HttpPlatform) and any(
        pattern.fullmatch(request.route) for pattern, _ in _patterns(platform)
    )


def _find(platform: type[HttpPlatform], request: Request) -> tuple[Endpoint, Call] | None:
    """The first endpoint that fits; None if there is none.

    A slash at the end of a path does not count, nor does the case of a method.
    """
    for pattern, endpoint in _patterns(platform):
        if endpoint.method == request.method.upper():
            match = pattern.fullmatch(request.route)
            if match is not None:
                path = {name: unquote(part) for name, part in match.groupdict().items()}
                return endpoint, Call(request, path)
    return None


# --- Basic credentials


def basic_token(username: str, password: str) -> str:
    """The Base64 part of a Basic authorization header."""
    return base64.b64encode(f"{username}:{password}".encode(errors="replace")).decode()


def with_basic(request: Request, username: str, password: str, *, keep_own: bool) -> Request:
    """The request with these Basic credentials.

    Args:
        request: a call.
        username: of the account's user.
        password: of that user.
        keep_own: whether to keep an authentication that the request has already.
    """
    if keep_own and request.header("Authorization"):
        return request
    token = basic_token(username, password)
    headers = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
    return replace(request, headers={"Authorization": f"Basic {token}", **headers})


def has_basic(request: Request, username: str, password: str) -> bool:
    """Whether a request has these credentials, compared in constant time."""
    scheme, _, given = request.header("Authorization").partition(" ")
    token = basic_token(username, password).encode()
    right = hmac.compare_digest(given.strip().encode(errors="replace"), token)
    return right and scheme.lower() == "basic"
