"""A small run in which everything happens that a report has to tell of."""

from __future__ import annotations

from contextlib import chdir
from typing import TYPE_CHECKING

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import RunResult

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1}]
campaigns:
  - {acquisition_id: ACQ1, description: Sale, subscription_list: 1, keywords: [SUMMER],
     confirmation: double, accepts: [yes],
     messages:
       {prompt: "Acme: Y, HELP, STOP? Msg & data rates <now>", welcome: Hi, declined: Bye}}
"""
JOIN = """\
scenario: Ann joins
account: account.yaml
tags: [smoke]
cites: our test plan
people: {ann: {mdn: +13125550123}}
steps:
  - text: SUMMER
    expect: {state: pending}
"""
WRONG = """\
scenario: The word ${word} & more
account: account.yaml
people: {ann: {mdn: +13125550123}}
examples: [{word: SUMMER}, {word: WINTER}]
steps:
  - text: ${word}
    expect:
      replies: ["Acme: Y, HELP, STOP? Msg & data rates <soon>"]
"""
BROKEN = "scenario: Nobody can run this\naccount: account.yaml\nstps: []\n"
FILES = {
    "a/account.yaml": ACCOUNT,
    "a/join.yaml": JOIN,
    "a/wrong.yaml": f"{WRONG}---\n{BROKEN}",
    "bad.yaml": "a: [",
}
"""One passes, two fail, one cannot be run, one file cannot be read."""

NASTY = """\
scenario: "::error::%0A ]]> </script><script>alert(1)</script> <b>&amp;</b> # skip \\\\\\
  \\e[31m \\u202e \\0 `` \\uFFFE"
account: account.yaml
tags: ["<i>tag</i>"]
cites: "\\n\\n# heading"
people: {ann: {mdn: +13125550123}}
examples: [{"</script>": "\\u2028<!--"}]
steps:
  - text: "</script><img src=x onerror=alert(1)>\\n::error::no"
    expect: {replies: ["]]>\\n```\\n::error file=x::y\\u0007\\uFFFE"], reading: help}
"""
"""Texts that would be something else in one report or another."""


def run_files(
    folder: Path,
    files: dict[str, str],
    *paths: str,
    stop: bool = False,
    warnings: list[Problem] | None = None,
) -> RunResult:
    """Write files into a folder, and run the paths, or all of them, from there."""
    for name, text in {"account.yaml": ACCOUNT, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with chdir(folder):
        return run(
            paths or ["."],
            CaseFilter(),
            stop_at_failure=stop,
            keep_steps=True,
            on_problems=(warnings if warnings is not None else []).extend,
        )
