"""`optinsim demo`: what it says of its conversation is what the conversation does."""

from __future__ import annotations

import re

import pytest
import typer

from optinsim import cli
from optinsim.cli.demo import ANN, NEXT, demo


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> str:
    demo()
    return capsys.readouterr().out


def test_it_explains_in_ten_lines(told: str) -> None:
    story = told.partition("Type next")[0]
    assert len([line for line in story.splitlines() if line[:1].strip()]) == 10


def test_what_it_explains_is_what_happens(told: str) -> None:
    ordered = [
        "texts it to 84237",
        f"MO  {ANN} → 84237  SUMMER",
        "none → pending",
        "Her prompt expires:",
        "2026-01-06 15:00:00Z  time passes",
        "pending → expired",
        "Now she is subscribed",
        "pending → subscribed",
        '"callback_type": "subscription_added"',
        "in a wording that no list",
        "read as stop: first sentence 'STOP'",
        "subscribed → unsubscribed",
        "callback subscription_removed",
        "one confirmation, one callback, and silence",
    ]
    at = 0
    for part in ordered:
        at = told.index(part, at)
    assert told.count("callback subscription_removed") == 1
    assert told.count("  MT  ") == 4
    assert "five steps" in told
    steps = told.count("  MO  ") + told.count("time passes")
    assert steps == 5


def test_what_to_type_next_are_commands(told: str) -> None:
    group = typer.main.get_command(cli.command_line())
    known = re.findall(r"\w+", " ".join(getattr(group, "commands", {})))
    for command, _ in NEXT:
        assert command in told
        assert command.split()[1] in known
    assert "(after uvx or pipx run, with the same words before optinsim):" in told


def test_it_is_the_first_command_of_the_help() -> None:
    assert next(iter(cli.COMMANDS)) == "demo"


def test_it_says_the_same_twice(told: str, capsys: pytest.CaptureFixture[str]) -> None:
    demo()
    assert capsys.readouterr().out == told
