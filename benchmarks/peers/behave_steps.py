"""behave's `features/steps/steps.py`."""

from behave import then, when
from behave.runner import Context


@when('I text "{text}"')
def text_bot(context: Context, text: str) -> None:
    """Send a text."""
    context.bot.hear(text)


@then('I get "{reply}"')
def check_reply(context: Context, reply: str) -> None:
    """See what came back."""
    assert context.bot.reply == reply  # noqa: S101 - how behave is spoken
