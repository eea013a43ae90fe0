"""A small folder of scenarios that share things, for the tests of what they share."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from typing import Any

    from optinsim.scenarios.running.results import CaseResult, RunResult

ROOT = Path(__file__).parents[2]
US = (ROOT / "docs/examples/shop/account.yaml").read_text("utf-8")
LAKE = (ROOT / "scenarios/accounts/acme-cordial.yaml").read_text("utf-8")
LAKE = LAKE.replace("[JOIN, SIGNUP]", "[SUMMER]")

PROJECT = """\
account: accounts/us.yaml
tags: [birch]
people: {ann: {mdn: +13125550123}}
vars: {answer: Y}
steps:
  joined:
    - text: ${word}
      expect: {state: pending}
    - text: ${answer}
      expect: {state: subscribed}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files, and the accounts us (Vibes), ca (Vibes) and lake (Cordial)."""
    files = {"accounts/us.yaml": US, "accounts/ca.yaml": US, "accounts/lake.yaml": LAKE} | files
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), "utf-8")


def ran(*paths: str | Path, **options: Any) -> RunResult:
    """The result of a run, with all steps."""
    return run(map(str, paths), CaseFilter(), keep_steps=True, **options)


def outcomes(result: RunResult) -> list[str]:
    """How each case ended: file:line[account]@example outcome."""
    return [f"{_name(case)} {case.outcome}" for case in result.cases]


def _name(case: CaseResult) -> str:
    name = f"{Path(case.file).name}:{case.line}"
    if case.sharing.account_name is not None:
        name += f"[{case.sharing.account_name}]"
    return name if case.number is None else f"{name}@{case.number + 1}"


def told(result: RunResult) -> list[str]:
    """Each problem and warning: file:line: message."""
    return [
        f"{Path(p.file).name}:{p.mark.line if p.mark else ''}: {p.message}"
        for p in (*result.problems, *result.warnings)
    ]
