"""`optinsim doctor`: nothing in, the installed and the missing packages out."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from optinsim.report.screen import Screen

FOR_CONTRIBUTORS = frozenset({"dev", "bench"})
"""Extras for work on optinsim itself, which `make` installs."""


def doctor() -> None:
    """Show installed packages, missing extras and how to get them.

    Exit code: 0 nothing required is missing, 1 a required package is missing or a platform cannot
    be loaded.
    """
    import platform
    from pathlib import Path

    import optinsim
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    screen.line(("optinsim ", "bold"), f"{optinsim.__version__}  {Path(optinsim.__file__).parent}")
    screen.line(
        ("Python   ", "bold"),
        f"{platform.python_version()}  {sys.executable}  ({platform.system()})",
    )
    is_ill = bool(_platforms(screen) + _packages(screen))
    raise typer.Exit(int(is_ill))


def _platforms(screen: "Screen") -> int:
    """Write the platforms, and count those that cannot be loaded."""
    from importlib.metadata import entry_points

    from optinsim.errors import PlatformError
    from optinsim.platforms import GROUP, load_platform

    ill = 0
    screen.line("")
    screen.line(("Platforms", "bold"))
    for entry in sorted(entry_points(group=GROUP)):
        source = f"of {entry.dist.name} {entry.dist.version}" if entry.dist else ""
        try:
            load_platform(entry.name)
        except PlatformError as error:
            ill += 1
            screen.line(f"  {entry.name:12} {source}  ", ("cannot be loaded: ", "red"), str(error))
        else:
            screen.line(f"  {entry.name:12} {source}")
    return ill


def _packages(screen: "Screen") -> int:
    """Write the required packages, and each extra; count the required and missing packages."""
    from optinsim.extras import install_command

    missing = 0
    for extra, packages in sorted(_requirements().items()):
        absent = [name for name, version in packages if not version]
        there = [f"{name} {version}" for name, version in packages if version]
        screen.line("")
        screen.line((f"Extra {extra}" if extra else "Needed", "bold"))
        if there:
            screen.line(f"  {', '.join(there)}")
        if absent:
            screen.line("  ", ("missing: ", "red" if not extra else "yellow"), ", ".join(absent))
            screen.line(f"  to get it: {install_command(extra)}")
        missing += 0 if extra else len(absent)
    return missing


def _requirements() -> dict[str, list[tuple[str, str]]]:
    """The packages of each extra ("": of none), with the installed version, or ""."""
    import re
    from importlib.metadata import PackageNotFoundError, requires, version

    def versions(line: str) -> Iterator[tuple[str, str, str]]:
        match = re.match(r"[A-Za-z0-9._-]+", line)
        extra = re.search(r"""extra == ['"]([^'"]+)['"]""", line)
        if match is None:
            return
        try:
            installed = version(match[0])
        except PackageNotFoundError:
            installed = ""
        yield extra[1] if extra else "", match[0], installed

    found: dict[str, list[tuple[str, str]]] = {"": []}
    for line in requires("optinsim") or []:
        for extra, name, installed in versions(line):
            if extra not in FOR_CONTRIBUTORS:
                found.setdefault(extra, []).append((name, installed))
    return found
