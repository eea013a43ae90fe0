"""The lines of a journal: a session to JSON, and back.

Knows the format, and validates all input. Does not know where the files are.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from optinsim.adapter import Request
from optinsim.codec import decode, encode
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.errors import CommandError
from optinsim.fields import parse_instant
from optinsim.phone.opening import digest_of, open_scenario
from optinsim.phone.session import (
    BranchSwitched,
    PlayedStep,
    PositionMoved,
    Session,
    StepAdded,
    Subscriber,
    made_up_for,
    may_branch,
)

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.phone.session import Operation

VERSION = 2
SAVED = '{"saved": true}'
_MOST_SUBSCRIBERS = 10_000
_LONGEST_NAME = 1000
_LARGEST_SEED = 10**19
T = TypeVar("T")


# --- Writing


def head(session: Session, account: Path) -> str:
    """The first line: the account, and how the session began."""
    opened = session.opened
    scenario = None
    if opened is not None:
        path = str(opened.path.resolve())
        scenario = {"path": path, "number": opened.number, "sha256": opened.digest}
    return json.dumps(
        {
            "optinsim": VERSION,
            "account": str(account.resolve()),
            "seed": session.seed,
            "start": f"{session.start:%Y-%m-%dT%H:%M:%SZ}",
            "landlines": sorted(session.landlines),
            "subscribers": [_person(one) for one in session.subscribers],
            "scenario": scenario,
        }
    )


def subscriber(one: Subscriber) -> str:
    """A subscriber was added."""
    return json.dumps({"subscriber": _person(one)})


def current(index: int) -> str:
    """Another subscriber is the current one."""
    return json.dumps({"current": index})


def operation(done: Operation) -> str:
    """An operation.

    Raises:
        CommandError: it has credentials, which are never written.
    """
    match done:
        case PositionMoved(position):
            return json.dumps({"move": position})
        case BranchSwitched(branch, position):
            return json.dumps({"switch": branch, "position": position})
        case StepAdded(step):
            return json.dumps({"step": _encode(step.command), "mdn": step.mdn})


def _encode(command: Command) -> dict[str, Any]:
    if isinstance(command, Request) and command.header("Authorization"):
        message = "a request has credentials in it"
        raise CommandError(message)
    return encode(command)


def _person(one: Subscriber) -> dict[str, str]:
    return {"name": one.name, "mdn": one.mdn, "zip": one.zip}


# --- Reading


def session_of(data: bytes, account: Account) -> Session | None:
    """The session of a journal; None: all of it was saved.

    Raises:
        ValueError: it is not a journal of this version.
        RecursionError: its JSON is nested too deeply.
        OptinsimError: its scenario cannot be opened any more, or its clock cannot start.
    """
    lines = data.split(b"\n")[:-1]  # the last line is incomplete, or empty
    if not lines:
        return None
    session = _new_session(_object(lines[0]), account)
    reader = _Reader(session)
    for line in lines[1:]:
        reader.read(_object(line))
    if reader.is_saved:
        return None
    session.steps, session.branches = reader.steps, reader.branches
    with suppress(CommandError):  # the account has changed
        session.go_to(reader.position)
    session.operations = reader.operations
    if session.position != reader.position:
        session.operations.append(PositionMoved(session.position))
    session.current = session.subscribers[reader.current]
    return session


class _Reader:
    """Collects steps, branches and operations from the lines, without playing them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.steps = session.steps
        self.branches: list[list[PlayedStep]] = []
        self.operations: list[Operation] = []
        self.position = 0
        self.current = 0
        self.is_saved = True

    def read(self, line: dict[str, Any]) -> None:
        """Read one line."""
        if line == {"saved": True}:
            self.is_saved = True
        elif "subscriber" in line:
            people = self.session.subscribers
            people += _people([line["subscriber"]], self.session, len(people))
        elif "current" in line:
            self.current = _index(line["current"], len(self.session.subscribers))
        elif "move" in line:
            self.position = _index(line["move"], len(self.steps) + 1)
            self.operations.append(PositionMoved(self.position))
        elif "switch" in line:
            branch = _index(line["switch"], len(self.branches))
            self.steps, self.branches[branch] = self.branches[branch], self.steps
            self.position = _index(line.get("position"), len(self.steps) + 1)
            self.operations.append(BranchSwitched(branch, self.position))
        else:
            self._add_step(_step(line))

    def _add_step(self, step: PlayedStep) -> None:
        """Add a step as `Session.play_step` does."""
        if self.position < len(self.steps):
            if not may_branch(self.steps, self.branches):
                message = "too many branches"
                raise ValueError(message)
            self.branches.append(self.steps[:])
            del self.steps[self.position :]
        self.steps.append(step)
        self.position += 1
        self.operations.append(StepAdded(step))
        self.is_saved = False


def _new_session(line: dict[str, Any], account: Account) -> Session:
    if line.get("optinsim") != VERSION:
        message = "no journal of this version"
        raise ValueError(message)
    scenario = line.get("scenario")
    if scenario is None:
        seed = _typed(int, line.get("seed"))
        if abs(seed) >= _LARGEST_SEED:
            message = "no seed"
            raise ValueError(message)
        session = Session(
            account,
            seed=seed,
            start=parse_instant(_typed(str, line.get("start"))),
            landlines=frozenset(_mdn(mdn) for mdn in _typed(list, line.get("landlines"))),
        )
    else:
        path = Path(_typed(str, _typed(dict, scenario).get("path")))
        if digest_of(path) != scenario.get("sha256"):
            message = "the scenario has changed"
            raise ValueError(message)
        session = open_scenario(path, _typed(int, scenario.get("number")))
    session.subscribers[:] = _people(_typed(list, line.get("subscribers")), session, 0)
    if not session.subscribers:
        message = "no subscribers"
        raise ValueError(message)
    return session


def _people(people: list[Any], session: Session, first: int) -> list[Subscriber]:
    if first + len(people) > _MOST_SUBSCRIBERS:
        message = "too many subscribers"
        raise ValueError(message)
    found = []
    for i, one in enumerate(people, first):
        name, zip_code = _utf8(_typed(dict, one).get("name")), _utf8(one.get("zip"))
        if max(len(name), len(zip_code)) > _LONGEST_NAME:
            message = "a name is too long"
            raise ValueError(message)
        made_up = made_up_for(session.account, session.seed, i)
        found.append(Subscriber(name, _mdn(one.get("mdn")), made_up, zip_code))
    return found


def _step(line: dict[str, Any]) -> PlayedStep:
    return PlayedStep(_decode(line.get("step")), _mdn(line.get("mdn")))


def _decode(encoded: object) -> Command:
    command = decode(encoded)
    if isinstance(command, ReceiveText):
        _mdn(command.mdn)
    elif isinstance(command, Request):
        f"{command.method}{command.path}{command.headers}".encode()  # ValueError: a lone surrogate
    elif not isinstance(command, AdvanceTime):
        message = f"a session has no {type(command).__name__}"
        raise ValueError(message)  # noqa: TRY004  (bad data, not a wrong call)
    return command


def _object(line: bytes) -> dict[str, Any]:
    return _typed(dict, json.loads(line))


def _typed(kind: type[T], found: object) -> T:
    """The value, if it has exactly that type; otherwise a ValueError."""
    if type(found) is not kind:
        message = f"{type(found).__name__} where {kind.__name__} should be"
        raise ValueError(message)
    return found


def _index(found: object, length: int) -> int:
    index = _typed(int, found)
    if not 0 <= index < length:
        message = f"{index} where there are {length}"
        raise ValueError(message)
    return index


def _mdn(found: object) -> str:
    mdn = _typed(str, found)
    if parse_mdn(mdn) != mdn:
        message = "no number in E.164"
        raise ValueError(message)
    return mdn


def _utf8(found: object) -> str:
    """A str that can be encoded; a lone surrogate raises a ValueError too."""
    text = _typed(str, found)
    text.encode()
    return text
