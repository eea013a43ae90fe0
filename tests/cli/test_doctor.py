"""`optinsim doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import typer

import optinsim
from optinsim import platforms
from optinsim.cli.doctor import FOR_CONTRIBUTORS, doctor
from optinsim.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[int, str]]:
    """Call it: the exit code and what it prints."""

    def call() -> tuple[int, str]:
        with pytest.raises(typer.Exit) as ended:
            doctor()
        return ended.value.exit_code, capsys.readouterr().out

    return call


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The packages that are as if they were not installed; the rest is, in version 9."""
    absent: set[str] = set()

    def version(name: str) -> str:
        if name in absent:
            raise importlib.metadata.PackageNotFoundError(name)
        return "9"

    lines = ["rich>=1", "odd ; extra == 'dev'", 'Textual >=8 ; extra == "phone"', "[broken"]
    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: lines)
    return absent


def test_it_names_the_version_python_and_the_platforms(
    say: Callable[[], tuple[int, str]], missing: set[str]
) -> None:
    assert not missing
    code, out = say()
    assert code == 0
    assert f"optinsim {optinsim.__version__}" in out
    assert sys.executable in out
    assert "\n  vibes        of optinsim " in out
    assert "missing" not in out


def test_an_extra_that_is_missing_is_no_illness_and_is_named_with_its_command(
    say: Callable[[], tuple[int, str]], missing: set[str]
) -> None:
    missing.add("Textual")
    code, out = say()
    assert code == 0
    assert "Extra phone\n  missing: Textual\n" in out
    assert f'to get it: {sys.executable} -m pip install "optinsim[phone]"' in out


def test_a_needed_package_that_is_missing_is_an_illness(
    say: Callable[[], tuple[int, str]], missing: set[str]
) -> None:
    missing.add("rich")
    code, out = say()
    assert code == 1
    assert "Needed\n  missing: rich\n  to get it: " in out
    assert 'pip install "optinsim"' in out


def test_a_platform_that_cannot_be_loaded_is_an_illness(
    say: Callable[[], tuple[int, str]], missing: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        raise PlatformError(name, (), "it is broken")

    assert not missing
    monkeypatch.setattr(platforms, "load_platform", load)
    entry = SimpleNamespace(name="odd", dist=None)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [entry] if group else [])
    code, out = say()
    assert code == 1
    assert "odd" in out
    assert "cannot be loaded" in out


def test_the_extras_of_contributors_are_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["optional-dependencies"]) >= FOR_CONTRIBUTORS
