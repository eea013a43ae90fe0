"""`optinsim journal`, as somebody at a shell meets it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from optinsim.adapter import Request
from optinsim.cli import main
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.files.accounts import load_account
from optinsim.server import restart
from optinsim.server.faults import Rule
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosted_snapshot import snapshot_of
from optinsim.server.journal import open_journal
from optinsim.server.outbox import Attempt
from optinsim.server.restart import hosted_with

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
VIBES = ROOT / "scenarios/accounts/acme-vibes.yaml"
NUMBER = "84237"
ANN, BOB = "+13125550123", "+13125550124"
NOON = datetime(2026, 1, 5, 12, 0, 0, 500_000, tzinfo=UTC)
SETTINGS = Settings(speed=0, callbacks_to="http://127.0.0.1:1/")
PATH = "/companies/acme/sourcecodes"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Runs `optinsim` in a folder with an account and its journal."""
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(VIBES.read_text())

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["optinsim", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        captured = capsys.readouterr()
        return Ran(int(str(code or 0)), captured.out, captured.err)

    return run


def kept(do: Callable[[Hosted], object]) -> None:
    """Have the account do something, and keep it."""
    account = load_account("shop.yaml")
    journal = open_journal(Path("shop.journal"))
    hosted = hosted_with(journal, "shop", account, SETTINGS, lambda: NOON)
    do(hosted)
    journal.close()


def conversed(hosted: Hosted) -> None:
    hosted.do(ReceiveText(ANN, "SUMMER", NUMBER))
    hosted.checkpoint("asked")
    hosted.do(ReceiveText(ANN, "Y", NUMBER))
    hosted.rewind("asked")
    hosted.set_clock(hosted.simulator.now + timedelta(hours=2))
    hosted.set_clock(speed=2)
    hosted.do(AdvanceTime(hosted.simulator.now + timedelta(hours=1)))
    for valid in (True, False):
        request = Request("GET", PATH, {"User-Agent": "crm", "X-API-Version": "2"})
        hosted.do(hosted.simulator.sign(request, valid=valid))
    hosted.fault(Rule("answers", statuses=(500,)))
    hosted.fault(None)
    hosted.do(ReceiveText(BOB, "SUMMER", NUMBER))
    for delivery in hosted.take_due():
        hosted.note(delivery.number, Attempt(NOON, None, "no answer"))
    hosted.resend((1,))
    hosted.forget("asked")


SHOWN = """\
     1  2026-01-05T12:00:00Z  started: vibes account of Acme Stores
     2  2026-01-05T12:00:00Z  text from +13125550123 to 84237: 'SUMMER'
     3  2026-01-05T12:00:00Z  checkpoint 'asked'
     4  2026-01-05T12:00:00Z  text from +13125550123 to 84237: 'Y'
     5  2026-01-05T12:00:00Z  rewind 'asked'
     6  2026-01-05T12:00:00Z  clock to 2026-01-05T14:00:00Z
     7  2026-01-05T14:00:00Z  clock, speed 2
     8  2026-01-05T14:00:00Z  wait until 2026-01-05T15:00:00Z
     9  2026-01-05T15:00:00Z  GET /companies/acme/sourcecodes
    10  2026-01-05T15:00:00Z  GET /companies/acme/sourcecodes (wrong credentials)
"""


def test_a_journal_is_shown_in_a_line_for_each_entry(cli: Callable[..., Ran]) -> None:
    kept(conversed)
    ran = cli("journal", "show", "shop.journal")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(SHOWN)
    said = [line[30:] for line in ran.out.splitlines()[10:]]
    assert said[0].startswith('fault: {"of": "answers"')
    assert said[1:3] == ["no faults any more", "text from +13125550124 to 84237: 'SUMMER'"]
    assert said[3] == "attempt at delivery 1: no answer"
    assert said[-2:] == ["resend 1", "forget 'asked'"]


def test_a_whole_journal_is_said_to_be_whole(cli: Callable[..., Ran]) -> None:
    kept(lambda hosted: hosted.do(ReceiveText(ANN, "SUMMER", NUMBER)))
    ran = cli("journal", "check", "shop.journal")
    assert ran == (0, "", "shop.journal is whole: 2 entries, 1 person, 3 to deliver\n")


def compacted(cli: Callable[..., Ran]) -> Ran:
    ran = cli("journal", "compact", "shop.journal")
    assert (ran.code, ran.out) == (0, "")
    return ran


def test_a_compacted_journal_has_every_entry_and_a_snapshot_after_the_last(
    cli: Callable[..., Ran],
) -> None:
    kept(conversed)
    before = cli("journal", "export", "shop.journal").out
    entries = before.count("\n")
    for _ in range(2):
        said = compacted(cli).err
        assert said.startswith(f"shop.journal has {entries} entries and a snapshot after them: ")
        assert said.endswith(" bytes\n")
    assert cli("journal", "export", "shop.journal").out == before
    said = cli("journal", "check", "shop.journal").err
    assert said.endswith(f"A restart begins with the snapshot after entry {entries}.\n")


def test_a_snapshot_that_says_something_else_than_the_entries_is_found_and_taken_anew(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(conversed)
    with monkeypatch.context() as other:
        other.setattr(restart, "snapshot_of", lambda _: snapshot_of(fresh()))
        compacted(cli)
    ran = cli("journal", "check", "shop.journal")
    assert ran.code == 2
    assert "its snapshot says something else than its entries" in ran.err
    compacted(cli)
    assert cli("journal", "check", "shop.journal").code == 0


def fresh() -> Hosted:
    return Hosted("shop", load_account("shop.yaml"), SETTINGS, lambda: NOON)


def test_a_check_says_why_a_snapshot_is_not_used(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(conversed)
    with monkeypatch.context() as other:
        other.setattr(restart, "program", lambda _: "another")
        compacted(cli)
    ran = cli("journal", "check", "shop.journal")
    assert ran.code == 0
    assert "(another version of optinsim has taken it), so every entry is performed" in ran.err
    assert "A restart begins" not in ran.err


def test_an_export_has_every_entry_as_a_line_of_json(cli: Callable[..., Ran]) -> None:
    kept(conversed)
    ran = cli("journal", "export", "shop.journal")
    entries = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["do"] for one in entries[:4]] == ["started", "command", "checkpoint", "command"]
    assert "secret" not in ran.out


def test_an_exported_scenario_has_what_was_not_taken_back_and_passes(
    cli: Callable[..., Ran],
) -> None:
    kept(lambda hosted: hosted.do(ReceiveText(ANN, "HELP", NUMBER)))
    kept(lambda hosted: hosted.reset())
    kept(conversed)
    ran = cli("journal", "export", "shop.journal", "--scenario", "shop.yaml")
    assert (ran.code, ran.err) == (0, "")
    steps = [
        line.strip().partition(" {")[0] for line in ran.out.splitlines() if line.startswith("  - ")
    ]
    assert steps == [
        "- text: SUMMER",
        "- wait: 2h",
        "- wait: 1h",
        "- request:",
        "- request:",
        "- text: SUMMER",
    ]
    assert "crm" not in ran.out
    assert ran.out.count("auth: wrong") == 1
    Path("s.yaml").write_text(ran.out)
    assert cli("run", "s.yaml").code == 0


def nothing(_: Hosted) -> None:
    pass


def half_a_character(hosted: Hosted) -> None:
    hosted.do(ReceiveText(ANN, "\ud83d", NUMBER))


REFUSED = {
    "nothing was done": (nothing, "84237", "nothing was done, so there is no scenario"),
    "another number": (conversed, "84238", "the account refuses what was done: "),
    "half a surrogate pair": (half_a_character, "84237", "it cannot be written as a scenario: "),
}


@pytest.mark.parametrize(("do", "number", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_scenario_says_why(
    cli: Callable[..., Ran], do: Callable[[Hosted], object], number: str, said: str
) -> None:
    kept(do)
    Path("shop.yaml").write_text(VIBES.read_text().replace("84237", number))
    ran = cli("journal", "export", "shop.journal", "--scenario", "shop.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)


@pytest.mark.parametrize("command", ["show", "check", "export", "compact"])
def test_what_is_no_journal_is_refused(cli: Callable[..., Ran], command: str) -> None:
    ran = cli("journal", command, "shop.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("shop.yaml is no journal of optinsim. It was not changed")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"do": "reset"}, "no account was started before it"),
        ({"do": "started", "account": {"platform": "none"}}, "unknown platform 'none'"),
        ({"do": "started", "account": {"platform": "vibes"}}, "its account cannot be used"),
        ({"do": "started"}, "'account'"),
    ],
)
def test_a_journal_without_a_usable_account_is_refused(
    cli: Callable[..., Ran], entry: dict[str, object], said: str
) -> None:
    journal = open_journal(Path("j"))
    journal.add(entry)
    journal.close()
    ran = cli("journal", "check", "j")
    assert (ran.code, ran.out) == (2, "")
    assert f"j: entry 1 cannot be used: {said}" in ran.err


def test_an_empty_journal_is_refused(cli: Callable[..., Ran]) -> None:
    open_journal(Path("j")).close()
    assert cli("journal", "check", "j").err == "j is empty: no account was started with it\n"
