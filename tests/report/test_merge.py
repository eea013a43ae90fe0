"""Merged reports of all shards are the report of the run: the same bytes and exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from optinsim.cli import command_line
from optinsim.scenarios.running.shard import Shard, parse_shard

if TYPE_CHECKING:
    from typer.testing import Result

ROOT = Path(__file__).parents[2]
ACCOUNT = (ROOT / "docs/examples/shop/account.yaml").read_text("utf-8")
PASSES = "scenario: joins\naccount: account.yaml\nsteps:\n  - {text: SUMMER, expect: {STATE}}\n"
SCENARIOS = {
    "passes": PASSES.replace("STATE", "state: pending"),
    "fails": PASSES.replace("STATE", "state: subscribed"),
    "is broken": PASSES.replace("STATE", "stat: pending"),
    "cannot use its account": PASSES.replace("account.yaml", "gone.yaml").replace("STATE", ""),
    "cannot be run to its end": PASSES.replace("STATE", "state: pending")
    + "  - {request: {method: GET, path: /}, expect: {response: {json: {$capture: x}}}}\n"
    + '  - {wait: "${x}"}\n',
    "has examples": PASSES.replace("STATE", "state: pending").replace(
        "account:", "examples: [{a: 1}, {a: 2}, {a: 3}]\naccount:"
    ),
    "is no scenario": "no: scenario\n",
    "is no YAML": "scenario: {\n",
    "is an account": ACCOUNT,
}
FILES = st.lists(
    st.lists(st.sampled_from(sorted(SCENARIOS)), min_size=1, max_size=5), min_size=1, max_size=4
)


def optinsim(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(arguments[:1]), arguments)


def merged(of: int, *arguments: str) -> Result:
    """Run all shards, and merge their reports, the last one first."""
    for number in range(1, of + 1):
        optinsim("run", *arguments, "--shard", f"{number}/{of}", "--json", f"{number}.json")
    return optinsim(
        "report", "merge", *(f"{n}.json" for n in range(of, 0, -1)), "--json", "merged.json"
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s").mkdir()
    (tmp_path / "s/account.yaml").write_text(ACCOUNT, "utf-8")
    return tmp_path / "s"


def write(folder: Path, files: list[list[str]]) -> None:
    for old in folder.glob("f*.yaml"):
        old.unlink()
    for i, kinds in enumerate(files):
        text = "---\n".join(SCENARIOS[kind] for kind in kinds)
        (folder / f"f{i}.yaml").write_text(text, "utf-8")


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, of=st.integers(1, 5))
def test_merged_shards_are_the_run(folder: Path, files: list[list[str]], of: int) -> None:
    write(folder, files)
    for paths in (["s"], ["s/f0.yaml", "gone", "s/account.yaml"]):
        whole = optinsim("run", *paths, "--json", "whole.json")
        merge = merged(of, *paths)
        assert Path("merged.json").read_bytes() == Path("whole.json").read_bytes()
        assert merge.exit_code == whole.exit_code
        # (With --json FILE, standard output ends with the summary.)
        assert merge.stdout == whole.stdout.splitlines(keepends=True)[-1]


def test_a_shard_has_every_nth_scenario(folder: Path) -> None:
    write(folder, [["passes", "fails"], ["has examples"], ["passes"]])
    ran = optinsim("run", "s", "--shard", "2/3", "--json", "-")
    report = json.loads(ran.stdout)
    assert [(one["file"], one["example"]) for one in report["scenarios"]] == [
        ("s/f0.yaml", None),
        ("s/f1.yaml", {"a": 3}),
    ]
    assert ran.exit_code == 1


def test_a_shard_may_have_no_scenario_if_others_have_one(folder: Path) -> None:
    write(folder, [["passes"]])
    ran = optinsim("run", "s/f0.yaml", "--shard", "2/2", "--tag", "mistyped")
    assert ran.exit_code == 2
    assert "no scenario has the tag mistyped" in ran.stderr
    ran = optinsim("run", "s/f0.yaml", "--shard", "2/2")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "0 passed, 0 failed\n", "")


def test_the_first_failure_stops_its_own_shard(folder: Path) -> None:
    write(folder, [["fails", "passes", "passes", "passes"]])
    assert merged(2, "s", "-x").exit_code == 1
    outcomes = [one["outcome"] for one in json.loads(Path("merged.json").read_text())["scenarios"]]
    assert outcomes == ["failed", "passed", "skipped", "passed"]


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "٢/٣", ""])
def test_what_is_no_shard_is_refused(text: str) -> None:
    assert parse_shard(text) is None
    ran = optinsim("run", "s", f"--shard={text}")
    assert ran.exit_code == 2
    assert ran.stderr.startswith(f"--shard {text}: not of the form K/N")


@pytest.mark.parametrize(
    ("other", "named"), [(["-n", "2"], "-n"), (["--update=wrong"], "--update")]
)
def test_a_shard_goes_with_one_process_and_changes_no_file(other: list[str], named: str) -> None:
    ran = optinsim("run", "s", "--shard", "1/2", *other)
    assert ran.exit_code == 2
    assert f"--shard does not go with {named}" in ran.stderr


@given(of=st.integers(1, 9), cases=st.integers(0, 40))
def test_each_case_is_in_one_shard(of: int, cases: int) -> None:
    shards = [Shard(number, of) for number in range(1, of + 1)]
    own = [[i for i in range(cases) if shard.has(i)] for shard in shards]
    assert sorted(i for each in own for i in each) == list(range(cases))
    for shard, each in zip(shards, own, strict=True):
        assert [shard.index(place) for place in range(len(each))] == each
        assert shard.share(cases) == len(each)


@pytest.fixture
def two(folder: Path) -> dict[str, Any]:
    """The report of the first of two shards; both are written."""
    write(folder, [["passes", "fails", "is broken"]])
    assert merged(2, "s").exit_code == 2
    report: dict[str, Any] = json.loads(Path("1.json").read_text("utf-8"))
    return report


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["1.json"], "shards are missing: 2/2"),
        (["1.json", "2.json", "1.json"], "1.json and 1.json are the same shard, 1/2"),
        (["1.json", "gone"], "gone: cannot be read: no such file or directory"),
        (["1.json", "s/account.yaml"], "s/account.yaml: cannot be read: it is not JSON"),
        (["1.json", "merged.json"], "merged.json: is the report of a whole run, not of a shard"),
    ],
)
def test_what_cannot_be_merged_is_reported(files: list[str], message: str) -> None:
    ran = optinsim("report", "merge", *files)
    assert ran.exit_code == 2
    assert message in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize(
    ("path", "instead", "message"),
    [
        ((), [], "is no JSON report of a shard: the whole: "),
        (("scenarios",), {}, "is no JSON report of a shard: scenarios: "),
        (("scenarios", 0, "outcome"), "well", "scenarios.0.outcome: Input should be 'passed'"),
        (("scenarios",), [], "has 0 scenarios: shard 1/2 has 2 of 3"),
        (("shard", "number"), 3, "has 2 scenarios: shard 3/2 has"),
        (("shard", "of"), 0, "shard.of: "),
        (("shard", "problems"), [], "has 1 problems, and places of 0"),
        (("shard", "problems", 0, "position"), [1], "shard.problems.0.position: "),
        (("problems", 0, "file"), None, "problems.0.file: "),
        (("optinsim",), "0.0.0", "are not of one run: version 0.0.0 and "),
    ],
)
def test_a_report_that_was_changed_is_refused(
    two: dict[str, Any], path: tuple[str | int, ...], instead: object, message: str
) -> None:
    changed: Any = two
    if path:
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = instead
    else:
        changed = instead
    Path("1.json").write_text(json.dumps(changed), "utf-8")
    ran = optinsim("report", "merge", "1.json", "2.json")
    assert ran.exit_code == 2
    assert message in ran.stderr


def test_shards_of_two_runs_are_not_merged(two: dict[str, Any], folder: Path) -> None:
    assert two
    write(folder, [["passes"]])
    optinsim("run", "s", "--shard", "2/2", "--json", "other.json")
    ran = optinsim("report", "merge", "1.json", "other.json")
    assert ran.exit_code == 2
    assert "are not of one run: scenarios 3 and 1" in ran.stderr


@pytest.mark.usefixtures("two")
def test_a_merged_report_takes_the_place_of_no_shard() -> None:
    ran = optinsim("report", "merge", "1.json", "2.json", "--json", "./1.json")
    assert ran.exit_code == 2
    assert "./1.json is one of the reports to merge" in ran.stderr
    ran = optinsim("report", "merge", "1.json", "2.json", "--json", "not/there")
    assert ran.exit_code == 2
    assert "not/there: cannot be written" in ran.stderr
    ran = optinsim("report", "merge", "1.json", "2.json", "--json", "-")
    assert json.loads(ran.stdout)["summary"]["scenarios"] == 3
    assert ran.stderr == "1 passed, 1 failed, 1 not runnable\n"
