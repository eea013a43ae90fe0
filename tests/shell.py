"""Commands of the documentation, and what they print at a shell without colours.

Most are of optinsim alone, and are run in this process: its start takes longer than they do.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from optinsim import cli

SOURCES = Path(cli.__file__).parents[2]
_PLAIN = re.compile(r"optinsim (?!phone|serve|mcp|doctor)[^|&;<>$`*?~()\\#\n]+")
"""A command without pipes, variables and the like, which starts no server and no screen."""
_OF_PROCESSES = re.compile(r" (-n|--watch)\b")


def typed(command: str, folder: Path, *paths: Path, **variables: str) -> str:
    """What a command that is typed in a folder prints, on both streams.

    Args:
        command: for /bin/sh; may be several lines.
        folder: where it is typed.
        paths: where Python looks for modules too; then a process is started.
        variables: those of the environment.
    """
    variables |= {
        # Both streams unbuffered, so that their lines come in the order of a terminal.
        **dict.fromkeys(("NO_COLOR", "PYTHONUNBUFFERED", "PYTHONUTF8"), "1"),
        # A pytest that is started imports no plugins but ours.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": "optinsim.pytest_plugin",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, (SOURCES, *paths))),
    }
    if not paths and _PLAIN.fullmatch(command) and not _OF_PROCESSES.search(command):
        return _here(shlex.split(command), folder, variables)
    return subprocess.run(  # noqa: S603  (the commands are ours)
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    ).stdout


def _here(arguments: list[str], folder: Path, variables: dict[str, str]) -> str:
    """What a command prints that is run in this process."""
    printed = BytesIO()
    with (
        Path(os.devnull).open(encoding="utf-8") as nothing,
        TextIOWrapper(printed, encoding="utf-8", write_through=True) as terminal,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.chdir(folder)
        for name, text in variables.items():
            patched.setenv(name, text)
        patched.setattr(sys, "argv", arguments)
        patched.setattr(sys, "stdin", nothing)
        for stream in ("stdout", "stderr"):
            patched.setattr(sys, stream, terminal)
        with pytest.raises(SystemExit):
            cli.main()
        return printed.getvalue().decode("utf-8")
