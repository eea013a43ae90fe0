"""The operations of the control API as methods. Does not know how a call is sent (clients.py).

Each returns the JSON object of docs/server.md; in a client for event loops, an awaitable
of it.
"""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from optinsim.codec import encode
from optinsim.core.values import value
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.codec import Command

JSONObject = dict[str, Any]
Answer = TypeVar("Answer")
TOKEN = "OPTINSIM_TOKEN"  # noqa: S105  (the name of a variable, no token)
"""The environment variable with the token of the control API."""
TIMEOUT = 120.0
"""Seconds that an answer may take; a server waits up to 60 seconds for deliveries."""


class ServerError(OptinsimError):
    """A server that refuses, or that does not answer."""

    def __init__(self, message: str, status: int | None = None, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        """The status of the answer; None: there was none."""
        self.body = body
        """The answer: `error`, or the `problems` of an account."""


@value
class Call:
    """One call of the control API."""

    method: str
    url: str
    headers: dict[bytes | str, bytes | str]
    content: bytes | None


@value
class Event:
    """An event of the live stream."""

    number: int
    at: str
    kind: str
    """text, request, reply, change, callback, delivery, clock, reset, rewound, reloaded."""
    content: JSONObject


_OF_THE_SERVER = ("accounts", "worlds")
"""Operations that are about no single account."""


class Operations(ABC, Generic[Answer]):
    """The operations of a running server on one account or world."""

    def __init__(
        self,
        url: str,
        *,
        account: str | None = None,
        token: str | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """Send no call yet.

        Args:
            url: of the server, such as `http://127.0.0.1:8000`.
            account: the name of an account or world; None: the only account of the server.
            token: of the control API; None: the environment variable OPTINSIM_TOKEN, if it is set.
            timeout: seconds that an answer may take.

        Raises:
            ServerError: the text is no URL.
        """
        self.url = _checked(url).rstrip("/")
        self.account = account
        """The account or world that the operations are about."""
        self._timeouts: dict[str, float | None] = {
            "connect": min(timeout, 10.0),
            **dict.fromkeys(("read", "write", "pool"), timeout),
        }
        self._token = token or os.environ.get(TOKEN)

    @abstractmethod
    def _ask(self, call: Call) -> Answer:
        """Send a call, and read its answer.

        Raises:
            ServerError: the server refuses, or does not answer.
        """

    def text(self, text: str, sender: str, to: str | None = None) -> Answer:
        """A person texts; the turn, with reading, replies, callbacks and changes."""
        return self._post("texts", {"from": sender, "text": text, "to": to})

    def command(self, command: Command, auth: str | None = None) -> Answer:
        """Carry out a command; the turn as `optinsim.turn_codec` writes it, and the time.

        Args:
            command: the command.
            auth: the authentication that the server adds to a request: own, or wrong; None: none.
        """
        return self._post("commands", {"command": encode(command), "auth": auth})

    def turns(self, after: int = 0) -> Answer:
        """The turns after the one with that number, and how far the earlier ones still count."""
        return self._get("turns", after=after)

    def wait(self, duration: str | timedelta) -> Answer:
        """Time passes: `24h`, or a timedelta of whole seconds; the clock."""
        if isinstance(duration, timedelta):
            duration = f"{int(duration.total_seconds())}s"
        return self._post("clock", {"advance": duration})

    def wait_until(self, instant: datetime) -> Answer:
        """Time passes until then; the clock."""
        return self._post("clock", {"to": instant.isoformat()})

    def run_clock(self, speed: float) -> Answer:
        """Run the clock at so many seconds for each second; 0 freezes it. Returns the clock."""
        return self._post("clock", {"speed": speed})

    def clock(self) -> Answer:
        """The time, the speed, and when the next timer is due."""
        return self._get("clock")

    def people(self, *, after: int = 0, limit: int = 100) -> Answer:
        """A page of all people."""
        return self._get("people", after=after, limit=limit)

    def person(self, mdn: str) -> Answer:
        """One person: states, expiries and the vendor's record."""
        return self._get(f"people/{quote(mdn, safe='')}")

    def messages(self, mdn: str | None = None, *, after: int = 0, limit: int = 100) -> Answer:
        """A page of texts from people and to them."""
        return self._get("messages", mdn=mdn, after=after, limit=limit)

    def callbacks(self, mdn: str | None = None, *, after: int = 0, limit: int = 100) -> Answer:
        """A page of callbacks, also those without a destination."""
        return self._get("callbacks", mdn=mdn, after=after, limit=limit)

    def deliveries(
        self,
        *,
        state: str | None = None,
        mdn: str | None = None,
        wait: float = 0,
        after: int = 0,
        limit: int = 100,
    ) -> Answer:
        """A page of deliveries.

        Args:
            state: only those in this state.
            mdn: only those about this phone.
            wait: for how many seconds at most to wait until none is due.
            after: only those with greater numbers.
            limit: how many at most.
        """
        return self._get("deliveries", state=state, mdn=mdn, wait=wait, after=after, limit=limit)

    def resend(self, number: int) -> Answer:
        """Deliver a callback once more."""
        return self._post(f"deliveries/{number}/resend", {})

    def resend_all(self, state: str = "failed") -> Answer:
        """Deliver all callbacks once more that have ended in a state."""
        return self._ask(self._call("POST", "deliveries/resend", {"state": state}, {}))

    def faults(self) -> Answer:
        """The faults on purpose."""
        return self._get("faults")

    def add_fault(self, of: str, **rule: Any) -> Answer:
        """Add a fault on purpose.

        Args:
            of: deliveries or answers.
            rule: which of them go wrong, when, and how: docs/server.md lists the keys.
        """
        return self._post("faults", {"of": of, **rule})

    def drop_faults(self) -> Answer:
        """Drop all faults on purpose."""
        return self._send("DELETE", "faults")

    def checkpoint(self, name: str) -> Answer:
        """Name the present moment; all checkpoints."""
        return self._post("checkpoints", {"name": name})

    def checkpoints(self) -> Answer:
        """The named moments."""
        return self._get("checkpoints")

    def forget(self, checkpoint: str) -> Answer:
        """Forget a named moment; the others."""
        return self._send("DELETE", f"checkpoints/{quote(checkpoint, safe='')}")

    def rewind(self, checkpoint: str) -> Answer:
        """Go back to a checkpoint; the clock."""
        return self._post("rewind", {"to": checkpoint})

    def fork(
        self, name: str | None = None, *, checkpoint: str | None = None, delivers: bool = False
    ) -> Answer:
        """Open a world that goes on from a checkpoint, or from now."""
        return self._post("fork", {"name": name, "at": checkpoint, "delivers": delivers})

    def differences(self, before: str, after: str | None = None) -> Answer:
        """The changes from a checkpoint to another, or to now."""
        return self._get("differences", **{"from": before, "to": after})

    def reset(self) -> Answer:
        """Start again with no people; the clock."""
        return self._post("reset", {})

    def accounts(self) -> Answer:
        """All accounts and worlds of the server."""
        return self._get("accounts")

    def account_text(self) -> Answer:
        """The account or world, with its text without credentials."""
        return self._get("account")

    def reload(self, account: str, text: str) -> Answer:
        """Reload an account from another text; returns its problems."""
        return self._send("PUT", f"accounts/{quote(account, safe='')}", {"text": text})

    def open_world(self, account: str, **settings: Any) -> Answer:
        """Open a world of an account's text.

        Args:
            account: the text.
            settings: seed, start (text), frozen, landlines.
        """
        return self._post("worlds", {"account": account, **settings})

    def close_world(self, name: str) -> Answer:
        """Drop a world or a fork."""
        return self._send("DELETE", f"worlds/{quote(name, safe='')}")

    def _get(self, path: str, **query: Any) -> Answer:
        return self._ask(self._call("GET", path, query))

    def _post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        return self._ask(self._call(method, path, {}, body))

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> Call:
        """The call; its query and its body leave out keys with None."""
        given = {key: item for key, item in query.items() if item is not None}
        if self.account is not None and path.partition("/")[0] not in _OF_THE_SERVER:
            given["account"] = self.account
        headers: dict[bytes | str, bytes | str] = {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps({k: v for k, v in body.items() if v is not None}).encode()
        url = f"{self.url}/_sim/{path}{'?' if given else ''}{urlencode(given)}"
        return Call(method, url, headers, content)


def _checked(url: str) -> str:
    try:
        is_one = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:  # "http://["
        is_one = False
    if not is_one:
        raise ServerError(f"{url!r:.200} is no URL of a server, such as http://127.0.0.1:8000")
    return url


def answer_of(call: Call, status: int, content: bytes) -> JSONObject:
    """The answer to a call.

    Raises:
        ServerError: it is a refusal, or not an answer of our server.
    """
    try:
        body = json.loads(content) if content else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        message = f"{call.url} is no control API of optinsim: status {status}, and no JSON object"
        raise ServerError(message, status)
    if status >= HTTPStatus.BAD_REQUEST:
        problems = body.get("problems") or body.get("detail") or []
        told = [body["error"]] if "error" in body else problems
        reasons = [_reason(one) for one in (told if isinstance(told, list) else [told])]
        raise ServerError("\n".join(map(str, reasons)) or f"status {status}", status, body)
    return body


def _reason(problem: Any) -> str:
    """A problem of an account, or of a body, in a line."""
    if not isinstance(problem, dict):
        return str(problem)
    if "loc" in problem:
        return f"{'.'.join(map(str, problem['loc']))}: {problem.get('msg')}"
    where = ":".join(str(problem[key]) for key in ("file", "line", "column") if problem.get(key))
    return f"{where}: {problem.get('message')}"


class EventReader:
    """Reads the live stream's lines."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, chunk: bytes) -> Iterator[Event]:
        """The events that end in a chunk of the stream."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        for line in whole:
            name, _, text = line.partition(b": ")
            if name == b"data":
                yield Event(**json.loads(text))
