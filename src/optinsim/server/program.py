"""Identifies this program: its version, and its source files.

A snapshot of another program is not used: the same entries may give another world there.
"""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import optinsim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Platform


@cache
def program(platform: type[Platform]) -> str:
    """A digest of optinsim and the platform's package, equal for equal source files."""
    digest = blake2b(digest_size=16)
    for package in dict.fromkeys(("optinsim", platform.__module__.partition(".")[0])):
        for name, text in _sources(package):
            digest.update(f"{package}/{name} {len(text)}\n".encode() + text)
    return f"{optinsim.__version__} {digest.hexdigest()}"


def _sources(package: str) -> Iterator[tuple[str, bytes]]:
    """The source files of a package, each with its path in it; of a module its only file."""
    module = sys.modules[package]
    folders = getattr(module, "__path__", None)
    if folders is None:
        if module.__file__ is not None:
            yield package, Path(module.__file__).read_bytes()
        return
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*.py")):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
