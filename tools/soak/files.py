"""Scenario and account files, mutated: what is wrong is said, with the file, and without secrets.

Knows what `optinsim check` and `optinsim run` do with a file. Does not know what should be wrong.
"""

from __future__ import annotations

import json
import re
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

from optinsim.errors import CommandError
from optinsim.files.accounts import load_account
from optinsim.files.credentials import HARMLESS
from optinsim.files.problems import FileError
from optinsim.files.source import file_text
from optinsim.laws.packs import OFF, LawChoice
from optinsim.report.console import ConsoleReport
from optinsim.report.github import Place, marks
from optinsim.report.html import html_page
from optinsim.report.json_report import run_json
from optinsim.report.junit import junit_xml
from optinsim.report.screen import Screen
from optinsim.report.tap import tap
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.laws import LawOptions
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from optinsim.scenarios.writing.update.file import Updater
from optinsim.simulator import Simulator
from tools.soak.mutations import mutated_file
from tools.soak.rounds import COPIED, ROOT
from tools.soak.texts import PEOPLE, words_of

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tools.soak.rounds import Round

FILES_OF_A_ROUND = 5
_SECRET = re.compile(rb"\b(password|token|secret): *([\w-]+)")
_CALLER = (
    "scenario: Anything\naccount: soaked.yaml\nsteps:\n  - text: HELP\n    expect: {replies: []}\n"
)


def play_files(played: Round) -> None:
    """A few files, each mutated in the place of its original."""
    chance = played.chance
    for _ in range(FILES_OF_A_ROUND):
        path = played.copies / chance.choice(_files())
        text, secrets = _with_unguessable_secrets(path.read_bytes())
        other = (ROOT / chance.choice(_files())).read_bytes()
        text = mutated_file(chance, text, other)
        secrets = [secret for secret in secrets if _is_secret_still(secret.encode(), text)]
        played.note((str(path.relative_to(played.copies)), text))
        mutated = path.with_name("soaked.yaml")
        mutated.write_bytes(text)
        try:
            _check(mutated, secrets)
            if b"platform:" in text and b"scenario:" not in text:
                _use_account(chance, mutated, secrets)
        finally:
            mutated.unlink()


def _check(path: Path, secrets: list[str]) -> None:
    """Check a file, run it, and write every report, as the commands do."""
    _, problems = check_files([str(path)])
    console = ConsoleReport(Screen(shown := StringIO()), verbose=True)
    result = run([str(path)], CaseFilter(), keep_steps=True, on_case=console.case)
    console.summary(result)
    said = [str(problem) for problem in (*problems, *result.problems, *result.warnings)]
    said += shown.getvalue(), junit_xml(result), tap(result), html_page(result)
    said += marks(result, result.warnings, Place()), json.dumps(run_json(result), allow_nan=False)
    for text in said:
        assert not any(secret in text for secret in secrets), f"shows a credential: {text}"
    assert all(problem.file for problem in (*problems, *result.problems)), problems
    if not any(problem.severity == "error" for problem in problems):
        unread = [one for one in result.problems if "this is an account" not in one.message]
        assert not unread, f"check finds nothing, run does: {unread}"
    if result.count(Outcome.FAILED) and not result.problems:
        _update(path)


def _update(path: Path) -> None:
    """Update what failed; then nothing fails any more, or it is told why.

    The laws are left out: which of them a scenario means to break is not updated.
    """
    text = file_text(path, str(path))
    updater = Updater(
        path, str(path), Loader(), lambda cases: cases, lambda one: one.change, missing=False
    )
    updated = updater.update(text)
    if updated.failed is None and not updated.left:
        path.write_text(updated.after, encoding="utf-8", newline="")
        result = run([str(path)], CaseFilter(), laws=LawOptions(LawChoice(OFF)))
        assert not result.count(Outcome.FAILED), f"fails after an update: {updated.after}"


def _use_account(chance: Random, account: Path, secrets: list[str]) -> None:
    """Run a scenario of a mutated account and, if that can be used, text to it."""
    caller = account.with_name("caller-of-soaked.yaml")
    caller.write_text(_CALLER, encoding="utf-8")
    try:
        _check(caller, secrets)
        loaded = load_account(account)
    except FileError:
        return
    finally:
        caller.unlink()
    simulator = Simulator(loaded)
    for word in (*chance.choices(words_of(loaded), k=10), "84237"):
        try:
            simulator.text(word, chance.choice(PEOPLE), chance.choice([*loaded.setup.by_number]))
            simulator.wait("1h")
        except CommandError:  # a landline of the account
            continue
    simulator.forms({"mdn": PEOPLE[0]})
    simulator.record(PEOPLE[0])
    hash(simulator.canonical())


def _with_unguessable_secrets(text: bytes) -> tuple[bytes, list[str]]:
    """The file with secrets that no other word of it is, and these secrets."""
    secrets: list[str] = []

    def unguessable(match: re.Match[bytes]) -> bytes:
        secrets.append(f"Zq{len(secrets)}unguessableXw")
        return match[1] + b": " + secrets[-1].encode()

    return _SECRET.sub(unguessable, text), secrets


def _is_secret_still(secret: bytes, text: bytes) -> bool:
    """Whether a mutation has left it where a credential may be, and nowhere else."""
    under = re.search(rb"(\w+)['\"]?: *['\"]?" + secret, text)
    is_harmless = under is not None and under[1].decode() in HARMLESS
    return text.count(secret) == 1 and not is_harmless


@cache
def _files() -> list[Path]:
    """All files, seen from the root; accounts, which are few and hold credentials, twice."""
    files = sorted(file for name in COPIED for file in (ROOT / name).rglob("*.yaml"))
    accounts = [file for file in files if b"\nplatform:" in file.read_bytes()]
    return [file.relative_to(ROOT) for file in (*files, *accounts)]
