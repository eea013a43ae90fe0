"""A restart through a snapshot gives what performing every entry gives."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import zlib
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim.core.commands import ReceiveText
from optinsim.errors import CommandError
from optinsim.files.account_warnings import read_account
from optinsim.files.accounts import load_account
from optinsim.server import program, snapshot_rows, snapshots
from optinsim.server.faults import Rule
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.journal import Journal, JournalError, open_journal
from optinsim.server.outbox import Attempt
from optinsim.server.restart import Replay, hosted_with
from optinsim.turn_json import change_json, reply_json
from tests.server.serving import ANN, BOB, NOON, ROOT, VIBES, Wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.server.entries import Entry
    from optinsim.simulator import Turn

ACCOUNTS = [
    load_account(ROOT / f"scenarios/accounts/{name}.yaml")
    for name in (
        "acme-vibes-many",
        "acme-vibes-callbacks",
        "acme-cordial",
        "acme-cordial-many",
        "bigstate-signalvine",
        "bigstate-signalvine-two-programs",
    )
]
VIBES_ACCOUNT = load_account(VIBES)
SETTINGS = Settings(callbacks_to="http://127.0.0.1:1/")


def opened(path: Path, account: Account, wall: Wall, told: list[str] | None = None) -> Hosted:
    journal = open_journal(path)
    if told is not None:
        journal.tell = told.append
    return hosted_with(journal, "shop", account, SETTINGS, wall)


def journal_of(hosted: Hosted) -> Journal:
    assert isinstance(hosted.journal, Journal)
    return hosted.journal


def snapshot_now(hosted: Hosted) -> None:
    journal = journal_of(hosted)
    assert journal.snapshots is not None
    journal.snapshots.take(journal._added)  # noqa: SLF001  (as after the last entry)
    journal.flush()


def has_snapshot(path: Path) -> int | None:
    """The number of the entry after which a journal has a snapshot."""
    journal = Journal(path)
    try:
        found = journal.snapshot()
        return None if found is None else found.number
    finally:
        journal.abandon()


def seen(hosted: Hosted) -> Any:
    """All that a restart must keep."""
    return (
        hosted.moment(),
        hosted.moments,
        hosted.clock,
        hosted.outbox.last,
        hosted.outbox.ended,
        hosted.log.last,
        hosted.log.counts,
        hosted.branches.last,
        hosted.settings,
        hosted.simulator.account.file,
    )


# --- Any sequence of operations


def text(hosted: Hosted, number: int) -> Turn:
    setup = hosted.simulator.account.setup
    words = [word for campaign in setup.campaigns for word in campaign.keywords]
    words += ["Y", "N", "STOP", "START", "60601", "\ud83d", *words]
    to = list(setup.by_number)[number % len(setup.by_number)]
    return hosted.do(ReceiveText((ANN, BOB)[number % 2], words[number % len(words)], to))


def call(hosted: Hosted, number: int) -> Turn:
    """Send one of the platform's forms: people are made, imported, registered for, taken off."""
    forms = hosted.simulator.forms({"mdn": (ANN, BOB)[number % 2], "first_name": "Zoë"})
    request = forms[number % len(forms)].request({})
    return hosted.do(hosted.simulator.sign(request, valid=number % 5 != 0))


def attempt(hosted: Hosted, number: int) -> None:
    for delivery in hosted.take_due():
        if delivery.number % 3:  # the others stay in flight
            status = (204, 500, None, 404)[(delivery.number + number) % 4]
            hosted.note(delivery.number, Attempt(NOON, status, "" if status else "no answer"))


def rewind(hosted: Hosted, number: int) -> None:
    if hosted.moments:
        hosted.rewind(list(hosted.moments)[number % len(hosted.moments)])


def reload(hosted: Hosted, number: int) -> None:
    file = hosted.simulator.account.file
    sent = json.loads(hosted.simulator.account.text) | {"name": f"{file.name[:9]} {number}"}
    hosted.reload(read_account(json.dumps(sent), "shop")[0])


RULES = (
    None,
    Rule("deliveries", twice=True, late=timedelta(seconds=90), times=None, chance=0.5),
    Rule("deliveries", overtakes=True, statuses=(500, 200), after="STOP"),
    Rule("answers", statuses=(503,), nth=2),
)
OPERATIONS: tuple[Callable[[Hosted, int], Any], ...] = (
    text,
    text,
    text,
    call,
    call,
    attempt,
    lambda hosted, number: hosted.checkpoint(f"moment {number % 3}"),
    rewind,
    lambda hosted, number: hosted.set_clock(hosted.simulator.now + timedelta(hours=number)),
    lambda hosted, number: hosted.set_clock(speed=number / 2),
    lambda hosted, number: hosted.fault(RULES[number % len(RULES)]),
    lambda hosted, _: hosted.resend(tuple(one.number for one in hosted.outbox)[:3]),
    lambda hosted, _: hosted.fork("other", None, delivers=True),
    lambda hosted, _: hosted.reset(),
    reload,
)
STEPS = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 29), st.integers(0, 7200))
DONE = st.lists(STEPS, max_size=20)


def done(hosted: Hosted, steps: list[Any], wall: Wall) -> list[Any]:
    """Do it; the answers, in bytes."""
    answers = []
    for operation, number, seconds in steps:
        wall.advance(seconds=seconds)
        with suppress(CommandError):
            turn = operation(hosted, number)
            if turn is not None and operation in (text, call):
                replies = [*map(reply_json, turn.replies), *map(change_json, turn.changes)]
                callbacks = [callback.body for callback in turn.callbacks]
                answers.append((repr(turn.response), json.dumps([replies, callbacks])))
    return answers


def restarts_the_same(
    folder: Path, account: Account, before: Any, after: Any, then: list[Any]
) -> None:
    wall, path = Wall(), folder / "shop.journal"
    hosted = opened(path, account, wall)
    done(hosted, before, wall)
    snapshot_now(hosted)
    done(hosted, after, wall)
    journal_of(hosted).close()
    shutil.copy(path, other := folder / "other.journal")
    without(other)
    told: list[str] = []
    whole = opened(other, account, Wall(wall.now))
    short = opened(path, account, Wall(wall.now), told)
    assert told == []
    assert has_entries(short) == has_entries(whole)
    for one in (whole, short):
        one.catch_up()
    assert seen(short) == seen(whole)
    assert done(short, then, short.wall) == done(whole, then, whole.wall)  # type: ignore[arg-type]
    assert seen(short) == seen(whole)
    for one in (whole, short):
        journal_of(one).close()


def has_entries(hosted: Hosted) -> int:
    return journal_of(hosted)._added  # noqa: SLF001  (what it goes on from)


def without(path: Path) -> None:
    """Drop the snapshot of a journal."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE snapshots")
    connection.commit()
    connection.close()


@pytest.mark.no_cover  # a long journal: the smaller ones cover it
@settings(max_examples=20)
@given(
    account=st.sampled_from(ACCOUNTS),
    before=DONE,
    after=DONE,
    then=st.lists(STEPS, min_size=10, max_size=10),
)
def test_a_restart_through_a_snapshot_equals_one_that_performs_every_entry(
    tmp_path_factory: pytest.TempPathFactory, account: Any, before: Any, after: Any, then: Any
) -> None:
    restarts_the_same(tmp_path_factory.mktemp("journal"), account, before, after, then)


@pytest.mark.soak
@settings(max_examples=2000)
@given(account=st.sampled_from(ACCOUNTS), before=DONE, after=DONE, then=DONE)
def test_any_of_many_restarts_through_a_snapshot_equals_one_that_performs_every_entry(
    tmp_path_factory: pytest.TempPathFactory, account: Any, before: Any, after: Any, then: Any
) -> None:
    restarts_the_same(tmp_path_factory.mktemp("journal"), account, before, after, then)


# --- When one is not used


def conversed(path: Path, account: Account = VIBES_ACCOUNT) -> Wall:
    """A journal of six entries, with a snapshot after the fifth."""
    wall = Wall()
    hosted = opened(path, account, wall)
    for sender, word in ((ANN, "SUMMER"), (BOB, "SUMMER"), (ANN, "Y")):
        hosted.do(ReceiveText(sender, word, "84237"))
    hosted.checkpoint("asked")
    snapshot_now(hosted)
    hosted.do(ReceiveText(BOB, "N", "84237"))
    journal_of(hosted).close()
    return wall


def restarted(path: Path, wall: Wall, *, by_snapshot: bool, told: str = "") -> None:
    """Start again: from the snapshot, or with every entry and the reason."""
    said: list[str] = []
    again = opened(path, VIBES_ACCOUNT, wall, said)
    assert str(again.simulator.state(ANN, "ACQ1234")) == "subscribed"
    assert str(again.simulator.state(BOB, "ACQ1234")) == "declined"
    assert list(again.moments) == ["asked"]
    assert bool(said) is not by_snapshot
    assert all(one.startswith(f"{path}: its snapshot cannot be used (") for one in said)
    assert told in "".join(said)
    journal_of(again).close()


def test_entries_up_to_the_snapshot_are_not_performed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = conversed(tmp_path / "j")
    performed: list[str] = []
    perform = Hosted.perform

    def note(hosted: Hosted, entry: Entry) -> Any:
        performed.append(entry.kind)
        return perform(hosted, entry)

    monkeypatch.setattr(Hosted, "perform", note)
    restarted(tmp_path / "j", wall, by_snapshot=True)
    assert performed == ["command"]


def test_a_snapshot_of_another_program_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = conversed(tmp_path / "j")
    sources = dict(program._sources("optinsim"))  # noqa: SLF001  (what counts as the program)
    assert "core/world.py" in sources
    program.program.cache_clear()
    monkeypatch.setattr(program, "_sources", lambda _: [*sources.items(), ("new.py", b"")])
    restarted(tmp_path / "j", wall, by_snapshot=False, told="another version of optinsim")
    program.program.cache_clear()


def changed(path: Path, change: Callable[[list[Any]], object]) -> None:
    """Change the lines of a snapshot as one could who seals it anew."""
    journal = Journal(path)
    stored = journal.snapshot()
    assert stored is not None
    lines = [json.loads(line) for line in zlib.decompress(stored.body).decode().splitlines()]
    change(lines)
    body = zlib.compress("\n".join(map(json.dumps, lines)).encode())
    snapshot_rows.put(journal._connection, stored.number, stored.program, body)  # noqa: SLF001
    journal.abandon()


def line_of(lines: list[Any], part: str) -> list[Any]:
    return next(line for line in lines[1:-1] if line[1] == part)


def class_of(lines: list[Any], name: str) -> list[str]:
    return next(one for one in lines[-1] if one[0].endswith(f":{name}"))


def to_another_class(lines: list[Any]) -> None:
    class_of(lines, "Person")[0] = "subprocess:Popen"


def to_other_fields(lines: list[Any]) -> None:
    class_of(lines, "Person")[1] = "number"


def to_another_type(lines: list[Any]) -> None:
    line_of(lines, "world/core/people")[3][1][1] = "one"


def to_a_class_elsewhere(lines: list[Any]) -> None:
    line_of(lines, "lines")[3] = line_of(lines, "world/core/people")[3]


def to_the_end_of_time(lines: list[Any]) -> None:
    lines[0]["said"]["settings"]["start"] = "9999-01-01T00:00:00+00:00"


CHANGES: dict[str, tuple[Callable[[list[Any]], object], str]] = {
    "a class that is none of values": (to_another_class, "'subprocess:Popen' is no class of"),
    "a class with other fields": (to_other_fields, "Person has other fields"),
    "a field of another type": (to_another_type, "Person has a field that is str"),
    "a value of another class": (to_a_class_elsewhere, "a Participant in place of a Line"),
    "a field too many": (lambda lines: line_of(lines, "world/core/people")[3].append(1), "zip()"),
    "an unknown form": (lambda lines: line_of(lines, "lines")[3].insert(0, "eval"), "eval"),
    "no present moment": (lambda lines: lines.__delitem__(slice(1, -2)), "no present moment"),
    "no account": (lambda lines: lines[0].pop("account"), "account"),
    "another form of settings": (lambda lines: lines[0]["said"]["settings"].clear(), "retries"),
    "no file of the account": (lambda lines: lines[0]["said"].update(account=1), "'get'"),
    "an impossible time": (to_the_end_of_time, "the clock cannot start at 9999"),
    "nothing": (lambda lines: lines.clear(), ""),
    "depth": (lambda lines: line_of(lines, "lines").append(deep()), ""),
}


def deep() -> list[Any]:
    made: list[Any] = ["tuple"]
    for _ in range(900):
        made = ["tuple", made]
    return made


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_a_snapshot_that_was_written_by_something_else_is_not_used(
    tmp_path: Path, change: Callable[[list[Any]], object], said: str
) -> None:
    wall = conversed(tmp_path / "j")
    changed(tmp_path / "j", change)
    restarted(tmp_path / "j", wall, by_snapshot=False, told=said)


DAMAGE = {
    "another body": "UPDATE snapshots SET body = x'00'",
    "no bytes": "UPDATE snapshots SET body = 'text'",
    "another seal": "UPDATE snapshots SET seal = x'00'",
    "an entry that is not there": "UPDATE snapshots SET number = 99",
    "another entry": "UPDATE snapshots SET number = 4",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_snapshot_is_not_used(tmp_path: Path, damage: str) -> None:
    wall = conversed(tmp_path / "j")
    connection = sqlite3.connect(tmp_path / "j")
    connection.execute(damage)
    connection.commit()
    connection.close()
    restarted(tmp_path / "j", wall, by_snapshot=False, told="it is not what was written")


def test_a_snapshot_that_is_too_large_is_neither_written_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = conversed(tmp_path / "j")
    monkeypatch.setattr("optinsim.server.snapshot_json.MOST_BYTES", 1000)
    restarted(tmp_path / "j", wall, by_snapshot=False, told="it is cut off, or too large")
    told: list[str] = []
    again = opened(tmp_path / "j", VIBES_ACCOUNT, wall, told)
    snapshot_now(again)
    assert "there are no more snapshots, so a restart will take longer" in told[-1]
    journal_of(again).close()


def test_the_journal_of_another_account_is_refused_by_its_snapshot_too(tmp_path: Path) -> None:
    wall = conversed(tmp_path / "j")
    with pytest.raises(JournalError, match="is the journal of another account: vibes 84237"):
        opened(tmp_path / "j", ACCOUNTS[2], wall)


def test_a_damaged_entry_after_the_snapshot_is_refused(tmp_path: Path) -> None:
    wall = conversed(tmp_path / "j")
    connection = sqlite3.connect(tmp_path / "j")
    connection.execute("UPDATE entries SET entry = '{}' WHERE number = 6")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="entry 6 cannot be used"):
        opened(tmp_path / "j", VIBES_ACCOUNT, wall)


# --- When one is taken


def texted(hosted: Hosted, count: int) -> None:
    for number in range(count):
        hosted.do(ReceiveText(f"+131255501{number % 100:02}", "SUMMER", "84237"))


def test_one_is_taken_at_a_clean_end_if_it_saves_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "WORTHWHILE", 5)
    hosted = opened(tmp_path / "j", VIBES_ACCOUNT, Wall())
    texted(hosted, 3)
    journal_of(hosted).close()
    assert has_snapshot(tmp_path / "j") is None
    hosted = opened(tmp_path / "j", VIBES_ACCOUNT, Wall())
    texted(hosted, 3)
    journal_of(hosted).close()
    assert has_snapshot(tmp_path / "j") == 7
    opened(tmp_path / "j", VIBES_ACCOUNT, Wall()).journal.close()
    assert has_snapshot(tmp_path / "j") == 7


def test_one_is_taken_now_and_then_and_written_after_the_entries_up_to_it(tmp_path: Path) -> None:
    async def serve() -> None:
        hosted = opened(tmp_path / "j", VIBES_ACCOUNT, Wall())
        taking = journal_of(hosted).snapshots
        assert taking is not None
        taking.every = 10
        texted(hosted, 30)  # nothing of it is on disk before the event loop goes on
        packing = taking._packing  # noqa: SLF001  (what goes on beside)
        assert packing is not None
        await packing
        await hosted.journal.committed()
        journal_of(hosted).abandon()  # as if it was killed

    asyncio.run(serve())
    journal = Journal(tmp_path / "j")
    replay = Replay(journal, VIBES_ACCOUNT)
    assert replay.run("shop", by_snapshot=True) is not None
    assert replay.snapshot is not None
    assert (replay.snapshot.number, replay.number) == (10, 31)
    journal.abandon()


class Own:
    """No value."""


def test_a_platform_that_keeps_what_is_no_value_gets_no_snapshots(tmp_path: Path) -> None:
    told: list[str] = []
    hosted = opened(tmp_path / "j", VIBES_ACCOUNT, Wall(), told)
    store = hosted.simulator._engine.world.store("vibes/own")  # noqa: SLF001
    store["x"] = Own()
    for _ in range(2):
        snapshot_now(hosted)
    assert len(told) == 1
    assert told[0].startswith(f"{tmp_path / 'j'}: there are no more snapshots, so a restart will")
    assert told[0].endswith("tests.server.test_snapshots:Own is no class of values")
    journal_of(hosted).close()
    assert has_snapshot(tmp_path / "j") is None


CREDENTIALS = {
    "acme-vibes": "password",
    "acme-cordial": "key",
    "bigstate-signalvine": "token",
}


@pytest.mark.parametrize(("name", "key"), CREDENTIALS.items(), ids=CREDENTIALS)
def test_a_snapshot_has_no_credentials(tmp_path: Path, name: str, key: str) -> None:
    path = ROOT / f"scenarios/accounts/{name}.yaml"
    secret = load_account(path).file.model_dump()["api"][key]
    account = read_account(path.read_text().replace(secret, "very-confidential"), name)[0]
    assert account.file.model_dump()["api"][key] == "very-confidential"
    hosted = opened(tmp_path / "j", account, Wall())
    for number in range(30):
        with suppress(CommandError):
            call(hosted, number)
    snapshot_now(hosted)
    found = journal_of(hosted).snapshot()
    assert found is not None
    assert b"confidential" not in zlib.decompress(found.body)
    journal_of(hosted).close()


def test_new_credentials_need_no_new_snapshot(tmp_path: Path) -> None:
    wall = conversed(tmp_path / "j")
    told: list[str] = []
    account = read_account(
        VIBES.read_text().replace("password: secret", "password: other"), "shop"
    )[0]
    hosted = opened(tmp_path / "j", account, wall, told)
    assert told == []
    assert hosted.simulator.account.file == account.file
    hosted.rewind("asked")
    assert str(hosted.simulator.state(BOB, "ACQ1234")) == "pending"
    journal_of(hosted).close()
