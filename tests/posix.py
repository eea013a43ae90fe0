"""Which tests cannot be run on Windows, found in their sources; on Windows conftest.py skips them.

A test is one of them if it, or a function of its module that it uses, names something that only
POSIX has. A module is one of them if it cannot be imported there. There is no list to keep.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ONLY_THERE = re.compile(
    r"/bin/sh|/dev/|\bmkfifo\b|\bsymlink_to\b|\bkillpg\b|\bos\.kill\b|\bopenpty\b|\bchmod\b"
    r"|\bSIGKILL\b|\bSIGHUP\b|\bfork\b"
)
_MODULES = {"pty", "fcntl", "termios", "resource"}


def cannot_be_imported(path: Path) -> bool:
    """Whether a module imports, when it is imported, what Windows lacks."""
    names, beside = _imported(path)
    return bool(names & _MODULES) or any(
        other.stem in beside and other != path and cannot_be_imported(other)
        for other in path.parent.glob("*.py")
    )


@cache
def _imported(path: Path) -> tuple[set[str], set[str]]:
    """The modules that a module imports, and the last names of those that it imports from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    beside = {
        f"{node.module}".rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
    }
    return names, beside


def needing_posix(source: str) -> set[str]:
    """The functions of a module that need POSIX."""
    tree, lines = ast.parse(source), source.splitlines()
    functions = {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    needing = {
        name
        for name, node in functions.items()
        if _ONLY_THERE.search("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    }
    used = {name: _names(node) for name, node in functions.items()}
    while more := {name for name in used.keys() - needing if used[name] & needing}:
        needing |= more
    return needing


def _names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that a function uses, its parameters (fixtures) among them."""
    parts = list(ast.walk(function))
    parameters = {part.arg for part in parts if isinstance(part, ast.arg)}
    return parameters | {part.id for part in parts if isinstance(part, ast.Name)}
