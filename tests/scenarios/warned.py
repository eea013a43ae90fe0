"""The warnings about a scenario of a few steps, on reading it or in a run in which it passes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.files.problems import Problem

ROOT = Path(__file__).parents[2]
ACCOUNTS = ROOT / "scenarios/accounts"
SHOP = ROOT / "docs/examples/shop/account.yaml"
VIBES = ACCOUNTS / "acme-vibes.yaml"


def scenario(
    folder: Path, steps: Iterable[str], account: Path | str, head: str = "", title: str = "T"
) -> Path:
    """A file with a scenario.

    Args:
        folder: where it is written.
        steps: each as one line of YAML.
        account: the file, or the account itself.
        head: more keys of the scenario, each on its line.
        title: the scenario's.
    """
    path = folder / "s.yaml"
    listed = "".join(f"  - {step}\n" for step in steps)
    head = f"{head.rstrip()}\n" if head else ""
    text = f"scenario: {title!r}\naccount: {account}\n{head}steps:\n{listed}"
    path.write_text(text, encoding="utf-8")
    return path


def warned_on_reading(
    folder: Path, steps: Iterable[str], account: Path | str = SHOP, head: str = ""
) -> list[Problem]:
    """The warnings about a scenario that can be read; for the arguments see `scenario`."""
    loaded = Loader().load(scenario(folder, steps, account, head), "s.yaml")
    assert loaded.problems == []
    return loaded.warnings


def warned_in_run(
    folder: Path,
    steps: Iterable[str],
    account: Path | str = VIBES,
    head: str = "",
    title: str = "T",
) -> list[Problem]:
    """The warnings about a scenario that passes; for the arguments see `scenario`."""
    result = run([str(scenario(folder, steps, account, head, title))], CaseFilter())
    assert {str(case.outcome) for case in result.cases} == {"passed"}
    return result.warnings
