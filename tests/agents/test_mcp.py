"""The server for agents, called by the SDK's own client: in process, and over stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from optinsim import cli
from optinsim.agents import workspace as limits
from optinsim.agents.server import make_server
from optinsim.agents.workspace import Workspace
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = (ROOT / "docs/examples/shop/account.yaml").read_text(encoding="utf-8")
JOIN = (ROOT / "docs/examples/shop/join.yaml").read_text(encoding="utf-8")
OPEN = ("open_account", {"account": "account.yaml"})
Call = tuple[str, dict[str, Any]]
Answers = list[tuple[bool, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an agent, beside one that is not for it."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (tmp_path / "mine/join.yaml").write_text(JOIN, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (tmp_path / "other/secret.yaml").write_text(JOIN, encoding="utf-8")
    return tmp_path / "mine"


async def answers(client: Client, calls: tuple[Call, ...]) -> Answers:
    """Whether each call was refused, and what it was answered."""
    found: Answers = []
    async with client:
        for name, arguments in calls:
            result: Any = await client.call_tool(name, arguments)
            text = " ".join(part.text for part in result.content)
            found.append((bool(result.is_error), text if result.is_error else json.loads(text)))
    return found


@pytest.fixture
def ask(folder: Path) -> Callable[..., Answers]:
    """Call tools of a new server, one after the other."""

    def call(*calls: Call, write: bool = False) -> Answers:
        server = make_server(Workspace(folder, may_write=write))
        return asyncio.run(answers(Client(server), calls))

    return call


def refused(found: Answers) -> str:
    """What the last call was refused with."""
    is_error, text = found[-1]
    assert is_error
    assert "Traceback" not in text
    return str(text)


# --- Conversations


def test_a_conversation_is_played_and_read(ask: Callable[..., Answers]) -> None:
    found = ask(
        OPEN,
        ("text", {"simulation": "s1", "text": "SUMMER"}),
        ("wait", {"simulation": "s1", "duration": "1h"}),
        ("text", {"simulation": "s1", "text": "Y"}),
        ("look", {"simulation": "s1"}),
        ("conversation", {"simulation": "s1"}),
    )
    assert [is_error for is_error, _ in found] == [False] * 6
    opened, prompt, _, joined, seen, told = [answer for _, answer in found]
    assert opened["campaigns"] == [
        {"id": "SUMMER1", "keywords": ["SUMMER", "SUMR"], "number": "84237"}
    ]
    assert prompt["why"] == "read as keyword: exact 'SUMMER' of SUMMER1"
    assert prompt["states"] == {"SUMMER1": "pending"}
    assert joined["callbacks"][0]["callback_type"] == "subscription_added"
    assert seen["now"] == "2026-01-05T16:00:00+00:00"
    assert seen["next_due"] is None
    (person,) = seen["people"]
    assert person["states"] == {"SUMMER1": "subscribed"}
    assert person["record"]["mobile_phone"]["mdn"] == "+13125550123"
    assert "SUMMER1: pending → subscribed (confirm)" in told["transcript"]
    assert '"callback_type": "subscription_added"' in told["transcript"]


def test_the_api_is_called_with_the_accounts_credentials_which_no_answer_shows(
    ask: Callable[..., Answers],
) -> None:
    path = "/companies/acme/campaigns/acquisition/SUMMER1/participants"
    body = '{"mobile_phone": {"mdn": "+13125550123"}}'
    found = ask(
        OPEN,
        (
            "call",
            {
                "simulation": "s1",
                "method": "POST",
                "path": path,
                "headers": {"X-API-Version": "2"},
                "body": body,
            },
        ),
        ("conversation", {"simulation": "s1"}),
    )
    assert found[1][1]["response"]["status"] == 201
    assert found[1][1]["replies"][0]["purpose"] == "prompt"
    shown = json.dumps(found)
    assert "secret" not in shown
    assert "Basic" not in shown


def test_what_is_impossible_is_said_so(ask: Callable[..., Answers]) -> None:
    assert "open are: none" in refused(ask(("look", {"simulation": "s1"})))
    assert "open are: s1" in refused(ask(OPEN, ("look", {"simulation": "s2"})))
    wrong = {"simulation": "s1", "duration": "3 days"}
    assert "is no duration" in refused(ask(OPEN, ("wait", wrong)))
    nobody = {"simulation": "s1", "text": "x", "sender": "12"}
    assert "no possible phone number" in refused(ask(OPEN, ("text", nobody)))
    assert refused(ask(OPEN, ("text", {"simulation": "s1"})))


def test_the_oldest_simulation_and_the_oldest_turns_are_closed(
    ask: Callable[..., Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_SIMULATIONS", 1)
    monkeypatch.setattr(limits, "MOST_TURNS", 1)
    assert "open are: s2" in refused(ask(OPEN, OPEN, ("look", {"simulation": "s1"})))
    texts = [("text", {"simulation": "s1", "text": word}) for word in ("FIRST", "SECOND")]
    _, told = ask(OPEN, *texts, ("conversation", {"simulation": "s1"}))[-1]
    assert "FIRST" not in told["transcript"]
    assert "SECOND" in told["transcript"]


# --- Files


def test_files_are_listed_checked_and_run(ask: Callable[..., Answers], folder: Path) -> None:
    (folder / "bad.yaml").write_text(JOIN.replace("state: expired", "stat: expired"))
    (folder / "wrong.yaml").write_text(JOIN.replace("state: expired", "state: pending"))
    listed, checked, ran = ask(
        ("list_files", {}), ("check", {"paths": ["bad.yaml"]}), ("run", {"paths": ["."]})
    )
    assert listed[1] == {"files": ["account.yaml", "bad.yaml", "join.yaml", "wrong.yaml"]}
    (problem,) = checked[1]["problems"]
    assert (problem["code"], problem["line"]) == ("OPT101", 18)
    result = ran[1]
    assert (result["passed"], result["failed"], result["errors"]) == (1, 1, 1)
    failed = next(case for case in result["cases"] if case["outcome"] == "failed")
    assert failed["case"] == "optinsim run wrong.yaml:2"
    assert '▸ wrong.yaml:18: state: expected "pending", got "expired"' in failed["conversation"]


def test_a_failure_is_explained_with_its_callbacks(
    ask: Callable[..., Answers], folder: Path
) -> None:
    (folder / "wrong.yaml").write_text(JOIN.replace("state: unsubscribed", "state: subscribed"))
    ((_, told),) = ask(("explain_failure", {"case": "wrong.yaml:2"}))
    (case,) = told["cases"]
    assert '"callback_type": "subscription_removed"' in case["conversation"]
    assert "OPT501" in refused(ask(("explain_failure", {"case": "wrong.yaml:999"})))


def test_codes_and_laws_are_explained(ask: Callable[..., Answers]) -> None:
    code, law = ask(("explain", {"name": "opt603"}), ("explain", {"name": "stop-is-read"}))
    assert code[1]["mend"].startswith("add «Msg & data rates")
    assert "+       prompt" in code[1]["example"]
    assert law[1]["source"].startswith("47 CFR")
    assert "did you mean 'stop-is-read'?" in refused(ask(("explain", {"name": "stop-is-raed"})))
    assert refused(ask(("explain", {"name": "zzz"}))).endswith("there is no code or law 'zzz'")


def test_an_account_is_searched(ask: Callable[..., Answers]) -> None:
    ((_, told),) = ask(("explore", {"account": "account.yaml", "seconds": 30}))
    assert "nothing-after-stop" in [finding["law"] for finding in told["findings"]]
    assert (told["file"], told["warnings"]) == ("account.yaml", [])


def test_a_file_that_cannot_be_used_is_told_with_its_problems(
    ask: Callable[..., Answers], folder: Path
) -> None:
    (folder / "bad.yaml").write_text("platform: vibs\nname: Acme\nnumber: 84237\n")
    text = refused(ask(("open_account", {"account": "bad.yaml"})))
    assert "bad.yaml:1:11: platform 'vibs' is not installed [OPT201]" in text
    assert str(folder) not in text


# --- The folder


@pytest.mark.parametrize("path", ["../other/account.yaml", "/etc/passwd", "a\0b", "link.yaml"])
def test_a_path_that_leads_outside_is_refused(
    path: str, ask: Callable[..., Answers], folder: Path
) -> None:
    (folder / "link.yaml").symlink_to("../other/account.yaml")
    for call in (
        ("open_account", {"account": path}),
        ("check", {"paths": [path]}),
        ("run", {"paths": [path]}),
        ("explore", {"account": path}),
    ):
        assert "outside of the folder" in refused(ask(call))


def test_no_file_leads_to_one_outside(ask: Callable[..., Answers], folder: Path) -> None:
    """By `extends`, by `account`, by a link in a folder, by a project file above."""
    (folder / ".git").mkdir()
    (folder / "a.yaml").write_text("extends: ../other/account.yaml\n")
    (folder / "b.yaml").write_text(JOIN.replace("account.yaml", "../other/account.yaml"))
    (folder / "deep").symlink_to("../../mine/../other")
    (folder / "back").symlink_to("../other")
    (folder / "line.yaml").symlink_to("../other/secret.yaml")
    opened: list[str] = []
    watch(opened)
    found = ask(
        ("list_files", {}),
        ("check", {"paths": ["."]}),
        ("run", {"paths": ["."]}),
        ("run", {"paths": ["line.yaml:2"]}),
        ("open_account", {"account": "a.yaml"}),
    )
    opened.append("end")
    assert found[0][1]["files"] == ["a.yaml", "account.yaml", "b.yaml", "join.yaml", "line.yaml"]
    told = json.dumps(found)
    assert "outside of the folder" in told
    outside = os.path.realpath(folder.parent / "other")
    assert [path for path in opened if os.path.realpath(path).startswith(outside)] == []
    assert any(path.endswith("account.yaml") for path in opened)  # the watch sees what is read


def watch(opened: list[str]) -> None:
    """Note every file that this process opens, until "end" is noted: a hook cannot be removed."""

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and opened[-1:] != ["end"] and isinstance(arguments[0], str | Path):
            opened.append(os.path.abspath(arguments[0]))  # noqa: PTH100  (Path.absolute opens)

    sys.addaudithook(note)


def test_nothing_is_written_unless_that_was_allowed(
    ask: Callable[..., Answers], folder: Path
) -> None:
    call = ("write_file", {"path": "new.yaml", "text": ACCOUNT})
    assert "Unknown tool" in refused(ask(call))
    with pytest.raises(OptinsimError, match="without --write"):
        Workspace(folder, may_write=False).write("new.yaml", "x")
    assert not (folder / "new.yaml").exists()


def test_a_new_file_is_written_and_checked(ask: Callable[..., Answers], folder: Path) -> None:
    text = JOIN.replace("state: expired", "stat: expired").replace(
        "account.yaml", "../account.yaml"
    )
    call = ("write_file", {"path": "scenarios/new.yaml", "text": text})
    ((is_error, told),) = ask(call, write=True)
    assert not is_error
    assert (folder / "scenarios/new.yaml").read_text() == text
    assert [problem["code"] for problem in told["problems"]] == ["OPT101"]
    assert "is not overwritten" in refused(ask(call, write=True))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../new.yaml", "outside"),
        ("back/new.yaml", "outside"),
        ("new.py", "only YAML files"),
        (".git/new.yaml", "none that is hidden"),
        ("account.yaml/new.yaml", "cannot be written"),
    ],
)
def test_a_file_is_written_nowhere_else(
    path: str, why: str, ask: Callable[..., Answers], folder: Path
) -> None:
    (folder / "back").symlink_to("../other")
    call = ("write_file", {"path": path, "text": "a: b\n"})
    assert why in refused(ask(call, write=True))
    assert not list(folder.parent.rglob("new.*"))


def test_a_file_that_is_too_large_is_not_written(folder: Path) -> None:
    with pytest.raises(OptinsimError, match="larger than"):
        Workspace(folder, may_write=True).write("new.yaml", "x" * (limits.LARGEST_FILE + 1))


def test_a_workspace_is_a_folder(folder: Path) -> None:
    with pytest.raises(OptinsimError, match="is no folder"):
        Workspace(folder / "account.yaml", may_write=False)


# --- The protocol


def test_each_tool_says_what_it_is_for_and_whether_it_writes(folder: Path) -> None:
    async def listed(*, write: bool) -> dict[str, Any]:
        async with Client(make_server(Workspace(folder, may_write=write))) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = asyncio.run(listed(write=True))
    assert set(tools) - set(asyncio.run(listed(write=False))) == {"write_file"}
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(tools)
    for name, tool in tools.items():
        assert tool.description
        assert tool.annotations.read_only_hint is (name != "write_file")
        assert tool.annotations.open_world_hint is False


def test_over_stdin_and_stdout(folder: Path) -> None:
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "optinsim", "mcp", str(folder)],
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    calls = (OPEN, ("text", {"simulation": "s1", "text": "SUMMER"}), ("run", {"paths": ["."]}))
    found = asyncio.run(answers(Client(stdio_client(parameters)), calls))
    assert [is_error for is_error, _ in found] == [False] * 3
    assert found[1][1]["states"] == {"SUMMER1": "pending"}
    assert found[2][1]["passed"] == 1


def test_without_the_sdk_its_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "optinsim.agents.server", None)
    monkeypatch.setattr(sys, "argv", ["optinsim", "mcp", "."])
    with pytest.raises(ModuleNotFoundError):
        cli.main()  # a module of ours that is missing is a fault of ours
    monkeypatch.delitem(sys.modules, "optinsim.agents.server")
    for name in [name for name in sys.modules if name.split(".")[0] == "mcp"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert 'pip install "optinsim[mcp]"' in capsys.readouterr().err
