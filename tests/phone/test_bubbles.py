"""A bubble: its shape, what it costs, and the fields that were empty in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.phone.conversation_view import ConversationView
from optinsim.report.cost import Cost, cost_of
from tests.phone.phones import Phone, play

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
api: {username: qa, password: secret}
subscription_lists: [{id: 1, name: A}]
campaigns:
  - acquisition_id: S1
    description: Summer Sale
    keywords: [SUMMER]
    subscription_list: 1
    confirmation: double
    expires_after: 24h
    messages: {prompt: "Hi ${first_name}, it\u2019s [Acme] ${last_name}. Reply Y."}
"""


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """Its prompt has two names and a quotation mark that GSM-7 has not."""
    path = tmp_path / "account.yaml"
    path.write_text(ACCOUNT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Hi", Cost("GSM-7 · 1 segment", is_much=False)),
        ("a" * 161, Cost("GSM-7 · 2 segments", is_much=False)),
        ("a" * 460, Cost("GSM-7 · 4 segments", is_much=True)),
        ("✓", Cost("UCS-2 · 1 segment because of ✓ U+2713 CHECK MARK", is_much=False)),
        (
            f"{'a' * 80}✓✓🎉",
            Cost(
                "UCS-2 · 2 segments, 1 without ✓ U+2713 CHECK MARK, 🎉 U+1F389 PARTY POPPER",
                is_much=True,
            ),
        ),
    ],
)
def test_the_cost_names_what_makes_a_text_dear(text: str, cost: Cost) -> None:
    assert cost_of(text) == cost


def test_of_many_characters_the_first_are_named() -> None:
    assert cost_of("①②③④⑤⑥⑦").line.endswith("⑤ U+2464 CIRCLED DIGIT FIVE, 2 more")


def test_a_field_that_was_empty_is_marked_in_the_bubble_and_is_not_copied(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        assert "Hi [no\u00a0first_name], it\u2019s [Acme] [no\u00a0last_name]." in phone.frame
        assert "UCS-2 · 1 segment because of \u2019 U+2019 RIGHT SINGLE" in phone.frame
        view = phone.screen.query_one(ConversationView)
        drawn = view.draw(len(view.items) - 1, 60)
        marks = [text for line in drawn for text, name in line if name == "bubble--gap"]
        assert marks == ["[no\u00a0first_name]", "[no\u00a0last_name]"]
        view.focus()
        await phone.press("up", "c")
        assert phone.app.clipboard.endswith("Hi , it\u2019s [Acme] . Reply Y.")

    play(script, account=account)


@pytest.mark.parametrize("size", [(120, 36), (120, 24)])
def test_two_bubbles_in_a_row_look_like_two(size: tuple[int, int]) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("f9")
        await phone.press("f8")
        view = phone.screen.query_one(ConversationView)
        one = view.items[1]
        view.show([one, one])
        await phone.settle()
        rows = [line for i in range(2) for line in view.draw(i, 50)]
        first, second = (
            i for i, line in enumerate(rows) if any("HELP" in text for text, _ in line)
        )
        between = rows[first + 1 : second]
        assert any(not any(name == "bubble--mine" for _, name in line) for line in between)
        assert len({len("".join(text for text, _ in line)) for line in rows if line}) == 1

    play(script, size=size)
