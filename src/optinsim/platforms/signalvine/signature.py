"""Signs requests, and checks whether a request was signed with the account's secret.

API17 and GHIO describe the signature, SDK has the only public sample of it (facts/signalvine.md,
section B1). Knows no routes and no programs.
"""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.platforms.signalvine.formats import instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.platforms.signalvine.account import Api

_SCHEME = "SignalVine "
_DATE = "SignalVine-Date"


def signature(api: Api, method: str, path: str, body: bytes, timestamp: str) -> str:
    """The signature of a request.

    Args:
        api: the token and the secret.
        method: the HTTP verb.
        path: without host and query.
        body: empty if there is none.
        timestamp: the text of SignalVine-Date.
    """
    parts = [_lower(part) for part in (api.token, method, path)]
    # Lower case applies to characters; bytes that are no UTF-8 stay unchanged.
    parts.append(body.decode(errors="surrogateescape").lower().encode(errors="surrogateescape"))
    parts.append(_lower(timestamp))
    digest = hmac.digest(api.secret.encode(errors="surrogatepass"), b"\n".join(parts), "sha256")
    return base64.b64encode(digest).decode()


def has_token(request: Request, api: Api) -> bool:
    """Whether the request has the account's token; does not check the signature."""
    token = request.header("Authorization").removeprefix(_SCHEME).partition(":")[0]
    return hmac.compare_digest(_bytes(token), _bytes(api.token))


def is_signed(request: Request, api: Api, now: datetime, skew: timedelta) -> bool:
    """Whether the account has signed the request, and not too long ago.

    Args:
        request: with its headers.
        api: the account's token and secret.
        now: the time on the clock.
        skew: how far the request's date may be from it; none: any difference is accepted.
    """
    timestamp = request.header(_DATE)
    authorization = request.header("Authorization")
    given = authorization.removeprefix(_SCHEME).partition(":")[2]
    path = request.path.partition("?")[0]
    right_signature = any(
        hmac.compare_digest(
            _bytes(given), signature(api, request.method, path, body, timestamp).encode()
        )
        for body in _signed_bodies(request)
    )
    return (
        authorization.startswith(_SCHEME)
        and has_token(request, api)
        and right_signature
        and _is_near(timestamp, now, skew)
    )


def sign(request: Request, api: Api, now: datetime, *, valid: bool) -> Request:
    """The request, signed by the account at this time, or with a signature that is refused."""
    if valid and request.header("Authorization"):
        return request
    headers = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
    date = request.header(_DATE) or instant(now)
    path = request.path.partition("?")[0]
    given = signature(api, request.method, path, request.body, date)
    if not valid:
        # Right except for one character.
        given = f"{'B' if given[0] == 'A' else 'A'}{given[1:]}"
    headers["Authorization"] = f"{_SCHEME}{api.token}:{given}"
    if not request.header(_DATE):
        headers[_DATE] = date
    return Request(request.method, request.path, headers, request.body)


def _signed_bodies(request: Request) -> Iterator[bytes]:
    """What a client may have signed for this body: the body, or its JSON without spaces.

    API17's own tool signs the output of `jq -c`, and SDK sends spaces that it has not signed. So
    the vendor's server must rewrite the JSON before it checks the signature. No source says whether
    it writes escapes: both forms are accepted.
    """
    yield request.body
    if request.body:
        try:
            content = request.json()
            for ascii_only in (False, True):
                text = json.dumps(content, separators=(",", ":"), ensure_ascii=ascii_only)
                yield text.encode()
        except (ValueError, RecursionError):
            return  # no JSON has no other form


def _is_near(timestamp: str, now: datetime, skew: timedelta) -> bool:
    """Whether it is a time in ISO 8601 and near enough; without a zone it is UTC (ours)."""
    try:
        then = datetime.fromisoformat(timestamp)
        if then.tzinfo is None:
            then = then.replace(tzinfo=UTC)
        return not skew or abs(now - then) <= skew
    except (ValueError, OverflowError):
        return False


def _lower(text: str) -> bytes:
    return _bytes(text.lower())


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
