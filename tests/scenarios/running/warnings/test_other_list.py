"""An empty list of another program than the one that got the text is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

VINE = ACCOUNTS / "bigstate-signalvine-two-programs.yaml"
OWN, OTHER = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869", "9c93c9ab-b58c-49d8-a8f7-4b4a26707c3d"
JOINED = ["{text: JOIN, expect: {reading: keyword}}"]
TEXT = "{text: When does it start?, expect: {reading: unmatched}}"


def asked(program: str, expected: str, what: str = "messages") -> str:
    request = f"{{method: GET, path: '/v1/programs/{program}/{what}'}}"
    return f"{{request: {request}, expect: {{response: {{json: {{{expected}}}}}}}}}"


def told(folder: Path, steps: list[str], title: str = "T") -> list[str]:
    warnings = warned_in_run(folder, steps, VINE, title=title)
    return [one.message for one in warnings if one.code == "OPT713"]


@pytest.mark.parametrize("expected", ["items: []", "total: 0", "items: {$not: {$has: {id: x}}}"])
def test_the_messages_of_another_program_after_a_text(expected: str, tmp_path: Path) -> None:
    [message] = told(tmp_path, [*JOINED, TEXT, asked(OTHER, expected)])
    assert message.startswith(f"this is about {OTHER} (HS_Life), and the text before is in the")
    assert message.endswith(f"list of {OWN} (TXT-4-SUCCESS)")


@pytest.mark.parametrize(
    "steps",
    [
        # The same is asked of the program that got the text.
        [*JOINED, TEXT, asked(OTHER, "items: []"), asked(OWN, "total: {$not: 0}")],
        # The text is of no program, or of both, or has not changed this list.
        [TEXT, asked(OTHER, "items: []")],
        [*JOINED, "{text: LIFE, to: +13035550143}", TEXT, asked(OTHER, "total: {$not: 0}")],
        [*JOINED, TEXT, asked(OTHER, "items: []", "participants")],
        # Joining one program does not join the other.
        [*JOINED, asked(OTHER, "items: []")],
    ],
)
def test_the_list_that_is_meant(steps: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, steps) == []


def test_the_title_says_that_the_other_program_is_meant(tmp_path: Path) -> None:
    steps = [*JOINED, TEXT, asked(OTHER, "items: []")]
    assert told(tmp_path, steps, "HS_Life hears nothing of a text to another program") == []
