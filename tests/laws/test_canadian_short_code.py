"""What Canadian short codes need beside the words of the manual page's examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.laws.packs import law
from tests.explore.test_planted_faults import VIBES, account_of

if TYPE_CHECKING:
    from pathlib import Path

CANADIAN = (
    VIBES
    .replace("words: {", "country: CA\nwords: {help: [HELP, INFO, AIDE], ")
    .replace("[STOP, ", "[STOP, ARRET, ")
)  # fmt: skip


def said(text: str, folder: Path) -> list[str]:
    judge, account = law("canadian_short_code"), account_of(text, folder)
    assert judge.of_account is not None
    assert judge.applies is not None
    return [one.says for one in judge.of_account(account)] if judge.applies(account) else ["-"]


def test_a_message_has_at_most_136_characters_without_its_fields(tmp_path: Path) -> None:
    for length, expected in ((136, []), (137, ["the message prompt of A has 137 characters"])):
        prompt = f'messages: {{prompt: "${{first_name}}{"x" * length}"}}'
        text = CANADIAN.replace("accepts: [yes]", prompt)
        assert said(text, tmp_path) == expected


def test_other_countries_and_long_numbers_have_other_rules(tmp_path: Path) -> None:
    assert said(CANADIAN.replace("country: CA", "country: US"), tmp_path) == ["-"]
    assert said(CANADIAN.replace("84237", "+16045550123"), tmp_path) == ["-"]
