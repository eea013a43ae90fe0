"""pytest-bdd's test module."""

import pytest
from bot import Bot
from pytest_bdd import parsers, scenarios, then, when

scenarios("features/conversations.feature")


@pytest.fixture
def bot() -> Bot:
    """Give every scenario a bot of its own."""
    return Bot()


@when(parsers.parse('I text "{text}"'))
def text_bot(bot: Bot, text: str) -> None:
    """Send a text."""
    bot.hear(text)


@then(parsers.parse('I get "{reply}"'))
def check_reply(bot: Bot, reply: str) -> None:
    """See what came back."""
    assert bot.reply == reply  # noqa: S101 - how pytest is spoken
