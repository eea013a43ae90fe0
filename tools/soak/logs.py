"""Logs of messages, mutated: read or refused, and what is written of them is a good scenario.

Knows what `optinsim import` does with a log. Does not know what is in one.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.files.problems import FileError
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.writing.from_log import LogScenario
from optinsim.scenarios.writing.message_log import read_log
from optinsim.scenarios.writing.record import scenario_text
from tools.soak.mutations import mutated_file
from tools.soak.rounds import ROOT
from tools.soak.texts import accounts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from optinsim.files.problems import Problem
    from tools.soak.rounds import Round

LOGS_OF_A_ROUND = 10
_COUNTRIES = ("US", "US", "CA", "GB", "DE")


def play_logs(played: Round) -> None:
    """A few logs, each read with an account and without."""
    chance = played.chance
    mutated = Path(played.folder, f"soaked-{os.getpid()}.log")
    for _ in range(LOGS_OF_A_ROUND):
        path = chance.choice(_logs())
        text = mutated_file(chance, path.read_bytes(), chance.choice(_logs()).read_bytes())
        country = chance.choice(_COUNTRIES)
        played.note((path.name, country, text))
        mutated.write_bytes(text)
        try:
            _import(chance, mutated, country)
        except FileError as error:
            _check(error.problems)


def _import(chance: Random, log: Path, country: str) -> None:
    read = read_log(log, "soaked.log", country)
    _check(read.warnings)
    assert read.messages
    name, account = chance.choice(accounts())
    _write(LogScenario(read.messages, "soaked.log", None), read.left_out, "acme-vibes.yaml")
    _write(LogScenario(read.messages, "soaked.log", account), read.left_out, name)


def _write(scenario: LogScenario, left_out: int, account: str) -> None:
    """Write the scenario, and read it again: it may fail, but it can be run."""
    _check(scenario.warnings)
    written = scenario.written("Imported from soaked", account, left_out)
    try:
        text = scenario_text(written)
    except ValueError:  # half a surrogate pair, which no file can hold
        return
    loaded = _loader().load_text(ROOT / "scenarios/accounts/imported.yaml", "imported.yaml", text)
    strangers = [problem for problem in loaded.problems if "no number of" not in problem.message]
    assert not strangers, "\n".join(map(str, strangers)) + "\n" + text


def _check(problems: Iterable[Problem]) -> None:
    """Each names its file, and can be printed."""
    for problem in problems:
        assert problem.file, problem
        str(problem).encode()


@cache
def _loader() -> Loader:
    return Loader()


@cache
def _logs() -> list[Path]:
    return sorted((ROOT / "tests/cases/logs").iterdir())
