"""Rate limits of a vendor's API: how many requests it answers in a time, by the world's clock.

Knows windows of time. Does not know which calls share a limit, nor the answer to a request over the
limit: the platforms do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from optinsim.adapter import AccountFile
from optinsim.core.values import canonical, value
from optinsim.fields import Duration, Section

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.core.values import Canonical
    from optinsim.core.world import Store, World

_MOST = 1_000_000


class RateLimit(Section):
    """The number of requests that the API answers in a period."""

    requests: Annotated[int, Field(ge=1, le=_MOST)]
    """The number of requests, such as `100`."""
    per: Duration = Field(default="1s", validate_default=True, gt=timedelta(0))
    """The length of the period."""


class HttpAccountFile(AccountFile):
    """The keys of every account whose platform has an HTTP API."""

    rate_limit: RateLimit | None = None
    """The limit of requests to the API. Further requests get 429. Default: no limit."""


@value
class Window:
    """A window of time, and its counted requests."""

    ends: datetime
    requests: int


@value
class Room:
    """The room of a limit for a request, and after it."""

    limit: int
    remaining: int
    """How many requests are answered after this one, until the limit is reset."""
    reset: timedelta
    """How long until then."""
    is_over: bool
    """Whether the request is one too many."""


class RateLimiter:
    """Counts the requests of one account.

    A window begins with the first request after the end of the last one (ours: no vendor says). A
    request over the limit does not count.
    """

    def __init__(self, account: HttpAccountFile, world: World) -> None:
        self._limit = account.rate_limit
        self._world = world
        self._windows: Store[str, Window] = world.store(
            f"{account.platform}/rate limit", is_shown=True
        )
        """By bucket. Ended windows do not count: see `canonical`."""

    def canonical(self) -> Canonical:
        """The open windows, for a platform's canonical state."""
        now, windows = self._world.now, self._windows
        is_open = {name: windows[name] for name in windows if windows[name].ends > now}
        return canonical(is_open, now)

    def count(self, bucket: str) -> Room | None:
        """Count a request, if there is room for it; None: there is no limit.

        Args:
            bucket: the name of the calls that share a limit.
        """
        if self._limit is None:
            return None
        now, limit = self._world.now, self._limit.requests
        window = self._windows.get(bucket)
        if window is None or window.ends <= now:
            window = Window(now + self._limit.per, 0)
        is_over = window.requests >= limit
        if not is_over:
            window = Window(window.ends, window.requests + 1)
            self._windows[bucket] = window
        return Room(limit, limit - window.requests, window.ends - now, is_over)
