"""`-k` and `--tag`: what finds nothing is named, and is no success."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from optinsim.cli import command_line

SHOP = str(Path(__file__).parents[2] / "scenarios/vibes/join-by-keyword.yaml")
JOINS = """\
scenario: A person joins
account: {platform: signalvine, name: Acme, number: 84237, programs: [{id: news, keywords: [JOIN]}]}
steps:
  - {text: JOIN, expect: {state: subscribed}}
"""


def run(*options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(command_line(), ["run", SHOP, *options])
    return ran.exit_code, ran.output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("-k", "nowhere"), "-k nowhere selects none"),
        (("-k", "not join"), "-k 'not join' selects none"),
        (("--tag", "smok"), "no scenario has the tag smok"),
        (("--tag", "VIBES"), "no scenario has the tag VIBES; did you mean 'vibes'?"),
        (("--tag", "vibes", "--tag", "smok"), "no scenario has the tag smok"),
        (("--tag", "vibes and not vibes"), "--tag 'vibes and not vibes' selects none"),
        (("--tag", "not smoke and not vibes"), "--tag 'not smoke and not vibes' selects none"),
        (("--tag", ""), "--tag '' names no tag"),
        (("-k", "join", "-k", "keyword"), "-k is given 2 times"),
        (("-k", "(join"), "-k '(join': the end at column 6, expected ')'"),
        (("--tag", "or"), "--tag 'or': 'or' at column 1"),
    ],
)
def test_what_selects_nothing_is_named_and_ends_with_2(options: tuple[str, ...], told: str) -> None:
    code, output = run(*options)
    assert code == 2
    assert told in output


def test_an_expression_selects() -> None:
    assert run("--tag", "vibes and not nothing", "-k", "join and not nowhere")[0] == 0
    assert run("-k", "")[0] == 0


def test_without_a_path_the_current_folder_is_run_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "joins.yaml").write_text(JOINS, encoding="utf-8")
    ran = CliRunner().invoke(command_line(), ["run"])
    assert (ran.exit_code, "1 passed, 0 failed" in ran.output) == (0, True), ran.output
    checked = CliRunner().invoke(command_line(), ["check"])
    assert (checked.exit_code, "1 file checked" in checked.output) == (0, True), checked.output


def test_an_update_is_told_what_to_write_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command_line(), ["run", "--update=wrong"])
    assert (done.exit_code, "say which ones" in done.output) == (2, True)
