"""`optinsim import`, as somebody at a shell meets it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from optinsim.cli import main
from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = """\
time,from,to,text
2026-03-01T10:00:00Z,+12995551234,84237,JOIN
2026-03-01T10:00:02Z,84237,+12995551234,Welcome
"""
ACCOUNT = """\
platform: signalvine
name: Big State
number: 84237
programs: [{id: P1, keywords: [JOIN], messages: {joined: "${brand}: welcome"}}]
"""


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def import_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(LOG, encoding="utf-8")
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")

    def import_log(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["optinsim", "import", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(str(ended.value.code or 0)), captured.out, captured.err)

    return import_log


def test_the_scenario_goes_to_standard_output_and_the_count_beside_it(
    import_log: Callable[..., Ran],
) -> None:
    ran = import_log("log.csv")
    assert ran.code == 0
    assert "scenario: Imported from log\naccount: account.yaml\n" in ran.out
    assert ran.err == "2 messages\n"


def test_it_goes_to_a_file_whose_account_is_named_from_there(
    import_log: Callable[..., Ran],
) -> None:
    Path("scenarios").mkdir()
    ran = import_log("log.csv", "--account", "account.yaml", "-o", "scenarios/real.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "2 messages; in 1 step the simulation says something else\n"
    text = Path("scenarios/real.yaml").read_text(encoding="utf-8")
    assert "account: ../account.yaml\n" in text
    assert '# the simulation says: "Big State: welcome"\n' in text
    assert check_files(["scenarios"])[1] == []


def test_nothing_is_overwritten(import_log: Callable[..., Ran]) -> None:
    ran = import_log("log.csv", "-o", "account.yaml")
    assert ran.code == 2
    assert ran.err == "account.yaml is there already, and nothing is overwritten\n"
    assert Path("account.yaml").read_text(encoding="utf-8") == ACCOUNT


def test_a_bad_line_is_reported_and_left_out(import_log: Callable[..., Ran]) -> None:
    Path("log.csv").write_text(LOG + "soon,1,2,3\n", encoding="utf-8")
    ran = import_log("log.csv", "-o", "s.yaml")
    assert ran.code == 0
    assert ran.err.startswith("log.csv:4:1: warning: time 'soon' is no time [OPT531]\n")
    assert ran.err.endswith("2 messages; 1 row left out\n")
    assert "# 1 row of the log was left out: " in Path("s.yaml").read_text(encoding="utf-8")


def test_a_log_without_a_message_is_2_and_nothing_is_written(
    import_log: Callable[..., Ran],
) -> None:
    Path("log.csv").write_text("time,from,to,text\nsoon,1,2,3\n", encoding="utf-8")
    ran = import_log("log.csv", "-o", "s.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("log.csv:2:1: time 'soon' is no time [OPT521]\n")
    assert not Path("s.yaml").exists()


def test_of_many_warnings_the_first_are_shown(import_log: Callable[..., Ran]) -> None:
    Path("log.csv").write_text(LOG + "soon,1,2,3\n" * 100, encoding="utf-8")
    ran = import_log("log.csv")
    assert ran.err.count("is no time") == 20
    assert ran.err.endswith("80 more warnings\n2 messages; 100 rows left out\n")


def test_columns_with_other_names_can_be_said(import_log: Callable[..., Ran]) -> None:
    Path("log.csv").write_text(LOG.replace("time,", "When?,"), encoding="utf-8")
    assert import_log("log.csv", "--columns", "time=When?").code == 0
    assert import_log("log.csv").code == 2
    for columns, told in [
        ("when=time", "--columns: 'when' is nothing that a column is for: expected one of: time,"),
        ("time=Wen?", "log.csv: there is no column 'Wen?' for 'time'"),
    ]:
        ran = import_log("log.csv", "--columns", columns)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.csv",), "nowhere.csv: cannot be read: no such file"),
        (("log.csv", "--account", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("log.csv", "-o", "log.csv/a.yaml"), "log.csv/a.yaml: cannot be written: Not a directory"),
    ],
)
def test_a_file_that_is_not_there_is_2(
    import_log: Callable[..., Ran], arguments: tuple[str, ...], told: str
) -> None:
    ran = import_log(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(told)


def test_what_no_file_can_say_is_reported(import_log: Callable[..., Ran]) -> None:
    Path("log.jsonl").write_text(
        '{"time": 1772359200, "from": "3125550123", "to": 84237, "text": "\\ud83d"}\n'
    )
    ran = import_log("log.jsonl")
    assert (ran.code, ran.out) == (2, "")
    assert "half a surrogate pair" in ran.err
