"""The options `--laws` and `--fail-on` of commands that judge conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.laws.law import Severity
    from optinsim.laws.packs import LawChoice
    from optinsim.scenarios.running.laws import LawOptions


def law_choice_of(laws: str | None) -> LawChoice:
    """The laws that `--laws` names; if there are none, say so and exit with 2."""
    from optinsim.laws.packs import LawError, law_choice

    try:
        return law_choice(laws)
    except LawError as error:
        say(f"--laws {error}")
        raise typer.Exit(2) from None


def severity_of(fail_on: str | None) -> Severity | None:
    """The severity that `--fail-on` names; if there is none, say so and exit with 2."""
    from optinsim.laws.packs import LawError, severity_named

    try:
        return severity_named(fail_on)
    except LawError as error:
        say(f"--fail-on {error}")
        raise typer.Exit(2) from None


def laws_named(names: Collection[str]) -> frozenset[str]:
    """The laws that `--breaks` names; if one does not exist, say so and exit with 2."""
    from optinsim.laws.packs import LawError, known_laws
    from optinsim.manual import near_name

    for name in names:
        try:
            known_laws((name,))
        except LawError as error:
            say(f"--breaks {error}")
            if near := near_name(name):
                say(f"  did you mean {near!r}?")
            raise typer.Exit(2) from None
    return frozenset(names)


def law_options_of(laws: str | None, fail_on: str | None) -> LawOptions:
    """Both options of a run."""
    from optinsim.scenarios.running.laws import LawOptions

    return LawOptions(law_choice_of(laws), severity_of(fail_on))
