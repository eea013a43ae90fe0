"""A restart from the journal gives the identical world, outbox and log."""

from __future__ import annotations

import json
import stat
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.errors import CommandError
from optinsim.files.account_warnings import read_account
from optinsim.files.accounts import load_account
from optinsim.server.entry_json import KINDS, read_settings, settings_json
from optinsim.server.faults import Rule
from optinsim.server.hosted import Settings
from optinsim.server.journal import Journal, JournalError, open_journal
from optinsim.server.outbox import Attempt, Retries
from optinsim.server.restart import hosted_with
from tests.server.serving import ANN, BOB, NOON, ROOT, VIBES, Wall, client_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.server.hosted import Hosted

ACCOUNTS = ROOT / "scenarios/accounts"
PERSON = "/companies/acme/mobiledb/persons?mdn=%2B13125550123"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
CALLBACKS = "/companies/acme/config/callbacks"


def started(
    path: Path, account: Account | None = None, wall: Wall | None = None, **settings: Any
) -> Hosted:
    return hosted_with(
        open_journal(path),
        "shop",
        account or load_account(VIBES),
        Settings(**settings),
        wall or Wall(),
    )


def seen(hosted: Hosted) -> Any:
    """All that a restart must keep."""
    return (
        hosted.simulator.snapshot(),
        hosted.simulator.canonical(),
        hosted.outbox.kept(),
        hosted.log.kept(),
        hosted.log.last,
        hosted.clock,
        hosted.moments,
        hosted.faults.rules,
    )


def texted(hosted: Hosted, text: str, sender: str = ANN) -> None:
    hosted.do(ReceiveText(sender, text, hosted.simulator.account.setup.number))


def called(hosted: Hosted, method: str, path: str, body: Any = None, *, valid: bool = True) -> Any:
    content = b"" if body is None else json.dumps(body).encode()
    request = hosted.simulator.sign(Request(method, path, {}, content), valid=valid)
    response = hosted.do(request).response
    assert response is not None
    return response


def registered(hosted: Hosted, url: str = "http://127.0.0.1:1/x") -> None:
    destination = {"url": url, "method": "POST", "content_type": "text/json"}
    answer = called(
        hosted, "POST", CALLBACKS, {"event_type": "person_added", "destination": destination}
    )
    assert answer.status in (201, 409)  # 409: it is registered already


# --- Any sequence of operations


def take_due(hosted: Hosted, number: int) -> None:
    """Attempt what is due, each with another outcome; some stay in flight."""
    outcomes = (204, 500, None, 404)
    for delivery in hosted.take_due():
        if delivery.number % 5:
            status = outcomes[(delivery.number + number) % len(outcomes)]
            hosted.note(delivery.number, Attempt(NOON, status, "" if status else "no answer"))


def rewind(hosted: Hosted, number: int) -> None:
    if hosted.moments:
        hosted.rewind(list(hosted.moments)[number % len(hosted.moments)])


def forget(hosted: Hosted, number: int) -> None:
    if hosted.moments:
        hosted.forget(list(hosted.moments)[number % len(hosted.moments)])


def reload(hosted: Hosted, number: int) -> None:
    text = VIBES.read_text().replace("name: Acme", f"name: Acme {number}")
    hosted.reload(read_account(text, "shop")[0])


RULES = (
    None,
    Rule("deliveries", twice=True, late=timedelta(seconds=90), times=None, chance=0.5),
    Rule("deliveries", url="http://127.0.0.1", statuses=(500, 200), nth=2, times=3),
    Rule("answers", method="GET", path="/companies", statuses=(401, 503), after="STOP"),
)
OPERATIONS: tuple[Callable[[Hosted, int], Any], ...] = (
    lambda hosted, number: texted(hosted, ("SUMMER", "Y", "N", "STOP")[number % 4]),
    lambda hosted, number: texted(hosted, ("SUMMER", "YES", "help", "\ud83d")[number % 4], BOB),
    lambda hosted, number: called(
        hosted, "POST", PARTICIPANTS, {"mobile_phone": {"mdn": ANN[2:]}}, valid=number % 3 != 0
    ),
    lambda hosted, _: called(hosted, "GET", PERSON),
    lambda hosted, number: registered(hosted, f"http://127.0.0.1:{number + 1}/x"),
    lambda hosted, _: hosted.catch_up(),
    lambda hosted, number: hosted.set_clock(hosted.simulator.now + timedelta(hours=number)),
    lambda hosted, number: hosted.set_clock(speed=number / 2),
    lambda hosted, number: hosted.do(AdvanceTime(NOON + timedelta(hours=number))),
    take_due,
    take_due,
    lambda hosted, number: hosted.checkpoint(f"moment {number % 3}"),
    rewind,
    forget,
    lambda hosted, _: hosted.fork("other", None, delivers=True),
    lambda hosted, number: hosted.fault(RULES[number % len(RULES)]),
    lambda hosted, _: hosted.resend(tuple(one.number for one in hosted.outbox)[:3]),
    lambda hosted, _: hosted.reset(),
    reload,
)


DONE = st.lists(
    st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 11), st.integers(0, 7200)), max_size=25
)


def is_there_after_a_restart(
    path: Path, done: list[tuple[Callable[[Hosted, int], Any], int, int]]
) -> None:
    wall = Wall()
    hosted = started(path, wall=wall)
    for operation, number, seconds in done:
        wall.advance(seconds=seconds)
        with suppress(CommandError):
            operation(hosted, number)
    hosted.catch_up()  # time in which nothing happens is not kept
    before = seen(hosted)
    hosted.journal.close()
    again = started(path, wall=wall)
    again.catch_up()
    assert seen(again) == before
    again.journal.close()


@settings(max_examples=15)
@given(done=DONE)
def test_any_sequence_of_operations_is_there_after_a_restart(
    tmp_path_factory: pytest.TempPathFactory, done: Any
) -> None:
    is_there_after_a_restart(tmp_path_factory.mktemp("journal") / "shop.journal", done)


@pytest.mark.soak
@settings(max_examples=2000)
@given(done=DONE)
def test_any_of_many_sequences_is_there_after_a_restart(
    tmp_path_factory: pytest.TempPathFactory, done: Any
) -> None:
    is_there_after_a_restart(tmp_path_factory.mktemp("journal") / "shop.journal", done)


# --- Where it goes on


def test_timers_go_on_while_the_server_is_down(tmp_path: Path) -> None:
    wall = Wall()
    hosted = started(tmp_path / "j", wall=wall)
    texted(hosted, "SUMMER")
    hosted.journal.close()
    wall.advance(hours=25)
    again = started(tmp_path / "j", wall=wall)
    again.catch_up()
    assert str(again.simulator.state(ANN, "ACQ1234")) == "expired"
    again.journal.close()


def test_a_frozen_clock_stays_where_it_was(tmp_path: Path) -> None:
    wall = Wall()
    hosted = started(tmp_path / "j", wall=wall, speed=0)
    texted(hosted, "SUMMER")
    hosted.journal.close()
    wall.advance(hours=25)
    again = started(tmp_path / "j", wall=wall, speed=0)
    again.catch_up()
    assert (again.simulator.now, again.clock.speed) == (NOON, 0)
    again.journal.close()


def test_an_acknowledged_delivery_is_never_due_again_and_one_in_flight_is(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    registered(hosted)
    texted(hosted, "SUMMER")
    texted(hosted, "SUMMER", BOB)
    first, second = (one for one in hosted.take_due() if one.destination.url.endswith("1/x"))
    hosted.note(first.number, Attempt(NOON, 204))
    hosted.journal.close()
    again = started(tmp_path / "j")
    due = [one.number for one in again.take_due()]
    assert second.number in due
    assert first.number not in due
    again.journal.close()


# --- What may differ between two starts


def edited(**changes: str) -> Account:
    text = VIBES.read_text()
    for old, new in changes.items():
        text = text.replace(old.replace("_", " "), new)
    return read_account(text, "shop")[0]


def test_an_edited_account_is_reloaded_at_the_start(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    texted(hosted, "SUMMER")
    hosted.journal.close()
    account = edited(Acme="Apex")
    for _ in range(2):  # the second start finds nothing new
        again = started(tmp_path / "j", account)
        assert again.simulator.account.file == account.file
        assert [line.kind for line in again.log.kept()].count("reloaded") == 1
        assert str(again.simulator.state(ANN, "ACQ1234")) == "pending"
        again.journal.close()


def test_an_account_that_was_sent_stays_when_its_file_is_unchanged(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    hosted.reload(edited(Acme="Apex"))
    hosted.journal.close()
    again = started(tmp_path / "j")
    assert again.simulator.account.file.name == "Apex Stores"
    again.journal.close()


def test_an_account_in_which_people_cannot_stay_is_refused_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    hosted = started(tmp_path / "j")
    texted(hosted, "SUMMER")
    hosted.journal.close()
    with pytest.raises(JournalError) as refused:
        started(tmp_path / "j", edited(ACQ1234="ACQ9999"))
    assert str(refused.value).replace(str(tmp_path), "") == (
        "the account 'shop' was changed since the last start, and cannot go on with the people in "
        "/j: campaign 'ACQ1234' is gone, and people may be in it; undo the change, move /j away to "
        "begin anew, or serve with --memory"
    )
    again = started(tmp_path / "j")
    assert str(again.simulator.state(ANN, "ACQ1234")) == "pending"
    again.journal.close()


def test_new_credentials_change_nothing_that_was(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    registered(hosted)
    assert called(hosted, "POST", PARTICIPANTS, {"mobile_phone": {"mdn": ANN[2:]}}).status == 201
    before = hosted.simulator.canonical()
    hosted.journal.close()
    again = started(tmp_path / "j", edited(qa="crm"))
    assert again.simulator.canonical() == before
    again.journal.close()


def test_settings_that_are_said_anew_hold_from_then_on(tmp_path: Path) -> None:
    wall = Wall()
    started(tmp_path / "j", wall=wall).journal.close()
    hosted = started(
        tmp_path / "j", wall=wall, speed=0, callbacks_to="http://127.0.0.1:2/", retries=Retries(())
    )
    wall.advance(hours=1)
    texted(hosted, "SUMMER")
    for delivery in hosted.take_due():
        hosted.note(delivery.number, Attempt(NOON, 500))
    before = seen(hosted)
    assert hosted.outbox.kept()
    assert hosted.clock.speed == 0
    hosted.journal.close()
    for said in (hosted.settings, Settings(callbacks_to="http://127.0.0.1:3/")):
        again = hosted_with(open_journal(tmp_path / "j"), "shop", load_account(VIBES), said, wall)
        assert again.outbox.kept() == before[2]
        assert again.settings == said
        again.journal.close()


@pytest.mark.parametrize("said", [{"seed": 7}, {"start": NOON + timedelta(days=1)}])
def test_another_seed_or_start_is_refused(tmp_path: Path, said: Any) -> None:
    started(tmp_path / "j").journal.close()
    with pytest.raises(JournalError, match="was begun with"):
        started(tmp_path / "j", **said)


def test_the_seed_and_the_start_of_a_journal_hold_when_none_is_said(tmp_path: Path) -> None:
    start = NOON + timedelta(days=1)
    started(tmp_path / "j", seed=7, start=start).journal.close()
    again = started(tmp_path / "j")
    assert (again.settings.seed, again.simulator.now) == (7, start)
    again.journal.close()


# --- What is refused


def test_the_journal_of_another_account_is_refused(tmp_path: Path) -> None:
    started(tmp_path / "j").journal.close()
    before = (tmp_path / "j").read_bytes()
    other = load_account(ACCOUNTS / "acme-cordial.yaml")
    with pytest.raises(JournalError, match="is the journal of another account: vibes 84237"):
        started(tmp_path / "j", other)
    assert (tmp_path / "j").read_bytes() == before


# --- Credentials


@pytest.mark.parametrize("name", ["acme-vibes", "acme-cordial", "bigstate-signalvine"])
def test_no_credential_is_written_and_a_replay_signs_anew(tmp_path: Path, name: str) -> None:
    text = (ACCOUNTS / f"{name}.yaml").read_text()
    account = load_account(ACCOUNTS / f"{name}.yaml")
    api = account.file.model_dump()["api"]
    secrets = [value for key, value in api.items() if key in ("password", "key", "secret", "token")]
    for i, secret in enumerate(secrets):
        text = text.replace(secret, f"very{i}confidential")
    account = read_account(text, name)[0]
    hosted = started(tmp_path / "j", account)
    paths = {
        "acme-vibes": ("/companies/acme/sourcecodes", PERSON),
        "acme-cordial": ("/v2/health", "/v2/contacts/+13125550123"),
        "bigstate-signalvine": ("/v1/users/very0confidential/accounts", "/v2/none"),
    }[name]
    statuses = [
        called(hosted, "GET", path, valid=valid).status for path in paths for valid in (True, False)
    ]
    assert statuses[1::2] == [401, 401]
    assert 401 not in statuses[::2]
    before = hosted.log.kept()
    hosted.journal.close()
    assert b"confidential" not in (tmp_path / "j").read_bytes()
    again = started(tmp_path / "j", account)
    assert again.log.kept() == before
    again.journal.close()


# --- The form


def test_every_kind_of_entry_and_every_setting_has_its_form(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    assert set(hosted._performers) == KINDS  # noqa: SLF001  (all that there are)
    hosted.journal.close()
    all_said = Settings(
        seed=1,
        start=NOON,
        speed=60.0,
        landlines=frozenset({ANN}),
        delivers=False,
        retries=Retries((timedelta(seconds=1.5),), timedelta(seconds=3)),
        callbacks_to="http://127.0.0.1/",
    )
    default = Settings()
    for one in fields(Settings):
        assert getattr(all_said, one.name) != getattr(default, one.name)
    assert read_settings(json.loads(json.dumps(settings_json(all_said)))) == all_said


@pytest.mark.parametrize("path", sorted(ACCOUNTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_account_can_be_kept(tmp_path: Path, path: Path) -> None:
    account = load_account(path)
    started(tmp_path / "j", account).journal.close()
    again = started(tmp_path / "j", account)
    assert again.simulator.account.file == account.file
    assert [line.kind for line in again.log.kept()] == []
    again.journal.close()


def test_a_journal_is_for_its_owner_alone(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j")
    texted(hosted, "SUMMER")
    assert isinstance(hosted.journal, Journal)
    hosted.journal.flush()
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()} == {0o600}
    with pytest.raises(JournalError, match="is in use"):
        open_journal(tmp_path / "j")
    hosted.journal.close()
    assert [one.name for one in tmp_path.iterdir()] == ["j"]


def test_a_server_whose_disk_is_full_acknowledges_nothing(tmp_path: Path) -> None:
    hosted = started(tmp_path / "j", wall=Wall())
    assert isinstance(hosted.journal, Journal)
    connection = hosted.journal._connection  # noqa: SLF001  (as a full disk)
    with client_of(hosted) as client:
        connection.execute("PRAGMA query_only = ON")
        answer = client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
        assert answer.status_code == 503
        assert "cannot be written" in answer.json()["error"]
    hosted.journal.abandon()


UNREADABLE: dict[str, dict[str, Any]] = {
    "an unknown kind": {"do": "dance"},
    "no time": {"do": "time"},
    "a time without a zone": {"do": "time", "at": "2026-01-05T12:00:00", "wall": "x"},
    "a command of platforms": {"do": "command", "command": {"v": 1, "do": "Leave"}},
    "an unknown checkpoint": {"do": "rewind", "name": "never"},
    "an unknown fault": {"do": "fault", "rule": {"of": "x", "statuses": [], "hard": 1}},
    "another version": {"do": "started", "v": 2},
}


@pytest.mark.parametrize("entry", UNREADABLE.values(), ids=UNREADABLE)
def test_an_entry_that_cannot_be_performed_is_refused(
    tmp_path: Path, entry: dict[str, Any]
) -> None:
    hosted = started(tmp_path / "j")
    assert isinstance(hosted.journal, Journal)
    times = {"at": NOON.isoformat(), "wall": NOON.isoformat()}
    hosted.journal.add(entry if entry["do"] == "time" else times | entry)
    hosted.journal.close()
    with pytest.raises(JournalError, match="entry 2 cannot be used: "):
        started(tmp_path / "j")
