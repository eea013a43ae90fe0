"""What the vendors' HTTP APIs have in common: Basic credentials, and routes with names in them.

Knows RFC 7617 (Basic) and the paths of requests. Knows no vendor: who is let in, and what is
answered, stands in the platform's folder.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import Request

Answer = TypeVar("Answer")


def basic_token(username: str, password: str) -> str:
    """A user's credentials as they stand behind the word Basic."""
    return base64.b64encode(f"{username}:{password}".encode(errors="replace")).decode()


def signed(request: Request, token: str) -> Request:
    """The request with these Basic credentials and no others."""
    headers = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
    return replace(request, headers={"Authorization": f"Basic {token}", **headers})


def is_signed(request: Request, token: str) -> bool:
    """Whether a request has these credentials, found out in a time that does not tell them."""
    scheme, _, given = request.header("Authorization").partition(" ")
    right = hmac.compare_digest(given.strip().encode(errors="replace"), token.encode())
    return right and scheme.lower() == "basic"


class Router(Generic[Answer]):
    """Finds what answers a request."""

    def __init__(self, routes: Iterable[tuple[str, str, Answer]]) -> None:
        """Compile the routes: each with its method, its path such as `/lists/{list}`, its answer.

        A name stands for one part of a path, whatever that is. The first route that fits counts.
        """
        self._routes = [
            (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), answer)
            for method, path, answer in routes
        ]

    def find(self, request: Request) -> tuple[Answer, dict[str, str]] | None:
        """What answers, and what the names in its path stand for; None if there is no such route.

        A slash at the end of a path does not count, nor does the case of a method.
        """
        for method, pattern, answer in self._routes:
            match = pattern.fullmatch(request.route) if method == request.method.upper() else None
            if match is not None:
                return answer, {name: unquote(value) for name, value in match.groupdict().items()}
        return None
