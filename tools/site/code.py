"""Pages made of docstrings and signatures: commands, Python, events, APIs, codes, operators.

Knows Python's inspection and typer's commands. What the words mean stands in the code itself.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any

import typer

import optinsim
from optinsim import cli
from optinsim.core.events import Event
from optinsim.http_api import HttpPlatform
from optinsim.manual import CHAPTERS, Page, chapter
from optinsim.platforms import load_platform, platform_names
from tools.site.keys import cell

DOCS = Path(__file__).resolve().parents[2] / "docs"


def options() -> str:
    """Every command with its arguments and options."""
    group: Any = typer.main.get_command(cli.command_line())
    lines = [
        "# Options",
        "",
        "Every argument and option of every command, as `--help` has them.",
        "",
    ]
    for name, command in group.commands.items():
        for whole, one in _commands(name, command):
            lines += ["", f"## optinsim {whole}", "", inspect.cleandoc(one.help or "")]
            if one.params:
                lines += ["", "| argument | default | what it does |", "|---|---|---|"]
                lines += [_parameter(parameter) for parameter in one.params]
    return "\n".join(lines) + "\n"


def _commands(name: str, command: Any) -> list[tuple[str, Any]]:
    """A command, or those of a group."""
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [
        (f"{name} {inner}", one)
        for inner, found in command.commands.items()
        for _, one in _commands(inner, found)
    ]


def _parameter(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    names = (
        [*parameter.opts, *parameter.secondary_opts]
        if is_option
        else [(parameter.metavar or parameter.name).upper()]
    )
    shown = ", ".join(f"`{name}`" for name in names)
    takes = parameter.metavar if is_option and parameter.metavar else ""
    default = parameter.default
    is_told = (
        default is not None and default != () and default is not False and not callable(default)
    )
    told = f"`{default}`" if is_told else "needed" if parameter.required else ""
    return f"| {shown} {takes} | {told} | {cell(parameter.help or '')} |"


def python() -> str:
    """The public names of the package."""
    lines = ["# Python, name by name", "", "Everything that `optinsim` exports.", ""]
    for name in optinsim.__all__:
        found = getattr(optinsim, name)
        lines += ["", f"## {name}", "", *_signature(name, found), *_docstring(found)]
        if inspect.isclass(found):
            lines += _members(found)
    return "\n".join(lines) + "\n"


def _signature(name: str, found: Any) -> list[str]:
    if inspect.isclass(found) and issubclass(found, Exception):
        return []
    try:
        text = str(inspect.signature(found)).replace("'", "")
    except ValueError:
        return []
    text = re.sub(r"^\((self|cls)(, )?", "(", text)
    return ["```text", f"{name}{text}", "```", ""]


def _members(found: type) -> list[str]:
    lines: list[str] = []
    for name, member in vars(found).items():
        if name.startswith("_"):
            continue
        inner = member.__func__ if isinstance(member, classmethod) else member
        if isinstance(inner, property):
            lines += ["", f"### {found.__name__}.{name}", "", *_docstring(inner)]
        elif inspect.isfunction(inner):
            lines += ["", f"### {found.__name__}.{name}", "", *_signature(name, inner)]
            lines += _docstring(inner)
    if dataclasses.is_dataclass(found):
        fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(found))
        lines += ["", f"Fields: {fields}."]
    return lines


def _docstring(found: Any) -> list[str]:
    """The docstring, with its sections (Args, Raises) as lists."""
    lines: list[str] = []
    for line in (inspect.getdoc(found) or "").splitlines():
        if re.fullmatch(r"(Args|Raises|Returns|Yields):", line):
            lines += [f"**{line}**", ""]
        elif match := re.match(r" {4}(\*{0,2}\w+): (.*)", line):
            lines.append(f"- `{match[1]}`: {match[2]}")
        else:
            lines.append(line)
    return [*lines, ""]


def events() -> str:
    """The events, with their fields."""
    lines = [
        "# Events",
        "",
        "What happens in a world, as values: `turn.events` has them in order.",
        "",
    ]
    for found in sorted(Event.__subclasses__(), key=lambda one: one.__name__):
        if found.__module__ != Event.__module__:
            continue
        fields = [field.name for field in dataclasses.fields(found)]
        lines += ["", f"## {found.__name__}", "", *_docstring(found)]
        lines += ["Fields: " + ", ".join(f"`{name}`" for name in fields) + "."]
    return "\n".join(lines) + "\n"


def apis() -> str:
    """Which calls of the vendors' APIs are emulated, and what is known not to be."""
    lines = [
        "# Vendors' APIs",
        "",
        "A call with a tick is emulated, with these statuses. Any other answers 501, and says that",
        "the answer is optinsim's. At the end of each list is what is known not to be emulated.",
    ]
    for name in platform_names():
        platform = load_platform(name)
        if not issubclass(platform, HttpPlatform):
            continue
        endpoints = platform.endpoints()
        lines += ["", f"## {platform.vendor}", "", f"{len(endpoints)} calls.", ""]
        lines += ["| | call | statuses |", "|---|---|---|"]
        for one in endpoints:
            statuses = ", ".join(map(str, one.statuses))
            lines.append(f"| ✓ | `{one.method} {one.path}` | {statuses} |")
        lines += [f"| ✗ | {cell_} | 501 |" for cell_ in _not_emulated(name)]
        lines += ["", f"[The platform's page](../platforms/{name}.md) has the sources."]
    return "\n".join(lines) + "\n"


def _not_emulated(platform: str) -> list[str]:
    """The calls that the platform's page says answer 501."""
    text = (DOCS / f"platforms/{platform}.md").read_text(encoding="utf-8")
    section = text.partition("## What is not emulated")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.*) \| 501 \|$", section, re.MULTILINE)
    return [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", row) for row in rows]


def operators() -> str:
    """The operators: the table of docs/scenarios.md, which a test holds against the code."""
    text = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    section = text.partition("\n## Operators\n")[2] or text.partition("\n### Operators\n")[2]
    table = re.search(r"^\|.*?(?=\n\n)", section, re.MULTILINE | re.DOTALL)
    rows = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", table[0]) if table else ""
    about = "In place of a value, where one is not exact. [Scenarios](../scenarios.md) says more."
    return f"# Operators\n\n{about}\n\n{rows}\n"


def codes() -> str:
    """Every code with its page of the manual."""
    lines = [
        "# Codes and laws, one by one",
        "",
        "What `optinsim explain` says of every code of a problem or warning, and of every law.",
        "The examples are tested: the lines at `-` draw the code, or break the law, and those at",
        "`+` in their place do not.",
    ]
    for name in CHAPTERS:
        title, found = chapter(name)
        lines += ["", f"## {title}"]
        for one in found:
            lines += ["", f"### {one.name}", "", f"**{one.title}** ({one.severity})", ""]
            lines += _manual(one)
    return "\n".join(lines) + "\n"


def _manual(page: Page) -> list[str]:
    lines = [line for name, words in page.parts for line in (f"{name}: {words}", "")]
    if page.example:
        lines += ["```diff" if page.is_difference else "```console", page.example.rstrip(), "```"]
    return lines
