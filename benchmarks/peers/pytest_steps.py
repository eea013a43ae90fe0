"""pytest-bdd's test module."""

import pytest
from bot import Bot
from pytest_bdd import parsers, scenarios, then, when

scenarios("features/conversations.feature")


@pytest.fixture
def bot() -> Bot:
    """Give every scenario a bot of its own."""
    return Bot()


@when(parsers.parse('text {number} is "{text}"'))
def text_bot(bot: Bot, number: str, text: str) -> None:  # noqa: ARG001 - sets steps apart
    """Send a text."""
    bot.hear(text)


@then(parsers.parse('reply {number} is "{reply}"'))
def check_reply(bot: Bot, number: str, reply: str) -> None:  # noqa: ARG001 - sets steps apart
    """See what came back."""
    assert bot.reply == reply  # noqa: S101 - how pytest is spoken
