"""The command line, as somebody at a shell meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest

import optinsim
from optinsim.cli import main
from optinsim.fields import to_json
from optinsim.files.problems import FileError
from optinsim.files.source import read_file
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.project import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
ACCOUNT = "scenarios/accounts/acme-vibes.yaml"

GOOD = f"""\
scenario: A keyword asks for a confirmation
account: {ROOT}/{ACCOUNT}
tags: [smoke]
steps:
  - text: SUMMER
    expect: {{state: pending}}
"""
WRONG = GOOD.replace("pending", "subscribed").replace("A keyword", "Nobody")
BROKEN = GOOD.replace("steps:", "stps:")


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command in this process, in the project's folder."""
    monkeypatch.chdir(ROOT)

    def run(*arguments: str, lines: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["optinsim", *arguments])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(lines), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(str(ended.value.code or 0)), captured.out, captured.err)

    return run


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., str]:
    """Write files, and say in which folder."""

    def write(**texts: str) -> str:
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return str(tmp_path)

    return write


# run


def test_all_passed_is_0(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    ran = cli("run", files(good=GOOD))
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "1 passed, 0 failed"
    assert ran.err == ""


def test_a_failure_is_1_and_shows_the_line_the_conversation_and_the_difference(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(good=GOOD, wrong=WRONG))
    assert ran.code == 1
    assert "wrong.yaml:6: state" in ran.out
    assert "MO  +" in ran.out
    assert '"subscribed"' in ran.out
    assert '"pending"' in ran.out
    assert ran.out.splitlines()[-1] == "1 passed, 1 failed"


def test_a_bad_file_is_2_and_the_other_files_still_run(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(broken=BROKEN, good=GOOD))
    assert ran.code == 2
    assert "did you mean 'steps'?" in ran.err
    assert "1 passed" in ran.out


def test_files_that_cannot_be_read_are_counted_beside_scenarios_that_cannot_be_run(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(broken=BROKEN, worse="{", good=GOOD))
    assert ran.out.splitlines()[-1] == "1 passed, 0 failed, 1 not runnable, 1 not readable"


def test_no_scenario_is_2(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    ran = cli("run", files())
    assert ran.code == 2
    assert "has no YAML file" in ran.err
    ran = cli("run", files(a="platform: vibes\n"))
    assert ran.code == 2
    assert "has no scenario" in ran.err


def test_a_folder_without_a_scenario_is_2_also_beside_others(
    cli: Callable[..., Ran], files: Callable[..., str], tmp_path: Path
) -> None:
    scenarios = files(good=GOOD)
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts/acme.yaml").write_text('{"platform": "vibes"}', encoding="utf-8")
    assert cli("run", scenarios).code == 0
    ran = cli("run", scenarios, str(tmp_path / "accounts"))
    assert (ran.code, ran.out.splitlines()[-1]) == (2, "1 passed, 0 failed, 1 not readable")
    assert ran.err.endswith("accounts: has no scenario [OPT012]\n")


def test_a_tag_that_nothing_has_is_reported(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(good=GOOD), "--tag", "smoke", "--tag", "somke")
    assert (ran.code, ran.err) == (
        2,
        "no scenario has the tag somke; did you mean 'smoke'?\n",
    )


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--tag", "not smoek"), "--tag 'not smoek': warning: no scenario has the tag 'smoek'"),
        (("--tag", "smoke or fast"), "--tag 'smoke or fast': warning: no scenario has the tag"),
        (("-k", "not wintr"), "-k 'not wintr': warning: no scenario is named by 'wintr'"),
        (("--tag", "not slow"), ""),  # of a scenario that is not chosen
        (("--tag", "smoke and not slow"), ""),
        (("-k", "keyword and not wrong"), ""),
    ],
)
def test_a_name_inside_an_expression_that_nothing_has_draws_a_warning(
    cli: Callable[..., Ran],
    files: Callable[..., str],
    options: tuple[str, ...],
    told: str,
    processes: tuple[str, ...],
) -> None:
    slow = WRONG.replace("smoke", "slow").replace("scenario: ", "scenario: wrong ")
    folder = files(good=GOOD, slow=slow)
    ran = cli("run", folder, *options, *processes)
    assert (told in ran.err) is bool(told) or not told
    assert ("OPT503" in ran.err) is bool(told)
    assert ("1 warning" in ran.out) is bool(told)
    strict = cli("run", folder, *options, "--warnings-as-errors")
    assert ("1 warning, taken as errors" in strict.err) is bool(told)


def test_a_mistyped_tag_names_the_nearest(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(good=GOOD), "--tag", "not smoek")
    assert "did you mean 'smoke'?" in ran.err


def test_a_path_that_is_not_there_is_2(cli: Callable[..., Ran]) -> None:
    ran = cli("run", "nowhere")
    assert ran.code == 2
    assert "nowhere: is not there" in ran.err


def test_nothing_chosen_is_2(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    assert cli("run", files(good=GOOD), "-k", "winter").code == 2
    assert cli("run", files(good=GOOD), "--tag", "winter").code == 2


def test_words_and_tags_choose(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    folder = files(good=GOOD, wrong=WRONG.replace("smoke", "slow"))
    assert cli("run", folder, "-k", "KEYWORD asks").code == 0
    assert cli("run", folder, "--tag", "smoke").code == 0
    assert cli("run", folder, "--tag", "smoke", "--tag", "slow").code == 1


def test_x_leaves_out_what_comes_after_the_first_failure(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", "-x", files(a=WRONG, b=GOOD))
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "0 passed, 1 failed, 1 skipped"


def test_v_prints_replies_states_and_callbacks(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", "-v", files(good=GOOD))
    assert "Acme Stores: Reply Y" in ran.out
    assert '"callback_type": "ack_participant_added"' in ran.out
    assert "state: ACQ1234 pending" in ran.out


def test_json_to_stdout_is_json_alone(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    ran = cli("run", files(good=GOOD), "--json", "-")
    report = json.loads(ran.out)
    assert report["optinsim"] == optinsim.__version__
    assert report["summary"] == {
        "scenarios": 1,
        "passed": 1,
        "failed": 0,
        "errors": 0,
        "skipped": 0,
    }
    assert "1 passed" in ran.err


def test_json_to_a_file(cli: Callable[..., Ran], files: Callable[..., str], tmp_path: Path) -> None:
    cli("run", files(wrong=WRONG), "--json", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text())
    failure = report["scenarios"][0]["steps"][0]["failures"][0]
    assert (failure["path"], failure["expected"], failure["actual"]) == (
        "state",
        "subscribed",
        "pending",
    )


def test_a_report_that_cannot_be_written_is_2(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("run", files(good=GOOD), "--json", "/nowhere/report.json")
    assert ran.code == 2
    assert "report.json" in ran.err


def test_a_run_shows_ten_warnings_and_counts_the_rest(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    suspicious = GOOD.replace("{state: pending}", "{replies: [$contains: STOP]}")
    many = [suspicious.replace("steps:", f"seed: {i}\nsteps:") for i in range(12)]
    ran = cli("run", files(many="---\n".join(many)))
    assert ran.code == 0
    assert ran.err.count("warning: 'STOP' stands in several messages") == 10
    assert ran.err.splitlines()[-1] == "2 more warnings: -v or --warnings-as-errors lists all"


@pytest.mark.parametrize("option", ["-v", "--warnings-as-errors"])
def test_a_run_that_is_asked_for_them_shows_all_warnings(
    cli: Callable[..., Ran], files: Callable[..., str], option: str
) -> None:
    unread = GOOD.replace("text: SUMMER", "text: HLEP").replace("pending", "none")
    ran = cli("run", files(many="---\n".join([unread] * 12)), option)
    assert ran.err.count("'HLEP' is not understood") == 12
    assert "more warning" not in ran.err


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_scenario_that_draws_a_warning_is_marked(
    cli: Callable[..., Ran], files: Callable[..., str], processes: str
) -> None:
    at_reading = GOOD.replace("{state: pending}", "{replies: [$contains: STOP]}")
    at_run = GOOD.replace("text: SUMMER", "text: HLEP").replace("pending", "none")
    ran = cli("run", files(a=GOOD, b=at_reading, c=at_run), "-n", processes)
    passed = [line for line in ran.out.splitlines() if line.startswith("PASS")]
    assert [line.endswith("  (warning)") for line in passed] == [False, True, True]


def test_what_is_wrong_with_an_account_is_not_buried_by_the_scenarios_that_have_it(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    lost = GOOD.replace(f"{ROOT}/{ACCOUNT}", "lost.yaml")
    ran = cli("run", files(many="---\n".join([lost] * 1200)))
    assert ran.code == 2
    assert ran.err.count("account 'lost.yaml' cannot be used [OPT301]\n") == 10
    assert "lost.yaml: " in ran.err
    told = "account 'lost.yaml' cannot be used [OPT301]: 1,190 more times; optinsim check lists all"
    assert ran.err.splitlines()[-1] == told
    assert ran.out.splitlines()[-1] == "0 passed, 0 failed, 1200 not runnable"
    checked = cli("check", files(many="---\n".join([lost] * 12)))
    assert checked.out.count("account 'lost.yaml' cannot be used [OPT301]\n") == 12


def test_a_report_does_not_take_the_place_of_a_scenario(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    file = f"{files(good=GOOD)}/good.yaml"
    ran = cli("run", file, "--json", file)
    assert ran.code == 2
    assert "would take its place" in ran.err
    assert Path(file).read_text(encoding="utf-8") == GOOD


def test_a_suffix_in_capitals_is_no_hiding_place(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    folder = files(good=GOOD)
    (Path(folder) / "BAD.YAML").write_text(BROKEN, encoding="utf-8")
    assert cli("run", folder).code == 2


def test_what_cannot_be_read_is_counted(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    ran = cli("run", files(bad="a: [", good=GOOD))
    assert ran.out.splitlines()[-1] == "1 passed, 0 failed, 1 not readable"


# check


def test_check_passes_what_can_be_used(cli: Callable[..., Ran]) -> None:
    ran = cli("check", ACCOUNT)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "1 file checked: 0 errors, 0 warnings\n"


def test_check_warns_of_suspicious_messages(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    folder = files(
        account="""\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1}]
campaigns:
  - acquisition_id: A
    subscription_list: 1
    keywords: [SUMMER]
    messages:
      prompt: Reply Y
      welcome: "Acme: welcome! 🎉 This message is too long to be sent as one segment of UCS-2."
"""
    )
    ran = cli("check", folder)
    assert ran.code == 0
    ucs2 = "because 🎉 U+1F389 PARTY POPPER is no GSM-7 character"
    assert [line.split(": ", 1)[1] for line in ran.out.splitlines() if "warning" in line] == [
        "warning: prompt does not name the brand [OPT601]",
        "warning: prompt lacks the rates [OPT603]",
        "warning: prompt does not say how to get help [OPT604]",
        "warning: prompt does not say how to stop [OPT605]",
        f"warning: welcome takes 2 segments, {ucs2} [OPT602]",
    ]


def test_check_finds_what_is_wrong_without_running(
    cli: Callable[..., Ran], files: Callable[..., str]
) -> None:
    ran = cli("check", files(broken=BROKEN, wrong=WRONG, good=GOOD))
    assert ran.code == 2
    assert "did you mean 'steps'?" in ran.out
    assert "3 files checked: " in ran.err


def test_check_of_nothing_is_2(cli: Callable[..., Ran], files: Callable[..., str]) -> None:
    assert cli("check", files()).code == 2


# chat


def test_chat_prints_one_json_object_a_line(cli: Callable[..., Ran]) -> None:
    ran = cli("chat", ACCOUNT, "--json", lines=b"SUMMER\nY\n/state\n")
    first, second, third = map(json.loads, ran.out.splitlines())
    assert first["reading"]["as"] == "keyword"
    assert first["state"] == {"ACQ1234": "pending"}
    assert second["changes"][0]["to"] == "subscribed"
    assert third["state"] == {"ACQ1234": "subscribed"}
    assert ran.code == 0


def test_chat_prints_a_conversation(cli: Callable[..., Ran]) -> None:
    out = cli("chat", ACCOUNT, lines=b"SUMMER\n").out
    assert "SUMMER" in out
    assert "callback ack_participant_added" in out
    assert "state: ACQ1234 pending" in out


def test_chat_lets_time_pass_and_changes_phones(cli: Callable[..., Ran]) -> None:
    lines = b"/as (312) 555-0100\nSUMMER\n/wait 24h\n/state\n/as 3125550101\n/state\n"
    ran = cli("chat", ACCOUNT, lines=lines)
    assert "2026-01-06T15:00:00Z  +13125550100: ACQ1234 expired" in ran.out
    assert "2026-01-06T15:00:00Z  +13125550101: ACQ1234 none" in ran.out
    assert "you are +13125550101 now" in ran.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"/wiat 3h", "did you mean /wait?"),
        (b"/xyzzy", "there is no command /xyzzy"),
        (b"/wait soon", "'soon' is no duration"),
        (b"/as bob", "'bob' is no possible phone number"),
        (b"/help", "//text"),
    ],
)
def test_chat_says_what_it_cannot_do_and_goes_on(
    cli: Callable[..., Ran], line: bytes, said: str
) -> None:
    ran = cli("chat", ACCOUNT, lines=line + b"\nSUMMER\n")
    assert said in ran.err
    assert "pending" in ran.out
    assert ran.code == 0


@pytest.mark.parametrize(
    "line", [b"", b"\x00", b"\xff\xfe", "\u202eSTOP".encode(), b"a" * 100_000, "🎉".encode()]
)
def test_chat_takes_any_line_as_a_text(cli: Callable[..., Ran], line: bytes) -> None:
    ran = cli("chat", ACCOUNT, "--json", lines=line + b"\n")
    assert json.loads(ran.out)["input"]["kind"] == "text"
    assert cli("chat", ACCOUNT, lines=line + b"\n").code == 0


def test_two_slashes_text_one(cli: Callable[..., Ran]) -> None:
    ran = cli("chat", ACCOUNT, "--json", lines=b"//wait\n")
    assert json.loads(ran.out)["input"]["text"] == "/wait"


def test_chat_with_a_bad_account_is_2(cli: Callable[..., Ran], tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text("platform: vibs\n")
    ran = cli("chat", str(account))
    assert ran.code == 2
    assert "did you mean 'vibes'?" in ran.err


# schema


KINDS = ("account", "scenario", "project", "signoff")


def documents(folder: str) -> list[tuple[str, Any]]:
    found, _ = find_files([str(ROOT / folder)], others=True)
    return [(file, d.tree) for file in found for d in read_file(Path(file), file)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_in_assets_are_current(cli: Callable[..., Ran], kind: str) -> None:
    ran = cli("schema", kind)
    assert ran.out == (ROOT / f"assets/{kind}.schema.json").read_text(encoding="utf-8")


def test_every_scenario_and_account_fits_its_schema(cli: Callable[..., Ran]) -> None:
    schemas = {kind: json.loads(cli("schema", kind).out) for kind in KINDS}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for file, tree in documents("scenarios"):
        # As an editor's YAML reader sees it: with numbers and truth values.
        kind = "scenario" if "steps" in tree else "account"
        kind = "project" if Path(file).name == PROJECT_FILE else kind
        errors = list(jsonschema.Draft202012Validator(schemas[kind]).iter_errors(to_json(tree)))
        assert not errors, (file, errors[0].message, list(errors[0].path))


def test_the_schema_refuses_what_the_program_refuses(cli: Callable[..., Ran]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(cli("schema", "scenario").out))
    good = {"scenario": "x", "account": "a.yaml", "steps": [{"text": "A"}]}
    validator.validate(good)
    for bad in (
        {**good, "stps": []},
        {**good, "steps": []},
        {**good, "steps": [{"text": "A", "wait": "1h"}]},
        {"account": "a.yaml", "steps": [{"text": "A"}]},
    ):
        assert not validator.is_valid(bad), bad


# the whole program


def test_help_and_version(cli: Callable[..., Ran]) -> None:
    assert cli("--version").out == f"optinsim {optinsim.__version__}\n"
    for command in ("run", "check", "chat", "schema"):
        assert command in cli("--help").out
        assert "Usage: " in cli(command, "--help").out


def test_an_unknown_option_is_2(cli: Callable[..., Ran]) -> None:
    ran = cli("run", "--jsno", "x")
    assert ran.code == 2
    assert "--json" in ran.err


def test_a_path_in_a_usage_error_is_not_broken_at_the_edge_of_a_narrow_terminal(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERMINAL_WIDTH", "40")
    path = f"/a folder/{'long/' * 20}account.yaml"
    for arguments in (("schema", path), ("run", path)):
        assert path in cli(*arguments).err


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "optinsim", *arguments],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


def test_the_real_program_works_in_a_pipe() -> None:
    ran = program("chat", ACCOUNT, "--json", input=b"SUMMER\nY\n")
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert len(ran.stdout.splitlines()) == 2


@pytest.mark.parametrize("redirection", [">&-", "> /dev/full", "2>&-"])
def test_an_output_that_takes_nothing_is_no_traceback(redirection: str) -> None:
    command = f"{sys.executable} -m optinsim run scenarios/vibes/help.yaml {redirection}"
    ran = subprocess.run(  # noqa: S602  (our own command)
        command, shell=True, cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert b"Traceback" not in ran.stderr
    assert ran.returncode == (2 if "full" in redirection else 0)


def test_a_terminal_is_never_sent_what_a_file_holds(tmp_path: Path) -> None:
    name = tmp_path / "\x1b[2J.yaml"
    name.write_text("a: [", encoding="utf-8")
    ran = program("run", str(name))
    assert b"\x1b" not in ran.stderr + ran.stdout
    assert b"u001b[2J.yaml" in ran.stderr


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m optinsim run -v scenarios/vibes | head -1"
    ran = subprocess.run(  # noqa: S602  (our own command)
        command, shell=True, cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert b"Traceback" not in ran.stderr
    assert b"BrokenPipe" not in ran.stderr


def test_a_run_whose_reader_has_ended_neither_passed_nor_failed() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "optinsim", "run", "-v", "scenarios"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as ran:
        assert ran.stdout is not None
        ran.stdout.close()
        assert ran.wait(60) == 141


def test_ctrl_c_while_the_program_is_imported_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    from optinsim import __main__ as program  # noqa: PLC0415  (not the fixture)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        program.main()
    monkeypatch.undo()
    assert ended.value.code == 130


def test_the_same_run_gives_the_same_bytes() -> None:
    def report(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return program("run", "scenarios/signalvine", "--json", "-", env=environment).stdout

    assert report("1") == report("2") != b""


def test_importing_the_package_imports_none_of_its_parts() -> None:
    code = "import sys, optinsim; print(sorted(m for m in sys.modules if m.startswith('optinsim')))"
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=True
    )
    assert ran.stdout == b"['optinsim']\n"


UNUSED_BY_A_RUN = {
    *("asyncio", "faker", "phonenumbers", "regex", "rich", "watchfiles"),
    *("optinsim.files.lint", "optinsim.files.signoffs", "optinsim.laws.stop_wording"),
}
"""What a run needs only for other commands, other options or scenarios that fail."""


def test_running_a_scenario_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    code = (
        "import sys; from optinsim.cli import main\n"
        f"unused = {UNUSED_BY_A_RUN}\n"
        "try: main()\n"
        "except SystemExit: print(sorted(unused & sys.modules.keys()))"
    )
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, "run", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == b"[]"


def test_no_plugin_of_pydantic_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "plugin.py").write_text("print('loaded')\nplugin = None\n")
    package = tmp_path / "plugin-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[pydantic]\nplugin = plugin:plugin\n")
    paths = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    ran = program("run", str(tmp_path), env={**os.environ, "PYTHONPATH": paths})
    assert (ran.returncode, b"loaded" in ran.stdout) == (0, False)


def test_every_public_name_is_there_and_no_other() -> None:
    for name in optinsim.__all__:
        assert getattr(optinsim, name).__name__ == name
    with pytest.raises(AttributeError, match="Simulater"):
        optinsim.Simulater  # noqa: B018
    assert issubclass(optinsim.FileError, optinsim.OptinsimError)
    assert FileError is optinsim.FileError
