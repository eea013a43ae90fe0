"""The plugin, tried in pytest: scenarios are tests, and cost nothing where there are none."""

from __future__ import annotations

import importlib
import pkgutil
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import optinsim
import optinsim.pytest_plugin
from optinsim.pytest_items import marker_name

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
ACCOUNT = (ROOT / "docs/examples/shop/account.yaml").read_text("utf-8")
JOIN = """\
scenario: Ann joins
account: account.yaml
tags: [smoke, opt-in]
steps:
  - text: SUMMER
    expect: {state: pending}
"""
STOP = """\
# Whoever stops
scenario: «${word}» stops
account: account.yaml
examples: [{word: STOP}, {word: Cancel.}]
steps:
  - text: SUMMER
  - text: ${word}
    expect: {state: declined}
"""
FAILS = """\
scenario: Bob is surprised
account: account.yaml
steps:
  - text: SUMMER
    expect:
      callbacks: []
      state: subscribed
"""
BROKEN = "scenario: Carl mistypes\naccount: account.yaml\nstep: []\n"


@pytest.fixture(autouse=True, scope="module")
def _everything_imported() -> None:
    """A pytest in pytest forgets what it imports: a second copy of a module would be made later."""
    for module in pkgutil.walk_packages(optinsim.__path__, "optinsim."):
        if not module.name.startswith(("optinsim.phone", "optinsim.cli.phone", "optinsim.__main")):
            importlib.import_module(module.name)


@pytest.fixture(autouse=True)
def _few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and xdist: a pytest in pytest imports its plugins anew, which takes most of its time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "optinsim.pytest_plugin,xdist.plugin")


@pytest.fixture
def project(pytester: pytest.Pytester) -> Callable[..., pytest.Pytester]:
    """Write a project with these files, and an account beside the scenarios."""

    def write(files: dict[str, str], ini: str = "") -> pytest.Pytester:
        for folder in {str(Path(name).parent) for name in files if name.endswith("yaml")}:
            (pytester.path / folder).mkdir(parents=True, exist_ok=True)
            (pytester.path / folder / "account.yaml").write_text(ACCOUNT, "utf-8")
        for name, text in files.items():
            (pytester.path / name).write_text(text, "utf-8")
        pytester.makeini(f"[pytest]\n{ini}\n")
        return pytester

    return write


def collected(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest("--collect-only", "-q", *arguments)
    return [line for line in result.outlines if "::" in line]


def test_a_scenario_is_a_test_and_so_is_each_of_its_examples(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": JOIN, "scenarios/deep.yml": STOP})
    assert collected(pytester) == [
        "scenarios/deep.yml::«STOP» stops[STOP]",
        "scenarios/deep.yml::«Cancel.» stops[Cancel.]",
        "scenarios/join.yaml::Ann joins",
    ]
    pytester.runpytest("-W", "error").assert_outcomes(passed=3)
    pytester.runpytest("scenarios/deep.yml::«STOP» stops[STOP]").assert_outcomes(passed=1)


def test_scenarios_of_one_title_have_names_of_their_own(
    project: Callable[..., pytest.Pytester],
) -> None:
    hostile = JOIN.replace("Ann joins", '"Ann::joins \\e[31m\\n' + 300 * "x" + '"')
    documents = [JOIN, f"{JOIN}seed: 1\n", f"{hostile}seed: 2\n"]
    pytester = project({"scenarios/join.yaml": "---\n".join(documents)})
    first, second, third = collected(pytester)
    assert [first, second] == [
        "scenarios/join.yaml::Ann joins",
        "scenarios/join.yaml::Ann joins (2)",
    ]
    assert re.fullmatch(r"scenarios/join.yaml::Ann:joins \\x1b\[31m\\nx{100,200}", third)


def test_other_folders_and_hidden_files_are_left_alone(
    project: Callable[..., pytest.Pytester],
) -> None:
    files = {"scenarios/join.yaml": JOIN, "other/join.yaml": JOIN, "other/broken.yaml": "{"}
    pytester = project({**files, "scenarios/.join.yaml": JOIN})
    assert collected(pytester) == ["scenarios/join.yaml::Ann joins"]
    assert collected(pytester, "scenarios/.join.yaml") == ["scenarios/.join.yaml::Ann joins"]


def test_the_folders_are_named_in_the_configuration(
    project: Callable[..., pytest.Pytester],
) -> None:
    files = {f"{name}/join.yaml": JOIN for name in ("scenarios", "a", "b/c", "d")}
    pytester = project(files, "optinsim_scenarios = a b/c")
    assert collected(pytester) == ["a/join.yaml::Ann joins", "b/c/join.yaml::Ann joins"]


def test_a_folder_that_is_named_and_not_there_is_a_mistake(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"a/join.yaml": JOIN}, "optinsim_scenarios = a not/there")
    result = pytester.runpytest()
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: optinsim_scenarios: *not/there is no folder"])


def test_testpaths_leave_no_scenario_out(project: Callable[..., pytest.Pytester]) -> None:
    files = {
        "scenarios/join.yaml": JOIN,
        "tests/scenarios/stop.yaml": FAILS,
        "tests/test_a.py": "def test(): pass\n",
    }
    pytester = project(files, "testpaths = tests")
    pytester.runpytest().assert_outcomes(passed=2)
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=2)
    pytester.runpytest("tests").assert_outcomes(passed=1)  # somebody has chosen
    project(files, "testpaths = tests\noptinsim_scenarios = tests/scenarios")
    pytester.runpytest().assert_outcomes(passed=1, failed=1)
    project(files, "testpaths = tests\noptinsim_scenarios =")
    pytester.runpytest().assert_outcomes(passed=1)


def test_a_folder_outside_the_project_is_looked_through(
    project: Callable[..., pytest.Pytester],
) -> None:
    files = {"../elsewhere/join.yaml": JOIN, "test_a.py": "def test(): pass\n"}
    pytester = project(files, "optinsim_scenarios = ../elsewhere")
    pytester.runpytest().assert_outcomes(passed=2)
    pytester.runpytest("test_a.py").assert_outcomes(passed=1)


@pytest.mark.parametrize("folder", ["build", ".checks", "checks checks/build", "checks/v1/build"])
@pytest.mark.parametrize("arguments", [(), (".",)])
def test_a_folder_of_that_name_is_looked_through_if_it_is_named(
    project: Callable[..., pytest.Pytester], folder: str, arguments: tuple[str, ...]
) -> None:
    (Path.cwd() / "checks").mkdir(exist_ok=True)
    last = folder.rsplit(maxsplit=1)[-1]
    files = {f"{last}/join.yaml": JOIN, "checks/stop.yaml": STOP, "test_a.py": "def test(): pass\n"}
    pytester = project(files, f"optinsim_scenarios = {folder}")
    pytester.runpytest(*arguments).assert_outcomes(passed=4 if " " in folder else 2)


def test_a_folder_behind_a_link_has_its_files(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project({"../real/join.yaml": JOIN}, "optinsim_scenarios = checks")
    (pytester.path / "checks").mkdir()
    (pytester.path / "checks/link").symlink_to("../../real")
    pytester.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize("folder", [".ci/scenarios", "build/scenarios"])
def test_a_folder_where_pytest_does_not_come_by_is_reported(
    project: Callable[..., pytest.Pytester], folder: str
) -> None:
    files = {f"{folder}/join.yaml": JOIN, "test_a.py": "def test(): pass\n"}
    result = project(files, f"optinsim_scenarios = {folder}").runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"*pytest does not come by *{folder}: let testpaths name it, and no folder above it"]
    )
    pytester = project({}, f"optinsim_scenarios = {folder}\ntestpaths = . {folder}")
    assert pytester.runpytest().ret == pytest.ExitCode.USAGE_ERROR
    pytester = project({}, f"optinsim_scenarios = {folder}\ntestpaths = test_a.py")
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_folder_of_scenarios_may_be_called_as_pytest_passes_by(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/build/fails.yaml": FAILS, "scenarios/.trash/join.yaml": JOIN})
    pytester.runpytest().assert_outcomes(failed=1)
    pytester.runpytest("scenarios").assert_outcomes(failed=1)
    for option in ("--ignore=scenarios/build", "--ignore-glob=*/build"):
        pytester.runpytest(option).assert_outcomes()


def test_a_folder_that_is_named_and_empty_is_a_mistake(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({}, "optinsim_scenarios = empty")
    (pytester.path / "empty").mkdir()
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*optinsim_scenarios: *empty has no YAML file [[]OPT004[]]"])


def test_what_is_shown_is_named_from_where_pytest_was_called(
    project: Callable[..., pytest.Pytester], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester = project({"scenarios/fails.yaml": FAILS})
    monkeypatch.chdir(pytester.path / "scenarios")
    result = pytester.runpytest("--rootdir", str(pytester.path))
    result.stdout.fnmatch_lines(["rerun: optinsim run fails.yaml:1"])


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_in_a_line_a_failure_is_its_expectation(
    project: Callable[..., pytest.Pytester], workers: tuple[str, ...]
) -> None:
    pytester = project({"scenarios/fails.yaml": FAILS})
    result = pytester.runpytest("--tb=line", *workers)
    result.stdout.fnmatch_lines(["scenarios/fails.yaml:*: state: expected*", "FAILED *state: exp*"])


def test_a_file_that_is_named_is_collected_wherever_it_lies(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"mine/join.yaml": JOIN, "mine/other.yaml": "a: b\n"})
    assert collected(pytester) == []
    assert collected(pytester, "mine/join.yaml") == ["mine/join.yaml::Ann joins"]
    assert collected(pytester, "mine/other.yaml", "mine/join.yaml") == []
    pytester.runpytest("mine/other.yaml").stderr.fnmatch_lines(["*not found: *other.yaml"])


def test_an_account_is_no_scenario_unless_it_is_named(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": JOIN})
    pytester.runpytest().assert_outcomes(passed=1)
    result = pytester.runpytest("scenarios/account.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["scenarios/account.yaml:*this is an account, not a scenario [[]OPT013[]]"]
    )


def test_a_failure_shows_the_conversation_and_the_place_and_not_our_stack(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/bob.yaml": f"{JOIN}---\n{FAILS}"})
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ scenario: Bob is surprised _*",
            "FAIL  scenarios/bob.yaml:8  Bob is surprised",
            "*MO  +*SUMMER",
            "*MT  84237 → +*",
            '▸ scenarios/bob.yaml:14: state: expected "subscribed", got "pending"',
            "*state: SUMMER1 pending",
            "FAILED scenarios/bob.yaml::Bob is surprised - state: expected*",
        ]
    )
    result.stdout.no_fnmatch_line("*.py*")
    result.stdout.no_fnmatch_line('*"callback_type"*')


def test_vv_shows_callbacks_whole(project: Callable[..., pytest.Pytester]) -> None:
    joins = JOIN + "  - {text: Y, expect: {state: pending}}\n"
    pytester = project({"scenarios/join.yaml": joins})
    pytester.runpytest("-vv").stdout.fnmatch_lines(['*"callback_type": "subscription_added"*'])


def test_what_cannot_be_run_to_its_end_says_why(project: Callable[..., pytest.Pytester]) -> None:
    late = JOIN.replace("{state: pending}", "{record: {created_at: {$capture: then}}}")
    late += "  - wait: 2h\n  - wait_until: ${then}\n"
    pytester = project({"scenarios/late.yaml": late})
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["ERROR scenarios/late.yaml:1*", "scenarios/late.yaml:8:17: it is*"]
    )
    result.stdout.no_fnmatch_line("*.py*")


def test_a_broken_file_is_an_error_and_the_others_are_collected(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/a.yaml": f"{JOIN}---\n{BROKEN}", "scenarios/b.yaml": JOIN})
    result = pytester.runpytest("--continue-on-collection-errors")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR collecting scenarios/a.yaml*", "scenarios/a.yaml:10:1: unknown key 'step'*"]
    )
    result.stdout.no_fnmatch_line("*.py*")


def test_a_bug_of_ours_is_shown_as_one(
    project: Callable[..., pytest.Pytester], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optinsim.pytest_items.run_case", None)
    pytester = project({"scenarios/join.yaml": JOIN})
    pytester.runpytest_inprocess().stdout.fnmatch_lines(["*TypeError: 'NoneType'*"])


def test_tags_are_markers(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project(
        {
            "scenarios/a.yaml": JOIN,
            "scenarios/b.yaml": JOIN.replace("[smoke, opt-in]", "[skip, 3.2]"),
        },
        "addopts = --strict-markers",
    )
    pytester.runpytest("-m", "opt_in and smoke").assert_outcomes(passed=1, deselected=1)
    pytester.runpytest("-m", "tag_3_2").assert_outcomes(passed=1, deselected=1)
    pytester.runpytest().assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("tag", "marker"),
    [
        ("smoke", "smoke"),
        ("opt-in", "opt_in"),
        ("für später", "für_später"),
        ("3.2", "tag_3_2"),
        ("_x", "tag__x"),
        ("xfail", "tag_xfail"),
        ("not", "tag_not"),
        ("", "tag_"),
    ],
)
def test_a_marker_is_a_name(tag: str, marker: str) -> None:
    assert marker_name(tag) == marker
    assert marker.isidentifier()


def test_words_choose(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project({"scenarios/a.yaml": JOIN, "scenarios/b.yaml": STOP})
    pytester.runpytest("-k", "cancel").assert_outcomes(passed=1, deselected=2)
    pytester.runpytest("-k", "smoke").assert_outcomes(passed=1, deselected=2)


def test_the_last_failed_ones_are_run_again(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project({"scenarios/a.yaml": f"{JOIN}---\n{FAILS}---\n{STOP}"})
    pytester.runpytest("-x").assert_outcomes(passed=1, failed=1)
    pytester.runpytest("--lf").assert_outcomes(failed=1)


def test_the_last_failed_examples_are_run_again(project: Callable[..., pytest.Pytester]) -> None:
    # Brackets in a title are no example.
    wrong = STOP.replace("state: declined", "state: pending").replace("stops", "[never] stops")
    pytester = project({"scenarios/a.yaml": f"{STOP}---\n{wrong}", "scenarios/b.yaml": JOIN})
    pytester.runpytest().assert_outcomes(passed=3, failed=2)
    result = pytester.runpytest("--lf")
    result.assert_outcomes(failed=2)
    (name,) = (line[7:] for line in result.outlines if "FAILED" in line and "Cancel" in line)
    pytester.runpytest(name.partition(" - ")[0]).assert_outcomes(failed=1)


def test_other_processes_run_scenarios_too(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project({"scenarios/a.yaml": f"{JOIN}---\n{FAILS}", "scenarios/b.yaml": STOP})
    result = pytester.runpytest_subprocess("-n", "2")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["▸ scenarios/a.yaml:14: state: *"])


def test_pytests_junit_report_has_file_line_and_message(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/a.yaml": f"{JOIN}---\n{FAILS}"}, "junit_family = xunit1")
    pytester.runpytest("--junitxml", "junit.xml")
    first, second = ET.parse(pytester.path / "junit.xml").iter("testcase")  # noqa: S314  (our own)
    assert first.attrib.items() >= {
        ("classname", "scenarios.a.yaml"),
        ("name", "Ann joins"),
        ("file", "scenarios/a.yaml"),
        ("line", "0"),
    }
    assert second.attrib["line"] == "7"
    failure = second.find("failure")
    assert failure is not None
    assert failure.attrib["message"] == 'state: expected "subscribed", got "pending"'
    assert "▸ scenarios/a.yaml:14: state" in (failure.text or "")


def test_what_looks_wrong_is_reported_and_fails_nothing(
    project: Callable[..., pytest.Pytester],
) -> None:
    vague = JOIN.replace("state: pending", "replies: [{$contains: Acme}]")
    many = [vague.replace("steps:", f"seed: {i}\nsteps:") for i in range(12)]
    pytester = project({"scenarios/a.yaml": "---\n".join(many)})
    result = pytester.runpytest("-W", "error")
    result.assert_outcomes(passed=12)
    result.stdout.fnmatch_lines(
        ["*warnings of optinsim*", "scenarios/a.yaml:*: warning: 'Acme' stands in*", "2 more:*"]
    )


PYTHON = """\
import pytest


def test_join(simulator, optinsim_account):
    assert simulator.account is optinsim_account
    assert simulator.text("SUMMER", "+13125550123").replies
    assert simulator.state("+13125550123") == "pending"


def test_a_fresh_world(simulator):
    assert simulator.state("+13125550123") == "none"


@pytest.mark.optinsim(seed=7)
class TestMarked:
    @pytest.mark.optinsim(account="b/account.yaml", start="2026-07-01T09:00:00Z")
    def test_start(self, simulator):
        assert simulator.account.file.name == "Beta"
        assert f"{simulator.now:%Y-%m-%d %H}" == "2026-07-01 09"
"""


def test_python_tests_get_a_simulator(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project(
        {"a/x.yaml": JOIN, "b/x.yaml": JOIN, "test_x.py": PYTHON},
        "optinsim_account = a/account.yaml\naddopts = --strict-markers",
    )
    (pytester.path / "b/account.yaml").write_text(ACCOUNT.replace("name: Acme", "name: Beta"))
    pytester.runpytest("-W", "error").assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("", "no account: @pytest.mark.optinsim(account='accounts/acme.yaml'), or *"),
        ("account='no.yaml'", "*no.yaml: cannot be read: no such file*"),
        ("acount='a.yaml'", "optinsim takes account=, seed= and start=, and no others"),
        ("'a/account.yaml'", "optinsim takes account=, seed= and start=, and no others"),
        (
            "account='a/account.yaml', start='today'",
            "*start='today': expected a time with its zone such as 2026-01-05T15:00:00Z",
        ),
        ("account='a/account.yaml', start=5", "optinsim: start=5 is no start"),
        ("account=5", "optinsim: account=5 is no account"),
    ],
)
def test_a_fixture_that_cannot_be_made_says_why(
    project: Callable[..., pytest.Pytester], mark: str, told: str
) -> None:
    test = f"import pytest\n\n@pytest.mark.optinsim({mark})\ndef test_x(simulator): ...\n"
    result = project({"a/x.yaml": JOIN, "test_x.py": test}).runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*pytest_items*")


@pytest.mark.parametrize("scenarios", [False, True])
def test_who_has_no_scenarios_imports_nothing_of_ours(
    project: Callable[..., pytest.Pytester],
    *,
    scenarios: bool,
) -> None:
    heavy = ["pydantic", "yaml", "typer", "transitions", "phonenumbers", "optinsim.scenarios"]
    looks = f"""\
import sys

def test_x():
    assert "optinsim.pytest_plugin" in sys.modules
    assert any(name in sys.modules for name in {heavy}) is {scenarios}
"""
    files = {"test_x.py": looks, "docker-compose.yaml": "a: b\n"}
    pytester = project(files | ({"scenarios/a.yaml": JOIN} if scenarios else {}))
    # No plugin but ours: others may import what they like.
    result = pytester.runpytest_subprocess(
        "--disable-plugin-autoload", "-p", "optinsim.pytest_plugin"
    )
    result.assert_outcomes(passed=2 if scenarios else 1)


def test_pytest_finds_the_plugin_by_its_entry_point(
    project: Callable[..., pytest.Pytester], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS"):
        monkeypatch.delenv(name)
    pytester = project({"test_x.py": "def test_x(simulator): ...\n"})
    result = pytester.runpytest_subprocess("--fixtures", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.optinsim(account=*"])
    assert optinsim.pytest_plugin.__doc__


def test_a_warning_is_an_error_of_collection_if_that_is_asked_for(
    project: Callable[..., pytest.Pytester],
) -> None:
    idle = JOIN.replace("    expect: {state: pending}\n", "")
    pytester = project({"scenarios/idle.yaml": idle})
    assert pytester.runpytest_inprocess().ret == 0
    ran = pytester.runpytest_inprocess("--optinsim-warnings-as-errors")
    assert ran.ret == pytest.ExitCode.INTERRUPTED
    ran.stdout.fnmatch_lines(["*idle.yaml:1:11: warning: nothing is expected in this scenario*"])


def test_a_server_is_reset_for_each_test(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yaml", account=ACCOUNT)
    pytester.makepyfile(
        """
        import json, pytest
        from http.server import BaseHTTPRequestHandler, HTTPServer
        from threading import Thread
        from urllib.request import Request, urlopen

        pytestmark = pytest.mark.optinsim(account="account.yaml", start="2026-07-01T09:00:00Z")
        ANN = "+13125550123"


        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()


        @pytest.mark.parametrize("again", [False, True])
        def test_it(optinsim_server, again):
            assert optinsim_server.client.people()["people"] == []
            with HTTPServer(("127.0.0.1", 0), Receiver) as receiver:
                thread = Thread(target=receiver.handle_request)
                thread.start()
                body = {
                    "callback_type": "person_added",
                    "destination": {
                        "url": f"http://127.0.0.1:{receiver.server_port}/",
                        "method": "POST", "content_type": "application/json",
                    },
                }
                call = Request(
                    f"{optinsim_server.url}/companies/acme/config/callbacks",
                    json.dumps(body).encode(), {"Authorization": "Basic cWE6c2VjcmV0"},
                )
                assert urlopen(call).status == 201
                turn = optinsim_server.client.text("SUMMER", ANN)
                assert turn["at"] == "2026-07-01T09:00:00Z"
                assert optinsim_server.delivered() == turn["callbacks"][:1]
                thread.join()
        """
    )
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_warning_of_a_run_is_a_failure_if_that_is_asked_for(
    project: Callable[..., pytest.Pytester],
) -> None:
    account = (ROOT / "scenarios/accounts/bigstate-signalvine.yaml").read_text("utf-8")
    path = "/v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants"
    body = (
        "{program: ed1b9efb-0ccf-4ea0-9585-0d7e57f28869, participants: 'phone', "
        "options: {new: add, mode: row, existing: ignore, absent: ignore}}"
    )
    scenario = (
        "scenario: t\naccount: ../vine.yaml\nsteps:\n"
        f"  - request: {{method: POST, path: {path}, json: {body}}}\n"
        "    expect: {response: {status: 202}}\n"
    )
    pytester = project({"scenarios/vine.yaml": scenario, "vine.yaml": account})
    ran = pytester.runpytest_inprocess()
    assert ran.ret == 0
    ran.stdout.fnmatch_lines(["*vine.yaml:4:5: warning: no step asks what came of this call*"])
    ran = pytester.runpytest_inprocess("--optinsim-warnings-as-errors")
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(
        ["*vine.yaml:4:5: warning: no step asks what came of this call*OPT716*"]
    )


GOES_ON = f"{JOIN}  - text: wrong number\n    expect: {{replies: []}}\n"
TOLD = "the platform goes on asking after 'wrong number', which it reads as unmatched"


def test_a_law_that_a_scenario_breaks_is_told_after_all_tests(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": GOES_ON})
    result = pytester.runpytest()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*laws that scenarios break*",
            f"scenarios/join.yaml::Ann joins: line 7: stop-is-read (sev1): {TOLD}",
        ]
    )
    assert "laws that" not in pytester.runpytest("--optinsim-laws=off").stdout.str()


def test_of_many_laws_that_are_broken_the_first_are_told(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": "---\n".join([GOES_ON] * 12)})
    pytester.runpytest().stdout.fnmatch_lines(["2 more: optinsim run lists all"])


def test_from_a_severity_on_a_broken_law_is_a_failure(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": GOES_ON})
    result = pytester.runpytest("--optinsim-fail-on=sev1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"▸ scenarios/join.yaml:7: laws: stop-is-read (sev1): {TOLD}*"])


def test_an_account_that_breaks_a_law_is_told_or_cannot_be_collected(
    project: Callable[..., pytest.Pytester],
) -> None:
    pytester = project({"scenarios/join.yaml": JOIN})
    account = ACCOUNT + "messages: {help: 'Acme, STOP: call us'}\n"
    (pytester.path / "scenarios/account.yaml").write_text(account, "utf-8")
    told = (
        "scenarios/account.yaml: texts-say-what-they-must (sev2): the help message does not say *"
    )
    pytester.runpytest().stdout.fnmatch_lines([told])
    result = pytester.runpytest("--optinsim-fail-on=sev2")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])


def test_laws_that_do_not_exist_are_a_mistake(project: Callable[..., pytest.Pytester]) -> None:
    pytester = project({"scenarios/join.yaml": JOIN})
    result = pytester.runpytest("--optinsim-laws=eu")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'eu' are no laws: expected us, ca, *"])


def test_another_account_and_other_vars_take_the_place_of_a_scenarios_own(
    project: Callable[..., pytest.Pytester],
) -> None:
    scenario = JOIN.replace("steps:", "vars: {word: hello}\nsteps:").replace("SUMMER", "${word}")
    pytester = project({"scenarios/join.yaml": scenario})
    winter = ACCOUNT.replace("[SUMMER, SUMR]", "[WINTER]")
    assert winter != ACCOUNT
    (pytester.path / "winter.yaml").write_text(winter, "utf-8")
    pytester.runpytest_inprocess().assert_outcomes(failed=1)
    pytester.runpytest_inprocess("--optinsim-var", "word=SUMMER").assert_outcomes(passed=1)
    others = ("--optinsim-account=winter.yaml", "--optinsim-var=word=WINTER")
    pytester.runpytest_inprocess(*others).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--optinsim-var=wrod=a", "*no scenario has such a var; did you mean 'word'?"),
        ("--optinsim-var=word", "*'word' is not of the form NAME=VALUE"),
        ("--optinsim-account=none.yaml", "*none.yaml*"),
    ],
)
def test_what_takes_no_place_is_a_mistake(
    option: str, told: str, project: Callable[..., pytest.Pytester]
) -> None:
    scenario = JOIN.replace("steps:", "vars: {word: a}\nsteps:").replace("SUMMER", "${word}")
    result = project({"scenarios/join.yaml": scenario}).runpytest_inprocess(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])
