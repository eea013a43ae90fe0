"""The entries of a journal as JSON, and back: without credentials, and readable by later versions.

Knows each kind of entry, and which parts of an account or a request are credentials: the fields
that a platform's model leaves out of its `repr`, and headers with the name of a credential. Does
not know where the JSON is stored (journal.py).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from optinsim.adapter import Account, Request
from optinsim.codec import Command, decode, encode
from optinsim.files.credentials import is_secret_header
from optinsim.platforms import load_platform
from optinsim.server.entries import Entry
from optinsim.server.faults import Rule
from optinsim.server.hosted import Settings
from optinsim.server.outbox import Attempt, Retries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optinsim.adapter import Platform
    from optinsim.simulator import Turn

T = TypeVar("T")

UNAUTHORIZED = 401
"""The answer of every platform to wrong credentials, and only to these."""
_NAMED = frozenset({"checkpoint", "forget", "rewind"})
_BARE = frozenset({"time", "fork", "reset"})
KINDS = frozenset({"command", "clock", "attempt", "fault", "resend", "reload"}) | _NAMED | _BARE
"""The known kinds of entries."""


# --- Writing


def entry_json(entry: Entry, result: Any, account: Account) -> dict[str, Any]:
    """An entry as JSON.

    Args:
        entry: a performed entry.
        result: its result, which says for a request whether the credentials were right.
        account: the account at that time.
    """
    written = {"do": entry.kind, "at": entry.at.isoformat(), "wall": entry.wall.isoformat()}
    return written | _content(entry, result, account)


def _content(  # noqa: PLR0911  (one for each kind)
    entry: Entry, result: Any, account: Account
) -> dict[str, Any]:
    content = entry.content
    match entry.kind:
        case "command":
            return _command_json(content, result, account)
        case "clock":
            to, speed = content
            return {"to": None if to is None else to.isoformat(), "speed": speed}
        case "attempt":
            number, attempt = content
            told = {"status": attempt.status, "reason": attempt.reason}
            return {"delivery": number, **told, "is_allowed": attempt.is_allowed}
        case "fault":
            return {"rule": None if content is None else _rule_json(content)}
        case "resend":
            return {"deliveries": list(content)}
        case "reload":
            return {"account": account_json(content)}
        case kind:
            return {"name": content} if kind in _NAMED else {}


def _command_json(command: Command, turn: Turn, account: Account) -> dict[str, Any]:
    if not isinstance(command, Request):
        return {"command": encode(command)}
    headers = {k: v for k, v in command.headers.items() if not is_secret_header(k)}
    parts, hidden = command.path.split("/"), {}
    secrets = {quote(secret): ".".join(place) for place, secret in _credentials(account.file)}
    for i, part in enumerate(parts):
        if part in secrets:  # Signal Vine's token is a part of a path
            hidden[str(i)], parts[i] = secrets[part], ""
    bare = replace(command, path="/".join(parts), headers=headers)
    right = turn.response is None or turn.response.status != UNAUTHORIZED
    return {"command": encode(bare), "right": right} | ({"hidden": hidden} if hidden else {})


def _rule_json(rule: Rule) -> dict[str, Any]:
    written = {one.name: getattr(rule, one.name) for one in fields(Rule)}
    late = None if rule.late is None else rule.late.total_seconds()
    return written | {"late": late, "statuses": list(rule.statuses)}


def account_json(account: Account) -> dict[str, Any]:
    """The account's file without its credentials."""
    written = account.file.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for (*above, name), _ in _credentials(account.file):
        section = written
        for key in above:
            section = section.get(key, {})
        section.pop(name, None)
    return written


def _credentials(section: BaseModel) -> Iterator[tuple[tuple[str, ...], str]]:
    """The credentials of an account file, each with its place."""
    for name, about in type(section).model_fields.items():
        item, key = getattr(section, name), about.alias or name
        if isinstance(item, BaseModel):
            for place, secret in _credentials(item):
                yield (key, *place), secret
        elif not about.repr and isinstance(item, str):
            yield (key,), item


def settings_json(settings: Settings) -> dict[str, Any]:
    """How an account is hosted."""
    retries = settings.retries
    return {
        "seed": settings.seed,
        "start": None if settings.start is None else settings.start.isoformat(),
        "speed": settings.speed,
        "landlines": sorted(settings.landlines),
        "delivers": settings.delivers,
        "callbacks_to": settings.callbacks_to,
        "retries": {
            "after": [one.total_seconds() for one in retries.after],
            "timeout": retries.timeout.total_seconds(),
        },
    }


# --- Reading


def read_entry(written: Mapping[str, Any], account: Account, sign: Callable[..., Request]) -> Entry:
    """The entry of an output of `entry_json`, with the account's present credentials.

    Args:
        written: the JSON.
        account: has the credentials.
        sign: signs a request.

    Raises:
        ValueError: it is no entry of a known kind or form; the text says why.
    """
    kind = _typed(written, "do", str)
    if kind not in KINDS:
        message = f"{kind!r:.60} is no kind of entry that this version of optinsim knows"
        raise ValueError(message)
    content = _read_content(kind, written, account, sign)
    return Entry(kind, read_time(written, "at"), read_time(written, "wall"), content)


def _read_content(  # noqa: PLR0911  (one for each kind)
    kind: str, written: Mapping[str, Any], account: Account, sign: Callable[..., Request]
) -> Any:
    match kind:
        case "command":
            return _read_command(written, account, sign)
        case "clock":
            to = None if written.get("to") is None else read_time(written, "to")
            return to, None if written.get("speed") is None else _number(written, "speed")
        case "attempt":
            status = None if written.get("status") is None else _typed(written, "status", int)
            attempt = Attempt(
                read_time(written, "at"),
                status,
                _typed(written, "reason", str),
                is_allowed=_typed(written, "is_allowed", bool),
            )
            return _typed(written, "delivery", int), attempt
        case "fault":
            rule = written.get("rule")
            return None if rule is None else _read_rule(_typed(written, "rule", dict))
        case "resend":
            return tuple(map(int, _typed(written, "deliveries", list)))
        case "reload":
            return read_account_json(_typed(written, "account", dict), account)
        case _:
            return _typed(written, "name", str) if kind in _NAMED else None


def _read_command(
    written: Mapping[str, Any], account: Account, sign: Callable[..., Request]
) -> Command:
    command = decode(written.get("command"))
    if not isinstance(command, Command):
        message = f"{type(command).__name__} is a command of platforms only"
        raise ValueError(message)  # noqa: TRY004  (bad data, not a wrong call)
    if not isinstance(command, Request):
        return command
    if "hidden" in written:
        secrets = {".".join(place): quote(secret) for place, secret in _credentials(account.file)}
        parts = command.path.split("/")
        for i, credential in _typed(written, "hidden", dict).items():
            parts[int(i)] = secrets.get(credential, "")
        command = replace(command, path="/".join(parts))
    return sign(command) if _typed(written, "right", bool) else command


def _read_rule(written: dict[str, Any]) -> Rule:
    late = None if written.get("late") is None else timedelta(seconds=_number(written, "late"))
    statuses = tuple(map(int, _typed(written, "statuses", list)))
    try:
        return Rule(**written | {"late": late, "statuses": statuses})
    except TypeError:
        message = "it has a fault with a key that is not known"
        raise ValueError(message) from None


def read_account_json(written: dict[str, Any], present: Account) -> Account:
    """The account of a journal, with its present credentials.

    Raises:
        ValueError: it cannot be used any more.
    """
    written = deepcopy(written)
    for (*above, name), secret in _credentials(present.file):
        section = written
        for key in above:
            section = section.setdefault(key, {})
        section[name] = secret
    return _account(written, present.platform)


def account_alone(written: Mapping[str, Any]) -> Account:
    """The account of a journal, with the default credentials.

    Raises:
        ValueError: it cannot be used any more.
        PlatformError: its platform is not installed.
    """
    return _account(written, load_platform(_typed(written, "platform", str)))


def _account(written: Mapping[str, Any], platform: type[Platform]) -> Account:
    try:
        file = platform.account_file.model_validate(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        wrong = ".".join(map(str, first["loc"]))
        message = f"its account cannot be used by this version of optinsim: {wrong}"
        raise ValueError(message) from None
    return Account(file, platform, platform.setup(file))


def read_settings(written: Mapping[str, Any]) -> Settings:
    """The settings of an output of `settings_json`.

    Raises:
        ValueError: it is not valid.
    """
    retries = _typed(written, "retries", dict)
    to = written.get("callbacks_to")
    return Settings(
        seed=_typed(written, "seed", int),
        start=None if written.get("start") is None else read_time(written, "start"),
        speed=_number(written, "speed"),
        landlines=frozenset(map(str, _typed(written, "landlines", list))),
        delivers=_typed(written, "delivers", bool),
        callbacks_to=None if to is None else _typed(written, "callbacks_to", str),
        retries=Retries(
            tuple(timedelta(seconds=float(one)) for one in _typed(retries, "after", list)),
            timedelta(seconds=_number(retries, "timeout")),
        ),
    )


def read_time(written: Mapping[str, Any], key: str) -> datetime:
    """A time of an entry.

    Raises:
        ValueError: there is none.
    """
    found = datetime.fromisoformat(_typed(written, key, str))
    if found.tzinfo is None:
        message = f"{key} has no time zone"
        raise ValueError(message)
    return found.astimezone(UTC)


def _number(written: Mapping[str, Any], key: str) -> float:
    found = written.get(key)
    return float(_typed(written, key, int if type(found) is int else float))


def _typed(written: Mapping[str, Any], key: str, kind: type[T]) -> T:
    """The value of a key, if it has exactly that type."""
    found = written.get(key)
    if type(found) is not kind:
        message = f"{key} is {type(found).__name__}, not {kind.__name__}"
        raise ValueError(message)
    return found
