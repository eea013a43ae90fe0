"""The documentation, tried: what it shows is run, what it lists is compared with the code.

Every fenced block of the pages is of a kind that is tried here:

* `yaml` and `python` blocks that begin with `# file: NAME` are files. One in docs/examples/ stands
  there, character by character; any other is written to a fresh folder. Accounts have to be
  usable, and scenarios to pass, unless the page runs them itself and shows what comes out.
* a `yaml` block that is a list holds steps for the account docs/examples/shop/account.yaml.
* other `python` blocks are executed, and their `test_` functions called.
* the `console` blocks of a page are run one after the other, line by line, in that folder. What
  they print is compared, and docs/examples/ is as before: another page shows the same.
* `json` and `toml` blocks are read; `sh` blocks, which show no output, may only name what there is.

After a change of what the program prints, `DOCS_WRITE=1 pytest tests/test_docs.py` writes the new
output into the pages. Read the diff.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest
import typer
from jsonschema import Draft202012Validator

import optinsim
from optinsim import chat, cli
from optinsim.adapter import AccountFile, AccountMessages, Platform, WordLists
from optinsim.codes import Code
from optinsim.core.commands import EngineCommand
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import Event
from optinsim.core.inbound import Kind
from optinsim.fields import to_json
from optinsim.files.source import read_file
from optinsim.files.validate import model_in
from optinsim.phone.keys import KEYS
from optinsim.platforms import load_platform
from optinsim.platforms.cordial import account as cordial
from optinsim.platforms.signalvine import account as signalvine
from optinsim.platforms.vibes import account as vibes
from optinsim.scenarios.reading import model
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.load import is_account
from optinsim.scenarios.reading.operators import OPERATORS
from optinsim.scenarios.reading.project import PROJECT_FILE
from optinsim.scenarios.reading.schema import (
    ProjectFile,
    ScenarioFile,
    account_schema,
    project_schema,
    scenario_schema,
)
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from optinsim.simulator import Simulator, Turn
from tests.shell import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
EXAMPLES = "docs/examples"
BUILD_SERVERS = "docs/examples/ci/"
"""Files of build servers: what is in them is tried in test_build_servers.py."""
WRITE = "DOCS_WRITE" in os.environ

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (\S+)\n")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def file(self) -> str:
        """The name of the file that it is; empty if it is none."""
        match = _FILE.match(self.text)
        return match[1] if match else ""

    @property
    def content(self) -> str:
        """What stands in the file."""
        return _FILE.sub("", self.text, count=1)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str) -> list[Block]:
    text = text_of(page)
    return [
        Block(page, text.count("\n", 0, match.start()) + 2, match[2], dedent(match[3]))
        for match in _BLOCK.finditer(text)
    ]


def each(blocks: Iterable[Block]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", list(blocks), ids=lambda b: f"{b.page}:{b.line}")


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
FILES = [block for block in BLOCKS if block.file]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what the pages' commands touch: they begin in the project's folder."""
    shutil.copytree(ROOT / EXAMPLES, tmp_path / EXAMPLES)
    for name in ("scenarios", "assets"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def install_example(site: Path) -> Path:
    """Leave in `site` what `pip install docs/examples/postcard` leaves, as far as Python looks."""
    project = ROOT / EXAMPLES / "postcard"
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = declared["name"], declared["version"]
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    lines = []
    for group, entries in declared["entry-points"].items():
        lines += [f"[{group}]", *(f"{entry} = {place}" for entry, place in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines))
    shutil.copytree(project / "src", site, dirs_exist_ok=True)
    return site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_example(tmp_path_factory.mktemp("site"))


def lay_out(page: str, folder: Path) -> None:
    """Write the files of a page."""
    for block in FILES:
        if block.page == page and not block.file.startswith(EXAMPLES):
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.content, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder, without what Python compiles."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


# --- Blocks


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_tried(page: str) -> None:
    assert len(re.findall(r"^ *```", text_of(page), re.MULTILINE)) == 2 * len(blocks_of(page)), (
        "a fence is not closed"
    )
    for block in blocks_of(page):
        where = f"{page}:{block.line}"
        known = {"yaml", "python", "console", "json", "toml", "sh", "text"}
        assert block.language in known, where
        if block.language == "yaml":
            assert block.file or block.text.startswith("- "), f"{where} is neither file nor steps"


@each(block for block in FILES if block.file.startswith(EXAMPLES))
def test_an_example_stands_in_the_page_as_it_is(block: Block) -> None:
    assert block.content == (ROOT / block.file).read_text(encoding="utf-8")


@each(
    block
    for block in FILES
    if block.language == "yaml" and not block.file.startswith(BUILD_SERVERS)
)
def test_a_file_is_usable_and_a_scenario_passes(
    block: Block, folder: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(site))
    lay_out(block.page, folder)
    if any(block.file in command for command in commands_of(block.page)):
        return  # the page shows what comes of it
    monkeypatch.chdir(folder)
    assert [str(problem) for problem in check_files([block.file])[1]] == []
    documents = read_file(Path(block.file), block.file)
    schema = account_schema() if is_account(documents[0]) else scenario_schema()
    if Path(block.file).name == PROJECT_FILE:
        schema = project_schema()
    for document in documents:
        Draft202012Validator(schema).validate(to_json(document.tree))
    if not is_account(documents[0]) and Path(block.file).name != PROJECT_FILE:
        result = run([block.file], CaseFilter())
        failures = [f for case in result.cases for step in case.steps for f in step.failures]
        assert failures == []
        assert {case.outcome for case in result.cases} == {Outcome.PASSED}


@each(block for block in BLOCKS if block.language == "yaml" and not block.file)
def test_steps_are_steps(block: Block, folder: Path) -> None:
    account = "account: docs/examples/shop/account.yaml\npeople: {ann: {}, bob: {}}\n"
    scenario = f"scenario: {block.page}\nstrict: true\n{account}steps:\n{block.text}"
    path = folder / "steps.yaml"
    path.write_text(scenario, encoding="utf-8")
    assert [str(problem) for problem in check_files([str(path)])[1]] == []


@each(block for block in BLOCKS if block.language == "python" and not block.file)
def test_python_runs(block: Block, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(block.page, folder)
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "docs"}
    # Padded, so that a traceback gives the line of the page.
    padded = "\n" * (block.line - 1) + block.text
    exec(compile(padded, block.page, "exec", dont_inherit=True), names)  # noqa: S102
    for name, value in names.items():
        if name.startswith("test_") and isinstance(value, FunctionType):
            value()


@each(block for block in BLOCKS if block.language in ("json", "toml"))
def test_json_and_toml_can_be_read(block: Block) -> None:
    (json.loads if block.language == "json" else tomllib.loads)(block.content)


def commands_of(page: str) -> list[str]:
    return [
        line[2:]
        for block in blocks_of(page)
        if block.language == "console"
        for line in block.text.splitlines()
        if line.startswith("$ ")
    ]


@pytest.mark.no_cover  # their own tests cover the commands; tracing takes as long again
@pytest.mark.parametrize("page", [page for page in PAGES if commands_of(page)])
def test_commands_print_what_the_page_shows(page: str, folder: Path, site: Path) -> None:
    lay_out(page, folder)
    before = contents(folder / EXAMPLES)
    text = text_of(page)
    told, printed = [], []
    for block in (block for block in blocks_of(page) if block.language == "console"):
        paths = [site] if "postcard" in block.text else []
        shown = ""
        for command in (line[2:] for line in block.text.splitlines() if line.startswith("$ ")):
            shown += f"$ {command}\n{typed(command, folder, *paths, HOME=str(folder))}"
        text = text.replace(block.text, shown)
        told.append(block.text)
        printed.append(shown)
    assert contents(folder / EXAMPLES) == before, "a command changes what other pages show"
    assert "Traceback (" not in "".join(printed), "a command of the page crashes"
    if WRITE:
        (ROOT / page).write_text(text, encoding="utf-8")
        return
    assert printed == told


@each(block for block in BLOCKS if block.language == "sh")
def test_commands_without_output_name_what_there_is(block: Block) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    for word in re.findall(r"^make ([a-z]+)", block.text, re.MULTILINE):
        assert word in targets
    for path in re.findall(r"(?<![\w/])(?:docs|tests|scenarios|src)/[\w/.-]+", block.text):
        # A server that is started makes the journal, beside the account.
        made_of = re.sub(r"\.journal$", ".yaml", path)
        assert (ROOT / made_of).exists()


# --- Links


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def prose(page: str) -> str:
    """A page without its blocks and comments."""
    return re.sub(r"<!--.*?-->", "", _BLOCK.sub("", text_of(page)), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in _LINK.findall(prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert target.exists(), f"{link} leads nowhere"
        assert target.is_relative_to(ROOT), f"{link} leads out of the project"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{link} names no heading"


@pytest.mark.parametrize("page", PAGES)
def test_a_name_beside_a_link_to_a_module_stands_in_it(page: str) -> None:
    """«[`core/engine.py`](src/optinsim/core/engine.py) `Engine.handle`»: both names are there."""
    named = re.compile(r"\[`[^`]+`\]\(([^)]+\.py)\)((?:,? `[^`]+`)+)")
    for link, names in named.findall(prose(page)):
        source = ((ROOT / page).parent / link).read_text(encoding="utf-8")
        for word in re.findall(r"\w+", names):
            assert re.search(rf"\b{word}\b", source), f"{word} does not stand in {link}"


# --- What is listed


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one, without the blocks."""
    parts = re.split(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    titles = [re.sub(r"^\d+\. |`", "", title) for title in parts[1::2]]
    assert heading in titles, f"{page} has no heading {heading!r}"
    return parts[2 * titles.index(heading) + 2]


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    lines = [line for line in section(page, heading).splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return table[2:]


def listed(page: str, heading: str) -> list[str]:
    """The words in the first column of a table: of `$contains: text` and `run PATHS…` the name."""
    name = re.compile(r"`(optinsim \w+|[^`\s:]+)[^`]*`")
    return [word for row in rows(page, heading) for word in name.findall(row[0])]


def keys(of: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in of.model_fields.items()]


def own_keys(of: type[BaseModel]) -> list[str]:
    """The keys that a platform's account has beside everybody's."""
    return [key for key in keys(of) if key not in AccountFile.model_fields]


def methods(of: type) -> list[str]:
    return [
        name
        for name, value in vars(of).items()
        if not name.startswith("_") and isinstance(value, FunctionType | property | classmethod)
    ]


def subcommands() -> Mapping[str, Any]:
    group: Any = typer.main.get_command(cli.command_line())
    commands: Mapping[str, Any] = group.commands
    return commands


def options(command: str) -> list[str]:
    """What a command takes: the options by their names, the arguments by what help calls them."""
    parameters = subcommands()[command].params
    return [
        name
        for parameter in parameters
        for name in (
            parameter.opts
            if parameter.param_type_name == "option"
            else [(parameter.metavar or parameter.name).upper()]
        )
    ]


def phone_keys() -> list[str]:
    return [*(key.key for key in KEYS), "ctrl+c"]


def rooms() -> list[str]:
    names = (path.name for path in (ROOT / "src/optinsim").iterdir())
    return [name for name in names if not name.startswith("_") and name != "py.typed"]


def platforms() -> list[str]:
    names = (path.name for path in (ROOT / "src/optinsim/platforms").iterdir() if path.is_dir())
    return [name for name in names if not name.startswith("_")]


def layers() -> list[str]:
    tools = tomllib.loads(text_of("pyproject.toml"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    found: list[str] = contracts["layers"]["layers"]
    return found


def every_key(of: type[BaseModel]) -> set[str]:
    """The keys of a model, and of all models inside it."""
    found: set[str] = set()
    todo, seen = [of], {of}
    while todo:
        section = todo.pop()
        found.update(keys(section))
        inner = {model_in(field.annotation) for field in section.model_fields.values()}
        new = {one for one in inner if one is not None} - seen
        seen |= new
        todo += new
    return found


@pytest.mark.parametrize("platform", platforms())
def test_every_key_of_an_account_is_in_a_table(platform: str) -> None:
    """In docs/accounts.md or on the platform's page, in a line of its own or inside another's."""
    pages = text_of("docs/accounts.md"), text_of(f"docs/platforms/{platform}.md")
    lines = [line for page in pages for line in page.splitlines() if line.startswith("| `")]
    code = " ".join(span for line in lines for span in re.findall("`([^`]+)`", line))
    known = set(re.findall(r"\w+", code))
    assert every_key(load_platform(platform).account_file) - known == set()


LISTS: dict[tuple[str, str], Callable[[], Iterable[str]]] = {
    ("README.md", "Platforms"): platforms,
    ("README.md", "Expect"): lambda: keys(model.Expectation),
    ("README.md", "Operators"): lambda: OPERATORS,
    ("README.md", "Commands"): lambda: [f"optinsim {name}" for name in subcommands()],
    ("README.md", "Exit codes"): lambda: ("0", "1", "2"),
    ("docs/scenarios.md", "Keys of a scenario"): lambda: keys(ScenarioFile),
    ("docs/sharing.md", "The project file"): lambda: keys(ProjectFile),
    ("docs/scenarios.md", "People"): lambda: keys(model.PersonFile),
    ("docs/scenarios.md", "Steps"): lambda: keys(model.StepFile),
    ("docs/scenarios.md", "Requests"): lambda: keys(model.RequestFile),
    ("docs/scenarios.md", "Expect"): lambda: keys(model.Expectation),
    ("docs/scenarios.md", "Responses"): lambda: keys(model.ResponseExpectation),
    ("docs/scenarios.md", "Operators"): lambda: OPERATORS,
    ("docs/scenarios.md", "Readings"): lambda: Kind,
    ("docs/scenarios.md", "States"): lambda: Consent,
    ("docs/platforms/cordial.md", "The account file"): lambda: [
        *own_keys(cordial.CordialAccount),
        *keys(cordial.Program),
    ],
    ("docs/platforms/signalvine.md", "The account file"): lambda: own_keys(
        signalvine.SignalVineAccount
    ),
    ("docs/platforms/signalvine.md", "Programs"): lambda: keys(signalvine.Program),
    ("docs/platforms/signalvine.md", "Questions"): lambda: [
        *keys(signalvine.ProgrammedQuestion),
        *keys(signalvine.ExpectedAnswer),
    ],
    ("docs/accounts.md", "Every platform"): lambda: keys(AccountFile),
    ("docs/accounts.md", "Words"): lambda: keys(WordLists),
    ("docs/accounts.md", "Messages"): lambda: keys(AccountMessages),
    ("docs/accounts.md", "Vibes"): lambda: own_keys(vibes.VibesAccount),
    ("docs/accounts.md", "Campaigns"): lambda: keys(vibes.AcquisitionCampaign),
    ("docs/accounts.md", "Messages of a campaign"): lambda: keys(vibes.CampaignMessages),
    ("docs/accounts.md", "Callbacks"): lambda: keys(vibes.CallbackRegistration),
    ("docs/accounts.md", "Assumptions"): lambda: keys(vibes.Assumptions),
    ("docs/commands.md", "optinsim run"): lambda: options("run"),
    ("docs/commands.md", "optinsim check"): lambda: options("check"),
    ("docs/commands.md", "optinsim explore"): lambda: options("explore"),
    ("docs/commands.md", "optinsim phone"): lambda: options("phone"),
    ("docs/commands.md", "optinsim chat"): lambda: options("chat"),
    ("docs/commands.md", "optinsim serve"): lambda: options("serve"),
    ("docs/commands.md", "optinsim tail"): lambda: options("tail"),
    ("docs/commands.md", "optinsim init"): lambda: options("init"),
    ("docs/commands.md", "optinsim import"): lambda: options("import"),
    ("docs/commands.md", "optinsim schema"): lambda: options("schema"),
    ("docs/commands.md", "optinsim explain"): lambda: options("explain"),
    ("docs/commands.md", "optinsim mcp"): lambda: options("mcp"),
    ("docs/commands.md", "Lines with a slash"): lambda: re.findall(
        r"^  (/+\w+)", chat.HELP, re.MULTILINE
    ),
    ("docs/commands.md", "Exit codes"): lambda: ("0", "1", "2", "130", "141"),
    ("docs/phone.md", "Keys"): phone_keys,
    ("docs/python.md", "Names"): lambda: optinsim.__all__,
    ("docs/python.md", "Simulator"): lambda: methods(Simulator),
    ("docs/python.md", "Turn"): lambda: [*(f.name for f in fields(Turn)), *methods(Turn)],
    ("docs/python.md", "Events"): lambda: [
        *{k.__name__ for k in Event.__subclasses__() if k.__module__ == Event.__module__}
    ],
    ("docs/add-a-platform.md", "The port"): lambda: ["account_file", *methods(Platform)],
    ("docs/add-a-platform.md", "Triggers"): lambda: Trigger,
    ("ARCHITECTURE.md", "Commands"): lambda: [c.__name__ for c in EngineCommand.__args__],
    ("ARCHITECTURE.md", "The rooms"): rooms,
}
"""The tables that have to hold exactly what the code has, by page and heading."""


@pytest.mark.parametrize(("page", "heading"), LISTS, ids=lambda part: part)
def test_a_table_holds_what_the_code_has(page: str, heading: str) -> None:
    assert sorted(listed(page, heading)) == sorted(str(name) for name in LISTS[page, heading]())


def test_the_page_of_problems_lists_every_code() -> None:
    """With its severity and heading; `DOCS_WRITE=1` writes the table anew."""
    page = ROOT / "docs/problems.md"
    table = "".join(f"| `{code}` | {code.severity} | {code.heading} |\n" for code in Code)
    text = page.read_text(encoding="utf-8")
    start = text.index("|---|---|---|\n", text.index("## All codes")) + len("|---|---|---|\n")
    if WRITE:
        page.write_text(text[:start] + table, encoding="utf-8")
        return
    assert text[start:] == table


def test_the_rooms_stand_in_the_order_of_the_layers() -> None:
    rooms_from_above = listed("ARCHITECTURE.md", "The rooms")
    assert [name.removesuffix(".py") for name in rooms_from_above] == layers()


@pytest.mark.parametrize("of", [WordLists, vibes.VibesWords])
def test_the_default_words_are_listed(of: type[WordLists]) -> None:
    heading = "Words" if of is WordLists else "Words of Vibes"
    told = {row[0].strip("`"): row[1] for row in rows("docs/accounts.md", heading)}
    for kind, words in of():
        if kind in told:
            assert told[kind] == (", ".join(words) or "none")


def test_the_glossary_gives_a_place_in_the_code_to_every_term() -> None:
    terms = rows("docs/glossary.md", "Terms")
    assert len(terms) > 20
    for term, _, _, where in terms:
        assert ".py)" in where, f"{term} has no place"
    names = [row[0] for row in terms]
    assert names == sorted(names, key=str.lower)


@pytest.mark.parametrize("page", [p for p in PAGES if not p.startswith("docs/platforms")])
def test_one_word_for_one_thing(page: str) -> None:
    text = _LINK.sub("", prose(page)) if page != "docs/glossary.md" else ""
    for term, _, others, _ in rows("docs/glossary.md", "Terms"):
        for other in filter(None, others.split(", ")):
            found = re.search(rf"\b{re.escape(other)}s?\b", text, re.IGNORECASE)
            assert found is None, f"we say {term}, not {other}"


# --- Decisions


DECISIONS = [page for page in PAGES if page.startswith("docs/decisions/0")]


def test_decisions_are_numbered_and_linked() -> None:
    numbers = [int(Path(page).name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    index = text_of("docs/decisions/README.md")
    for page in DECISIONS:
        assert f"({Path(page).name})" in index


@pytest.mark.parametrize("page", DECISIONS)
def test_a_decision_has_four_parts_and_fits_on_a_page(page: str) -> None:
    text = text_of(page)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Context",
        "Options",
        "Outcome",
        "Consequences",
    ]
    assert text.startswith(f"# {Path(page).name[:4]} ")
    assert len(text.split()) <= 400


def test_there_is_something_to_try() -> None:
    """If the pattern of a block breaks, everything above passes."""
    found = {block.language for block in BLOCKS}
    assert {"yaml", "python", "console", "sh"} <= found
