"""What is suspicious in a scenario without being wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.files.problems import Problem
    from optinsim.scenario.load import Case


def ambiguous_contains(case: Case) -> Iterator[Problem]:
    """Every `$contains` that several messages of the account would satisfy.

    A step that waits for a captured value is not looked at: its texts are not known yet. Whoever
    expects «subscribed» also accepts «unsubscribed»: such a test is green for the wrong
    message.
    """
    for i, step in enumerate(case.steps):
        replies = step.file.expect.replies if step.file is not None else None
        if not isinstance(replies, list):
            continue
        for j, reply in enumerate(replies):
            part = reply.get("$contains") if isinstance(reply, dict) else None
            if not isinstance(part, str):
                continue
            fitting = [name for name, text in _messages(case.account) if part in text]
            if len(fitting) > 1:
                problem = case.document.problem(
                    ("steps", i, "expect", "replies", j, "$contains"),
                    f"{part!r:.60} stands in several messages: {', '.join(fitting)}",
                    severity="warning",
                )
                yield problem


def _messages(account: Account) -> Iterator[tuple[str, str]]:
    """All messages of an account by name, as they are before a person's values are filled in."""
    for purpose, message in account.setup.messages.items():
        yield purpose, message.template
    for campaign in account.setup.campaigns:
        for purpose, message in campaign.messages.items():
            yield f"{purpose} of {campaign.id}", message.template
