"""The benchmarks' parts: what they generate passes everywhere, and their table can be read.

Nothing is timed here.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import (
    cordial,
    dialogs,
    engine,
    imports,
    laws,
    many,
    phone,
    plugin,
    scale,
    snapshots,
)
from benchmarks.common import ACCOUNT_FILE, Row, account, best, phones, process_seconds, run, table
from benchmarks.peers.bot import SORRY
from benchmarks.suite import COMMANDS, CONVERSATIONS, feature_text, scenarios_text, write
from optinsim import load_account
from optinsim.core.numbers import parse_mdn

EACH_ONCE = len(CONVERSATIONS)
ROOT = Path(__file__).parents[1]

needs_bench = pytest.mark.skipif(
    not (find_spec("behave") and find_spec("pytest_bdd")), reason="needs optinsim[bench]"
)
runners = pytest.mark.parametrize(
    "runner",
    [pytest.param(name, marks=() if name == "optinsim" else needs_bench) for name in COMMANDS],
)


def test_the_laws_find_nothing_in_the_generated_scenarios(tmp_path: Path) -> None:
    laws.write(tmp_path, EACH_ONCE)
    ended = run(*laws.RUN, folder=tmp_path)
    assert ended.stdout.splitlines()[-1] == f"{EACH_ONCE} passed, 0 failed"


@runners
def test_generated_scenarios_pass(runner: str, tmp_path: Path) -> None:
    write(tmp_path, EACH_ONCE)
    ended = run(*COMMANDS[runner], folder=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{EACH_ONCE} passed" in ended.stdout.replace("scenarios ", "")
    assert "warning" not in ended.stdout + ended.stderr


def test_no_step_stands_twice() -> None:
    steps = scenarios_text(40).split("  - text: ")[1:]
    assert len(set(steps)) == len(steps) == 160
    lines = [line for line in feature_text(40).splitlines() if line.startswith("    ")]
    assert len(set(lines)) == len(lines) == 320


@runners
def test_a_wrong_reply_is_noticed(runner: str, tmp_path: Path) -> None:
    write(tmp_path, EACH_ONCE)
    for file in tmp_path.rglob("conversations.*"):
        file.write_text(file.read_text("utf-8").replace(SORRY, "Sorry?"), "utf-8")
    ended = run(*COMMANDS[runner], folder=tmp_path)
    assert ended.returncode == 1
    assert "1 failed" in ended.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("state: unsubscribed", "state: subscribed"),
        ("status: CONFIRMED", "status: REJECTED"),
        ("{callback_type: subscription_removed}", "{callback_type: subscription_added}"),
        ("callbacks: []", "callbacks: [{callback_type: person_added}]"),
    ],
)
def test_a_wrong_state_or_callback_is_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    write(tmp_path, 1)
    file = tmp_path / "conversations.yaml"
    text = file.read_text("utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), "utf-8")
    assert run(*COMMANDS["optinsim"], folder=tmp_path).returncode == 1


def test_a_process_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        process_seconds("python", "-c", "raise SystemExit('no such thing')")


def test_the_generated_csv_is_imported() -> None:
    signalvine = load_account(imports.ACCOUNT_FILE)
    imports.import_sheet(signalvine, imports.make_sheet(30), 30)
    with pytest.raises(RuntimeError, match="the import failed"):
        imports.import_sheet(signalvine, imports.make_sheet(30), 31)


@pytest.mark.no_cover  # it plays what the tests of the platforms cover
def test_cordial_and_vibes_go_through_the_same_states() -> None:
    for file in (cordial.ACCOUNT_FILE, ACCOUNT_FILE):
        cordial.talk(load_account(file))  # which raises where they do not


def test_engine_and_machine_go_through_the_same_states() -> None:
    engine.check(account())


def test_contestants_take_turns_and_the_best_round_counts() -> None:
    calls = []
    times = {"one": iter([3.0, 1.0, 2.0]), "other": iter([5.0, 6.0, 4.0])}

    def contestant(name: str) -> float:
        calls.append(name)
        return next(times[name])

    contestants = {"one": lambda: contestant("one"), "other": lambda: contestant("other")}
    assert best(contestants, 3) == {"one": 1.0, "other": 4.0}
    assert calls == ["one", "other"] * 3


def test_phones_are_possible_and_all_different() -> None:
    mdns = list(phones(1000))
    assert len(set(mdns)) == 1000
    assert all(parse_mdn(mdn) == mdn for mdn in mdns)
    assert parse_mdn(list(phones(1_000_000))[-1]) is not None


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_memory_grows_with_the_phones() -> None:
    # In a process of its own: this one may have memory to spare.
    program = "from benchmarks.memory import growth; print(growth(5000))"
    assert int(run("python", "-c", program).stdout) > 0


def test_scale_measures_something() -> None:
    assert scale.text_seconds(account(), 10, 2) > 0


def test_the_engine_alone_hears_the_texts_of_the_scenarios() -> None:
    assert many.engine_seconds(EACH_ONCE) > 0


def test_many_scenarios_are_measured_in_parts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path, EACH_ONCE)
    file = tmp_path / "conversations.yaml"
    assert many.event_seconds(file) > 0
    monkeypatch.setattr(many, "_ENGINE", "")
    assert many.engines_wall_seconds(2) > 0


def test_a_process_that_fails_is_not_waited_for() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        many.wall_seconds("python", "-c", "raise SystemExit('no such thing')", folder=ROOT)
    assert many.wall_seconds("python", "-c", "", folder=ROOT) > 0


def test_the_generated_scenarios_pass_in_pytest(tmp_path: Path) -> None:
    plugin.write_scenarios(tmp_path / "suite", EACH_ONCE)
    plugin.write_empty(tmp_path / "empty", 3)
    assert f"{EACH_ONCE} passed" in run(*plugin.WITH_PLUGIN, folder=tmp_path / "suite").stdout
    assert "3 passed" in run(*plugin.BARE, folder=tmp_path / "empty").stdout


def test_keys_are_typed_on_the_phone_and_on_an_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "MESSAGES", 8)
    monkeypatch.setattr(phone, "KEYS", 3)
    monkeypatch.setattr(phone, "KEY_ROUNDS", 1)
    [row] = phone.measure_keys()
    assert row.figure > 0


@pytest.mark.no_cover  # it opens what the tests of the phone cover
def test_every_tab_split_and_dialog_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "STEPS", 4)
    monkeypatch.setattr(dialogs, "ROUNDS", 1)
    monkeypatch.setattr(dialogs, "REST", 0)
    rows = list(dialogs.measure())
    assert len(rows) == len(dialogs.OPENED) + len(dialogs.TABS)
    assert all(row.figure > 0 for row in rows)


def test_the_start_is_measured_up_to_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "START_ROUNDS", 1)
    painted, ready = phone.measure_start()
    assert 0 < painted.figure < ready.figure


def test_the_table_is_aligned_markdown_with_verdicts() -> None:
    rows = [
        ("a", Row("a text", "40 µs", "bare 8 µs", 5.0, 4)),
        ("a", Row("information", "40 µs", "models 20 µs", 2.0)),
        ("d", Row("a phone", "900 MB", "", 0.9, 1.5, "kB")),
    ]
    assert table(rows).splitlines() == [
        "|   | what        | optinsim | beside       | figure  | at most | bar    |",
        "|---|-------------|----------|--------------|---------|---------|--------|",
        "| a | a text      | 40 µs    | bare 8 µs    | 5.00 x  | 4 x     | MISSED |",
        "| a | information | 40 µs    | models 20 µs | 2.00 x  |         |        |",
        "| d | a phone     | 900 MB   |              | 0.90 kB | 1.5 kB  | met    |",
    ]


def test_a_figure_on_the_bar_meets_it() -> None:
    assert Row("", "", "", 4.0, 4).cells("a")[-1] == "met"


def test_a_snapshot_is_taken_of_a_world_with_something_in_it() -> None:
    states = set(snapshots.simulator().states("+13125550123").values())
    assert {"pending", "subscribed"} <= {str(state) for state in states}
