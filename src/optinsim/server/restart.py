"""Restores a hosted account from its journal: performs it again, then applies today's settings.

Skips the entries up to a snapshot, if the snapshot is intact and this program's. Knows the content
of the first entry, and what may differ between two starts. Does not know the file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from optinsim.errors import CommandError, PlatformError
from optinsim.server.entry_json import (
    account_alone,
    account_json,
    read_account_json,
    read_entry,
    read_settings,
    read_time,
    settings_json,
)
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosted_snapshot import resumed, snapshot_of
from optinsim.server.journal import JournalError
from optinsim.server.program import program
from optinsim.server.snapshot_json import packed, unpacked
from optinsim.server.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.server.hosted_snapshot import HostedSnapshot
    from optinsim.server.journal import Journal
    from optinsim.server.snapshot_rows import StoredSnapshot

VERSION = 1
"""The version of the entries' form. A later version of optinsim reads entries of an earlier one."""
STARTED = "started"
"""The kind of the first entry, and of one for each start whose settings differ from the last."""

_UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    CommandError,
)
"""The exceptions of reading a snapshot that another program has written."""


def hosted_with(
    journal: Journal,
    name: str,
    account: Account,
    settings: Settings,
    wall: Callable[[], datetime],
) -> Hosted:
    """The account as its journal left it; for an empty journal a new account.

    An account that was edited since the last start is reloaded. The seed and the start are the
    journal's. The clock has run on, unless it is frozen.

    Args:
        journal: stores the entries from now on, too; closed if it cannot be used.
        name: its name in the control API.
        account: from its file of today.
        settings: from the command line of today.
        wall: gives the machine's time.

    Raises:
        JournalError: the journal is damaged, or of another account, or has another seed or start,
            or people cannot keep their states in the changed account.
    """
    try:
        hosted = _restarted(journal, name, account, settings, wall)
        journal.flush()
    except BaseException:
        journal.abandon()
        raise
    return hosted


def _restarted(
    journal: Journal,
    name: str,
    account: Account,
    settings: Settings,
    wall: Callable[[], datetime],
) -> Hosted:
    replay = Replay(journal, account)
    hosted = replay.run(name, by_snapshot=True)
    if hosted is None:
        now = wall()
        hosted = Hosted(name, account, settings, lambda: now)
        journal.add(_started(account, settings, now))
    else:
        _check_same(journal, replay.settings, settings)
    journal.account = hosted.simulator.account
    hosted.journal = journal
    hosted.wall = wall
    if replay.number:
        _bring_up(hosted, replay, account, settings)
    replay.file = account_json(account)
    replay.take_snapshots(hosted)
    return hosted


def account_of(journal: Journal) -> Account:
    """The account with which a journal began, with made-up credentials: enough to perform it.

    Raises:
        JournalError: it is damaged, empty, or its account cannot be used.
    """
    for number, written in journal.read():
        try:
            if written.get("do") != STARTED:
                message = "no account was started before it"
                raise ValueError(message)  # noqa: TRY301  (one message for all of it)
            return account_alone(written["account"])
        except (ValueError, LookupError, PlatformError) as error:
            raise journal.damaged(number, str(error)) from None
    raise JournalError(f"{journal.path} is empty: no account was started with it")


class Replay:
    """Performs the entries of a journal again."""

    def __init__(self, journal: Journal, account: Account) -> None:
        """Read nothing yet.

        Args:
            journal: has the entries.
            account: has the credentials, which are in no journal.
        """
        self.number = 0
        """The number of the last performed entry."""
        self.settings = Settings()
        """The settings of the last start."""
        self.file: dict[str, Any] = {}
        """The account's file at the last start."""
        self.snapshot: StoredSnapshot | None = None
        """The snapshot at which it began; None: it began at the first entry."""
        self.journal = journal
        self._account = account
        self._program = program(account.platform)

    def run(self, name: str, *, by_snapshot: bool = False) -> Hosted | None:
        """The account after the last entry; None: there is none.

        Args:
            name: its name in the control API.
            by_snapshot: whether to perform only the entries after a usable snapshot. The user is
                told if the journal's snapshot is not usable.

        Raises:
            JournalError: an entry cannot be performed.
        """
        hosted = self._from_snapshot(name) if by_snapshot else None
        for number, written in self.journal.read(self.snapshot):
            self.number = number
            try:
                if written.get("do") == STARTED:
                    hosted = self._start(name, written, hosted)
                elif hosted is None:
                    message = "no account was started before it"
                    raise ValueError(message)  # noqa: TRY301  (one message for all of it)
                else:
                    sign = hosted.simulator.sign
                    hosted.perform(read_entry(written, self._account, sign))
            except (ValueError, LookupError, OverflowError, CommandError) as error:
                raise self.journal.damaged(self.number, str(error)) from None
        if hosted is not None:
            hosted.outbox.line_up()
        return hosted

    def take_snapshots(self, hosted: Hosted) -> None:
        """Let the journal take snapshots of the account from now on."""

        def take() -> Callable[[], bytes]:
            said = {"settings": settings_json(hosted.settings), "account": self.file}
            return partial(packed, snapshot_of(hosted), said)

        last = 0 if self.snapshot is None else self.snapshot.number
        self.journal.take_snapshots(Snapshots(take, self._program, self.journal.say, last))

    def _from_snapshot(self, name: str) -> Hosted | None:
        """The account of the journal's snapshot; None: there is no usable snapshot."""
        stored = self.journal.snapshot()
        if stored is None:
            return None
        try:
            said, snapshot = self._unpacked(stored)
            settings, file = read_settings(said["settings"]), said["account"]
            self._check_account(file)
            hosted = resumed(name, settings, lambda: snapshot.progress.clock.wall, snapshot)
        except _UNREADABLE as error:
            self.journal.say(f"its snapshot cannot be used ({error}), so every entry is performed")
            return None
        self.settings, self.file = settings, file
        self.number, self.snapshot = stored.number, stored
        return hosted

    def _unpacked(self, stored: StoredSnapshot) -> tuple[dict[str, Any], HostedSnapshot]:
        if not stored.is_whole:
            message = "it is not what was written"
            raise ValueError(message)
        if stored.program != self._program:
            message = "another version of optinsim has taken it"
            raise ValueError(message)
        return unpacked(stored.body, self._account)

    def _check_account(self, file: Mapping[str, Any]) -> None:
        """Check that it is the same account as today.

        Raises:
            JournalError: it is another.
        """
        said, today = _identity(file), _identity(account_json(self._account))
        if said != today:
            message = f"{self.journal.path} is the journal of another account: {said}, not {today}"
            raise JournalError(message)

    def _start(self, name: str, written: Mapping[str, Any], hosted: Hosted | None) -> Hosted:
        if written.get("v") != VERSION:
            message = f"version {written.get('v')!r:.20} of journals is not known: {VERSION} is"
            raise ValueError(message)
        self.settings, self.file = read_settings(written["settings"]), written["account"]
        self._check_account(self.file)
        if hosted is not None:
            hosted.settings = self.settings
            hosted.outbox.retries = self.settings.retries
            return hosted
        wall = read_time(written, "wall")
        account = read_account_json(written["account"], self._account)
        return Hosted(name, account, self.settings, lambda: wall)


def _started(account: Account, settings: Settings, now: datetime) -> dict[str, Any]:
    return {
        "do": STARTED,
        "v": VERSION,
        "wall": now.isoformat(),
        "settings": settings_json(settings),
        "account": account_json(account),
    }


def _identity(account: Mapping[str, Any]) -> str:
    """The part of an account file that identifies the account."""
    return f"{account.get('platform')} {account.get('number')}"


def _check_same(journal: Journal, former: Settings, settings: Settings) -> None:
    """Check the seed and the start: all ids and times are derived from them."""
    if settings.seed not in (Settings().seed, former.seed):
        message = f"{journal.path} was begun with --seed {former.seed}"
        raise JournalError(f"{message}, which it keeps: leave --seed out, or name another journal")
    if settings.start not in (None, former.start):
        message = f"{journal.path} was begun with another --start, or none"
        raise JournalError(f"{message}, which it keeps: leave --start out, or name another journal")


def _bring_up(hosted: Hosted, replay: Replay, account: Account, settings: Settings) -> None:
    """Apply today's account file and settings, if they differ from the last start's."""
    former = replay.settings
    today = replace(settings, seed=former.seed, start=former.start, landlines=former.landlines)
    is_edited = account_json(account) != replay.file
    if not is_edited and today == former:
        return
    if is_edited:
        try:
            hosted.reload(account)
        except CommandError as error:
            path = replay.journal.path
            message = (
                f"the account {hosted.name!r} was changed since the last start, and cannot go on "
                f"with the people in {path}: {error}; undo the change, move {path} away to begin "
                "anew, or serve with --memory"
            )
            raise JournalError(message) from None
    hosted.settings = today
    hosted.outbox.retries = today.retries
    replay.journal.add(_started(account, today, hosted.wall()))
    if today.speed != former.speed:
        hosted.set_clock(speed=today.speed)
